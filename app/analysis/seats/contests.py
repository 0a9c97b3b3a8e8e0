"""The contests of an election: their votes, what is known of their voters, and the seats they give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pandas as pd

from app.analysis.seats.allocation import Allocation, check_votes
from app.analysis.seats.exceptions import InvalidCountError, MissingBaseError
from app.analysis.seats.interval import Bounds, IntervalAllocation, allocate_between, check_bounds
from app.analysis.seats.laws import SeatRule

TURNOUT_ROUNDING = Fraction(1, 20_000)  # published to four decimals


@dataclass(frozen=True)
class ContestInputs:
    """
    One constituency's seats and votes.

    Attributes
    ----------
    area_code : str
    seats : int or None
        District magnitude; None where it is not known.
    votes : mapping of party to int
        Valid votes; a party without a list has no entry. A contest with a None, unknown, is refused when counted.
    registered_voters, voters : Bounds or None
        What is known of those who could vote, and of those who cast a ballot, valid or not.
    region : str or None
        Code of the region, in which a party's lists are drawn with one error; None for a contest in no region.
    """

    area_code: str
    seats: int | None
    votes: Mapping[str, int]
    registered_voters: Bounds | None = None
    voters: Bounds | None = None
    region: str | None = None


def magnitude_of(contest: ContestInputs) -> int:
    """Return a contest's seats, or raise `InvalidCountError` where they are not known."""
    if contest.seats is None:
        raise InvalidCountError("seats", f"their number in {contest.area_code} is not known")
    return contest.seats


def base_of(contest: ContestInputs, rule: SeatRule) -> Bounds | None:
    """
    Find the bounds of what the rule divides by; None for a rule that takes it from the votes.

    Raises
    ------
    InvalidCountError
        As `allocate`.
    MissingBaseError
        Nothing is known of it in this contest.
    """
    check_votes(contest.votes)
    if rule.base not in ("registered_voters", "voters"):
        return None
    bounds = contest.registered_voters if rule.base == "registered_voters" else contest.voters
    if bounds is None:
        raise MissingBaseError(
            rule.base, f"law {rule.law} divides by it, and nothing is known of it in {contest.area_code}"
        )
    check_bounds(contest.votes, rule, bounds)
    return bounds


def allocate_contest(contest: ContestInputs, rule: SeatRule) -> IntervalAllocation:
    """Give a contest's seats by a rule, for every base it may have. Raises as `allocate_between`."""
    return allocate_between(contest.votes, magnitude_of(contest), rule, base_of(contest, rule))


def allocate_all(contests: Sequence[ContestInputs], rule: SeatRule) -> pd.DataFrame:
    """
    Give the seats of many contests by one rule.

    Parameters
    ----------
    contests : sequence of ContestInputs
    rule : SeatRule

    Returns
    -------
    DataFrame
        One row per list: ``area_code``, ``party_code``, ``votes``, ``seats`` (with the smallest base, without a seat
        tied for), ``seats_min`` and ``seats_max`` (over every base and tie), ``status`` (exact or unstable), ``tied``
        (the list is in a tie, with some base).

    Raises
    ------
    SeatsInputError
        As `allocate_contest`.
    """
    return pd.DataFrame(
        [{"area_code": contest.area_code, **row} for contest in contests for row in allocate_lists(contest, rule)]
    )


def allocate_lists(contest: ContestInputs, rule: SeatRule) -> list[dict[str, Any]]:
    """Give one contest's seats: the rows of `allocate_all` without ``area_code``. Raises as `allocate_contest`."""
    result = allocate_contest(contest, rule)
    allocations = [alternative.allocation for alternative in result.alternatives]
    sure, possible = [each.seats for each in allocations], [each.possible_seats for each in allocations]
    tied = {party for each in allocations for tie in each.ties for party in tie.parties}
    return [
        {
            "party_code": party,
            "votes": count,
            "seats": sure[0][party],
            "seats_min": min(seats[party] for seats in sure),
            "seats_max": max(seats[party] for seats in possible),
            "status": result.status,
            "tied": party in tied,
        }
        for party, count in contest.votes.items()
    ]


def seats_by_party(allocated: pd.DataFrame) -> pd.DataFrame:
    """
    Add up an election's seats.

    Parameters
    ----------
    allocated : DataFrame
        As from `allocate_all`.

    Returns
    -------
    DataFrame
        Index party code; ``votes``, ``seats``, ``seats_min``, ``seats_max``; most seats first.
    """
    totals = allocated.groupby("party_code")[["votes", "seats", "seats_min", "seats_max"]].sum()
    return totals.sort_values(["seats", "votes"], ascending=False)


