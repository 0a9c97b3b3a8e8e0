"""Layers of thematic tiles: the areas of a level with the figures of one election and party, outlook or indicator."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Double, Select, String, bindparam, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.errors import BadParameter, unknown_code
from app.store.models import (
    LEVELS,
    Area,
    AreaOutlook,
    Cluster,
    Election,
    Indicator,
    IndicatorCensus,
    IndicatorValue,
    OutlookRun,
    Party,
    PartyScore,
    PartyTally,
    ScoreRun,
    Tally,
)
from app.store.queries import areas, elections, outlook, parties
from app.store.queries.collections import Collection


def _given(name: str) -> BindParameter[str]:
    return bindparam(name, type_=String)


def _placed() -> Select[Any]:
    place: tuple[Any, ...] = (Area.id.label("area_id"), Area.code, Area.name_fr, Area.name_ar)
    return select(*place).where(Area.level == _given("level"))


def _standings() -> Select[Any]:
    """
    Select every area of the election's day, with the party's figures where it stood.

    ``contests`` is NULL where nothing of the area is known, ``lists`` 0 where the party had none.
    """
    election, party = _given("election"), _given("party")
    # each by its own keys, so that a plan for any election reads its partition alone
    whole = select(Tally).where(Tally.election_code == election).subquery()
    own = select(PartyTally).where(PartyTally.election_code == election, PartyTally.party_code == party).subquery()
    run = select(ScoreRun.id).where(ScoreRun.election_code == election).scalar_subquery()
    scores = select(PartyScore).where(PartyScore.election_code == election, PartyScore.party_code == party)
    scored = scores.where(PartyScore.score_run_id == run).subquery()
    cluster = select(Cluster).where(Cluster.score_run_id == run, Cluster.party_code == party).subquery()
    lists = case((whole.c.area_id.is_not(None), func.coalesce(own.c.contests, 0)))
    part = cast(own.c.seats_won, Double) / func.nullif(whole.c.seats, 0)
    told = (whole.c.contests, whole.c.seats, whole.c.valid_votes, whole.c.turnout, whole.c.leader, whole.c.lead)
    return (
        _placed()
        .add_columns(*told, lists.label("lists"), own.c.votes, own.c.share, own.c.margin, own.c.seats_won)
        .add_columns(part.label("seats_part"))
        .add_columns(scored.c.score, scored.c.strength_class, cluster.c.label)
        .outerjoin(whole, whole.c.area_id == Area.id)
        .outerjoin(own, own.c.area_id == Area.id)
        .outerjoin(scored, scored.c.area_id == Area.id)
        .outerjoin(cluster, cluster.c.area_id == Area.id)
        .where(areas.in_force(election), _is_known(Election.code, election), _is_known(Party.code, party))
    )


def _outlook() -> Select[Any]:
    code, party = _given("outlook"), _given("party")
    chosen = (AreaOutlook.outlook == code, AreaOutlook.party_code == party)
    own = select(AreaOutlook).where(*chosen).subquery()
    return (
        _placed()
        .add_columns(own.c.basis.label("outlook_basis"), own.c.share_now, own.c.share.label("share_expected"))
        .add_columns(own.c.seats_now, own.c.expected_seats, own.c.p_seat, own.c.p_first, own.c.p_majority)
        .outerjoin(own, own.c.area_id == Area.id)
        .where(Area.valid_to.is_(None), _is_known(OutlookRun.outlook, code), _is_known(Party.code, party))
    )


def _indicators() -> Select[Any]:
    indicator, census = _given("indicator"), _given("census")
    chosen = (IndicatorValue.key == indicator, IndicatorValue.census == census)
    own = select(IndicatorValue).where(*chosen).subquery()
    return (
        _placed()
        .add_columns(own.c.value.label("indicator_value"), own.c.units, own.c.units_known)
        .outerjoin(own, own.c.area_id == Area.id)
        .where(Area.valid_to.is_(None), _is_known(Indicator.key, indicator))
    )


def _is_known(key: ColumnElement[Any] | InstrumentedAttribute[str], code: BindParameter[str]) -> ColumnElement[bool]:
    """Whether a code names something: of what does not exist no area is told to be without."""
    return select(key).where(key == code).exists()


LAYERS: Mapping[str, Collection] = {
    layer.id: layer
    for layer in (
        Collection(
            "standings",
            "A party in an election",
            "Votes, seats, score, class and neighbourhood of a party in every area of a level, and the area's contest.",
            ("code",),
            _standings,
            given=("election", "level", "party"),
        ),
        Collection(
            "chances",
            "A party in an outlook",
            "Expected shares and seats, and chances, of a party in every area of a level.",
            ("code",),
            _outlook,
            given=("outlook", "level", "party"),
        ),
        Collection(
            "census",
            "An indicator of a census",
            "The value of an indicator in every area of a level.",
            ("code",),
            _indicators,
            given=("census", "level", "indicator"),
        ),
    )
}
"""Every layer, by id. They carry what is stored: swings and prices are computed on request, and are no tiles."""


def complete(session: Session, layer: Collection, given: Mapping[str, str | None]) -> dict[str, str]:
    """
    Complete the parameters of a layer, and make sure that each names something.

    Parameters
    ----------
    given : mapping
        Of the layer's parameters those that were given; without `election`, `outlook` or `census` the usual one is
        meant, without `level` that of the areas that vote, or the provinces.

    Raises
    ------
    NotFound
        Nothing has such a code.
    BadParameter
        A parameter without a default is not given.
    """
    of = {name: _COMPLETED[name](session, given.get(name)) for name in layer.given if name != "level"}
    levels = {level for name, code in of.items() for level in _level_of(session, name, code)}
    level = given.get("level") or next(iter(levels), "province")
    if level not in LEVELS:
        raise unknown_code("level", level, list(LEVELS))
    return {name: of.get(name, level) for name in layer.given}


def _level_of(session: Session, name: str, code: str) -> list[str]:
    if name == "outlook":
        code = outlook.run_of(session, code).election_code
    return [elections.require(session, code)] if name in {"election", "outlook"} else []


def _known_election(session: Session, code: str | None) -> str:
    chosen = elections.chosen(session, code)
    elections.require(session, chosen)
    return chosen


def _known_outlook(session: Session, code: str | None) -> str:
    known = [run.outlook for run in outlook.runs(session)]
    return _one_of("outlook", code or next(iter(known), ""), known)


def _known_census(session: Session, code: str | None) -> str:
    known = list(session.scalars(select(IndicatorCensus.census).distinct().order_by(IndicatorCensus.census)))
    return _one_of("census", code or max(known, default=""), known)


def _known_party(session: Session, code: str | None) -> str:
    parties.require(session, _required("party", code))
    return _required("party", code)


def _known_indicator(session: Session, code: str | None) -> str:
    known = list(session.scalars(select(Indicator.key).order_by(Indicator.key)))
    return _one_of("indicator", _required("indicator", code), known)


_COMPLETED: Mapping[str, Callable[[Session, str | None], str]] = {
    "election": _known_election,
    "outlook": _known_outlook,
    "census": _known_census,
    "party": _known_party,
    "indicator": _known_indicator,
}


def _required(name: str, code: str | None) -> str:
    if not code:
        raise BadParameter(name, "must be given")
    return code


def _one_of(resource: str, code: str, known: list[str]) -> str:
    if code not in known:
        raise unknown_code(resource, code, known)
    return code
