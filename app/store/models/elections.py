"""Elections, their laws, parties and their lineage, and the national figures published of them."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.models.base import Base


class Election(Base):
    """
    An election by one kind of ballot on one day, and the code of the law its seats follow.

    Its ``scope`` is general, or partial: a by-election.
    """

    __tablename__ = "election"

    code: Mapped[str] = mapped_column(primary_key=True)
    institution: Mapped[str]
    ballot: Mapped[str]
    level: Mapped[str]
    date: Mapped[dt.date] = mapped_column(Date)
    law: Mapped[str]
    scope: Mapped[str] = mapped_column(server_default="general")
    name_fr: Mapped[str]
    name_ar: Mapped[str]
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))

    __table_args__ = (CheckConstraint("scope IN ('general', 'partial')", name="scope"),)


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


class PartyLineage(Base):
    """
    Whose past a party has, where it is not its own: through a change of name, a merger, a split or a coalition.

    ``lineage_code`` is a party's code, or a name that several parties have in common; NULL: lists that are no party
    and are never compared. ``source`` says where the relation is documented.
    """

    __tablename__ = "party_lineage"

    party_code: Mapped[str] = mapped_column(ForeignKey("party.code"), primary_key=True)
    lineage_code: Mapped[str | None]
    relation: Mapped[str]
    note: Mapped[str | None]
    source: Mapped[str]
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))


class SeatLaw(Base):
    """How a law turns the votes of a kind of ballot into seats: a rule, as `app.analysis.seats.laws` reads it."""

    __tablename__ = "seat_law"

    law: Mapped[str] = mapped_column(primary_key=True)
    ballot: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[dict[str, Any]] = mapped_column(JSONB)
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))
