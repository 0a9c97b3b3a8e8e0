"""The service itself, and the files it answers from."""

from typing import Literal

from pydantic import Field

from app.api.schemas.common import Count, Shape, SourceRef, figure


class Source(SourceRef):
    """A file that was loaded, in full."""

    size_bytes: int
    url: str | None = Field(description="where it is published")
    citation: str
    vintage: str
    origin_file: str | None = Field(description="the publisher's file from which the loaded table was taken")
    origin_sha256: str | None
    note: str | None = Field(description="what a reader of the figures must know")
    coverage: str | None = Field(description="why some areas have no contest in it")
    loaded_in: Count
    rows: Count = figure("loaded_rows")
    checks: dict[str, int] = Field(description="for each check of the source, how many problems it found")


class Live(Shape):
    """The process answers."""

    status: Literal["live"]


class Ready(Shape):
    """The service can answer from its data."""

    status: Literal["ready"]
    migration: str = Field(description="revision of the tables")
    dataset_version: str = Field(description="digest of the data")
    last_load: int = Field(description="number of the load that last changed the data")
