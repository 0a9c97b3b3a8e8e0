"""Contests."""

import datetime as dt

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape, figure


class Contest(Shape):
    """The vote of one election in one area that has seats, or counts, of its own."""

    election: str
    date: dt.date
    law: str
    area: AreaName
    seats: Count
    registered_voters: Count
    ballots_cast: Count
    valid_votes: Count
    invalid_votes: Count
    turnout: Rate
    registered_voters_source: str | None
    lists: int = figure("lists_stood")
    reasons: dict[str, str] = Field(description="for each figure that is null, why")


class ListResult(Shape):
    """What a list obtained in a contest."""

    party: str
    acronym: str
    name_fr: str
    name_ar: str
    votes: Count
    share: Rate
    seats_won: Count


class ContestDetail(Contest):
    """A contest with its lists."""

    parties: list[ListResult] = Field(description="by votes")
