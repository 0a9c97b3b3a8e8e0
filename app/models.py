"""
The tables.

Unknown is NULL; in ``party_result`` no row means that the party fielded no list, and 0 that its list got no vote. Rates
are in [0, 1], units are suffixes, codes are text. Every fact row points to the file it was read from.
"""

import datetime as dt
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    SmallInteger,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

LEVELS = ("region", "province", "regional_constituency", "constituency", "commune")


class Base(DeclarativeBase):
    """Base of all tables; one naming convention, so that migrations can name what they drop."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SourceFile(Base):
    """A file that was loaded, and the publication it comes from."""

    __tablename__ = "source_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_code: Mapped[str] = mapped_column(index=True)
    path: Mapped[str]
    sha256: Mapped[str]
    size_bytes: Mapped[int]
    title: Mapped[str]
    publisher: Mapped[str]
    url: Mapped[str | None]
    licence: Mapped[str]
    citation: Mapped[str]
    vintage: Mapped[str]
    origin_file: Mapped[str | None]
    origin_sha256: Mapped[str | None]
    note: Mapped[str | None]

    __table_args__ = (UniqueConstraint("source_code", "path"),)


class LoadRun(Base):
    """One ``etl load`` that changed something; its id is the dataset version."""

    __tablename__ = "load_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    finished_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    sources: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Election(Base):
    """An election by one kind of ballot on one day, and the code of the law its seats follow."""

    __tablename__ = "election"

    code: Mapped[str] = mapped_column(primary_key=True)
    institution: Mapped[str]
    ballot: Mapped[str]
    level: Mapped[str]
    date: Mapped[dt.date] = mapped_column(Date)
    law: Mapped[str]
    name_fr: Mapped[str]
    name_ar: Mapped[str]
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))


class DeclaredTotal(Base):
    """A national figure as published, kept beside the sums of the contests."""

    __tablename__ = "declared_total"

    election_code: Mapped[str] = mapped_column(ForeignKey("election.code"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[float]
    status: Mapped[str]
    note: Mapped[str]
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))


class Party(Base):
    """A party, a coalition, or the lists of independents."""

    __tablename__ = "party"

    code: Mapped[str] = mapped_column(primary_key=True)
    acronym: Mapped[str]
    name_fr: Mapped[str]
    name_ar: Mapped[str]
    kind: Mapped[str]
    symbol_fr: Mapped[str | None]
    symbol_ar: Mapped[str | None]
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))


class Area(Base):
    """
    A territory of one level and vintage: region, province, constituency, or communal unit.

    ``kind`` tells communes from the arrondissements that stand in place of six cities. ``search_text`` is the folded
    French and Arabic names (and the city's, for an arrondissement). The division was in force from ``valid_from`` until
    the day before ``valid_to``, always or still where NULL; elections are held in the areas of their day.
    """

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str]
    code: Mapped[str]
    vintage: Mapped[str]
    valid_from: Mapped[dt.date | None] = mapped_column(Date)
    valid_to: Mapped[dt.date | None] = mapped_column(Date)
    kind: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    name_fr: Mapped[str]
    name_ar: Mapped[str]
    city_fr: Mapped[str | None]
    city_ar: Mapped[str | None]
    search_text: Mapped[str]
    population_2014: Mapped[int | None]
    population_2024: Mapped[int | None]
    area_km2: Mapped[float]
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))

    __table_args__ = (
        UniqueConstraint("level", "code", "vintage"),
        Index("ix_area_geom", "geom", postgresql_using="gist"),
        CheckConstraint(f"level IN {LEVELS}", name="level"),
        CheckConstraint("valid_from < valid_to", name="validity"),
    )


class AreaShape(Base):
    """An area's outline simplified once for a band of zooms, with its neighbours, so that borders still meet."""

    __tablename__ = "area_shape"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True)
    band: Mapped[str] = mapped_column(primary_key=True)
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=3857, spatial_index=False))
    geojson: Mapped[str]

    __table_args__ = (Index("ix_area_shape_geom", "geom", postgresql_using="gist"),)


class AreaPart(Base):
    """Which communal units make a constituency."""

    __tablename__ = "area_part"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True)
    note: Mapped[str]


class AreaCrosswalk(Base):
    """Which share of the people of an area of one vintage lives in an area of another, and how that is known."""

    __tablename__ = "area_crosswalk"

    old_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True)
    weight: Mapped[float]
    method: Mapped[str]

    __table_args__ = (
        CheckConstraint("weight > 0 AND weight <= 1", name="weight"),
        CheckConstraint("method IN ('code', 'whole', 'population', 'area')", name="method"),
    )


class Contest(Base):
    """The vote of one election in one area that has seats (or counts) of its own."""

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
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"), index=True)

    __table_args__ = (
        UniqueConstraint("election_code", "area_id"),
        CheckConstraint("turnout BETWEEN 0 AND 1", name="turnout"),
        CheckConstraint("valid_votes >= 0 AND invalid_votes >= 0 AND seats >= 0", name="not_negative"),
        CheckConstraint("ballots_cast <= registered_voters", name="ballots"),
    )


