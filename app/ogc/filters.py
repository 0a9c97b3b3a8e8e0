"""
Filters compiled: a CQL2 tree becomes SQLAlchemy expressions whose every value is a bind parameter.

Only what is listed here exists; the rest is refused by name. The tree is that of CQL2 JSON (OGC 21-065r2 §7).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from sqlalchemy import ColumnElement, FromClause, SQLColumnExpression, and_, false, func, not_, or_, true
from sqlalchemy.sql import operators

from app.ogc.literals import Tree, bound_geometry, bound_value, read_geometry, refused
from app.store.records import Crs

MAX_DEPTH = 50
"""Deepest nesting of a filter."""

Operator = Callable[["Scope", list[Tree], int], ColumnElement[bool]]

_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operators.eq,
    "<>": operators.ne,
    "<": operators.lt,
    ">": operators.gt,
    "<=": operators.le,
    ">=": operators.ge,
}
_TYPE_NAMES = {str: "text", int: "a number", float: "a number", bool: "true or false", dt.date: "a date"}


@dataclass(frozen=True)
class Scope:
    """
    What the names of a filter stand for: properties as columns, `geometry` as a geometry in EPSG:4326.

    ``crs`` is the system of the coordinates in the filter.
    """

    relation: FromClause
    properties: Mapping[str, type]
    geometry: SQLColumnExpression[Any]
    crs: Crs

    def type_of(self, name: str) -> type:
        """
        Tell the type of a property.

        Raises
        ------
        BadParameter
            There is no such property.
        """
        if name not in self.properties:
            raise refused(f"unknown property {name!r}; there are: {', '.join(self.properties)}")
        return self.properties[name]

    def column(self, name: str) -> ColumnElement[Any]:
        """Return the column of a property."""
        column: ColumnElement[Any] = self.relation.c[name]
        return column


def compile_filter(tree: Tree, scope: Scope) -> ColumnElement[bool]:
    """
    Compile a filter.

    Parameters
    ----------
    tree : dict or bool
        CQL2 JSON, of whatever content.
    scope : Scope
        The properties that may be named.

    Returns
    -------
    ColumnElement
        A condition that binds every value.

    Raises
    ------
    BadParameter
        For ``filter``: an operator, property or value that is not known here, or nesting beyond `MAX_DEPTH`.
    """
    return _condition(scope, tree, 1)


def intersects(scope: Scope, drawn: shapely.Geometry) -> ColumnElement[bool]:
    """Compile that a feature intersects a geometry in longitude and latitude."""
    return func.ST_Intersects(scope.geometry, bound_geometry(drawn))


def _condition(scope: Scope, tree: Tree, depth: int) -> ColumnElement[bool]:
    if depth > MAX_DEPTH:
        raise refused(f"is nested deeper than {MAX_DEPTH}")
    if isinstance(tree, bool):
        return true() if tree else false()
    if _names_property(tree):
        return _boolean_property(scope, tree["property"])
    op, args = _call(tree)
    if op not in _OPERATORS:
        raise refused(f"unknown operator {op!r}; there are: {', '.join(_OPERATORS)}")
    return _OPERATORS[op](scope, args, depth)


def _call(tree: Tree) -> tuple[str, list[Tree]]:
    if not isinstance(tree, dict) or tree.keys() != {"op", "args"}:
        raise refused("needs a condition, such as a comparison, where it has something else")
    op, args = tree["op"], tree["args"]
    if not isinstance(op, str) or not isinstance(args, list):
        raise refused("op must be text and args a list")
    return op, args


def _names_property(tree: Tree) -> bool:
    return isinstance(tree, dict) and tree.keys() == {"property"} and isinstance(tree["property"], str)


def _boolean_property(scope: Scope, name: str) -> ColumnElement[bool]:
    if scope.type_of(name) is not bool:
        raise refused(f"compares {name} with nothing")
    return scope.relation.c[name].is_(True)


def _take(args: list[Tree], count: int, op: str) -> list[Tree]:
    if len(args) != count:
        raise refused(f"{op} takes {count} arguments, not {len(args)}")
    return args


def _joined(join: Callable[..., ColumnElement[bool]], op: str) -> Operator:
    def compiled(scope: Scope, args: list[Tree], depth: int) -> ColumnElement[bool]:
        if len(args) < 2:
            raise refused(f"{op} takes two conditions or more")
        return join(*(_condition(scope, arg, depth + 1) for arg in args))

    return compiled


def _not(scope: Scope, args: list[Tree], depth: int) -> ColumnElement[bool]:
    [inner] = _take(args, 1, "not")
    return not_(_condition(scope, inner, depth + 1))


def _comparison(op: str) -> Operator:
    def compiled(scope: Scope, args: list[Tree], _depth: int) -> ColumnElement[bool]:
        left, right = _take(args, 2, op)
        [one, other] = _alike(scope, [left, right])
        found: ColumnElement[bool] = _COMPARISONS[op](one, other)
        return found

    return compiled


def _between(scope: Scope, args: list[Tree], _depth: int) -> ColumnElement[bool]:
    value, low, high = _alike(scope, _take(args, 3, "between"))
    return value.between(low, high)


def _in(scope: Scope, args: list[Tree], _depth: int) -> ColumnElement[bool]:
    value, among = _take(args, 2, "in")
    if not isinstance(among, list) or not among:
        raise refused("in needs a list of values")
    compared, *values = _alike(scope, [value, *among])
    return or_(*(compared == candidate for candidate in values))


def _is_null(scope: Scope, args: list[Tree], _depth: int) -> ColumnElement[bool]:
    [value] = _take(args, 1, "isNull")
    if not _names_property(value):
        raise refused("isNull takes a property")
    if value["property"] == "geometry":
        return scope.geometry.is_(None)
    scope.type_of(value["property"])
    return scope.column(value["property"]).is_(None)


def _like(scope: Scope, args: list[Tree], _depth: int) -> ColumnElement[bool]:
    value, pattern = _take(args, 2, "like")
    ends = pattern["args"][0] if _folds_case(pattern) else pattern
    if not isinstance(ends, str):
        raise refused("like needs a pattern: text with % for any text and _ for any character")
    if (len(ends) - len(ends.rstrip("\\"))) % 2:
        raise refused("the pattern of like ends within an escape")
    text, matched = _alike(scope, [value, pattern])
    if _type(scope, value) is not str:
        raise refused("like compares text")
    return text.like(matched, escape="\\")


def _intersects(scope: Scope, args: list[Tree], _depth: int) -> ColumnElement[bool]:
    first, second = _take(args, 2, "s_intersects")
    named, literal_geometry = (first, second) if _names_property(first) else (second, first)
    if not _names_property(named) or named["property"] != "geometry":
        raise refused("s_intersects compares geometry with a geometry")
    return intersects(scope, read_geometry(literal_geometry, scope.crs))


_OPERATORS: Mapping[str, Operator] = {
    "and": _joined(and_, "and"),
    "or": _joined(or_, "or"),
    "not": _not,
    **{op: _comparison(op) for op in _COMPARISONS},
    "between": _between,
    "in": _in,
    "like": _like,
    "isNull": _is_null,
    "s_intersects": _intersects,
}


def _alike(scope: Scope, trees: list[Tree]) -> list[ColumnElement[Any]]:
    """Compile values that are compared with each other: they must be of one type."""
    types = {_type(scope, tree) for tree in trees}
    if bool in types:
        # GDAL has no literals for them
        trees = [bool(tree) if type(tree) is int and tree in (0, 1) else tree for tree in trees]
        types = {_type(scope, tree) for tree in trees}
    if len({_TYPE_NAMES[found] for found in types}) > 1:
        names = " with ".join(sorted({_TYPE_NAMES[found] for found in types}))
        raise refused(f"compares {names}")
    return [_value(scope, tree) for tree in trees]


def _folds_case(tree: Tree) -> bool:
    return (
        isinstance(tree, dict)
        and tree.get("op") == "casei"
        and isinstance(tree.get("args"), list)
        and len(tree["args"]) == 1
    )


def _type(scope: Scope, tree: Tree) -> type:
    if _folds_case(tree):
        [inner] = tree["args"]
        if _folds_case(inner) or _type(scope, inner) is not str:
            raise refused("casei takes text")
        return str
    if _names_property(tree):
        return scope.type_of(tree["property"])
    if isinstance(tree, dict) and tree.keys() == {"date"}:
        return dt.date
    if isinstance(tree, dict) and tree.keys() == {"timestamp"}:
        raise refused("compares with a timestamp; the times here are dates, such as DATE('2021-09-08')")
    if type(tree) not in (str, int, float, bool):
        raise refused("needs a property, text, a number, true, false or a date where it has something else")
    return type(tree)


def _value(scope: Scope, tree: Tree) -> ColumnElement[Any]:
    if _folds_case(tree):
        return func.lower(_value(scope, tree["args"][0]))
    if _names_property(tree):
        return scope.column(tree["property"])
    return bound_value(tree)
