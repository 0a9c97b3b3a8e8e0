"""Elections, with national figures."""

import datetime as dt
from typing import Literal

from pydantic import Field

from app.api.schemas.common import Count, Coverage, Level, Rate, Shape


class Origin(Shape):
    """Where a national figure comes from."""

    basis: str | None = Field(
        description="'sum of N contests', 'sum of n of N contests' or 'declared nationally'; null where unknown"
    )
    status: str | None = Field(description="final or provisional, for a declared figure")
    note: str | None = Field(description="remark of the source, or why the figure is unknown")
    source_codes: list[str]


class Election(Shape):
    """An election with its national figures."""

    code: str
    institution: str
    ballot: str = Field(description="local or regional lists")
    level: Level = Field(description="level of the areas that have a contest of their own")
    scope: Literal["general", "partial"] = Field(description="general, or partial: a by-election")
    date: dt.date
    law: str
    name_fr: str
    name_ar: str
    latest: bool = Field(
        description="whether it is the newest general one of its institution and ballot in which every area has a "
        "contest or a declared reason for its absence"
    )
    coverage: Coverage = Field(description="of how many of its contests the figures below tell")
    absence_reason: str | None = Field(description="why contests are missing, as the sources declare")
    contests: int
    seats: Count
    registered_voters: Count
    ballots_cast: Count
    valid_votes: Count
    invalid_votes: Count
    turnout: Rate
    turnout_other: Rate


class NationalResult(Shape):
    """A party's figures in a whole election."""

    party: str
    acronym: str
    name_fr: str
    name_ar: str
    lists: int
    votes: Count
    share: Rate
    seats_won: Count


class ElectionDetail(Election):
    """An election, the origin of each of its figures, and its parties by votes."""

    origins: dict[str, Origin] = Field(description="for each figure, where it comes from")
    parties: list[NationalResult]
