"""The strength score's version, thresholds and defaults, all in this one place."""

import math
from dataclasses import dataclass, field
from typing import Literal, get_args

METHOD_VERSION = "2.0"

COMPONENTS = ("performance", "lean", "margin", "representation", "consistency")

TOP_QUANTILE = 0.80
"""Scores from this quantile of all lists on are among the strongest fifth."""

LATEST_WEIGHT = 0.75
"""What the latest contest weighs in the lean; the one before it weighs the rest."""

LEAST = 0.01
"""The geometric mean takes no normalised value below this: one component at zero would wipe out all the others."""

WEIGHT_SPREAD = 0.25
"""Weights are varied by up to this proportion, both ways."""

LATEST_WEIGHTS = (0.6, LATEST_WEIGHT, 0.9)
POOLS = (0.5, 1.0, 2.0)
LEASTS = (0.005, LEAST, 0.02)
TOP_QUANTILES = (0.75, TOP_QUANTILE, 0.85)
"""What the constants are varied to: the weight of the latest contest, the pool of the shrinkage, and the two above."""

Normalisation = Literal["percentile", "z_score", "min_max", "list_percentile"]
Aggregation = Literal["arithmetic", "geometric"]
Shrinkage = Literal["between_contests", "dirichlet", "martuzzi_elliott", "none", "unscaled"]

NORMALISATIONS: tuple[Normalisation, ...] = ("percentile", "z_score", "min_max")
AGGREGATIONS: tuple[Aggregation, ...] = ("arithmetic", "geometric")
SHRINKAGES: tuple[Shrinkage, ...] = ("between_contests", "martuzzi_elliott", "none")
SEAT_SHRINKAGES: tuple[Shrinkage, ...] = ("dirichlet", "martuzzi_elliott", "none")
"""The choices that the draws vary; `list_percentile` and `unscaled` are those of method 1.1, kept to compute it."""


def default_weights() -> dict[str, float]:
    """
    Weigh all components equally but consistency, which has weight 0.

    Consistency is reported with weight 0: a list that is steadily weak is consistent too. This was decided by reason,
    not by any result (docs/decisions.md).
    """
    return dict.fromkeys(COMPONENTS, 0.25) | {"consistency": 0.0}


@dataclass(frozen=True)
class Parameters:
    """
    What may be chosen about the score.

    Attributes
    ----------
    weights : dict of str to float
        Weight ≥ 0 of each of `COMPONENTS`; they are divided by their sum over the components that are known.
    normalisation : {"percentile", "z_score", "min_max", "list_percentile"}
        How raw values become comparable numbers in [0, 1]: places among the votes of the stratum or, as method 1.1
        had it, among its lists.
    aggregation : {"arithmetic", "geometric"}
        How the normalised components become one number.
    shrinkage : {"between_contests", "dirichlet", "martuzzi_elliott", "none", "unscaled"}
        How performance is shrunk: `dirichlet` is for seats of councils, `unscaled` that of method 1.1.
    draws : int
        Draws of the assumptions for the sensitivity range, ≥ 1.
    seed : int
        Seed of those draws.

    Raises
    ------
    ValueError
        A weight is missing, unknown, negative or not finite, all are zero, a method is unknown, or there is no draw.
    """

    weights: dict[str, float] = field(default_factory=default_weights)
    normalisation: Normalisation = "percentile"
    aggregation: Aggregation = "arithmetic"
    shrinkage: Shrinkage = "between_contests"
    draws: int = 1_000
    seed: int = 20_210_908

    def __post_init__(self) -> None:
        if set(self.weights) != set(COMPONENTS):
            raise ValueError(f"weights must name exactly {', '.join(COMPONENTS)}")
        if not all(math.isfinite(weight) for weight in self.weights.values()):
            raise ValueError("weights must be finite numbers")
        if min(self.weights.values()) < 0 or not sum(self.weights.values()) > 0:
            raise ValueError("weights must be zero or more, and not all zero")
        if (
            self.normalisation not in get_args(Normalisation)
            or self.aggregation not in get_args(Aggregation)
            or self.shrinkage not in get_args(Shrinkage)
        ):
            choices = " and ".join(str(get_args(kind)) for kind in (Normalisation, Aggregation, Shrinkage))
            raise ValueError(f"choose among {choices}")
        if self.draws < 1:
            raise ValueError("at least one draw is needed")

    @property
    def nominal(self) -> list[float]:
        """The weights in the order of `COMPONENTS`."""
        return [self.weights[name] for name in COMPONENTS]

    @property
    def shrinkages(self) -> tuple[Shrinkage, ...]:
        """The ways of shrinking that the draws vary."""
        return SEAT_SHRINKAGES if self.shrinkage == "dirichlet" else SHRINKAGES


DEFAULTS = Parameters()

COUNCIL_DEFAULTS = Parameters(shrinkage="dirichlet", draws=200)
"""For councils, whose seats are known and not their votes; they are many."""

METHOD_1_1 = Parameters(normalisation="list_percentile", shrinkage="unscaled")
"""The scores of method 1.1; its ranges drew fewer assumptions."""
