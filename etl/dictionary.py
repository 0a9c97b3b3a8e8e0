"""What each exported column means, by the catalogue; a column that is not in it does not leave the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Float, Integer, String, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.schema import Column

from app.analysis.catalogue import FIGURES
from etl.exchange import own_columns, references

_TYPES = {
    Boolean: "boolean",
    Integer: "integer",
    Float: "number",
    Date: "date",
    DateTime: "datetime",
    JSONB: "object",
    String: "string",
}
"""Types of columns, by their names in the Frictionless Table Schema."""

_KEYS = {
    ("area_crosswalk", "method"): "crosswalk_method",
    ("area_crosswalk", "weight"): "crosswalk_weight",
    ("area_outlook", "basis"): "outlook_basis",
    ("area_outlook", "reason"): "outlook_reason",
    ("area_outlook", "share"): "share_expected",
    ("declared_total", "status"): "declared_status",
    ("indicator", "key"): "indicator",
    ("indicator", "source"): "indicator_source",
    ("indicator", "unit"): "indicator_unit",
    ("indicator_census", "base"): "indicator_base",
    ("indicator_census", "fields"): "indicator_fields",
    ("indicator_census", "key"): "indicator",
    ("indicator_value", "key"): "indicator",
    ("indicator_value", "value"): "indicator_value",
    ("load_run", "id"): "load",
    ("load_run", "sources"): "load_sources",
    ("party_lineage", "source"): "lineage_source",
    ("party_tally", "contests"): "lists",
    ("party_tally", "rank"): "list_rank",
    ("party_zone", "name_ar"): "zone_name_ar",
    ("party_zone", "name_fr"): "zone_name_fr",
    ("tally", "lists"): "lists_stood",
}
"""Keys of the catalogue for columns whose names say something else in other tables."""

_REFERRED = {
    "area": "of the area",
    "contest": "of the contest",
    "new": "of the new area",
    "old": "of the old area",
    "parent": "of the area it lies in",
    "part": "of the communal unit that is a part",
    "score_run": "of the scored election",
    "source_file": "of the source",
    "station": "of the polling station",
}


@dataclass(frozen=True)
class Field:
    """One exported column: its name, its type in the Frictionless Table Schema, what it means."""

    name: str
    type: str
    description: str


def fields(table: Table) -> Iterator[Field]:
    """
    Describe the columns in which a table is exported, in their order.

    Raises
    ------
    KeyError
        A column is not in the catalogue.
    """
    for column in own_columns(table):
        yield Field(column.name, _type(column), FIGURES[key_of(table, column.name)].described)
    for reference in references(table):
        referred = _REFERRED[reference.column.name.removesuffix("_id")]
        for name in reference.names:
            yield Field(name, "string", f"{FIGURES[_key_within(name)].described}, {referred}")


def key_of(table: Table, column: str) -> str:
    """Key in the catalogue of an exported column that is no reference."""
    return _KEYS.get((table.name, column)) or _key(column)


def _key(name: str) -> str:
    """Key of a column: its name, or without the ending of one that holds a code."""
    return name if name in FIGURES else name.removesuffix("_code")


def _key_within(name: str) -> str:
    """Key of a column of a row referred to: of the longest end of its name that the catalogue has."""
    words = name.split("_")
    ends = (_key("_".join(words[start:])) for start in range(1, len(words)))
    return next(key for key in ends if key in FIGURES)


def _type(column: Column[Any]) -> str:
    return next(name for kind, name in _TYPES.items() if isinstance(column.type, kind))
