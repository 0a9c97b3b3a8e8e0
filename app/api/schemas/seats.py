"""Seats: laws, contests declared and computed, prices."""

from typing import Literal

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Shape

Reasons = dict[str, str]
Base = Literal["registered_voters", "voters", "qualifying_votes", "none"]


class LawPart(Shape):
    """A part of a ballot that is filled separately."""

    name: str
    seats: int


class Law(Shape):
    """How one law turns the votes of one kind of ballot into seats."""

    law: str = Field(description="code of the law, as in /v1/elections")
    ballot: str
    base: Base = Field(description="what is divided by the seats to give the electoral quotient")
    threshold: float = Field(description="smallest share of the valid votes that admits a list, in [0, 1]")
    method: Literal["largest_remainder", "plurality"]
    tie_rule: str = Field(description="as the law has it; ties are reported, as the candidates' ages are not kept")
    parts: list[LawPart] = Field(description="empty, except for a ballot filled in several parts")
    confidence: Literal["H", "M"] = Field(description="H: two or more sources agree; M: a single annotated source")
    citation: str
    inhabitants_up_to: int | None = Field(
        description="most inhabitants of a commune that votes by this rule; null where their number does not matter"
    )


class LawComparison(Law):
    """The same votes under one law."""

    election: str
    own: bool = Field(description="the law under which the election was held")
    gallagher: float | None = Field(description="least-squares disproportionality, in [0, 1]; 0 is proportional")
    loosemore_hanby: float | None = Field(description="share of the seats in other hands than the votes, in [0, 1]")
    effective_number_votes: float | None = Field(description="effective number of parties on votes, ≥ 1")
    effective_number_seats: float | None = Field(description="effective number of parties on seats, ≥ 1")
    parties_seated: Count
    seats_first: Count = Field(description="seats of the party with most seats")
    unstable: Count = Field(description="contests whose seats hang on a base not known, counted with its lower bound")
    reasons: Reasons


class ContestList(Shape):
    """A list in a contest; one that was not fielded is not there."""

    party: str
    votes: Count = Field(description="null where they are not known")
    seats_won: Count = Field(description="declared; null where the winners are not known")
    seats: Count = Field(description="computed with the smallest base, without a seat tied for")
    seats_min: Count = Field(description="computed: with every base, and however ties are broken")
    seats_max: Count = Field(description="computed: with some base, or some way of breaking a tie")


class PartSeats(Shape):
    """One of the parts of a ballot, which is all of it under most laws."""

    name: str
    seats: int
    quotient: float | None = Field(description="votes a full seat costs, at the alternative's smallest base")
    tied: list[str] = Field(description="lists level for the last seats")
    tied_seats: int = Field(description="seats they are level for")
    vacant: int = Field(description="seats that nobody can take")


class Alternative(Shape):
    """An allocation, and the bases that give it, both ends included."""

    base_from: Count = Field(description="null where the law takes its base from the votes")
    base_to: Count = Field(description="null: no upper limit, or as base_from")
    seats: dict[str, int] = Field(description="by list, without seats tied for; lists left out have none")
    parts: list[PartSeats]


class ContestSeats(Shape):
    """The seats of a contest, declared and computed."""

    election: str
    area: AreaName
    law: str
    seats: Count = Field(description="district magnitude")
    base: Base = Field(description="what is divided by the seats to give the electoral quotient")
    base_from: Count = Field(description="smallest value the base can have")
    base_to: Count = Field(description="greatest value it can have; equal to base_from where it is known")
    status: Literal["exact", "unstable"] | None = Field(description="exact: every base within the bounds, one result")
    agrees: bool | None = Field(
        description="the computed seats, with the smallest base, are the declared; null where these are not known"
    )
    holds_from: Count = Field(description="smallest base that gives the declared seats")
    holds_to: Count = Field(description="greatest such base; null beside a holds_from: no limit")
    can_hold_from: Count = Field(description="the same with the bases at which a tie would have to be broken that way")
    can_hold_to: Count
    quotient: float | None = Field(description="votes a full seat costs, with the smallest base")
    tied: list[str] = Field(description="lists in a tie for the last seats, with some base")
    alternatives: list[Alternative] = Field(description="every result within the bounds, from the smallest base up")
    lists: list[ContestList] = Field(description="by votes")
    reasons: Reasons = Field(description="for each figure that is null, why")


class PartySeats(Shape):
    """A party's seats in all contests of an election, declared and computed."""

    election: str
    law: str
    party: str
    acronym: str
    name_fr: str
    name_ar: str
    lists: int = Field(description="contests in which the party fielded a list")
    votes: Count = Field(description="null where votes are unknown, as where only seats are published")
    share: float | None = Field(description="votes / valid votes of all contests, in [0, 1]")
    seats_won: Count = Field(description="declared; null where the winners are not known in every contest")
    seats: Count = Field(description="computed with the smallest base of each contest, without seats tied for")
    seats_min: Count = Field(description="computed: with every base, and however ties are broken")
    seats_max: Count = Field(description="computed: with some base, or some way of breaking ties")
    reasons: Reasons = Field(description="for each figure that is null, why")


class ListPrice(Shape):
    """What one more seat costs a list, and how safe its last one is; everybody else's votes as they are."""

    election: str
    area: AreaName
    law: str
    party: str
    votes: Count = Field(description="null where they are not known")
    seats: Count = Field(description="seats it is sure of: with every base, and however ties are broken")
    votes_to_tie: Count = Field(description="fewest extra votes with which one more seat is possible; 0: it is already")
    votes_to_win: Count = Field(
        description="fewest with which it is sure; null: not with all the registered voters who did not vote"
    )
    won_from: list[str] = Field(description="lists that lose a seat, or their part in a tie, when it is won")
    lost_again_at: Count = Field(
        description="extra votes from which it is no longer sure, under a base that moves with the votes; null: none"
    )
    votes_to_risk: Count = Field(description="fewest lost votes with which its last seat is no longer sure; null: none")
    votes_to_lose: Count = Field(description="fewest with which it is no longer possible; null without a seat")
    lost_to: list[str] = Field(description="lists that gain a seat, or a part in a tie, when it is lost")
    reasons: Reasons = Field(description="why the price cannot be computed; empty where it can")


class RankedPrice(ListPrice):
    """A price, with its place among the party's."""

    rank: int = Field(description="1: the cheapest target, or the most endangered seat")
