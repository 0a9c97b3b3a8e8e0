"""What was loaded, and by which digests it is known."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    DateTime,
    ForeignKey,
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
    """One ``etl load`` or ``unload`` that changed something."""

    __tablename__ = "load_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    finished_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    sources: Mapped[dict[str, Any]] = mapped_column(JSONB)


class DatasetDigest(Base):
    """
    Digest of the content of one table, of one election where its rows are of elections: natural keys and figures.

    Two rows are of all tables together, without an election: ``dataset``, the version of the data, and ``load_run``,
    the tag of the load history, which is no part of it.
    """

    __tablename__ = "dataset_digest"

    election_code: Mapped[str] = mapped_column(primary_key=True)
    table_name: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]


class NameCorrection(Base):
    """
    What a name of one source means, settled by hand where matching cannot.

    ``unit`` is empty where it settles a province. ``expect`` is the French name that the area ``code`` must bear.
    """

    __tablename__ = "name_correction"

    source_code: Mapped[str] = mapped_column(primary_key=True)
    province: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    expect: Mapped[str]
    reason: Mapped[str]
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id"))
