"""Drawings of users: validated and united into one outline, or rejected with the reason."""

import re
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

MAX_VERTICES = 5_000
LARGEST_KM2 = 5_000_000.0
"""Seven times the country: whatever is larger was not drawn around places in it."""

LONGEST_KM = 50_000.0
"""Five times the country's border: a longer outline goes to and fro, and takes long to cut areas with."""

EQUAL_AREA = 6933

PARSED_AT_ONCE = 50
"""Outlines parsed in one go, of some kilobytes each: a few milliseconds."""

Ring = Sequence[Sequence[float]]
Box = tuple[float, float, float, float]


class UnusableDrawing(ValueError):
    """A drawing that encloses no usable area; the message says why, as a sentence without a capital."""


def parse_geojson(texts: Sequence[str]) -> NDArray[np.object_]:
    """
    Parse geometries in GeoJSON.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    array of shapely geometries, of shape (len(texts),)

    Notes
    -----
    Shapely holds Python's lock until it has parsed all that it was given, and nothing else of the process goes on:
    so it is given a few at a time.
    """
    pieces = [texts[first : first + PARSED_AT_ONCE] for first in range(0, len(texts), PARSED_AT_ONCE)]
    parsed = [shapely.from_geojson(np.asarray(piece, dtype=object)) for piece in pieces]
    return np.concatenate(parsed) if parsed else np.empty(0, dtype=object)


def outline(polygons: Sequence[Sequence[Ring]]) -> shapely.MultiPolygon:
    """
    Make one outline of the rings of one or more polygons.

    Parameters
    ----------
    polygons : sequence of sequences of rings
        Of each polygon its outer ring, then its holes, as in the coordinates of a GeoJSON MultiPolygon: closed rings of
        longitude, latitude in degrees; what else a position holds is left out.

    Returns
    -------
    MultiPolygon
        Valid, within `MAX_VERTICES`, `LARGEST_KM2` and `LONGEST_KM`, in longitude and latitude.

    Raises
    ------
    UnusableDrawing
        It has too many vertices, leaves the globe, has a ring that is open or crosses itself, is too large or too long,
        or encloses nothing.
    """
    rings = [ring for polygon in polygons for ring in polygon]
    vertices = sum(map(len, rings))
    if vertices > MAX_VERTICES:
        raise UnusableDrawing(f"has {vertices:,} vertices; {MAX_VERTICES:,} are allowed: simplify it")
    for ring in rings:
        _check_ring(ring)
    drawn = shapely.MultiPolygon([(_plane(polygon[0]), [_plane(hole) for hole in polygon[1:]]) for polygon in polygons])
    if not shapely.is_valid(drawn):
        raise UnusableDrawing(f"is not a valid polygon: {_fault(shapely.is_valid_reason(drawn))}")
    [plane] = gpd.GeoSeries([drawn], crs=4326).to_crs(EQUAL_AREA)
    size, length = plane.area / 1e6, plane.length / 1e3
    if not 0 < size <= LARGEST_KM2:
        raise UnusableDrawing(f"encloses {size:,.0f} km²; more than 0 and at most {LARGEST_KM2:,.0f} are allowed")
    if not length <= LONGEST_KM:
        raise UnusableDrawing(f"has an outline of {length:,.0f} km; {LONGEST_KM:,.0f} km are allowed: simplify it")
    return drawn


def is_swapped(drawn: shapely.MultiPolygon, country: Box) -> bool:
    """
    Test whether a drawing was most probably made of latitudes before longitudes.

    Parameters
    ----------
    drawn : MultiPolygon
    country : tuple of float
        West, south, east, north of what can be asked about, in degrees.

    Returns
    -------
    bool
        Whether it lies outside of the country, and would not with its coordinates swapped.
    """
    around = shapely.box(*country)
    if shapely.intersects(drawn, around):
        return False
    return bool(shapely.intersects(shapely.transform(drawn, lambda points: points[:, ::-1]), around))


def _check_ring(ring: Ring) -> None:
    for longitude, latitude, *_ in ring:
        if abs(longitude) > 180 or abs(latitude) > 90:
            hint = "these look like metres: send longitude, latitude in degrees (EPSG:4326)"
            told = hint if max(abs(longitude), abs(latitude)) > 1000 else "longitude comes first, in -180 to 180"
            raise UnusableDrawing(f"holds the position {longitude:g}, {latitude:g}, which is not on the globe; {told}")
    if list(ring[0][:2]) != list(ring[-1][:2]):
        raise UnusableDrawing("has a ring that does not end where it begins")


def _plane(ring: Ring) -> NDArray[np.float64]:
    return np.array([position[:2] for position in ring], float)


def _fault(reason: str) -> str:
    """Say where what GEOS found is, as in ``Self-intersection[-5.5 33.9]``."""
    found = re.fullmatch(r"(.+)\[(\S+) (\S+)\]", reason)
    if found is None:
        return reason
    what, longitude, latitude = found.groups()
    return f"{what.lower()} at longitude {float(longitude):.5g}, latitude {float(latitude):.5g}"
