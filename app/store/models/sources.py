"""What was loaded."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    DateTime,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.models.base import Base


class SourceFile(Base):
    """
    A file that was loaded, and the publication it comes from.

    ``coverage`` says why some areas have no contest in it, ``absent`` which: their codes, or those of areas around
    them, separated by spaces.
    """

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
    coverage: Mapped[str | None]
    absent: Mapped[str | None]

    __table_args__ = (UniqueConstraint("source_code", "path"),)


class LoadRun(Base):
    """One ``etl load`` that changed something; its id is the dataset version."""

    __tablename__ = "load_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    finished_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    sources: Mapped[dict[str, Any]] = mapped_column(JSONB)
