"""Elections, with national figures."""

import datetime as dt

from pydantic import Field

from app.api.schemas.common import Count, Level, Rate, Shape


class Origin(Shape):
    """Where a national figure comes from."""

    basis: str | None = Field(
        description="'sum of N contests' or 'declared nationally'; null where the figure is unknown"
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
    date: dt.date
    law: str
    name_fr: str
    name_ar: str
    contests: int
    seats: Count
    registered_voters: Count
    ballots_cast: Count
    valid_votes: Count
    invalid_votes: Count
    turnout: Rate


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
