"""The outlook's version, error sizes and defaults, all in this one place."""

from dataclasses import dataclass
from math import inf

METHOD_VERSION = "1.0"

NEWCOMER_LEAN = -0.69
"""Mean lean of lists without a past from 2011 to 2016, for a forecast that no transition comes before."""

NEW_PARTY_LEVEL = -4.94
"""Mean log odds of the national shares of parties new in 2016, for the same case."""

COVERED = (0.8, 0.9)
"""What part of the draws the intervals hold."""


@dataclass(frozen=True)
class Errors:
    """
    How far a blind forecast goes wrong, on the scale of log odds, and how many elections to draw.

    The sizes are those of the residuals of earlier transitions (docs/outlook.md), not tuned.

    Attributes
    ----------
    national, regional : float
        Standard deviations, ≥ 0, of a party's error everywhere and of its error in one region.
    local : float
        Scale, > 0, of one list's error in one contest, which follows Student's t.
    degrees : float
        Degrees of freedom of it, > 4: the excess kurtosis is 6 ÷ (degrees − 4), the standard deviation
        local · √(degrees ÷ (degrees − 2)).
    draws : int
        > 0.
    seed : int
        ≥ 0.

    Raises
    ------
    ValueError
        One of them is out of its range.
    """

    national: float = 0.5
    regional: float = 0.4
    local: float = 0.9
    degrees: float = 6.0
    draws: int = 10_000
    seed: int = 20_260_923

    def __post_init__(self) -> None:
        if not all(0 <= size < inf for size in (self.national, self.regional, self.local)) or not self.local:
            raise ValueError("errors must be finite and 0 or more, that of a list above 0")
        if not 4 < self.degrees < inf:
            raise ValueError("the degrees of freedom must be above 4")
        if self.draws < 1 or self.seed < 0:
            raise ValueError("at least one draw is needed, and a seed of 0 or more")


DEFAULTS = Errors()
