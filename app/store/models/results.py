"""Results of contests and polling stations, and the figures derived for every area."""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    and_,
    column,
    table,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.store.models.base import BY_ELECTION, Base


class Contest(Base):
    """
    The vote of one election in one area that has seats (or counts) of its own.

    ``basis`` tells whether votes are published, or seats alone: then all votes are unknown. ``ballot_kind`` is how a
    council is elected, by lists or in wards; ``seats_unlisted`` how many of its seats the source lists for nobody.
    """

    __tablename__ = "contest"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_code: Mapped[str] = mapped_column(ForeignKey("election.code"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    seats: Mapped[int | None] = mapped_column(SmallInteger)
    registered_voters: Mapped[int | None]
    registered_voters_source: Mapped[str | None]
    ballots_cast: Mapped[int | None]
    valid_votes: Mapped[int | None]
    invalid_votes: Mapped[int | None]
    turnout: Mapped[float | None]
    basis: Mapped[str] = mapped_column(server_default="votes")
    ballot_kind: Mapped[str | None]
    seats_unlisted: Mapped[int | None] = mapped_column(SmallInteger)
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"), index=True)

    __table_args__ = (
        UniqueConstraint("election_code", "area_id"),
        CheckConstraint("basis IN ('votes', 'seats')", name="basis"),
        CheckConstraint("ballot_kind IN ('list', 'ward')", name="ballot_kind"),
        CheckConstraint("seats_unlisted BETWEEN 0 AND seats", name="seats_unlisted"),
        CheckConstraint("turnout BETWEEN 0 AND 1", name="turnout"),
        CheckConstraint("valid_votes >= 0 AND invalid_votes >= 0 AND seats >= 0", name="not_negative"),
        CheckConstraint("ballots_cast <= registered_voters", name="ballots"),
    )


CONTEST_WITHIN_CITY = table("contest_within_city", column("contest_id"))
"""A view: contests of arrondissements whose city has one, which no sum adds up with that of the city."""


EXPECTED_CONTEST = table(
    "expected_contest",
    column("election_code", String),
    column("area_id", Integer),
    column("held", Boolean),
    column("explained", Boolean),
)
"""
A view: the areas that vote in an election, a divided city being one of them; whether their contest is loaded, or else a
source explains its absence.
"""


class PartyResult(Base):
    """Votes of one list in one contest; ``votes`` or ``seats_won`` is NULL where it is not known."""

    __tablename__ = "party_result"

    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id", ondelete="CASCADE"), primary_key=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True, index=True)
    votes: Mapped[int | None]
    seats_won: Mapped[int | None] = mapped_column(SmallInteger)
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))
    election_code: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (CheckConstraint("votes >= 0 AND seats_won >= 0", name="not_negative"), BY_ELECTION)


OF_CONTEST = and_(PartyResult.election_code == Contest.election_code, PartyResult.contest_id == Contest.id)
"""What joins lists to their contest: the election too, or every partition is looked through for each contest."""


class PollingStation(Base):
    """A polling station (bureau de vote) at one election; its place and figures are NULL where the file is silent."""

    __tablename__ = "polling_station"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_code: Mapped[str] = mapped_column(ForeignKey("election.code", ondelete="CASCADE"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), index=True)
    code: Mapped[str]
    geom: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    registered_voters: Mapped[int | None]
    ballots_cast: Mapped[int | None]
    valid_votes: Mapped[int | None]
    invalid_votes: Mapped[int | None]
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"), index=True)

    __table_args__ = (
        UniqueConstraint("election_code", "area_id", "code"),
        Index("ix_polling_station_geom", "geom", postgresql_using="gist"),
        CheckConstraint("valid_votes >= 0 AND invalid_votes >= 0", name="not_negative"),
        CheckConstraint("ballots_cast <= registered_voters", name="ballots"),
    )


class StationResult(Base):
    """Votes of a list in a polling station, NULL where unknown; a partition for each file, made and dropped with it."""

    __tablename__ = "station_result"

    station_id: Mapped[int] = mapped_column(ForeignKey("polling_station.id", ondelete="CASCADE"), primary_key=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True)
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"), primary_key=True)
    votes: Mapped[int | None]

    __table_args__ = (
        CheckConstraint("votes >= 0", name="not_negative"),
        {"postgresql_partition_by": "LIST (source_file_id)"},
    )


class Tally(Base):
    """
    An election's figures in an area of any level: the area's own contest, or the sum of the contests inside it.

    ``own_contest`` tells which. A sum is NULL when any of its contests lacks the figure: unknown is not zero.
    ``lists`` counts those that stood; ``leader``, its ``lead`` and the indices of the contest are those of
    `app.analysis.figures`, and ``why_unknown`` says what they cannot be told for, where that is so.
    ``interpolated_share`` in [0, 1] is the share of the valid votes that was spread over areas of another vintage than
    the election was held in; above 0 the figures are estimates, and whole numbers only by rounding.
    """

    __tablename__ = "tally"

    election_code: Mapped[str] = mapped_column(ForeignKey("election.code", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True)
    own_contest: Mapped[bool]
    contests: Mapped[int]
    seats: Mapped[int | None]
    registered_voters: Mapped[int | None]
    ballots_cast: Mapped[int | None]
    valid_votes: Mapped[int | None]
    invalid_votes: Mapped[int | None]
    turnout: Mapped[float | None]
    interpolated_share: Mapped[float] = mapped_column(server_default="0")
    lists: Mapped[int | None]
    leader: Mapped[str | None]
    lead: Mapped[float | None]
    effective_number_votes: Mapped[float | None]
    effective_number_seats: Mapped[float | None]
    gallagher: Mapped[float | None]
    loosemore_hanby: Mapped[float | None]
    why_unknown: Mapped[str | None]

    __table_args__ = BY_ELECTION


class PartyTally(Base):
    """
    Votes of one party in an area of any level; ``contests`` counts those where it fielded a list.

    ``margin`` and ``rank`` are those of `app.analysis.figures`.
    """

    __tablename__ = "party_tally"

    election_code: Mapped[str] = mapped_column(ForeignKey("election.code", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True, index=True)
    contests: Mapped[int]
    votes: Mapped[int | None]
    share: Mapped[float | None]
    seats_won: Mapped[int | None]
    margin: Mapped[float | None]
    rank: Mapped[int | None]

    __table_args__ = BY_ELECTION
