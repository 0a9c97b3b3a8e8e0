"""The shapes that every answer is made of, with their units. Rates are in [0, 1], null is unknown and never zero."""

from types import NoneType
from typing import Any, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["region", "province", "regional_constituency", "constituency", "city", "commune"]
StrengthClass = Literal["stronghold", "competitive", "leaning", "weak", "absent", "insufficient"]
Rate = float | None
Count = int | None

T = TypeVar("T")


class Shape(BaseModel):
    """Base of the shapes: a field that is not declared here does not go out."""

    model_config = ConfigDict(extra="forbid")


class SourceRef(Shape):
    """A file the answer was made from."""

    source_code: str
    path: str = Field(description="name of the file among those of its source")
    title: str
    publisher: str
    licence: str
    sha256: str = Field(description="SHA-256 of the file that was loaded")


class Provenance(Shape):
    """What the answer depends on."""

    dataset_version: int = Field(description="number of the load that last changed the data")
    sources: list[SourceRef]
    method_version: str | None = Field(default=None, description="version of the method, where the answer is computed")
    parameters: dict[str, Any] | None = Field(default=None, description="parameters of the method")
    law: str | None = Field(default=None, description="code of the law, where the answer tells seats")
    citation: str | None = Field(default=None, description="articles of the law")


class Link(Shape):
    """Where to go on."""

    rel: Literal["next"]
    href: str = Field(description="address of the next page, in the form of this one")
    type: str = Field(description="media type that is found there")


class Envelope(Shape, Generic[T]):
    """The one shape of every answer in JSON."""

    items: list[T]
    count: int = Field(description="number of items here")
    matched: int = Field(description="number of items there are; more than count where limit cut the list")
    links: list[Link] = Field(description="to the next page; empty on the last")
    provenance: Provenance


class Selection(Envelope[dict[str, Any]]):
    """The same with `fields`: items have those fields only."""


class AreaName(Shape):
    """An area by its code and names."""

    level: Level
    code: str = Field(description="code of the area in its level: HCP code, or the constituency's slug")
    name_fr: str
    name_ar: str


def known_kind(annotation: Any) -> Any:
    """Type of a value that is known: without None."""
    kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
    return kinds[0] if NoneType in get_args(annotation) and len(kinds) == 1 else annotation


def item_of(response_model: Any) -> type[Shape]:
    """Shape of the items of an answer: of ``Envelope[Area]``, or ``Envelope[Area] | Selection``, `Area`."""
    envelope = (*get_args(response_model), response_model)[0]
    [item] = get_args(envelope.model_fields["items"].annotation)
    return item  # type: ignore[no-any-return]
