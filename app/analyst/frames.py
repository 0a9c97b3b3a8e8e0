"""Tables with the columns and types that the service declares for its answers; unknown is NA."""

import datetime as dt
from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

import geopandas as gpd
import orjson
import pandas as pd
import shapely
from pydantic import BaseModel

from app.analyst.connection import Payload
from app.store.records import Row

CRS = 4326

_TYPES = {int: "Int64", float: "Float64", bool: "boolean", str: "string", dt.date: "datetime64[s]"}


class _Column(NamedTuple):
    name: str
    path: tuple[str, ...]
    kind: str


def table(answer: Payload, shape: type[BaseModel]) -> pd.DataFrame:
    """
    Make a table of an answer: one row per item.

    Parameters
    ----------
    answer : Payload
    shape : type of BaseModel
        Shape of an item. A record in it becomes columns (``area_code``); a list of records is left out, see `unfolded`.

    Returns
    -------
    pandas.DataFrame
        The same columns and types whatever the answer holds; ``attrs["provenance"]`` tells what it depends on.
    """
    columns = list(_columns(shape))
    rows = [_values(item, columns) for item in answer.items]
    return _typed(rows, columns, answer)


def unfolded(
    answer: Payload, shape: type[BaseModel], name: str, renamed: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """
    Make a table of the records inside an answer's items, beside what the item says of itself.

    Parameters
    ----------
    answer : Payload
    shape : type of BaseModel
        Shape of an item.
    name : str
        The item's list of records: one row for each of them.
    renamed : mapping, optional
        Other names for columns of the item that its records have too.

    Returns
    -------
    pandas.DataFrame
        As `table`; an item with no record has no row.
    """
    outer = list(_columns(shape))
    inner = list(_columns(_record(shape.model_fields[name].annotation)))
    named = [column._replace(name=(renamed or {}).get(column.name, column.name)) for column in outer]
    rows = [[*_values(item, outer), *_values(record, inner)] for item in answer.items for record in item[name] or ()]
    return _typed(rows, [*named, *inner], answer)


def layer(answer: Payload, shape: type[BaseModel]) -> gpd.GeoDataFrame:
    """
    Make a layer of an answer of features.

    Returns
    -------
    geopandas.GeoDataFrame
        As `table`, with outlines in EPSG:4326.
    """
    columns = [column._replace(path=(column.name,)) for column in _columns(shape)]
    frame = _typed([_values(item, columns) for item in answer.items], columns, answer)
    outlines = shapely.from_geojson([orjson.dumps(item["geometry"]) for item in answer.items])
    return _located(frame, outlines)


def outlined(frame: pd.DataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Give each row the outline of its area.

    Parameters
    ----------
    frame : pandas.DataFrame
        With ``area_level`` and ``area_code``.
    areas : geopandas.GeoDataFrame
        With ``level`` and ``code``.

    Returns
    -------
    geopandas.GeoDataFrame
        The rows in their order; no outline where the area is not there.
    """
    keys = pd.MultiIndex.from_frame(frame[["area_level", "area_code"]])
    outlines = areas.set_index(["level", "code"]).geometry.reindex(keys)
    return _located(frame, outlines.to_numpy())


def _located(frame: pd.DataFrame, outlines: Any) -> gpd.GeoDataFrame:
    located = gpd.GeoDataFrame(frame, geometry=list(outlines), crs=CRS)
    located.attrs = frame.attrs
    return located


def _typed(rows: list[list[Any]], columns: list[_Column], answer: Payload) -> pd.DataFrame:
    by_column = zip(*rows, strict=True) if rows else ([] for _ in columns)
    series = {
        column.name: pd.Series(list(values), dtype=column.kind)
        for column, values in zip(columns, by_column, strict=True)
    }
    frame = pd.DataFrame(series)
    frame.attrs = {"provenance": answer.provenance, "coverage": answer.coverage}
    return frame


def _values(item: Row, columns: list[_Column]) -> list[Any]:
    return [_value(item, column.path) for column in columns]


def _value(item: Any, path: tuple[str, ...]) -> Any:
    """Follow a path; what lies in an unknown record is unknown."""
    for key in path:
        item = item.get(key) if item is not None else None
    return item


def _columns(shape: type[BaseModel], prefix: str = "", path: tuple[str, ...] = ()) -> Iterator[_Column]:
    """List the columns of a shape, those of the records in it in their place."""
    for name, field in shape.model_fields.items():
        kind = _known(field.annotation)
        if _is_shape(kind):
            yield from _columns(kind, f"{prefix}{name}_", (*path, name))
        elif _record(kind) is None:
            yield _Column(prefix + name, (*path, name), _type(kind))


def _type(kind: Any) -> str:
    """Type of a column; lists of codes and dictionaries stay as they are."""
    return _TYPES.get(str if get_origin(kind) is Literal else kind, "object")


def _record(kind: Any) -> Any:
    """Shape of the records of a list, None if it is no list of records."""
    kind = _known(kind)
    inside = get_args(kind)[0] if get_origin(kind) is list else None
    return inside if _is_shape(inside) else None


def _known(kind: Any) -> Any:
    """Take the type of a field where it is known: not None."""
    if get_origin(kind) not in (Union, UnionType):
        return kind
    [known] = [each for each in get_args(kind) if each is not NoneType]
    return known


def _is_shape(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
