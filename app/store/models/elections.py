"""Elections, parties and the national figures published of them."""

import datetime as dt

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
)
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
