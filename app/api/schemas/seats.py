"""Seats: laws, contests declared and computed, prices."""

from typing import Annotated, Literal

from pydantic import Field

from app.analysis.seats import Base, Method
from app.api.schemas.common import AreaName, Count, Shape, figure

Reasons = Annotated[dict[str, str], Field(description="for each figure that is null, why; empty where none is")]


class LawPart(Shape):
    """A part of a ballot that is filled separately."""

    name: str
    seats: int = figure("part_seats")


class Law(Shape):
    """How one law turns the votes of one kind of ballot into seats."""

    law: str
    ballot: str
    base: Base = Field(description="what is divided by the seats to give the electoral quotient; none: no quotient")
    threshold: float
    method: Method
    tie_rule: str = Field(description="as the law has it; ties are reported, as the candidates' ages are not kept")
    parts: list[LawPart] = Field(description="empty, except for a ballot filled in several parts")
    confidence: Literal["H", "M"] = Field(description="H: two or more sources agree; M: a single annotated source")
    citation: str = Field(description="articles of the law")
    inhabitants_up_to: int | None


class LawComparison(Law):
    """The same votes under one law."""

    election: str
    own: bool = Field(description="the law under which the election was held")
    gallagher: float | None
    loosemore_hanby: float | None
    effective_number_votes: float | None
    effective_number_seats: float | None
    parties_seated: Count
    seats_first: Count
    unstable: Count
    reasons: Reasons


class ContestList(Shape):
    """A list in a contest; one that was not fielded is not there."""

    party: str
    votes: Count
    seats_won: Count
    seats: Count = figure("seats_computed")
    seats_min: Count
    seats_max: Count


class PartSeats(Shape):
    """One of the parts of a ballot, which is all of it under most laws."""

    name: str
    seats: int = figure("part_seats")
    quotient: float | None
    tied: list[str] = Field(description="lists level for the last seats")
    tied_seats: int
    vacant: int


class Alternative(Shape):
    """An allocation, and the bases that give it, both ends included."""

    base_from: Count
    base_to: Count
    seats: dict[str, int] = Field(description="by list, without seats tied for; lists left out have none")
    parts: list[PartSeats]


class ContestSeats(Shape):
    """The seats of a contest, declared and computed."""

    election: str
    area: AreaName
    law: str
    seats: Count
    base: Base = Field(description="what is divided by the seats to give the electoral quotient")
    base_from: Count
    base_to: Count
    status: Literal["exact", "unstable"] | None = Field(description="exact: every base within the bounds, one result")
    agrees: bool | None = Field(
        description="the computed seats, with the smallest base, are the declared; null where these are not known"
    )
    holds_from: Count
    holds_to: Count
    can_hold_from: Count
    can_hold_to: Count
    quotient: float | None
    tied: list[str] = Field(description="lists in a tie for the last seats, with some base")
    alternatives: list[Alternative] = Field(description="every result within the bounds, from the smallest base up")
    lists: list[ContestList] = Field(description="by votes")
    reasons: Reasons


class PartySeats(Shape):
    """A party's seats in all contests of an election, declared and computed."""

    election: str
    law: str
    party: str
    acronym: str
    name_fr: str
    name_ar: str
    lists: int
    votes: Count
    share: float | None
    seats_won: Count
    seats: Count = figure("seats_computed")
    seats_min: Count
    seats_max: Count
    reasons: Reasons


class ListPrice(Shape):
    """What one more seat costs a list, and how safe its last one is; everybody else's votes as they are."""

    election: str
    area: AreaName
    law: str
    party: str
    votes: Count
    seats: Count = figure("sure_seats")
    votes_to_tie: Count
    votes_to_win: Count
    won_from: list[str] = Field(description="lists that lose a seat, or their part in a tie, when it is won")
    lost_again_at: Count
    votes_to_risk: Count
    votes_to_lose: Count
    lost_to: list[str] = Field(description="lists that gain a seat, or a part in a tie, when it is lost")
    reasons: Reasons


class RankedPrice(ListPrice):
    """A price, with its place among the party's."""

    rank: int = figure("price_rank")
