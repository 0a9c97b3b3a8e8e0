"""Sorting, keyset cursors and sparse fields of lists."""

import base64
import binascii
import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Literal, NamedTuple, get_origin

import orjson

from app.api.schemas import Shape, known_kind
from app.errors import BadParameter, Outdated
from app.store.records import Row

LIMIT = 2000
"""Items of the largest page."""

# parameters that choose how the same list is shown
VIEW = frozenset({"cursor", "limit", "fields", "format", "detail"})
_LISTED = (list, tuple, dict, set)


@dataclass(frozen=True)
class Listing:
    """
    A list of one resource.

    Attributes
    ----------
    item : type
        The shape of its items.
    key : tuple of str
        Fields that together tell an item from all others of any such list.
    also : mapping of str to str
        Figures inside a record that the list can be sorted by too, and where they are.
    of_party : mapping of str to str
        The same for figures of the party asked for: ``{"share": "party__share"}``.
    """

    item: type[Shape]
    key: tuple[str, ...]
    also: Mapping[str, str] = field(default_factory=dict)
    of_party: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> list[str]:
        """Names of the fields of an item."""
        return list(self.item.model_fields)

    @cached_property
    def sorts(self) -> dict[str, str]:
        """Names that the list can be sorted by, and where a row has their values."""
        return dict(_scalars(self.item)) | dict(self.also) | dict(self.of_party)


class Term(NamedTuple):
    """One of the values a list is sorted by, and where a row has it."""

    path: str
    descending: bool


@dataclass(frozen=True)
class ListPage:
    """
    The part of a list that is asked for.

    Attributes
    ----------
    listing : Listing
    order : list of Term
        Empty for the list's own order.
    fields : frozenset of str or None
        Fields to show; None for all.
    limit : int
        1 to `LIMIT`.
    cursor : str or None
        What the page before ended with; None for the first page.
    asked : str
        The question without what chooses the view of its answer (`VIEW`): a cursor fits no other.
    """

    listing: Listing
    order: list[Term]
    fields: frozenset[str] | None
    limit: int
    cursor: str | None
    asked: str

    def cut(self, rows: list[Row], version: str) -> tuple[list[Row], str | None]:
        """
        Sort rows and cut the page out of them.

        Parameters
        ----------
        rows : list of dict
            All of the list, in its own order.
        version : str
            Of the data they were read from.

        Returns
        -------
        list of dict, str or None
            The rows of the page, and the cursor of the next; None on the last.

        Raises
        ------
        BadParameter
            The cursor is malformed or belongs to another query.
        Outdated
            The cursor is of another version of the data.
        """
        rows = self._sorted(rows)
        start = self._start(rows, version)
        page = rows[start : start + self.limit]
        if start + self.limit >= len(rows):
            return page, None
        return page, write_cursor(self.asked, version, self._key(page[-1]))

    def narrow(self, row: Row) -> Row:
        """Keep the fields of a row that were asked for, and its outline."""
        if self.fields is None:
            return row
        shown = self.fields | {"geometry"}
        return {name: value for name, value in row.items() if name.partition("__")[0] in shown}

    def _sorted(self, rows: list[Row]) -> list[Row]:
        if not self.order:
            return rows
        rows = sorted(rows, key=lambda row: [(value is not None, _collated(value)) for value in self._key(row)])
        for path, descending in reversed(self.order):
            known = [row for row in rows if value_at(row, path) is not None]
            unknown = [row for row in rows if value_at(row, path) is None]
            # both ways rows that are level keep their order, and what is unknown comes last
            rows = sorted(known, key=lambda row: _collated(value_at(row, path)), reverse=descending) + unknown
        return rows

    def _start(self, rows: list[Row], version: str) -> int:
        if self.cursor is None:
            return 0
        last = _key_of(self.cursor, self.asked, version)
        places = (place for place, row in enumerate(rows) if self._key(row) == last)
        place = next(places, None)
        if place is None:
            raise _foreign()
        return place + 1

    def _key(self, row: Row) -> list[Any]:
        paths = self.listing.sorts
        return [value_at(row, paths[name]) for name in self.listing.key]


def value_at(row: Mapping[str, Any], path: str) -> Any:
    """
    Find a value in a row: ``area__code`` is there as such, or inside ``area``.

    A list of one record counts as the record; what is not there is None.
    """
    if path in row:
        return row[path]
    outer, _, inner = path.partition("__")
    inside = row.get(outer)
    if isinstance(inside, list) and len(inside) == 1:
        inside = inside[0]
    return value_at(inside, inner) if isinstance(inside, Mapping) and inner else None


def read_sort(listing: Listing, text: str, has_party: bool) -> list[Term]:
    """
    Read ``-votes,area``: by votes, the most first, and then by area.

    Raises
    ------
    BadParameter
        A name is unknown, or is a figure of the party and no party is given.
    """
    sorts = listing.sorts
    names = text.split(",")
    for name in (name.removeprefix("-") for name in names):
        _require("sort", name, list(sorts))
        if name in listing.of_party and not has_party:
            raise BadParameter("sort", f"{name} is a figure of one party: name it in party")
    return [Term(sorts[name.removeprefix("-")], name.startswith("-")) for name in names]


def read_fields(listing: Listing, text: str) -> frozenset[str]:
    """
    Read ``area,votes``.

    Raises
    ------
    BadParameter
        A name is unknown.
    """
    names = text.split(",")
    for name in names:
        _require("fields", name, listing.fields)
    return frozenset(names)


def _require(parameter: str, name: str, known: list[str]) -> None:
    if name in known:
        return
    near = get_close_matches(name, known, n=3)
    hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    raise BadParameter(parameter, f"unknown field {name!r}; {hint}there are: {', '.join(known)}")


def _scalars(shape: type[Shape]) -> Iterator[tuple[str, str]]:
    """Names and places of the fields that have an order; an area has that of its code, and those of its names."""
    for name, info in shape.model_fields.items():
        kind = known_kind(info.annotation)
        if isinstance(kind, type) and issubclass(kind, Shape):
            inner = [each for each in ("code", "level", "name_fr", "name_ar") if each in kind.model_fields]
            yield from ((name if each == "code" else f"{name}.{each}", f"{name}__{each}") for each in inner)
        elif get_origin(kind) is Literal or (isinstance(kind, type) and not issubclass(kind, _LISTED)):
            yield name, name


def _collated(value: Any) -> Any:
    """Make text comparable: accents and case count for nothing, so that É stands with E and أ with ا."""
    if not isinstance(value, str):
        return value
    apart = unicodedata.normalize("NFKD", value)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def write_cursor(asked: str, version: str, key: list[Any]) -> str:
    """Name the item with this key, the last of its page, in the answer to a question from a version of the data."""
    told = orjson.dumps([_digest(asked), version, key])
    return base64.urlsafe_b64encode(told).rstrip(b"=").decode()


def _key_of(cursor: str, asked: str, version: str) -> Any:
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        question, read_from, key = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadParameter("cursor", "is none that a `next` link has") from error
    if question != _digest(asked):
        raise _foreign()
    if read_from != version:
        raise Outdated("The data changed since the first page: ask for that again, without cursor.")
    return key  # compared with the keys of rows, never computed with


def _foreign() -> BadParameter:
    return BadParameter("cursor", "belongs to another question: only limit, fields, format and detail may change")


def _digest(asked: str) -> str:
    return hashlib.blake2b(asked.encode(), digest_size=9).hexdigest()
