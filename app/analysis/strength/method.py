"""The strength score's version, thresholds and defaults, all in this one place."""

import math
from dataclasses import dataclass, field
from typing import Literal

METHOD_VERSION = "1.1"

COMPONENTS = ("performance", "lean", "margin", "representation", "consistency")

STRONGHOLD_QUANTILE = 0.80
STRONGHOLD_PROBABILITY = 0.80
STRONGHOLD_MARGIN = 0.10
STRONGHOLD_CONTESTS = 2
COMPETITIVE_MARGIN = 0.05

LATEST_WEIGHT, PREVIOUS_WEIGHT = 0.75, 0.25
"""What the latest contest and the one before it weigh in the lean."""

WEIGHT_SPREAD = 0.25
"""Weights are varied by up to this proportion, both ways."""

Normalisation = Literal["percentile", "z_score", "min_max"]
Aggregation = Literal["arithmetic", "geometric"]
Shrinkage = Literal["between_contests", "martuzzi_elliott", "none"]

NORMALISATIONS: tuple[Normalisation, ...] = ("percentile", "z_score", "min_max")
AGGREGATIONS: tuple[Aggregation, ...] = ("arithmetic", "geometric")
SHRINKAGES: tuple[Shrinkage, ...] = ("between_contests", "martuzzi_elliott", "none")


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
    normalisation : {"percentile", "z_score", "min_max"}
        How raw values become comparable numbers in [0, 1], among all lists of the stratum.
    aggregation : {"arithmetic", "geometric"}
        How the normalised components become one number.
    shrinkage : {"between_contests", "martuzzi_elliott", "none"}
        How performance is shrunk.
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
            self.normalisation not in NORMALISATIONS
            or self.aggregation not in AGGREGATIONS
            or self.shrinkage not in SHRINKAGES
        ):
            raise ValueError(f"choose among {NORMALISATIONS}, {AGGREGATIONS} and {SHRINKAGES}")
        if self.draws < 1:
            raise ValueError("at least one draw is needed")

    @property
    def nominal(self) -> list[float]:
        """The weights in the order of `COMPONENTS`."""
        return [self.weights[name] for name in COMPONENTS]


DEFAULTS = Parameters()
