"""Export and import of the tables: natural keys in place of ids, derived from the models themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy
from geoalchemy2 import Geometry
from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnElement,
    FromClause,
    Insert,
    Select,
    String,
    Table,
    TableClause,
    UniqueConstraint,
    Update,
    and_,
    collate,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql

from app.store.models import Base

_NO_DATA = frozenset({"api_key", "dataset_digest"})
TABLES: tuple[Table, ...] = tuple(table for table in Base.metadata.sorted_tables if table.name not in _NO_DATA)
"""Every table of data, those referred to first: keys to the service never leave the database, digests are derived."""

NOT_FACTS = frozenset({"load_run"})
"""When something was loaded is exported, and is no part of what is known."""


@dataclass(frozen=True)
class RowReference:
    """A column that holds the id of a row elsewhere, and the exported columns that identify the row."""

    column: Column[Any]
    target: Table
    names: tuple[str, ...]


def natural_key(table: Table) -> list[Column[Any]]:
    """Columns of a table's natural key: those of its unique constraint, or its primary key."""
    unique = [constraint for constraint in table.constraints if isinstance(constraint, UniqueConstraint)]
    return list(unique[0].columns) if unique else list(table.primary_key.columns)


def _has_id(table: Table) -> bool:
    return natural_key(table) != list(table.primary_key.columns)


def _target(column: Column[Any]) -> Table | None:
    """Return the table whose id a column holds; None for a column that is a natural key itself."""
    for key in column.foreign_keys:
        if _has_id(key.column.table):
            return key.column.table
    return None


def geometry_of(table: Table) -> Column[Any] | None:
    """Give the geometry of a table, which no CSV holds."""
    return next((column for column in table.columns if isinstance(column.type, Geometry)), None)


def srid_of(table: Table) -> int:
    """Give the EPSG code of a table's geometry."""
    return next(int(column.type.srid) for column in table.columns if isinstance(column.type, Geometry))


def own_columns(table: Table) -> list[Column[Any]]:
    """Columns exported as they are."""
    return [
        column
        for column in table.columns
        if _target(column) is None
        and not isinstance(column.type, Geometry)
        and not (_has_id(table) and column.primary_key and not column.foreign_keys)
    ]


def references(table: Table) -> list[RowReference]:
    """Columns exported as the natural keys of the rows they refer to."""
    return [
        RowReference(column, target, tuple(f"{_stem(column)}_{name}" for name in exported_key(target)))
        for column in table.columns
        if (target := _target(column)) is not None
    ]


def exported_key(table: Table) -> list[str]:
    """Names under which the natural key of a table is exported."""
    names = []
    for column in natural_key(table):
        target = _target(column)
        names += [column.name] if target is None else [f"{_stem(column)}_{name}" for name in exported_key(target)]
    return names


def _stem(column: Column[Any]) -> str:
    return column.name.removesuffix("_id")


def export_query(table: Table) -> Select[Any]:
    """Select all of a table but its geometry, by natural keys and in their order."""
    columns: dict[str, ColumnElement[Any]] = {column.name: column for column in own_columns(table)}
    source: FromClause = table
    for column in table.columns:
        source = _follow(source, table, column, columns, "")
    ordered = [_ordered(columns[name]) for name in exported_key(table)]
    return select(*(value.label(name) for name, value in columns.items())).select_from(source).order_by(*ordered)


def geometry_query(table: Table) -> Select[Any]:
    """Select the geometries of a table as WKB, in the order of `export_query`."""
    query = export_query(table)
    return query.with_only_columns(func.ST_AsBinary(geometry_of(table)).label("geom"), maintain_column_froms=True)


def _follow(
    source: FromClause, owner: FromClause, column: Column[Any], columns: dict[str, ColumnElement[Any]], path: str
) -> FromClause:
    """Join what a column refers to, adding the columns of its natural key under the column's name."""
    target = _target(column)
    if target is None:
        return source
    stem = f"{path}{_stem(column)}"
    alias = target.alias(f"of_{stem}")
    source = source.outerjoin(alias, alias.c.id == owner.c[column.name])
    for key in natural_key(target):
        if _target(key) is None:
            columns[f"{stem}_{key.name}"] = alias.c[key.name]
        source = _follow(source, alias, key, columns, f"{stem}_")
    return source


def _ordered(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Order text by its bytes, which is the same everywhere."""
    ordered: ColumnElement[Any] = collate(column, "C") if isinstance(column.type, String) else column
    return ordered


def staged(table: Table) -> TableClause:
    """Name the staging table of a table: the columns of `export_query` and ``geom``."""
    names = [*export_query(table).selected_columns.keys(), "geom"]
    return sqlalchemy.table(f"staged_{table.name}", *(sqlalchemy.column(name) for name in names))


def restore_statements(table: Table) -> Iterator[Insert | Update]:
    """Insert the staged rows of a table; a reference to the table itself is filled once all its rows are there."""
    rows = staged(table)
    source: FromClause = rows
    values: dict[str, ColumnElement[Any]] = {column.name: rows.c[column.name] for column in own_columns(table)}
    geometry = geometry_of(table)
    if geometry is not None:
        values[geometry.name] = rows.c.geom
    for reference in references(table):
        if reference.target is not table:
            source, alias = _told(source, rows, reference.target, _stem(reference.column))
            values[reference.column.name] = alias.c.id
    yield insert(table).from_select(list(values), select(*values.values()).select_from(source))
    for reference in references(table):
        if reference.target is table:
            source, alias = _told(rows, rows, table, _stem(reference.column))
            own_row = [table.c[name] == rows.c[name] for name in exported_key(table)]
            told = select(alias.c.id).select_from(source).where(*own_row).correlate(table)
            yield update(table).values({reference.column.name: told.scalar_subquery()})


def _told(source: FromClause, rows: TableClause, target: Table, stem: str) -> tuple[FromClause, FromClause]:
    """Join the row that staged natural keys identify, after those that the keys refer to."""
    alias = target.alias(f"of_{stem}")
    conditions = []
    for key in natural_key(target):
        inner = _target(key)
        if inner is None:
            conditions.append(alias.c[key.name] == rows.c[f"{stem}_{key.name}"])
            continue
        source, of_key = _told(source, rows, inner, f"{stem}_{_stem(key)}")
        conditions.append(alias.c[key.name] == of_key.c.id)
    return source.outerjoin(alias, and_(*conditions)), alias


def text_of(statement: ClauseElement) -> bytes:
    """Write a statement without parameters as SQL."""
    return str(statement.compile(dialect=_POSTGRESQL)).encode()


_POSTGRESQL = postgresql.dialect()
