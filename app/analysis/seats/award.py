"""
The arithmetic of the laws, on bare integers.

The largest-remainder method with any quotient Q = base ÷ seats gives each seat in turn to the list with the most votes
left, a list leaving Q votes for every seat it takes. Full quotients come first because they are worth at least Q, then
the remainders, once round all lists before anyone is served again. Multiplied by the seats, everything is an integer.

The methods of highest averages need no quotient: the seats go to the greatest of the averages votes ÷ divisor of all
lists. Multiplied by the least common multiple of the divisors, they too are integers.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from app.analysis.seats.laws import DIVISOR_STEP, SeatRule


class Award(NamedTuple):
    """Seats that are sure, by position in the votes, and the tie for the last of them: who, for how many seats."""

    won: tuple[int, ...]
    tied: tuple[int, ...] = ()
    at_stake: int = 0

    @property
    def possible(self) -> tuple[int, ...]:
        """Seats of each list if it comes out first of the tie."""
        return tuple(seats + (position in self.tied) for position, seats in enumerate(self.won))


def award(votes: Sequence[int], seats: int, base: int, limits: Sequence[int] | None = None) -> Award:
    """
    Give seats by largest remainder with the quotient base ÷ seats.

    Parameters
    ----------
    votes : sequence of int
        Votes of each list, 0 for one that takes no part; their sum at most ``base``.
    seats, base : int
        Seats > 0; base ≥ 0, read only when somebody has a vote.
    limits : sequence of int, optional
        Most seats each list can fill.

    Returns
    -------
    Award
    """
    if not any(votes):
        return Award((0,) * len(votes))
    most = limits or [seats] * len(votes)
    won = [min(count * seats // base, limit) for count, limit in zip(votes, most, strict=True)]
    left = seats - sum(won)
    while left > 0:
        takers = [position for position, count in enumerate(votes) if count and won[position] < most[position]]
        if not takers:
            break
        worth = {position: votes[position] * seats - won[position] * base for position in takers}
        last = sorted(worth.values(), reverse=True)[min(left, len(takers)) - 1]
        level = tuple(position for position in takers if worth[position] == last)
        for position in takers:
            won[position] += worth[position] > last
        left -= sum(worth[position] > last for position in takers)
        if len(level) > left:
            return Award(tuple(won), level, left)
        for position in level:
            won[position] += 1
        left -= len(level)
    return Award(tuple(won))


def award_averages(votes: Sequence[int], seats: int, step: int, limits: Sequence[int] | None = None) -> Award:
    """
    Give seats to the highest averages, with the divisors 1, 1 + step, 1 + 2 step ….

    Parameters
    ----------
    votes : sequence of int
        Votes of each list, 0 for one that takes no part.
    seats : int
        > 0.
    step : int
        1 for D'Hondt, 2 for Sainte-Laguë, see `DIVISOR_STEP`.
    limits : sequence of int, optional
        Most seats each list can fill.

    Returns
    -------
    Award
    """
    divisors = range(1, 1 + step * seats, step)
    whole = lcm(*divisors)
    most = limits or [seats] * len(votes)
    averages = [
        [count * (whole // divisor) for divisor in divisors[:limit]] if count else []
        for count, limit in zip(votes, most, strict=True)
    ]
    ranked = sorted((average for row in averages for average in row), reverse=True)
    if len(ranked) <= seats:
        return Award(tuple(map(len, averages)))
    last = ranked[seats - 1]
    won = [sum(average > last for average in row) for row in averages]
    level = tuple(position for position, row in enumerate(averages) if last in row)
    left = seats - sum(won)
    if len(level) > left:
        return Award(tuple(won), level, left)
    return Award(tuple(count + (position in level) for position, count in enumerate(won)))


def admitted(votes: Sequence[int], threshold: Fraction) -> list[int]:
    """Votes of the lists that reach the share ``threshold`` of all votes, 0 in place of the others'."""
    if not threshold:
        return list(votes)
    bar = threshold.numerator * sum(votes)
    return [count if count * threshold.denominator >= bar else 0 for count in votes]


def award_parts(
    votes: Sequence[int], parts: Sequence[int], rule: SeatRule, base: int | None, limits: Sequence[int] | None = None
) -> tuple[Award, ...]:
    """Give the seats of each part of a ballot; ``base`` is None for the rules that have none of their own."""
    counts = admitted(votes, rule.threshold)
    if rule.method in DIVISOR_STEP:
        return tuple(award_averages(counts, seats, DIVISOR_STEP[rule.method], limits) for seats in parts)
    divisor = sum(counts) if base is None else base
    return tuple(award(counts, seats, divisor, limits) for seats in parts)
