"""Divisions of different times linked to each other, so that results of one can be shown in another."""

import geopandas as gpd
import pandas as pd
import shapely
from psycopg import Connection

from app.analysis.space.crosswalk import crosswalk
from app.store.models import LEVELS
from etl.boundaries import EQUAL_AREA
from etl.sources import FileProblem, Refused, SourceDeclaration
from etl.store import stage

_AREAS = """
    SELECT code, id, ST_AsBinary(geom), coalesce(population_2024, population_2014) FROM area
    WHERE level = %s AND vintage = %s ORDER BY code
"""
_END = """
    UPDATE area SET valid_to = (
        SELECT min(valid_from) FROM (SELECT DISTINCT valid_from FROM area) AS later
        WHERE later.valid_from > coalesce(area.valid_from, '-infinity')
    )
"""
_OVERLAPPING = """
    SELECT one.level, one.code, other.vintage FROM area AS one
    JOIN area AS other ON other.level = one.level AND other.code = one.code AND other.vintage <> one.vintage
        AND daterange(one.valid_from, one.valid_to) && daterange(other.valid_from, other.valid_to)
    WHERE one.vintage = %s ORDER BY one.level, one.code LIMIT 1
"""


def link_vintages(connection: Connection, source: SourceDeclaration) -> None:
    """
    End each division where the next begins; link a source's areas to those of every other, in both directions.

    Parameters
    ----------
    connection : Connection
        In a transaction, the source's areas written.
    source : SourceDeclaration
        Declares its vintage, its time, and what was ``renamed`` or ``redrawn`` since the one before it.

    Raises
    ------
    Refused
        Two divisions are in force at one time, or an area's successors are ambiguous.
    """
    others = connection.execute("SELECT DISTINCT vintage FROM area WHERE vintage <> %s", [source.vintage]).fetchall()
    if not others:
        return
    connection.execute(_END)
    clash = connection.execute(_OVERLAPPING, [source.vintage]).fetchall()
    if clash:
        level, code, other = clash[0]
        reason = f"{level} {code} is in force at the same time as in {other}: declare from when each is valid"
        raise Refused(
            source.code,
            [FileProblem("declaration", None, reason, "declare `valid_from`: the day from which the division holds")],
        )
    back = {new: old for old, new in source.renamed.items()}
    for (other,) in others:
        for level in LEVELS:
            one, two = _areas(connection, level, other), _areas(connection, level, source.vintage)
            _link(connection, source, one, two, {old: new for old, new in source.renamed.items() if old in one.index})
            _link(connection, source, two, one, {new: old for new, old in back.items() if new in two.index})


def _areas(connection: Connection, level: str, vintage: str) -> gpd.GeoDataFrame:
    """Areas of one level and vintage by code: ``id``, ``population``, outlines in ``EQUAL_AREA``."""
    rows = connection.execute(_AREAS, [level, vintage]).fetchall()
    frame = pd.DataFrame(rows, columns=["code", "id", "geometry", "population"]).set_index("code")
    outlines = gpd.GeoSeries(shapely.from_wkb(frame["geometry"].to_numpy()), index=frame.index, crs=4326)
    return gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=outlines.to_crs(EQUAL_AREA).make_valid())


def _link(
    connection: Connection,
    source: SourceDeclaration,
    old: gpd.GeoDataFrame,
    new: gpd.GeoDataFrame,
    renamed: dict[str, str],
) -> None:
    try:
        walk = crosswalk(old, new, renamed, [code for code in source.redrawn if code in old.index])
    except ValueError as error:
        raise Refused(
            source.code,
            [
                FileProblem(
                    "declaration", None, str(error), "declare `renamed` and `redrawn` as they are in both divisions"
                )
            ],
        ) from error
    links = walk.assign(old_id=walk["old_code"].map(old["id"]), new_id=walk["new_code"].map(new["id"]))
    columns = {"old_id": "integer", "new_id": "integer", "weight": "float8", "method": "text"}
    stage(connection, "staged_link", columns, links)
    pair = [old["id"].tolist(), new["id"].tolist()]
    connection.execute("DELETE FROM area_crosswalk WHERE old_id = ANY(%s) AND new_id = ANY(%s)", pair)
    connection.execute("INSERT INTO area_crosswalk SELECT old_id, new_id, weight, method FROM staged_link")
    connection.execute("DROP TABLE staged_link")
