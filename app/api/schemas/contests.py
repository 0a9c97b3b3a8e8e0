"""Contests."""

import datetime as dt

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape


class Contest(Shape):
    """The vote of one election in one area that has seats, or counts, of its own."""

    election: str
    date: dt.date
    law: str = Field(description="code of the law by which seats are allocated")
    area: AreaName
    seats: Count = Field(description="district magnitude")
    registered_voters: Count = Field(description="persons on the rolls")
    ballots_cast: Count = Field(description="persons who voted")
    valid_votes: Count
    invalid_votes: Count
    turnout: Rate = Field(description="ballots_cast / registered_voters, in [0, 1]")
    registered_voters_source: str | None = Field(description="where registered_voters is from, if not from the results")
    lists: int = Field(description="lists that were fielded")
    reasons: dict[str, str] = Field(description="for each figure that is null, why")


class ListResult(Shape):
    """What a list obtained in a contest."""

    party: str
    acronym: str
    name_fr: str
    name_ar: str
    votes: Count = Field(description="null where they are not known")
    share: Rate = Field(description="votes / valid votes, in [0, 1]")
    seats_won: Count = Field(description="null where the winners are not known")


class ContestDetail(Contest):
    """A contest with its lists."""

    parties: list[ListResult] = Field(description="by votes")
