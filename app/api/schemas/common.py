"""The shapes that every answer is made of, with their units. Rates are in [0, 1], null is unknown and never zero."""

from types import NoneType
from typing import Any, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.analysis.catalogue import FIGURES, Figure

Level = Literal["region", "province", "regional_constituency", "constituency", "city", "commune"]
VoteClass = Literal["bastion", "held", "in_reach", "present", "marginal", "absent", "unknown"]
CouncilClass = Literal["majority", "first", "represented", "none", "unknown"]
StrengthClass = Literal[VoteClass, CouncilClass]

Basis = Literal["votes", "seats"]
Rate = float | None
Count = int | None

T = TypeVar("T")


def figure(key: str, **default: Any) -> Any:
    """Declare a field as a figure whose key in the catalogue is not the field's name."""
    return Field(description=FIGURES[key].described, json_schema_extra={"x-figure": key}, **default)


class Shape(BaseModel):
    """
    Base of the shapes: a field that is not declared here does not go out.

    A field without a description has the catalogue's of its name.
    """

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        written = handler(core)
        for name, told in handler.resolve_ref_schema(written).get("properties", {}).items():
            if "description" not in told and name in FIGURES:
                told |= {"description": FIGURES[name].described, "x-figure": name}
        return written

    @classmethod
    def figure_of(cls, name: str) -> Figure | None:
        """Figure of the catalogue that a field is; None for another description of its own."""
        info = cls.model_fields[name]
        extra = info.json_schema_extra
        key = extra.get("x-figure") if isinstance(extra, dict) else None if info.description else name
        return FIGURES.get(str(key))


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

    dataset_version: str = Field(description="digest of the data: equal data have equal versions in every database")
    sources: list[SourceRef]
    method_version: str | None = Field(default=None, description="version of the method, where the answer is computed")
    parameters: dict[str, Any] | None = Field(default=None, description="parameters of the method")
    input_digest: str | None = Field(default=None, description="digest of all that stored scores were computed from")
    past_flag: str | None = Field(
        default=None, description="elections by another ballot that scores look back on, their own being unpublished"
    )
    law: str | None = Field(default=None, description="code of the law, where the answer tells seats")
    citation: str | None = Field(default=None, description="articles of the law")
    note: str | None = Field(default=None, description="what the figures do not say")


class Coverage(Shape):
    """How many of the contests of an election, or of the part of it that was asked for, the figures rest on."""

    election: str
    contests: int
    of: int = figure("expected_contests")
    text: str = Field(description="the same in words: '2 of 92 contests'")


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
    coverage: Coverage | list[Coverage] | None = Field(
        description="of the election behind the items; a list where they rest on two; null where they rest on none, "
        "or on a part of one contest"
    )
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
