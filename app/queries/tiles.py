"""Vector tiles, cut from the outlines that were simplified at load."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import AreaShape
from app.queries.collections import Band, Collection

EXTENT = 4096
"""Steps of a tile's own grid along a side."""

BUFFER = 64
"""Steps beyond the tile's sides that its outlines go on for, so that borders meet across tiles."""

MAX_ZOOM = 14


def band_of(zoom: int) -> Band:
    """Choose the outlines whose tolerance is nearest below a zoom's pixel: 2,446 m at 6, 306 m at 9, 153 m at 10."""
    if zoom <= 6:
        return "low"
    return "medium" if zoom <= 8 else "high"


def tile(session: Session, collection: Collection, zoom: int, column: int, row: int) -> bytes:
    """
    Cut a tile of WebMercatorQuad.

    Parameters
    ----------
    zoom : int
        0 to `MAX_ZOOM`.
    column, row : int
        From the north-west corner, 0 to 2**zoom - 1.

    Returns
    -------
    bytes
        Mapbox Vector Tile 2 with one layer, named after the collection; empty where nothing lies in the tile.
    """
    relation = collection.relation
    bounds = func.ST_TileEnvelope(zoom, column, row)
    around = func.ST_TileEnvelope(zoom, column, row, func.ST_TileEnvelope(0, 0, 0), BUFFER / EXTENT)
    outline = func.ST_AsMVTGeom(AreaShape.geom, func.box2d(bounds), EXTENT, BUFFER, True)
    cut = (
        select(outline.label("geom"), *(relation.c[name] for name in ("area_id", *collection.properties)))
        .join(AreaShape, AreaShape.area_id == relation.c.area_id)
        .where(AreaShape.band == band_of(zoom), AreaShape.geom.op("&&")(around))
        .subquery("cut")
    )
    encoded = func.ST_AsMVT(cut.table_valued(), collection.id, EXTENT, "geom", "area_id")
    # rows without geometry are left out by ST_AsMVT itself; a condition on it would cut every outline twice
    return bytes(session.execute(select(encoded)).scalar_one())
