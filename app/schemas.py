"""The shapes of the answers, with their units. Rates are in [0, 1], null is unknown and never zero."""

import datetime as dt
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["region", "province", "regional_constituency", "constituency", "commune"]
Rate = float | None
Count = int | None

T = TypeVar("T")


class Shape(BaseModel):
    """Base of the shapes: a field that is not declared here does not go out."""

    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    """A problem document (RFC 9457)."""

    type: str = Field(description="address of the explanation of this kind of problem")
    title: str
    status: int = Field(description="HTTP status")
    detail: str
    instance: str | None = Field(default=None, description="path of the request")
    parameters: dict[str, str] | None = Field(default=None, description="for each refused parameter, why")


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


class Envelope(Shape, Generic[T]):
    """The one shape of every answer in JSON."""

    items: list[T]
    count: int = Field(description="number of items here")
    matched: int = Field(description="number of items there are; more than count where limit cut the list")
    provenance: Provenance


class AreaName(Shape):
    """An area by its code and names."""

    level: Level
    code: str = Field(description="code of the area in its level: HCP code, or the constituency's slug")
    name_fr: str
    name_ar: str


class Area(AreaName):
    """A territory; its outline comes with format=geojson."""

    vintage: str = Field(description="edition of the territorial division")
    kind: str = Field(description="what the area is: tells communes from arrondissements")
    city_fr: str | None = Field(description="city of an arrondissement, in French")
    city_ar: str | None = Field(description="city of an arrondissement, in Arabic")
    parent: AreaName | None = Field(description="the area it lies in, one level up")
    population_2014: Count = Field(description="inhabitants, census of 2014")
    population_2024: Count = Field(description="inhabitants, census of 2024")
    area_km2: float = Field(description="surface, km²")


class NearArea(Area):
    """An area, with its distance where `near` was asked."""

    distance_m: float | None = Field(
        default=None, description="metres on the ellipsoid from the point to the area; 0 inside"
    )


class Part(AreaName):
    """A constituency, as one of its communes sees it."""

    note: str = Field(description="what is particular about the attribution; empty otherwise")


class AreaDetail(Area):
    """One area, with the local constituency it is part of."""

    constituency: Part | None = Field(
        description="where the commune votes for the House: its results are published there"
    )


class Origin(Shape):
    """Where a national figure comes from."""

    basis: str | None = Field(
        description="'sum of N contests' or 'declared nationally'; null where the figure is unknown"
    )
    status: str | None = Field(description="final or provisional, for a declared figure")
    note: str | None = Field(description="remark of the source, or why the figure is unknown")
    source_codes: list[str]


class Election(Shape):
    """An election with its national figures."""

    code: str
    institution: str
    ballot: str = Field(description="local or regional lists")
    level: Level = Field(description="level of the areas that have a contest of their own")
    date: dt.date
    law: str = Field(description="code of the law by which seats are allocated")
    name_fr: str
    name_ar: str
    contests: int = Field(description="number of areas that vote")
    seats: Count
    registered_voters: Count = Field(description="persons on the rolls")
    ballots_cast: Count = Field(description="persons who voted")
    valid_votes: Count
    invalid_votes: Count
    turnout: Rate = Field(description="ballots_cast / registered_voters, in [0, 1]")


class NationalResult(Shape):
    """A party's figures in a whole election."""

    party: str
    acronym: str
    name_fr: str
    name_ar: str
    lists: int = Field(description="contests in which the party fielded a list")
    votes: int
    share: Rate = Field(description="votes / valid votes of all contests, in [0, 1]")
    seats_won: Count = Field(description="null where the winners are not known in every contest")


class ElectionDetail(Election):
    """An election, the origin of each of its figures, and its parties by votes."""

    origins: dict[str, Origin] = Field(description="for each figure, where it comes from")
    parties: list[NationalResult]


class Party(Shape):
    """A party, a coalition, or the lists without party."""

    code: str
    acronym: str
    name_fr: str
    name_ar: str
    kind: str
    symbol_fr: str | None
    symbol_ar: str | None


class PartyElection(Shape):
    """A party's figures in one election."""

    election: str
    lists: int = Field(description="contests in which the party fielded a list")
    votes: int
    share: Rate = Field(description="votes / valid votes of all contests, in [0, 1]")
    seats_won: Count = Field(description="null where the winners are not known in every contest")


class PartyDetail(Party):
    """A party with its elections, the latest first."""

    elections: list[PartyElection]


class AreaParty(Shape):
    """A party's figures in an area."""

    party: str
    lists: int = Field(
        description="contests in the area in which the party fielded a list; 0: none, and no votes to count"
    )
    votes: Count = Field(description="null where the party fielded no list; 0: its lists got no vote")
    share: Rate = Field(description="votes / valid votes, in [0, 1]")
    seats_won: Count


class AreaResult(Shape):
    """An election's figures in an area."""

    election: str
    area: AreaName
    own_contest: bool = Field(description="true: the area votes as one contest; false: contests inside it are summed")
    basis: str = Field(description="'own contest' or 'sum of N contests'")
    contests: int
    seats: Count
    registered_voters: Count
    ballots_cast: Count
    valid_votes: Count
    invalid_votes: Count
    turnout: Rate = Field(description="in [0, 1]")
    reasons: dict[str, str] = Field(description="for each figure that is null, why")
    parties: list[AreaParty] = Field(description="by votes; the one asked for, or every one that fielded a list")


class Component(Shape):
    """A part of a score."""

    component: str
    raw: float | None = Field(description="in the component's own unit")
    normalised: float | None = Field(description="comparable between areas, in [0, 1]")
    weight: float | None = Field(description="in [0, 1]; the weights of the known components add up to 1")
    contribution: float | None = Field(description="points of the score it brings")


class AreaScore(Shape):
    """The strength of a party in an area."""

    election: str
    party: str
    area: AreaName
    score: float | None = Field(description="0 (weakest) to 100 (strongest); null where it cannot be said")
    rank: Count = Field(description="1 = the party's strongest area")
    ranked: int = Field(description="areas that are ranked")
    strength_class: str = Field(description="stronghold, competitive, leaning, weak, absent, insufficient data")
    components: list[Component]


class Source(SourceRef):
    """A file that was loaded, in full."""

    size_bytes: int
    url: str | None = Field(description="where it is published")
    citation: str
    vintage: str
    origin_file: str | None = Field(description="the publisher's file from which the loaded table was taken")
    origin_sha256: str | None
    note: str | None = Field(description="what a reader of the figures must know")


class Live(Shape):
    """The process answers."""

    status: Literal["live"]


class Ready(Shape):
    """The service can answer from its data."""

    status: Literal["ready"]
    migration: str = Field(description="revision of the tables")
    dataset_version: int = Field(description="number of the load that last changed the data")
