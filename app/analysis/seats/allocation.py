"""Seats of one contest from its votes under a law, with the reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral

from app.analysis.seats.award import Award, admitted, award_parts
from app.analysis.seats.exceptions import InvalidCountError, MissingBaseError
from app.analysis.seats.laws import BallotPart, SeatRule


@dataclass(frozen=True)
class Tie:
    """Lists level for the last seats; the law looks at the candidates' ages, then draws lots."""

    parties: tuple[str, ...]
    seats: int


@dataclass(frozen=True)
class ListSeats:
    """
    One list's way to its seats.

    ``by_quotient`` seats came from full quotients, the others from the ``remainder`` (votes, below the quotient); it is
    None where there is no quotient. A list under the threshold is not ``admitted``. ``seats`` leaves out a seat still
    tied for.
    """

    party: str
    votes: int
    admitted: bool
    by_quotient: int
    remainder: float | None
    seats: int


@dataclass(frozen=True)
class PartAllocation:
    """
    Seats of one part of a ballot, which is all of it under most laws.

    ``base`` and ``quotient`` are None when there is none: plurality, highest averages, or nobody admitted.
    """

    name: str
    seats: int
    base: int | None
    quotient: float | None
    lists: tuple[ListSeats, ...]
    tie: Tie | None
    vacant: int


@dataclass(frozen=True)
class Allocation:
    """
    Seats of one contest under one rule.

    Attributes
    ----------
    law, ballot : str
        The rule.
    parts : tuple of PartAllocation
        One, unless the rule fills the ballot in parts.
    """

    law: str
    ballot: str
    parts: tuple[PartAllocation, ...]

    @property
    def seats(self) -> dict[str, int]:
        """Seats of each list, without those still tied for."""
        lists = zip(*(part.lists for part in self.parts), strict=True)
        return {rows[0].party: sum(row.seats for row in rows) for rows in lists}

    @property
    def possible_seats(self) -> dict[str, int]:
        """Seats of each list if it comes out first of every tie."""
        return {party: seats + sum(party in tie.parties for tie in self.ties) for party, seats in self.seats.items()}

    @property
    def ties(self) -> tuple[Tie, ...]:
        """Unresolved ties, at most one per part."""
        return tuple(part.tie for part in self.parts if part.tie)

    @property
    def vacant(self) -> int:
        """Seats left vacant."""
        return sum(part.vacant for part in self.parts)


def allocate(
    votes: Mapping[str, int],
    seats: int,
    rule: SeatRule,
    base: int | None = None,
    candidates: Mapping[str, int] | None = None,
) -> Allocation:
    """
    Give the seats of one contest to its lists.

    Seats left when every admitted list has had one by its remainder are given in further rounds, in the same order. A
    list without a vote takes no seat, nor does one that has run out of candidates: its seats pass on in the order of
    remainders. Seats without an eligible list stay vacant.

    Parameters
    ----------
    votes : mapping of party to int
        Valid votes of every list, ≥ 0. A party without a list has no entry.
    seats : int
        District magnitude, > 0.
    rule : SeatRule
        As from `find_rule`.
    base : int, optional
        Registered voters or voters, as the rule's base says, at least the valid votes; nothing under other rules.
    candidates : mapping of party to int, optional
        Candidates of a list (in each part), ≥ 1; as many as seats for the lists left out.

    Returns
    -------
    Allocation

    Raises
    ------
    InvalidCountError
        Negative or fractional votes, no list, no seat, a base below the valid votes, or one the rule does not use.
    MissingBaseError
        The rule divides by a figure that was not given. `allocate_between` takes bounds instead.
    """
    check_votes(votes)
    parts = parts_of(seats, rule)
    check_base(votes, rule, base)
    divisor = None if base is None else int(base)
    counts, limits = [int(count) for count in votes.values()], _limits(votes, parts, candidates or {})
    awards = award_parts(counts, [part.seats for part in parts], rule, divisor, limits)
    return describe(votes, parts, rule, divisor, awards)


