"""The coordinate reference systems that clients may use, and what they draw brought to longitude and latitude."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from app.errors import BadParameter
from app.store.records import CRS84, Crs

Bounds = tuple[float, float, float, float]

_FARTHEST_M = 1e8  # beyond, projections wrap around the world or end
_EDGES = 32  # a side of a box is no straight line in another system: it is followed in so many steps


def _epsg(code: int, decimals: int, latitude_first: bool = False) -> Crs:
    return Crs(f"http://www.opengis.net/def/crs/EPSG/0/{code}", code, decimals, latitude_first)


STORED = _epsg(3857, 2)
# the zones of Morocco's Lambert; 26193 is deprecated, 26194 and 26195 replace it
ALL = (CRS84, _epsg(4326, 7, latitude_first=True), STORED, *(_epsg(code, 2) for code in (26191, 26192, 26194, 26195)))
BY_URI: Mapping[str, Crs] = {crs.uri: crs for crs in ALL}


def to_degrees(name: str, drawn: shapely.Geometry, crs: Crs) -> shapely.Geometry:
    """
    Bring a geometry to longitude and latitude on WGS 84.

    Parameters
    ----------
    name : str
        Parameter it came with.
    drawn : shapely.Geometry
        In the units and the order of axes of ``crs``.

    Raises
    ------
    BadParameter
        Some of it lies outside the world.
    """
    found = shapely.transform(drawn, lambda points: _degrees(points, crs))
    longitudes, latitudes = shapely.get_coordinates(found).T
    if not bool(((abs(longitudes) <= 180) & (abs(latitudes) <= 90)).all()):
        raise BadParameter(name, f"has coordinates that do not exist in {crs.uri}")
    return found


def box_in_degrees(name: str, bounds: Bounds, crs: Crs) -> shapely.Geometry:
    """
    Bring a box to longitude and latitude; in degrees, one whose west is greater than its east crosses longitude 180.

    Raises
    ------
    BadParameter
        It is no box, or lies outside the world.
    """
    west, south, east, north = (bounds[1], bounds[0], bounds[3], bounds[2]) if crs.latitude_first else bounds
    if south > north or (west > east and crs.srid != 4326):
        raise BadParameter(name, "has a lower corner above its upper corner")
    if west > east:
        halves = shapely.MultiPolygon([shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)])
        return to_degrees(name, halves, CRS84)
    box = _drawn(west, south, east, north)
    if crs.srid == 4326:
        return to_degrees(name, box, CRS84)
    if max(map(abs, bounds)) > _FARTHEST_M:
        raise BadParameter(name, f"has coordinates that do not exist in {crs.uri}")
    return to_degrees(name, shapely.segmentize(box, max(east - west, north - south, 1.0) / _EDGES), crs)


def _drawn(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    """Draw what has no width or no height as a line or a point: a polygon without area meets nothing."""
    if (west, south) == (east, north):
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(west, south, east, north)


def _degrees(points: NDArray[np.float64], crs: Crs) -> NDArray[np.float64]:
    if crs.latitude_first:
        return points[:, ::-1]
    if crs.srid == 4326:
        return points
    return np.column_stack(_transformer(crs.srid).transform(points[:, 0], points[:, 1]))


@lru_cache(maxsize=len(ALL))
def _transformer(srid: int) -> Transformer:
    return Transformer.from_crs(srid, 4326, always_xy=True)
