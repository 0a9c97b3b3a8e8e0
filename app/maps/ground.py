"""Geometry of a page: areas as polygons, communes and regions as lines, each border once."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from app.maps.atlas import Ground
from app.maps.circles import dorling

# 1e-4 degree is 11 m on the ground, under a pixel at the largest zoom the page allows
COORDINATE_DECIMALS = 4


def draw_ground(areas: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> Ground:
    """
    Turn outlines into the GeoJSON every page shares.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Index ``code``, columns as in `Ground`, polygons in EPSG:4326.
    communes : geopandas.GeoDataFrame
        Index ``code``; ``name_fr``, ``name_ar``, ``area_code``, polygons in EPSG:4326. May be empty.

    Returns
    -------
    Ground
        The frames with rounded coordinates, and their GeoJSON.

    Raises
    ------
    ValueError
        If a commune belongs to an area that is not there.
    """
    strangers = sorted(set(communes["area_code"]) - set(areas.index))
    if strangers:
        raise ValueError(f"communes of unknown areas: {', '.join(strangers)}")
    areas, communes = _rounded(areas), _rounded(communes)
    return Ground(
        areas=areas,
        communes=communes,
        circles=_circles(areas),
        neighbours=_neighbours(areas),
        area_features=_collection(areas.geometry),
        commune_lines=_collection(_inner_borders(communes)),
        region_lines=_collection(_region_borders(areas)),
        gaps=_collection(land_left_out(areas)),
    )


def label_points(frame: gpd.GeoDataFrame) -> np.ndarray:
    """
    Place one label inside each polygon.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Polygons in EPSG:4326.

    Returns
    -------
    numpy.ndarray
        Shape (n, 2): latitude, longitude of a point inside each polygon's largest part.
    """
    points = shapely.point_on_surface(frame.geometry.map(_largest_part).to_numpy())
    return np.round(np.column_stack([shapely.get_y(points), shapely.get_x(points)]), COORDINATE_DECIMALS)


def land_left_out(areas: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """
    Find the land that is not in the source's cartography: what the areas enclose and do not cover.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Polygons that share their borders.

    Returns
    -------
    geopandas.GeoSeries
        Polygons in the CRS of the areas.
    """
    parts = shapely.get_parts(shapely.union_all(areas.geometry.to_numpy()))
    return gpd.GeoSeries([shapely.Polygon(hole) for part in parts for hole in part.interiors], crs=areas.crs)


def _circles(areas: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Lay the circles out in the plane of web maps, in which they are seen, to the metre."""
    seen = areas.geometry.to_crs(3857)
    places = np.column_stack([seen.centroid.x, seen.centroid.y])
    return np.round(dorling(places, areas["population"].to_numpy(dtype=float), seen.area.sum()))


def _neighbours(areas: gpd.GeoDataFrame) -> tuple[tuple[int, ...], ...]:
    first, second = areas.sindex.query(areas.geometry, predicate="intersects")
    return tuple(tuple(sorted(set(second[first == position].tolist()) - {position})) for position in range(len(areas)))


def _rounded(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Round coordinates in place of snapping: a border's two sides move alike, so neighbours still meet."""
    outlines = shapely.transform(frame.geometry.to_numpy(), lambda xy: np.round(xy, COORDINATE_DECIMALS))
    return frame.set_geometry(gpd.GeoSeries(outlines, index=frame.index, crs=frame.crs))


def _inner_borders(communes: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Draw the borders between communes of one area, without the area's own outline."""
    return communes.geometry.groupby(communes["area_code"]).agg(_borders_inside)


def _borders_inside(outlines: gpd.GeoSeries) -> BaseGeometry:
    """Draw what separates polygons from each other, each border once; empty for a single polygon."""
    borders = shapely.union_all(outlines.boundary.to_numpy())
    return _merged(borders.difference(shapely.union_all(outlines.to_numpy()).boundary))


def _region_borders(areas: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Draw the outlines of regions, each border once, without the gaps inside them."""
    outlines = [
        shapely.get_exterior_ring(shapely.get_parts(shapely.union_all(members.to_numpy())))
        for _, members in areas.geometry.groupby(areas["region_fr"])
    ]
    return gpd.GeoSeries([_merged(shapely.union_all(np.concatenate(outlines)))])


def _merged(lines: BaseGeometry) -> BaseGeometry:
    return shapely.line_merge(lines) if lines.geom_type == "MultiLineString" else lines


def _largest_part(polygon: BaseGeometry) -> BaseGeometry:
    return max(shapely.get_parts(polygon), key=lambda part: part.area)


def _collection(shapes: gpd.GeoSeries) -> dict[str, Any]:
    """
    Make GeoJSON without a word of text in it, so that no name can break the script it is written into.

    A feature's id is its position in ``shapes``.
    """
    features = [
        {"type": "Feature", "id": position, "properties": {}, "geometry": mapping(shape)}
        for position, shape in enumerate(shapes)
        if not shape.is_empty
    ]
    return {"type": "FeatureCollection", "features": features}