def contests_from_frames(
    contests: pd.DataFrame, votes: pd.DataFrame, national_registered: int | None
) -> list[ContestInputs]:
    """
    Put an election's tables together, bounding what is not published.

    A contest's registered voters are at least its voters ÷ turnout, and its voters at least its valid votes; a turnout
    rounded to four decimals is taken at its highest. They are at most the country's, less the least that all other
    contests have: give the national figure only with all the contests of the election.

    Parameters
    ----------
    contests : DataFrame
        ``area_code``, ``seats``, and ``registered_voters``, ``ballots_cast``, ``turnout`` (in [0, 1]), missing where
        unknown; also ``region``, or no such column.
    votes : DataFrame
        ``area_code``, ``party_code``, ``votes``, missing where unknown.
    national_registered : int or None
        Registered voters of the country.

    Returns
    -------
    list of ContestInputs
        In the order of ``contests``.
    """
    lists = {
        area: {
            party: count if _known(count) else None
            for party, count in zip(rows["party_code"], rows["votes"].tolist(), strict=True)
        }
        for area, rows in votes.groupby("area_code")
    }
    records = contests.to_dict("records")
    standing = [lists.get(record["area_code"], {}) for record in records]
    least = [_least_registered(record, _known_votes(here)) for record, here in zip(records, standing, strict=True)]
    slack = None if national_registered is None else national_registered - sum(least)
    return [_contest(*known, slack) for known in zip(records, standing, least, strict=True)]


def compare_with_official(
    contests: Sequence[ContestInputs], rule: SeatRule, official: Mapping[str, Mapping[str, int] | None]
) -> pd.DataFrame:
    """
    Compare the computed seats with the declared ones.

    Parameters
    ----------
    contests : sequence of ContestInputs
    rule : SeatRule
    official : mapping of area to mapping of party to int, or None
        Declared seats; None (or no entry) where the winners are not known.

    Returns
    -------
    DataFrame
        One row per contest: ``area_code``, ``status``, ``agrees`` (with the smallest base; NA where the winners are not
        known; a tie agrees with any way of breaking it), ``base_lower`` and ``base_upper`` (the bounds), ``holds_from``
        and ``holds_to`` (the bases within them that give the declared seats), ``can_hold_from`` and ``can_hold_to``
        (the same with the bases at which a tie would have to be broken that way). NA: none; as an upper end, no limit.
    """
    rows = [
        {"area_code": contest.area_code, **compare_contest(contest, rule, official.get(contest.area_code))}
        for contest in contests
    ]
    integers = ["base_lower", "base_upper", "holds_from", "holds_to", "can_hold_from", "can_hold_to"]
    return pd.DataFrame(rows).astype({"agrees": "boolean", **dict.fromkeys(integers, "Int64")})


def compare_contest(contest: ContestInputs, rule: SeatRule, declared: Mapping[str, int] | None) -> dict[str, Any]:
    """Compare one contest with its declared seats: a row of `compare_with_official`, with None for NA."""
    result, bounds = allocate_contest(contest, rule), base_of(contest, rule)
    can_hold = [each for each in result.alternatives if declared is not None and admits(each.allocation, declared)]
    holds = [each for each in can_hold if not each.allocation.ties]
    return {
        "status": result.status,
        "agrees": None if declared is None else result.alternatives[0] in can_hold,
        "base_lower": bounds.lower if bounds else None,
        "base_upper": bounds.upper if bounds else None,
        "holds_from": holds[0].lower if holds else None,
        "holds_to": holds[-1].upper if holds else None,
        "can_hold_from": can_hold[0].lower if can_hold else None,
        "can_hold_to": can_hold[-1].upper if can_hold else None,
    }


def admits(allocation: Allocation, declared: Mapping[str, int]) -> bool:
    """Whether the declared seats are the computed ones, however ties are broken; parties left out have none."""
    sure, possible = allocation.seats, allocation.possible_seats
    if sum(declared.values()) != sum(sure.values()) + sum(tie.seats for tie in allocation.ties):
        return False
    return set(declared) <= set(sure) and all(
        seats <= declared.get(party, 0) <= possible[party] for party, seats in sure.items()
    )


def _contest(record: Mapping[Any, Any], votes: Mapping[str, Any], least: int, slack: int | None) -> ContestInputs:
    registered = Bounds(least, None if slack is None else least + slack)
    if _known(record["registered_voters"]):
        registered = Bounds(least, least)
    return ContestInputs(
        area_code=record["area_code"],
        seats=int(record["seats"]) if _known(record["seats"]) else None,
        votes=votes,
        registered_voters=registered,
        voters=_voters(record, _known_votes(votes), registered.upper),
        region=record.get("region"),
    )


def _known_votes(votes: Mapping[str, int | None]) -> int:
    """Sum of the votes that are known, the least that all of them are."""
    return sum(count for count in votes.values() if count is not None)


def _least_registered(record: Mapping[Any, Any], valid_votes: int) -> int:
    if _known(record["registered_voters"]):
        return int(record["registered_voters"])
    voters = int(record["ballots_cast"]) if _known(record["ballots_cast"]) else valid_votes
    return ceil(voters / _highest_turnout(record))


def _voters(record: Mapping[Any, Any], valid_votes: int, most_registered: int | None) -> Bounds:
    if _known(record["ballots_cast"]):
        return Bounds(int(record["ballots_cast"]), int(record["ballots_cast"]))
    if most_registered is None:
        return Bounds(valid_votes, None)
    return Bounds(valid_votes, floor(most_registered * _highest_turnout(record)))


def _highest_turnout(record: Mapping[Any, Any]) -> Fraction:
    if not _known(record["turnout"]):
        return Fraction(1)
    # from the shortest decimal that reads back as the number, which is the published one
    return min(Fraction(repr(float(record["turnout"]))) + TURNOUT_ROUNDING, Fraction(1))


def _known(value: Any) -> bool:
    return not pd.isna(value)
