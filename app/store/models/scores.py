"""What is computed of the results: scores, patterns, clusters, party areas, the back-test."""

from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.models.base import BY_ELECTION, Base


class ScoreRun(Base):
    """
    The method and parameters behind a set of scores, and the digest of all that they were computed from.

    ``basis`` tells whether votes were scored or, where none are published, the seats of councils.
    """

    __tablename__ = "score_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    election_code: Mapped[str] = mapped_column(ForeignKey("election.code", ondelete="CASCADE"), unique=True)
    method_version: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    input_digest: Mapped[str]
    basis: Mapped[str] = mapped_column(server_default="votes")

    __table_args__ = (CheckConstraint("basis IN ('votes', 'seats')", name="basis"),)


class PartyScore(Base):
    """
    Strength of one party in one area, in [0, 100]; NULL where it cannot be said.

    ``strength_class`` is one of `app.analysis.strength.classes` or, by seats, of `council_scores`; ``p_seat``, on which
    it rests, is NULL where nothing was said of the next election. ``components`` lists each component's raw value,
    normalised value, weight and contribution.
    """

    __tablename__ = "party_score"

    score_run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id", ondelete="CASCADE"))
    election_code: Mapped[str] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True, index=True)
    score: Mapped[float | None]
    rank: Mapped[int | None]
    rank_median: Mapped[int | None]
    rank_low: Mapped[int | None]
    rank_high: Mapped[int | None]
    ranked: Mapped[int]
    top_fifth: Mapped[float | None]
    p_seat: Mapped[float | None]
    strength_class: Mapped[str]
    components: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)

    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        CheckConstraint("top_fifth BETWEEN 0 AND 1", name="top_fifth"),
        CheckConstraint("p_seat BETWEEN 0 AND 1", name="p_seat"),
        BY_ELECTION,
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
    """
    A party area: neighbouring strongholds and clusters of high shares in one polygon, with its members' figures.

    Votes are NULL where scores are by seats; ``share`` is that of the ``seats`` then.
    """

    __tablename__ = "party_zone"

    score_run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id", ondelete="CASCADE"), primary_key=True)
    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True)
    zone: Mapped[int] = mapped_column(primary_key=True)
    name_fr: Mapped[str]
    name_ar: Mapped[str]
    members: Mapped[list[str]] = mapped_column(JSONB)
    votes: Mapped[int | None]
    valid_votes: Mapped[int | None]
    share: Mapped[float]
    seats_won: Mapped[int | None]
    seats: Mapped[int | None]
    population: Mapped[int | None]
    previous_share: Mapped[float | None]
    change: Mapped[float | None]
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
    geojson: Mapped[str]


class Validation(Base):
    """
    How well the scores of one election forecast the next, measured party by party: the tables of the back-test.

    ``chances`` tells of each forecast of a seat how it came true, in tenths; empty where none is made.
    """

    __tablename__ = "validation"

    election_code: Mapped[str] = mapped_column(ForeignKey("election.code", ondelete="CASCADE"), primary_key=True)
    known_code: Mapped[str] = mapped_column(ForeignKey("election.code", ondelete="CASCADE"))
    method_version: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    measures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    overall: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    regions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    chances: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
