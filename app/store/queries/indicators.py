"""Census indicators by area, with what each rests on and why one is unknown or partial."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Executable, Select, case, func, select
from sqlalchemy.orm import Session

from app.errors import BadParameter, NotFound, unknown_code
from app.store.models import LEVELS, Area, Indicator, IndicatorCensus, IndicatorValue
from app.store.queries import areas
from app.store.records import Row

LEVEL = "region"
"""Level of the areas where neither one nor an area is asked for."""

_LEVEL_ORDER = case({level: order for order, level in enumerate(LEVELS)}, value=Area.level)
_DESCRIBED: tuple[Any, ...] = (
    IndicatorValue.census,
    IndicatorValue.key.label("indicator"),
    Indicator.topic,
    Indicator.name_fr,
    Indicator.name_ar,
    Indicator.name_en,
    Indicator.definition,
    Indicator.unit,
    IndicatorCensus.measure,
    IndicatorCensus.base,
    Indicator.source,
)
_VALUES: tuple[Any, ...] = (
    IndicatorValue.value,
    IndicatorCensus.country_value,
    IndicatorValue.units,
    IndicatorValue.units_known,
)


@dataclass(frozen=True)
class IndicatorFilter:
    """
    Which indicators are asked for, by codes.

    ``census`` is the latest where None; no ``keys`` ask for every indicator. ``area`` without ``level`` is that area,
    with it the areas of the level inside; without both, every region.
    """

    census: str | None = None
    keys: Sequence[str] = ()
    level: str | None = None
    area: str | None = None


def by_area(session: Session, wanted: IndicatorFilter, band: str | None) -> list[Row]:
    """
    Find indicators.

    Parameters
    ----------
    session : Session
    wanted : IndicatorFilter
    band : str or None
        Zoom band of the outlines to add as `geometry`.

    Returns
    -------
    list of dict
        As `app.api.schemas.AreaIndicator`: larger levels first, then by code of the area, in the order of the
        catalogue of indicators.

    Raises
    ------
    NotFound
        A code names nothing, or an area that no census counts.
    BadParameter
        An indicator is not in the census.
    """
    census = chosen(session, wanted.census)
    _require(session, wanted.keys, census)
    statement = (
        areas.outlined(_selected(), band)
        .where(IndicatorValue.census == census)
        .order_by(_LEVEL_ORDER, Area.code, Indicator.position)
    )
    if wanted.keys:
        statement = statement.where(IndicatorValue.key.in_(wanted.keys))
    if wanted.area is not None:
        within = _counted(session, wanted.area)
        statement = statement.where(Area.id == within if wanted.level is None else Area.id.in_(areas.inside(within)))
    level = wanted.level or (LEVEL if wanted.area is None else None)
    if level is not None:
        statement = statement.where(Area.level == level)
    return [row | {"reason": why(row)} for row in map(dict, session.execute(statement).mappings())]


def latest(session: Session) -> str | None:
    """Name the latest census; None where none is loaded."""
    return session.scalar(select(func.max(IndicatorCensus.census)))


def catalogue(session: Session, census: str) -> pd.DataFrame:
    """
    List the indicators of a census in their order.

    Returns
    -------
    DataFrame
        Index ``key``; ``name_fr``, ``name_ar``, ``name_en``, ``unit``, ``country_value``.
    """
    names = (Indicator.key, Indicator.name_fr, Indicator.name_ar, Indicator.name_en, Indicator.unit)
    statement = (
        select(*names, IndicatorCensus.country_value)
        .join(IndicatorCensus, IndicatorCensus.key == Indicator.key)
        .where(IndicatorCensus.census == census)
        .order_by(Indicator.position)
    )
    return _frame(session, statement).set_index("key").astype({"country_value": float})


def values(session: Session, census: str, levels: Sequence[str], keys: Sequence[str]) -> pd.DataFrame:
    """
    Take indicators of a census in all areas of some levels.

    Returns
    -------
    DataFrame
        Index (``level``, ``code``, ``key``); ``value`` (NaN: unknown), ``units``, ``units_known``.
    """
    statement = (
        select(Area.level, Area.code, IndicatorValue.key, IndicatorValue.value)
        .add_columns(IndicatorValue.units, IndicatorValue.units_known)
        .join(Area, Area.id == IndicatorValue.area_id)
        .where(IndicatorValue.census == census, Area.level.in_(levels), IndicatorValue.key.in_(keys))
    )
    return _frame(session, statement).set_index(["level", "code", "key"]).astype({"value": float})


def _frame(session: Session, statement: Executable) -> pd.DataFrame:
    found = session.execute(statement)
    return pd.DataFrame(found.all(), columns=list(found.keys()))


def why(row: Row) -> str | None:
    """Say why a value is unknown, or which part of the area it rests on; None where it is whole."""
    units, known = row["units"], row["units_known"]
    if row["value"] is not None:
        return None if known == units else f"known for {known} of {units} communal units"
    if row["measure"] == "published" and units > 1:
        return "cannot be rebuilt from communal units, and the census publishes no row of the area"
    return "not published" if units == 1 else f"published for none of {units} communal units"


def source_files() -> list[Select[int]]:
    """Select the files that the indicators and their values were read from."""
    return [select(Indicator.source_file_id), select(IndicatorCensus.source_file_id)]


def _selected() -> Select[Any]:
    of_census = (IndicatorCensus.key == IndicatorValue.key) & (IndicatorCensus.census == IndicatorValue.census)
    return (
        select(*_DESCRIBED, *areas.named(Area, "area"), *_VALUES)
        .join(Area, Area.id == IndicatorValue.area_id)
        .join(Indicator, Indicator.key == IndicatorValue.key)
        .join(IndicatorCensus, of_census)
    )


def chosen(session: Session, asked: str | None) -> str:
    """
    Choose the census that is asked about: the latest unless one is named.

    Raises
    ------
    NotFound
        There is no such census, or none at all.
    """
    known = list(session.scalars(select(IndicatorCensus.census).distinct().order_by(IndicatorCensus.census)))
    if asked is not None and asked in known:
        return asked
    if asked is not None or not known:
        raise unknown_code("census", asked or "", known)
    return known[-1]


def _require(session: Session, keys: Sequence[str], census: str) -> None:
    """Make sure that there are these indicators, and that the census has them."""
    every = list(session.scalars(select(Indicator.key).order_by(Indicator.position)))
    for key in keys:
        if key not in every:
            raise unknown_code("indicator", key, every)
    told = set(session.scalars(select(IndicatorCensus.key).where(IndicatorCensus.census == census)))
    absent = [key for key in keys if key not in told]
    if absent:
        raise BadParameter("key", f"{', '.join(absent)}: not in the census of {census}")


def _counted(session: Session, code: str) -> int:
    """Find the id of the area of a code in the division that the censuses count."""
    _, level = areas.identify(session, code)
    counted = select(IndicatorValue.area_id).where(IndicatorValue.area_id == Area.id).exists()
    found = session.scalar(select(func.max(Area.id)).where(Area.code == code, Area.level == level, counted))
    if found is None:
        raise NotFound(f"No census counts the {level} {code}: it is of another division.")
    return found