class PartyResult(Base):
    """Votes of one list in one contest; ``votes`` or ``seats_won`` is NULL where it is not known."""

    __tablename__ = "party_result"

    contest_id: Mapped[int] = mapped_column(ForeignKey("contest.id", ondelete="CASCADE"), primary_key=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True, index=True)
    votes: Mapped[int | None]
    seats_won: Mapped[int | None] = mapped_column(SmallInteger)
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))

    __table_args__ = (CheckConstraint("votes >= 0 AND seats_won >= 0", name="not_negative"),)


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
    """Votes of one list in one polling station; a partition for each file, made and dropped as the file is loaded."""

    __tablename__ = "station_result"

    station_id: Mapped[int] = mapped_column(ForeignKey("polling_station.id", ondelete="CASCADE"), primary_key=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True)
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"), primary_key=True)
    votes: Mapped[int]

    __table_args__ = (
        CheckConstraint("votes >= 0", name="not_negative"),
        {"postgresql_partition_by": "LIST (source_file_id)"},
    )


class Tally(Base):
    """
    An election's figures in an area of any level: the area's own contest, or the sum of the contests inside it.

    ``own_contest`` tells which. A sum is NULL when any of its contests lacks the figure: unknown is not zero.
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


class PartyTally(Base):
    """Votes of one party in an area of any level; ``contests`` counts those where it fielded a list."""

    __tablename__ = "party_tally"

    election_code: Mapped[str] = mapped_column(ForeignKey("election.code", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True, index=True)
    contests: Mapped[int]
    votes: Mapped[int | None]
    share: Mapped[float | None]
    seats_won: Mapped[int | None]


class ScoreRun(Base):
    """The method and parameters behind a set of scores, and the dataset they were computed from."""

    __tablename__ = "score_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_code: Mapped[str] = mapped_column(ForeignKey("election.code", ondelete="CASCADE"), unique=True)
    method_version: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    dataset_version: Mapped[int]


class PartyScore(Base):
    """
    Strength of one party in one area, in [0, 100]; NULL with its class where it cannot be said.

    ``components`` lists each component's raw value, normalised value, weight and contribution.
    """

    __tablename__ = "party_score"

    score_run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True, index=True)
    score: Mapped[float | None]
    rank: Mapped[int | None]
    rank_median: Mapped[int | None]
    rank_low: Mapped[int | None]
    rank_high: Mapped[int | None]
    ranked: Mapped[int]
    p_stronghold: Mapped[float | None]
    strength_class: Mapped[str]
    components: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)

    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        CheckConstraint("p_stronghold BETWEEN 0 AND 1", name="p_stronghold"),
    )


class PartyPattern(Base):
    """
    What is said of a party as a whole in one election, beside its scores.

    ``moran`` is the global Moran's I of its shares (NULL where too few areas have one); ``assumptions`` lists, for each
    assumption behind the score, how much of the shifts in rank it explains alone and with the others.
    """

    __tablename__ = "party_pattern"

    score_run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id", ondelete="CASCADE"), primary_key=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True)
    moran: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    assumptions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class Cluster(Base):
    """Local association of a party's share in an area with its neighbours' shares; no row where it fielded no list."""

    __tablename__ = "cluster"

    score_run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id", ondelete="CASCADE"), primary_key=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True)
    share: Mapped[float]
    local_moran: Mapped[float | None]
    gi_star: Mapped[float | None]
    p_value: Mapped[float | None]
    p_adjusted: Mapped[float | None]
    label: Mapped[str]
    hot_spot: Mapped[str]
    isolate: Mapped[bool]

    __table_args__ = (CheckConstraint("label IN ('HH', 'LL', 'HL', 'LH', 'ns')", name="label"),)


class PartyZone(Base):
    """A party area: neighbouring strongholds and clusters of high shares in one polygon, with its members' figures."""

    __tablename__ = "party_zone"

    score_run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id", ondelete="CASCADE"), primary_key=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True)
    zone: Mapped[int] = mapped_column(primary_key=True)
    name_fr: Mapped[str]
    name_ar: Mapped[str]
    members: Mapped[list[str]] = mapped_column(JSONB)
    votes: Mapped[int]
    valid_votes: Mapped[int]
    share: Mapped[float]
    seats_won: Mapped[int | None]
    population: Mapped[int | None]
    previous_share: Mapped[float | None]
    change: Mapped[float | None]
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
    geojson: Mapped[str]


class Validation(Base):
    """How well scores of one election foretold the next, list by list and measured: the tables of the back-test."""

    __tablename__ = "validation"

    election_code: Mapped[str] = mapped_column(ForeignKey("election.code", ondelete="CASCADE"), primary_key=True)
    known_code: Mapped[str] = mapped_column(ForeignKey("election.code", ondelete="CASCADE"))
    method_version: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    dataset_version: Mapped[int]
    measures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    overall: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    regions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
