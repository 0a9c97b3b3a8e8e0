"""Writing checked frames: COPY into a staging table, then one statement per table of ours."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import shapely
from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from app.analysis.names import fold
from etl.areas import Areas
from etl.readers.reference import Reference
from etl.sources import SourceDeclaration


def stage(connection: Connection, name: str, columns: Mapping[str, str], frame: pd.DataFrame) -> None:
    """
    Copy a frame into a temporary table that lives as long as the transaction.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    name : str
        Of the temporary table.
    columns : mapping of str to str
        Its columns and their SQL types; the frame has columns of these names.
    frame : DataFrame
        NA becomes NULL.
    """
    definitions = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind)) for column, kind in columns.items()
    )
    create = sql.SQL("CREATE TEMP TABLE {} ({}) ON COMMIT DROP")
    connection.execute(create.format(sql.Identifier(name), definitions))
    copy_rows(connection, name, frame[list(columns)])


def copy_rows(connection: Connection, table: str, frame: pd.DataFrame) -> None:
    """Copy a frame into a table that has columns of its names; NA becomes NULL."""
    columns = sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    with connection.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)) as copy:
        for row in plain_rows(frame):
            copy.write_row(row)


def plain_rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a frame as tuples, None where a value is NA."""
    plain = frame.astype(object).where(frame.notna(), None)
    return plain.itertuples(index=False, name=None)


_ELECTION_COLUMNS = dict.fromkeys(
    ("election_code", "institution", "ballot", "level", "law", "name_fr", "name_ar", "scope"), "text"
) | {"date": "date"}
_PARTY_COLUMNS = dict.fromkeys(
    ("party_code", "acronym", "kind", "symbol_fr", "symbol_ar", "name_fr", "name_ar"), "text"
)
_LINEAGE_COLUMNS = dict.fromkeys(("party_code", "lineage_code", "relation", "note", "source"), "text")
_LAW_COLUMNS = {"law": "text", "ballot": "text", "rule": "jsonb"}
_CORRECTION_COLUMNS = dict.fromkeys(("source", "province", "unit", "code", "expect", "reason"), "text")
_TOTAL_COLUMNS = dict.fromkeys(("election_code", "item", "status", "note"), "text") | {"value": "float8"}

_REPLACE_REFERENCE = (
    "DELETE FROM declared_total WHERE source_file_id = %(totals)s",
    "DELETE FROM party_lineage WHERE source_file_id = %(lineage)s",
    "DELETE FROM seat_law WHERE source_file_id = %(laws)s",
    "DELETE FROM name_correction WHERE source_file_id = %(corrections)s",
    """
    DELETE FROM election WHERE source_file_id = %(elections)s
    AND code NOT IN (SELECT election_code FROM staged_election)
    """,
    """
    DELETE FROM party WHERE source_file_id = %(parties)s AND code NOT IN (SELECT party_code FROM staged_party)
    """,
    """
    INSERT INTO election (code, institution, ballot, level, date, law, name_fr, name_ar, scope, source_file_id)
    SELECT election_code, institution, ballot, level, date, law, name_fr, name_ar, scope, %(elections)s
    FROM staged_election
    ON CONFLICT (code) DO UPDATE SET
        institution = excluded.institution, ballot = excluded.ballot, level = excluded.level,
        date = excluded.date, law = excluded.law, name_fr = excluded.name_fr, name_ar = excluded.name_ar,
        scope = excluded.scope, source_file_id = excluded.source_file_id
    """,
    """
    INSERT INTO party (code, acronym, name_fr, name_ar, kind, symbol_fr, symbol_ar, source_file_id)
    SELECT party_code, acronym, name_fr, name_ar, kind, symbol_fr, symbol_ar, %(parties)s FROM staged_party
    ON CONFLICT (code) DO UPDATE SET
        acronym = excluded.acronym, name_fr = excluded.name_fr, name_ar = excluded.name_ar,
        kind = excluded.kind, symbol_fr = excluded.symbol_fr, symbol_ar = excluded.symbol_ar,
        source_file_id = excluded.source_file_id
    """,
    """
    INSERT INTO declared_total (election_code, item, value, status, note, source_file_id)
    SELECT election_code, item, value, status, note, %(totals)s FROM staged_total
    """,
    """
    INSERT INTO party_lineage (party_code, lineage_code, relation, note, source, source_file_id)
    SELECT party_code, lineage_code, relation, note, source, %(lineage)s FROM staged_lineage
    """,
    "INSERT INTO seat_law (law, ballot, rule, source_file_id) SELECT law, ballot, rule, %(laws)s FROM staged_law",
    """
    INSERT INTO name_correction (source_code, province, unit, code, expect, reason, source_file_id)
    SELECT source, province, coalesce(unit, ''), code, expect, reason, %(corrections)s FROM staged_correction
    """,
)
_REFERENCE_FILES = ("elections", "parties", "totals", "lineage", "laws", "corrections")


