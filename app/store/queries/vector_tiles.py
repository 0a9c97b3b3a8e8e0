"""Vector tiles, cut from the outlines that were simplified at load."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Integer, String, bindparam, func, select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.orm import Session

from app.store.database import ask
from app.store.models import Area, AreaShape
from app.store.queries import dataset
from app.store.queries.collections import Band, Collection
from app.store.queries.dataset import Dataset

EXTENT = 4096
"""Steps of a tile's own grid along a side."""

BUFFER = 64
"""Steps beyond the tile's sides that its outlines go on for, so that borders meet across tiles."""

MAX_ZOOM = 14


def band_of(zoom: int) -> Band:
    """Choose outlines whose tolerance (1,000, 300, 60 m) is below a pixel: 2,446 m at 6, 306 m at 9, 153 m at 10."""
    if zoom <= 6:
        return "low"
    return "medium" if zoom <= 9 else "high"


def bounds(session: Session, level: str) -> tuple[float, float, float, float] | None:
    """Bound the areas of a level in EPSG:4326: west, south, east, north; None where there are none."""
    extent = select(func.ST_Extent(Area.geom).label("box")).where(Area.level == level).subquery()
    corners = (func.ST_XMin, func.ST_YMin, func.ST_XMax, func.ST_YMax)
    west, south, east, north = session.execute(select(*(corner(extent.c.box) for corner in corners))).one()
    return None if west is None else (west, south, east, north)


async def tile(
    pool: AsyncConnectionPool, collection: Collection, place: tuple[int, int, int], given: Mapping[str, str]
) -> tuple[Dataset, bytes]:
    """
    Cut a tile of WebMercatorQuad, in one statement, which sees one dataset.

    Parameters
    ----------
    place : tuple of int
        Zoom, 0 to `MAX_ZOOM`; column and row from the north-west corner, 0 to 2**zoom - 1.
    given : mapping
        Values of what the collection is bound to, by name.

    Returns
    -------
    Dataset
        What the tile was cut from.
    bytes
        Mapbox Vector Tile 2 with one layer, named after the collection; empty where nothing lies in the tile.
    """
    statement, constants = _cutting(collection)
    where = {**dict(zip(("zoom", "column", "row"), place, strict=True)), "band": band_of(place[0])}
    version, scored, content = await ask(pool, statement, {**constants, **where, **given})
    return dataset.named(version, scored), content


@cache
def _cutting(collection: Collection) -> tuple[str, dict[str, Any]]:
    """
    Write the statement that cuts a collection's tiles: once, as writing it takes longer than cutting one.

    Returns
    -------
    str
        It takes `zoom`, `column`, `row` and `band`, and what the collection is bound to.
    dict
        The other values that it takes.
    """
    relation = collection.relation
    place = [bindparam(name, type_=Integer) for name in ("zoom", "column", "row")]
    bounds = func.ST_TileEnvelope(*place)
    around = func.ST_TileEnvelope(*place, func.ST_TileEnvelope(0, 0, 0), BUFFER / EXTENT)
    outline = func.ST_AsMVTGeom(AreaShape.geom, func.box2d(bounds), EXTENT, BUFFER, True)
    cut = (
        select(outline.label("geom"), *(relation.c[name] for name in ("area_id", *collection.properties)))
        .join(AreaShape, AreaShape.area_id == relation.c.area_id)
        .where(AreaShape.band == bindparam("band", type_=String), AreaShape.geom.op("&&")(around))
        .subquery("cut")
    )
    encoded = select(func.ST_AsMVT(cut.table_valued(), collection.id, EXTENT, "geom", "area_id"))
    # rows without geometry are left out by ST_AsMVT itself; a condition on it would cut every outline twice
    written = select(*dataset.naming(), encoded.scalar_subquery()).compile(dialect=PGDialect_psycopg())
    return written.string, dict(written.params)
