"""Rows of queries as records: nested for JSON, flat for tables and layers; and what is said about them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args, get_origin

from app.analysis.catalogue import Figure
from app.api.schemas import Shape, known_kind
from app.store.records import Row

# the field that tells a record from the others of its list
_NAMES = ("component", "assumption", "party", "election", "name")


class FlatColumn(NamedTuple):
    """
    A column of a table or a layer.

    Attributes
    ----------
    name : str
        As in the file: ``area_code``, ``RNI_votes``.
    kind : type
        Of its values, where they are known.
    figure : Figure or None
        What the catalogue says of it; None for what is not in it.
    """

    name: str
    kind: Any
    figure: Figure | None = None


@dataclass(frozen=True)
class About:
    """
    What is said about items.

    Attributes
    ----------
    resource : str
        What the items are, as the address calls them.
    matched : int
        How many there are in all.
    provenance : dict
        As `app.api.schemas.Provenance`.
    links : list of dict
        As `app.api.schemas.Link`.
    columns : callable
        Lists the columns of a table of them, the same on every page of a list.
    coverage : tuple of dict
        As `app.api.schemas.Coverage`, one of each election behind the items.
    """

    resource: str
    matched: int
    provenance: Row
    links: list[dict[str, str]]
    columns: Callable[[], list[FlatColumn]]
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


def columns_of(shape: type[Shape], rows: Sequence[Row], fields: frozenset[str] | None = None) -> list[FlatColumn]:
    """
    List the columns of a table of rows, in the order of their shape.

    A page of a list has the columns of the whole list: those of a record in a list, such as a party's, are there where
    any row has the record, by its name.

    Parameters
    ----------
    shape : type of Shape
        Of the rows.
    rows : sequence of dict
        All that match, on whichever page.
    fields : frozenset of str, optional
        Fields of the shape to show; all unless given.
    """
    shown = [name for name in shape.model_fields if fields is None or name in fields]
    return list(_of_fields(shape, shown, [nest(row) for row in rows], ""))


def _of_fields(shape: type[Shape], names: Iterable[str], records: Sequence[Any], prefix: str) -> Iterator[FlatColumn]:
    for name in names:
        values = [record.get(name) for record in records]
        yield from _of_field(
            FlatColumn(prefix + name, shape.model_fields[name].annotation, shape.figure_of(name)), values
        )


def _of_field(field: FlatColumn, values: Iterable[Any]) -> Iterator[FlatColumn]:
    kind = known_kind(field.kind)
    known = [value for value in values if value is not None]
    inside: Any = get_args(kind)[-1] if get_origin(kind) in (list, dict) else None
    if _is_shape(kind):
        yield from _of_fields(kind, kind.model_fields, known, f"{field.name}_")
    elif get_origin(kind) is dict:
        for key in sorted({key for value in known for key in value}):
            yield from _of_field(FlatColumn(f"{field.name}_{key}", inside), [value.get(key) for value in known])
    elif _is_shape(inside) and (named_by := _name_of(inside.model_fields)):
        by_name: dict[str, list[Any]] = {}
        for record in (record for value in known for record in value):
            by_name.setdefault(record[named_by], []).append(record)
        others = [name for name in inside.model_fields if name != named_by]
        for each in sorted(by_name):
            yield from _of_fields(inside, others, by_name[each], f"{each}_")
    else:
        yield field._replace(kind=kind)


def _is_shape(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Shape)


def tabulate(items: Iterable[Row], columns: Sequence[FlatColumn]) -> list[Row]:
    """List the values of items by column, in its order, without outlines; None where there is none."""
    flat = (flatten({key: value for key, value in item.items() if key != "geometry"}) for item in items)
    return [{column.name: row.get(column.name) for column in columns} for row in flat]