def describe(
    votes: Mapping[str, int], parts: tuple[BallotPart, ...], rule: SeatRule, base: int | None, awards: tuple[Award, ...]
) -> Allocation:
    """Tell awards as an `Allocation`."""
    counts = admitted([int(count) for count in votes.values()], rule.threshold)
    divisor = None if rule.base == "none" else base or sum(counts) or None
    described = (
        _describe_part(votes, counts, part, divisor, result) for part, result in zip(parts, awards, strict=True)
    )
    return Allocation(rule.law, rule.ballot, tuple(described))


def parts_of(seats: int, rule: SeatRule) -> tuple[BallotPart, ...]:
    """
    Split the seats of a ballot as the rule has it.

    Raises
    ------
    InvalidCountError
        No seat, more than one for a plurality, or not the number that the rule's parts add up to.
    """
    if not _is_count(seats) or seats <= 0:
        raise InvalidCountError("seats", f"{seats!r} is not a whole number above 0")
    if rule.method == "plurality" and seats != 1:
        raise InvalidCountError("seats", f"a ward elects one councillor, not {seats}")
    if not rule.parts:
        return (BallotPart(rule.ballot, int(seats)),)
    total = sum(part.seats for part in rule.parts)
    if seats != total:
        raise InvalidCountError("seats", f"law {rule.law} fills {total} seats by this ballot, not {seats}")
    return rule.parts


def check_votes(votes: Mapping[str, int | None]) -> None:
    """Raise `InvalidCountError` unless there is a list and every list has a whole number of votes, 0 or more."""
    if not votes:
        raise InvalidCountError("votes", "no list stood")
    for party, count in votes.items():
        if count is None:
            raise InvalidCountError(f"votes.{party}", "they are not known")
        if not _is_count(count) or count < 0:
            raise InvalidCountError(f"votes.{party}", f"{count!r} is not a whole number of votes, 0 or more")


def check_base(votes: Mapping[str, int], rule: SeatRule, base: int | None) -> None:
    """Raise unless ``base`` is what the rule divides by and can be, given the votes."""
    if rule.base not in ("registered_voters", "voters"):
        if base is not None:
            raise InvalidCountError("base", f"law {rule.law} takes none for the ballot {rule.ballot}")
        return
    if base is None:
        raise MissingBaseError("base", f"law {rule.law} divides by {rule.base}, which is not known")
    valid_votes = sum(votes.values())
    if not _is_count(base) or base < valid_votes:
        raise InvalidCountError("base", f"{base!r} {rule.base} for {valid_votes} valid votes")


def _is_count(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _limits(votes: Mapping[str, int], parts: tuple[BallotPart, ...], candidates: Mapping[str, int]) -> list[int]:
    for party, count in candidates.items():
        if party not in votes:
            raise InvalidCountError(f"candidates.{party}", "no such list stood")
        if not _is_count(count) or count < 1:
            raise InvalidCountError(f"candidates.{party}", f"{count!r} is not a whole number above 0")
    most = max(part.seats for part in parts)
    return [int(candidates.get(party, most)) for party in votes]


def _describe_part(
    votes: Mapping[str, int], counts: list[int], part: BallotPart, base: int | None, result: Award
) -> PartAllocation:
    parties = list(votes)
    lists = []
    for party, count, seats in zip(parties, counts, result.won, strict=True):
        full, rest = divmod(count * part.seats, base) if base else (0, None)
        remainder = None if rest is None else rest / part.seats
        is_admitted = count == votes[party]
        lists.append(ListSeats(party, int(votes[party]), is_admitted, min(full, seats), remainder, seats))
    return PartAllocation(
        name=part.name,
        seats=part.seats,
        base=base,
        quotient=base / part.seats if base else None,
        lists=tuple(lists),
        tie=Tie(tuple(parties[position] for position in result.tied), result.at_stake) if result.tied else None,
        vacant=part.seats - sum(result.won) - result.at_stake,
    )
