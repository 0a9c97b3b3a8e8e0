"""
The price of a seat: the fewest votes that win one more, or whose loss loses one, everyone else's votes fixed.

A gained vote comes from someone who had not voted, a lost one from someone who then stays at home. Prices come from a
search on the allocation itself. Bisection is exact wherever a list's seats cannot fall as its votes grow:

- with registered voters as the base, everywhere: the quotient is fixed;
- with voters as the base, everywhere too: every vote adds one to the base, yet what the list has left (times the seats)
  after k seats grows by seats − k > 0, and no other list's grows;
- with highest averages, everywhere: a list's averages grow with its votes, and no other list's does;
- with the votes of the lists above a threshold as the base, between two crossings of the threshold, which is a share of
  a total that moves. A list that drops out makes the quotient fall, to the profit of the greatest lists, so that a list
  gaining votes can *lose* a seat. The votes are therefore cut where a list crosses, and the ranges searched in turn,
  nearest first.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from app.analysis.seats.allocation import parts_of
from app.analysis.seats.award import Award
from app.analysis.seats.contests import ContestInputs, base_of, magnitude_of
from app.analysis.seats.exceptions import InvalidCountError
from app.analysis.seats.interval import Bounds, stretches
from app.analysis.seats.laws import SeatRule


@dataclass(frozen=True)
class SeatPrice:
    """
    What one more seat costs a list, and how safe its last one is.

    Attributes
    ----------
    party : str
    seats : int
        Seats it is sure of: with every base and however ties are broken.
    votes_to_tie, votes_to_win : int or None
        Fewest extra votes with which one more seat is possible (a tie, or some base in the bounds), and sure. 0 for a
        list that is in such a tie already. None: not with all the registered voters who did not vote.
    won_from : tuple of str
        Lists that lose a seat, or their part in a tie, when it is won.
    lost_again_at : int or None
        Extra votes from which the seat so won is no longer sure, under a base that moves with the votes.
    votes_to_risk, votes_to_lose : int or None
        Fewest lost votes with which its last sure seat is no longer sure, and no longer possible; None without a seat.
    lost_to : tuple of str
        Lists that gain a seat, or a part in a tie, when it is lost.
    """

    party: str
    seats: int
    votes_to_tie: int | None
    votes_to_win: int | None
    won_from: tuple[str, ...]
    lost_again_at: int | None
    votes_to_risk: int | None
    votes_to_lose: int | None
    lost_to: tuple[str, ...]


def seat_prices(contest: ContestInputs, rule: SeatRule) -> tuple[SeatPrice, ...]:
    """
    Price the next and the last seat of every list of a contest.

    Parameters
    ----------
    contest : ContestInputs
    rule : SeatRule

    Returns
    -------
    tuple of SeatPrice
        In the order of the contest's votes.

    Raises
    ------
    SeatsInputError
        As `allocate_contest`.
    """
    return tuple(seat_price(contest, rule, party) for party in contest.votes)


def seat_price(contest: ContestInputs, rule: SeatRule, party: str) -> SeatPrice:
    """Price the next and the last seat of one list. Raises as `seat_prices`, or `InvalidCountError` without a list."""
    count = _Count.of(contest, rule, party)
    now = count.sure(0)
    gains = count.ranges(1, count.most_gained)
    to_tie = 0 if count.possible(0) > now else _first(gains, lambda gained: count.possible(gained) > now)
    to_win = _first(gains, lambda gained: count.sure(gained) > now)
    losses = [(-last, -first) for first, last in reversed(count.ranges(-contest.votes[party], -1))] if now else []
    to_risk = _first(losses, lambda lost: count.sure(-lost) < now)
    to_lose = _first(losses, lambda lost: count.possible(-lost) < now)
    return SeatPrice(
        party=party,
        seats=now,
        votes_to_tie=to_tie,
        votes_to_win=to_win,
        won_from=() if to_win is None else count.losers(0, to_win),
        lost_again_at=None if to_win is None else count.first_below(now + 1, gains, to_win),
        votes_to_risk=to_risk,
        votes_to_lose=to_lose,
        lost_to=() if to_lose is None else count.losers(-to_lose, 0),
    )


def targets(contests: Sequence[ContestInputs], rule: SeatRule, party: str) -> pd.DataFrame:
    """
    Rank a party's next seats by what they cost.

    Parameters
    ----------
    contests : sequence of ContestInputs
    rule : SeatRule
    party : str

    Returns
    -------
    DataFrame
        One row per contest where the party has a list and a seat can be won: ``area_code`` and the fields of
        `SeatPrice`; cheapest first.
    """
    prices = _prices(contests, rule, party)
    return prices[prices["votes_to_win"].notna()].sort_values(["votes_to_win", "area_code"], ignore_index=True)


def endangered(contests: Sequence[ContestInputs], rule: SeatRule, party: str) -> pd.DataFrame:
    """
    Rank a party's seats by the fewest lost votes that lose one.

    Returns
    -------
    DataFrame
        As `targets`, for the contests where the party has a seat; most endangered first.
    """
    prices = _prices(contests, rule, party)
    return prices[prices["seats"] > 0].sort_values(["votes_to_lose", "area_code"], ignore_index=True)


def _prices(contests: Sequence[ContestInputs], rule: SeatRule, party: str) -> pd.DataFrame:
    standing = [contest for contest in contests if party in contest.votes]
    if not standing:
        raise InvalidCountError("party", f"{party!r} has no list in any of the contests")
    rows = [{"area_code": contest.area_code, **vars(seat_price(contest, rule, party))} for contest in standing]
    counts = ["votes_to_tie", "votes_to_win", "lost_again_at", "votes_to_risk", "votes_to_lose"]
    return pd.DataFrame(rows).astype(dict.fromkeys(counts, "Int64"))


@dataclass(frozen=True)
class _Count:
    """A contest counted again after one list's votes have changed."""

    parties: tuple[str, ...]
    votes: tuple[int, ...]
    position: int
    parts: tuple[int, ...]
    rule: SeatRule
    bounds: Bounds | None
    most_gained: int

    @classmethod
    def of(cls, contest: ContestInputs, rule: SeatRule, party: str) -> "_Count":
        if party not in contest.votes:
            raise InvalidCountError(f"votes.{party}", f"no such list stood in {contest.area_code}")
        bounds = base_of(contest, rule)
        votes = tuple(int(count) for count in contest.votes.values())
        parts = tuple(part.seats for part in parts_of(magnitude_of(contest), rule))
        # with this many more votes a list has every seat, whatever the law
        most = int(2 * max(parts) * sum(votes) / (1 - rule.threshold)) + 1
        if contest.registered_voters:
            most = contest.registered_voters.lower - sum(votes)
        return cls(tuple(contest.votes), votes, list(contest.votes).index(party), parts, rule, bounds, most)

    def outcomes(self, change: int) -> list[tuple[Award, ...]]:
        """Awards for every base, smallest base first."""
        votes = list(self.votes)
        votes[self.position] += change
        bounds = self.bounds
        if bounds and self.rule.base == "voters":
            bounds = Bounds(bounds.lower + change, None if bounds.upper is None else bounds.upper + change)
        return [stretch.awards for stretch in stretches(votes, list(self.parts), self.rule, bounds)]

    def sure(self, change: int) -> int:
        return min(sum(award.won[self.position] for award in awards) for awards in self.outcomes(change))

    def possible(self, change: int) -> int:
        return max(sum(award.possible[self.position] for award in awards) for awards in self.outcomes(change))

    def ranges(self, low: int, high: int) -> list[tuple[int, int]]:
        """Cut the changes of the votes where a list crosses the threshold; inside a range seats cannot fall."""
        if low > high:
            return []
        starts = [low, *sorted(cut for cut in set(self._crossings()) if low < cut <= high), high + 1]
        return [(first, after - 1) for first, after in pairwise(starts)]

    def losers(self, before: int, after: int) -> tuple[str, ...]:
        """Find the other lists with fewer seats, sure or possible, after than before, at either end of the base."""
        old, new = self.outcomes(before), self.outcomes(after)
        pairs = [(old[0], new[0]), (old[-1], new[-1])]
        return tuple(
            party
            for position, party in enumerate(self.parties)
            if position != self.position and any(_seats(b, position) < _seats(a, position) for a, b in pairs)
        )

    def first_below(self, seats: int, ranges: Sequence[tuple[int, int]], won_at: int) -> int | None:
        """Find the first change past ``won_at`` that leaves fewer sure seats; only a crossing can take them away."""
        return next((first for first, _ in ranges if first > won_at and self.sure(first) < seats), None)

    def _crossings(self) -> Iterator[int]:
        if not self.rule.threshold:
            return
        top, bottom = self.rule.threshold.as_integer_ratio()
        total = sum(self.votes)
        for position, count in enumerate(self.votes):
            if position == self.position:
                yield -((count * bottom - top * total) // (bottom - top))
            else:
                yield count * bottom // top - total + 1


def _seats(awards: tuple[Award, ...], position: int) -> tuple[int, int]:
    """Sure seats, and possible ones, of a list; the first decide in a comparison."""
    return sum(award.won[position] for award in awards), sum(award.possible[position] for award in awards)


def _first(ranges: Iterable[tuple[int, int]], holds: Callable[[int], bool]) -> int | None:
    """Find the first number for which a condition holds, in ranges within which it holds from some number on."""
    for first, last in ranges:
        if holds(last):
            return bisect_left(range(first, last), True, key=holds) + first
    return None
