"""
Seats when the base of the quotient is only known within bounds.

As the base grows, a list's seats beyond its first are worth less, the more so the more it has: seats can only pass from
a list with more votes to one with fewer. The m greatest lists together, whatever m, therefore never win a seat back. So
an outcome holds over one stretch of bases, and bisection finds both its ends exactly; no grid is involved.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.analysis.seats.allocation import Allocation, check_base, check_votes, describe, parts_of
from app.analysis.seats.award import Award, award_parts
from app.analysis.seats.exceptions import InvalidCountError
from app.analysis.seats.laws import SeatRule


class Bounds(NamedTuple):
    """Smallest and greatest value that a count can have, both included; equal when it is known, None for no limit."""

    lower: int
    upper: int | None


@dataclass(frozen=True)
class Alternative:
    """
    An allocation and the bases for which it is the one, both ends included.

    ``upper`` is None where any greater base will do; both are None under a rule that takes its base from the votes.
    ``allocation`` shows the quotient and remainders at ``lower``.
    """

    lower: int | None
    upper: int | None
    allocation: Allocation


@dataclass(frozen=True)
class IntervalAllocation:
    """Every allocation that a base within its bounds can give, from the smallest base up."""

    alternatives: tuple[Alternative, ...]

    @property
    def status(self) -> Literal["exact", "unstable"]:
        """``exact`` when every base within the bounds gives the same seats."""
        return "exact" if len(self.alternatives) == 1 else "unstable"


class Stretch(NamedTuple):
    """Awards and the bases, both ends included, that give them."""

    lower: int | None
    upper: int | None
    awards: tuple[Award, ...]


def allocate_between(votes: Mapping[str, int], seats: int, rule: SeatRule, bounds: Bounds | None) -> IntervalAllocation:
    """
    Give the seats of one contest for every base within bounds.

    Parameters
    ----------
    votes : mapping of party to int
        Valid votes of every list, ≥ 0.
    seats : int
        District magnitude, > 0.
    rule : SeatRule
        As from `find_rule`.
    bounds : Bounds or None
        Bounds of the registered voters or voters, as the rule's base says; None under other rules.

    Returns
    -------
    IntervalAllocation

    Raises
    ------
    InvalidCountError, MissingBaseError
        As `allocate`; also for bounds the wrong way round.
    """
    check_votes(votes)
    parts = parts_of(seats, rule)
    check_bounds(votes, rule, bounds)
    found = stretches([int(count) for count in votes.values()], [part.seats for part in parts], rule, bounds)
    return IntervalAllocation(
        tuple(Alternative(low, high, describe(votes, parts, rule, low, awards)) for low, high, awards in found)
    )


def check_bounds(votes: Mapping[str, int], rule: SeatRule, bounds: Bounds | None) -> None:
    """Raise unless the bounds are those of what ``rule`` divides by and can be, given the votes."""
    check_base(votes, rule, bounds.lower if bounds else None)
    if bounds and bounds.upper is not None and bounds.upper < bounds.lower:
        raise InvalidCountError("base", f"the upper bound {bounds.upper} is below the lower bound {bounds.lower}")


def stretches(votes: list[int], parts: list[int], rule: SeatRule, bounds: Bounds | None) -> list[Stretch]:
    """Find every outcome within the bounds of the base, and where it holds."""
    if bounds is None:
        return [Stretch(None, None, award_parts(votes, parts, rule, None))]
    # past this, no list has a full quotient and the order of the remainders no longer depends on the base
    settled = max(parts) * max(votes) + 1
    last = bounds.upper if bounds.upper is not None else max(settled, bounds.lower)
    found = list(_scan(lambda base: award_parts(votes, parts, rule, base), bounds.lower, last))
    return [*found[:-1], found[-1]._replace(upper=bounds.upper)]


def _scan(outcome: Callable[[int], tuple[Award, ...]], lower: int, upper: int) -> Iterator[Stretch]:
    start = lower
    while start <= upper:
        awards = outcome(start)
        same, other = start, upper + 1
        if outcome(upper) == awards:
            same = upper
        while same < upper and other - same > 1:
            middle = (same + other) // 2
            if outcome(middle) == awards:
                same = middle
            else:
                other = middle
        yield Stretch(start, same, awards)
        start = same + 1
