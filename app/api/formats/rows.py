"""Rows of queries as records: nested for JSON, flat for tables and layers; and what is said about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.store.records import Row

# the field that tells a record from the others of its list
_NAMES = ("component", "assumption", "party", "election", "name")


@dataclass(frozen=True)
class About:
    """
    What is said about items.

    Attributes
    ----------
    noun : str
        What the items are, as the address calls them.
    matched : int
        How many there are in all.
    provenance : dict
        As `app.api.schemas.Provenance`.
    links : list of dict
        As `app.api.schemas.Link`.
    coverage : tuple of dict
        As `app.api.schemas.Coverage`, one of each election behind the items.
    """

    noun: str
    matched: int
    provenance: Row
    links: list[dict[str, str]]
    coverage: tuple[Row, ...] = ()

    @property
    def covered(self) -> str | None:
        """The coverage in words; with the election's code where there are several; None where no election is asked."""
        if len(self.coverage) < 2:
            return next((one["text"] for one in self.coverage), None)
        return "; ".join(f"{one['election']}: {one['text']}" for one in self.coverage)

    @property
    def source_codes(self) -> list[str]:
        """Codes of the sources, each once."""
        return list(dict.fromkeys(source["source_code"] for source in self.provenance["sources"]))


def nest(row: Mapping[str, Any]) -> Row:
    """Make ``{"area": {"code": "03"}}`` of ``{"area__code": "03"}``; an inner record of nulls only is null itself."""
    nested: Row = {}
    for key, value in row.items():
        outer, inside, inner = key.partition("__")
        if inside:
            nested.setdefault(outer, {})[inner] = value
        else:
            nested[key] = value
    empty = {key for key in nested if key not in row and all(value is None for value in nested[key].values())}
    return nested | dict.fromkeys(empty)


def flatten(row: Mapping[str, Any], prefix: str = "") -> Row:
    """
    Make a flat record, for a table or a layer's attributes.

    ``area__code`` and ``{"area": {"code": …}}`` become ``area_code``; a list of records becomes columns that begin with
    the record's name: ``[{"party": "RNI", "votes": 5}]`` becomes ``RNI_votes``. Records without a name stay a list.
    """
    flat: Row = {}
    for key, value in row.items():
        name = prefix + key.replace("__", "_")
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{name}_")
        elif isinstance(value, list) and all(_name_of(record) for record in value):
            flat |= _columns(value)
        else:
            flat[name] = value
    return flat


def _columns(records: list[dict[Any, Any]]) -> Row:
    columns: Row = {}
    for record in records:
        named_by = _name_of(record)
        columns |= flatten({key: record[key] for key in record if key != named_by}, f"{record[named_by]}_")
    return columns


def _name_of(record: Any) -> str | None:
    """Find the field that names a record; None if it is no record, or has no name."""
    return next((key for key in _NAMES if isinstance(record, Mapping) and key in record), None)


def attributes(item: Row) -> Row:
    """Make a flat record of an item, without its outline."""
    return flatten({key: value for key, value in item.items() if key != "geometry"})


def tabulate(items: list[Row]) -> tuple[list[str], list[list[Any]]]:
    """Name the columns of the flat records of all items, in order, and list their values; None where there is none."""
    rows = [attributes(item) for item in items]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return columns, [[row.get(column) for column in columns] for row in rows]
