"""The collections of features that GIS clients see, each declared as one selection of columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import Label, Select, Subquery, func, select
from sqlalchemy.orm import aliased

from app.store.models import (
    Area,
    AreaOutlook,
    AreaPart,
    Cluster,
    Election,
    Indicator,
    IndicatorCensus,
    IndicatorValue,
    OutlookRun,
    PartyScore,
    PartyTally,
    PartyZone,
    ScoreRun,
    Tally,
)

Band = Literal["low", "medium", "high"]

_PLACING = ("area_id", "geom", "geojson")


@dataclass(frozen=True)
class Collection:
    """
    A set of features that have the same properties.

    ``rows`` selects the properties by name and where the features lie: `area_id`, whose outline is the geometry, or a
    `geom` and its `geojson` of their own. ``key`` names the properties that tell one feature from every other. ``band``
    is the generalisation level of the outlines unless a client asks for another. ``date`` names the property that is
    the feature's time. ``tiled`` collections have one feature per place. ``given`` names the values that ``rows`` is
    bound to, where it is a choice among the figures of every place.
    """

    id: str
    title: str
    description: str
    key: tuple[str, ...]
    rows: Callable[[], Select[Any]]
    band: Band = "high"
    date: str | None = None
    tiled: bool = True
    given: tuple[str, ...] = ()

    @cached_property
    def relation(self) -> Subquery:
        """The selection as a relation to filter, join and sort."""
        return self.rows().subquery(self.id)

    @cached_property
    def properties(self) -> dict[str, type]:
        """The Python type of each property, by name."""
        return {column.key: column.type.python_type for column in self.relation.c if column.key not in _PLACING}

    @property
    def of_areas(self) -> bool:
        """Whether the features are areas, or figures of areas."""
        return "area_id" in self.relation.c


def _areas(level: str, *more: Label[Any]) -> Select[Any]:
    parent, edition = aliased(Area), aliased(Area)
    newest = select(func.max(edition.vintage)).where(edition.level == level).scalar_subquery()
    return (
        select(Area.id.label("area_id"), Area.code, Area.name_fr, Area.name_ar, Area.kind, Area.vintage)
        .add_columns(parent.code.label("parent_code"), parent.name_fr.label("parent_name_fr"), *more)
        .add_columns(Area.population_2014, Area.population_2024, Area.area_km2)
        .outerjoin(parent, parent.id == Area.parent_id)
        .where(Area.level == level, Area.vintage == newest)
    )


def _communes() -> Select[Any]:
    whole = aliased(Area)
    parts = (
        select(AreaPart.part_id, whole.code)
        .join(whole, AreaPart.area_id == whole.id)
        .where(whole.level == "constituency")
        .subquery()
    )
    return _areas("commune", parts.c.code.label("constituency_code")).outerjoin(parts, parts.c.part_id == Area.id)


def _contests() -> Select[Any]:
    figures = (Tally.contests, Tally.seats, Tally.registered_voters, Tally.ballots_cast)
    return (
        select(Tally.area_id, Election.code.label("election"), Election.date, Election.scope, Area.level, Area.code)
        .add_columns(Area.name_fr, Area.name_ar, Tally.own_contest, *figures)
        .add_columns(Tally.valid_votes, Tally.invalid_votes, Tally.turnout)
        .join(Area, Area.id == Tally.area_id)
        .join(Election, Election.code == Tally.election_code)
    )


def _results() -> Select[Any]:
    return (
        select(PartyTally.area_id, Election.code.label("election"), Election.date, Election.scope, Area.level)
        .add_columns(Area.code, Area.name_fr, Area.name_ar, PartyTally.party_code.label("party"))
        .add_columns(PartyTally.contests.label("lists"), PartyTally.votes, PartyTally.share, PartyTally.seats_won)
        .join(Area, Area.id == PartyTally.area_id)
        .join(Election, Election.code == PartyTally.election_code)
    )


def _scores() -> Select[Any]:
    return (
        select(PartyScore.area_id, Election.code.label("election"), Election.date, Area.level, Area.code)
        .add_columns(Area.name_fr, Area.name_ar, PartyScore.party_code.label("party"), PartyScore.score)
        .add_columns(PartyScore.rank, PartyScore.ranked, PartyScore.p_seat, PartyScore.strength_class)
        .add_columns(ScoreRun.basis.label("score_basis"), ScoreRun.method_version)
        .join(ScoreRun, ScoreRun.id == PartyScore.score_run_id)
        .join(Area, Area.id == PartyScore.area_id)
        .join(Election, Election.code == ScoreRun.election_code)
    )


def _clusters() -> Select[Any]:
    tests = (Cluster.share, Cluster.local_moran, Cluster.gi_star, Cluster.p_value, Cluster.p_adjusted)
    return (
        select(Cluster.area_id, Election.code.label("election"), Election.date, Area.level, Area.code)
        .add_columns(Area.name_fr, Area.name_ar, Cluster.party_code.label("party"), *tests)
        .add_columns(Cluster.label, Cluster.hot_spot, Cluster.isolate)
        .add_columns(ScoreRun.basis.label("score_basis"), ScoreRun.method_version)
        .join(ScoreRun, ScoreRun.id == Cluster.score_run_id)
        .join(Area, Area.id == Cluster.area_id)
        .join(Election, Election.code == ScoreRun.election_code)
    )


def _outlook() -> Select[Any]:
    shares = (AreaOutlook.share_low_80, AreaOutlook.share_high_80, AreaOutlook.share_low_90, AreaOutlook.share_high_90)
    seats = (AreaOutlook.seats_low_80, AreaOutlook.seats_high_80, AreaOutlook.seats_low_90, AreaOutlook.seats_high_90)
    return (
        select(AreaOutlook.area_id, AreaOutlook.outlook, Area.level, Area.code, Area.name_fr, Area.name_ar)
        .add_columns(AreaOutlook.party_code.label("party"), AreaOutlook.basis.label("outlook_basis"))
        .add_columns(AreaOutlook.share_now, AreaOutlook.share.label("share_expected"), *shares)
        .add_columns(AreaOutlook.seats_now, AreaOutlook.expected_seats, *seats)
        .add_columns(AreaOutlook.p_seat, AreaOutlook.p_first, AreaOutlook.p_majority)
        .add_columns(AreaOutlook.reason.label("outlook_reason"), OutlookRun.method_version)
        .join(Area, Area.id == AreaOutlook.area_id)
        .join(OutlookRun, OutlookRun.outlook == AreaOutlook.outlook)
    )


def _zones() -> Select[Any]:
    counts = (PartyZone.votes, PartyZone.valid_votes, PartyZone.seats_won, PartyZone.seats, PartyZone.population)
    figures = (*counts, PartyZone.share, ScoreRun.basis.label("score_basis"))
    return (
        select(PartyZone.geom, PartyZone.geojson, Election.code.label("election"), Election.date)
        .add_columns(PartyZone.party_code.label("party"), PartyZone.zone, PartyZone.name_fr, PartyZone.name_ar)
        .add_columns(*figures, PartyZone.previous_share, PartyZone.change, ScoreRun.method_version)
        .join(ScoreRun, ScoreRun.id == PartyZone.score_run_id)
        .join(Election, Election.code == ScoreRun.election_code)
    )


def _indicators() -> Select[Any]:
    of_census = (IndicatorCensus.key == IndicatorValue.key) & (IndicatorCensus.census == IndicatorValue.census)
    return (
        select(IndicatorValue.area_id, IndicatorValue.census, Area.level, Area.code, Area.name_fr, Area.name_ar)
        .add_columns(IndicatorValue.key.label("indicator"), Indicator.unit.label("indicator_unit"))
        .add_columns(IndicatorValue.value.label("indicator_value"), IndicatorCensus.country_value)
        .add_columns(IndicatorValue.units, IndicatorValue.units_known)
        .join(Area, Area.id == IndicatorValue.area_id)
        .join(Indicator, Indicator.key == IndicatorValue.key)
        .join(IndicatorCensus, of_census)
    )


_PLACE = ("election", "level", "code")

COLLECTIONS: Mapping[str, Collection] = {
    collection.id: collection
    for collection in (
        Collection(
            "communes", "Communal units", "Communes, and the arrondissements of six cities.", ("code",), _communes
        ),
        Collection(
            "constituencies",
            "Local constituencies",
            "Areas that elect members of the House by local lists.",
            ("code",),
            lambda: _areas("constituency"),
        ),
        Collection(
            "regional_constituencies",
            "Regional constituencies",
            "Areas that elect members of the House by regional lists.",
            ("code",),
            lambda: _areas("regional_constituency"),
        ),
        Collection("provinces", "Provinces and prefectures", "Second level.", ("code",), lambda: _areas("province")),
        Collection("regions", "Regions", "First level.", ("code",), lambda: _areas("region")),
        Collection(
            "contests",
            "Turnout and ballots",
            "Figures of every election by area: of its own contest, or summed over the contests inside it.",
            _PLACE,
            _contests,
            band="medium",
            date="date",
            tiled=False,
        ),
        Collection(
            "results",
            "Results of the parties",
            "Votes of every list by election and area. A party without a list has none; 0 is a list without votes.",
            (*_PLACE, "party"),
            _results,
            band="low",
            date="date",
            tiled=False,
        ),
        Collection(
            "scores",
            "Party strength",
            "Strength of every party by election and area; of councils by their seats.",
            (*_PLACE, "party"),
            _scores,
            band="low",
            date="date",
            tiled=False,
        ),
        Collection(
            "clusters",
            "Clusters of support",
            "Local association of every party's share with its neighbours', by election and area.",
            (*_PLACE, "party"),
            _clusters,
            band="low",
            date="date",
            tiled=False,
        ),
        Collection(
            "outlook",
            "Outlook",
            "Chances of every list at the next House, and of eight parties in every council of 2027, by area.",
            ("outlook", "level", "code", "party"),
            _outlook,
            band="low",
            tiled=False,
        ),
        Collection(
            "zones",
            "Party areas",
            "Neighbouring strongholds and clusters of a party in one outline, with the figures of its members.",
            ("election", "party", "zone"),
            _zones,
            date="date",
            tiled=False,
        ),
        Collection(
            "indicators",
            "Census indicators",
            "Indicators of the censuses by area, each over its own base; partial where units_known is below units.",
            ("census", "level", "code", "indicator"),
            _indicators,
            band="low",
            tiled=False,
        ),
    )
}
"""Every collection, by id."""