def write_reference(connection: Connection, reference: Reference, file_ids: Sequence[int]) -> int:
    """Replace what results refer to and figures depend on; a row that is still used cannot go. Return the rows."""
    stage(connection, "staged_election", _ELECTION_COLUMNS, reference.elections)
    stage(connection, "staged_party", _PARTY_COLUMNS, reference.parties)
    stage(connection, "staged_total", _TOTAL_COLUMNS, reference.totals)
    stage(connection, "staged_lineage", _LINEAGE_COLUMNS, reference.lineage)
    stage(connection, "staged_law", _LAW_COLUMNS, reference.laws.assign(rule=reference.laws["rule"].map(Jsonb)))
    corrections = pd.DataFrame([vars(each) for each in reference.corrections], columns=list(_CORRECTION_COLUMNS))
    stage(connection, "staged_correction", _CORRECTION_COLUMNS, corrections)
    files = dict(zip(_REFERENCE_FILES, file_ids, strict=True))
    for statement in _REPLACE_REFERENCE:
        connection.execute(statement, files)
    return sum(map(len, vars(reference).values()))


def write_areas(connection: Connection, areas: Areas, source: SourceDeclaration, file_ids: Sequence[int]) -> int:
    """Replace the areas of the source's vintage, keeping the ids of those that stay. Return the rows."""
    table_of_level = dict(
        zip(("region", "province", "constituency", "commune"), file_ids[:4], strict=True),
        regional_constituency=file_ids[2],
        city=file_ids[3],
    )
    names = areas.areas[["name_fr", "name_ar", "city_fr", "city_ar", "aliases"]].fillna("")
    frame = pd.DataFrame(areas.areas.drop(columns="geometry")).assign(
        geom=shapely.to_wkb(_multi(areas.areas), hex=True, include_srid=True),
        search_text=[" | ".join(fold(name) for name in row if name) for row in names.itertuples(index=False)],
        source_file_id=areas.areas["level"].map(table_of_level),
    )
    stage(connection, "staged_area", _AREA_COLUMNS, frame)
    shapes = pd.DataFrame(areas.shapes.drop(columns="geometry")).assign(
        geom=shapely.to_wkb(_multi(areas.shapes), hex=True, include_srid=True)
    )
    shape_columns = {"level": "text", "code": "text", "band": "text", "geojson": "text", "geom": "geometry"}
    stage(connection, "staged_shape", shape_columns, shapes)
    part_columns = {"level": "text", "code": "text", "commune_code": "text", "note": "text"}
    stage(connection, "staged_part", part_columns, areas.parts)
    for statement in _REPLACE_AREAS:
        connection.execute(statement, {"vintage": source.vintage, "valid_from": source.valid_from})
    return len(frame) + len(shapes) + len(areas.parts)


def _multi(frame: "pd.DataFrame") -> list[object]:
    """Geometries as multipolygons that know their CRS."""
    geometry = frame.geometry
    parts = [shapely.multipolygons(shapely.get_parts(shape)) for shape in geometry.values]
    return list(shapely.set_srid(parts, geometry.crs.to_epsg()))


_AREA_COLUMNS = {
    **dict.fromkeys(("level", "code", "kind", "parent_level", "parent_code", "name_fr", "name_ar"), "text"),
    **dict.fromkeys(("city_fr", "city_ar", "search_text"), "text"),
    **dict.fromkeys(("population_2014", "population_2024", "source_file_id"), "integer"),
    "area_km2": "float8",
    "geom": "geometry",
}

_REPLACE_AREAS = (
    """
    DELETE FROM area WHERE vintage = %(vintage)s
    AND (level, code) NOT IN (SELECT level, code FROM staged_area)
    """,
    """
    INSERT INTO area (level, code, vintage, valid_from, kind, name_fr, name_ar, city_fr, city_ar, search_text,
                      population_2014, population_2024, area_km2, geom, source_file_id)
    SELECT level, code, %(vintage)s, %(valid_from)s, kind, name_fr, name_ar, city_fr, city_ar, search_text,
           population_2014, population_2024, area_km2, geom, source_file_id
    FROM staged_area
    ON CONFLICT (level, code, vintage) DO UPDATE SET
        valid_from = excluded.valid_from, kind = excluded.kind, name_fr = excluded.name_fr, name_ar = excluded.name_ar,
        city_fr = excluded.city_fr, city_ar = excluded.city_ar, search_text = excluded.search_text,
        population_2014 = excluded.population_2014, population_2024 = excluded.population_2024,
        area_km2 = excluded.area_km2, geom = excluded.geom,
        source_file_id = excluded.source_file_id
    """,
    """
    UPDATE area SET parent_id = parent.id
    FROM staged_area JOIN area AS parent ON parent.level = parent_level AND parent.code = parent_code
    WHERE area.level = staged_area.level AND area.code = staged_area.code
    AND area.vintage = %(vintage)s AND parent.vintage = %(vintage)s
    """,
    "DELETE FROM area_shape USING area WHERE area_id = area.id AND vintage = %(vintage)s",
    """
    INSERT INTO area_shape (area_id, band, geom, geojson)
    SELECT area.id, band, staged_shape.geom, geojson FROM staged_shape JOIN area USING (level, code)
    WHERE vintage = %(vintage)s
    """,
    "DELETE FROM area_part USING area WHERE area_id = area.id AND vintage = %(vintage)s",
    """
    INSERT INTO area_part (area_id, part_id, note)
    SELECT whole.id, part.id, note FROM staged_part
    JOIN area AS whole ON whole.level = staged_part.level AND whole.code = staged_part.code
    JOIN area AS part ON part.level = 'commune' AND part.code = commune_code
    WHERE whole.vintage = %(vintage)s AND part.vintage = %(vintage)s
    """,
)
