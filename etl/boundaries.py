"""Outlines made fit for use: latitudes repaired, parts dissolved, coverage cleaned, generalised to three levels."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

EQUAL_AREA = 6933
"""EASE-Grid 2.0: equal-area on the ellipsoid, its standard parallel at 30°, in the middle of Morocco."""

GAP_WIDTH_M = 100.0
"""Holes narrower than this are slivers between outlines drawn apart, and are filled; wider ones are kept and listed."""

SPECK_M2 = 1000.0
"""Parts smaller than this are what a crossing border leaves when it is made valid, not land."""

BANDS: Mapping[str, tuple[float, int]] = {"low": (1000.0, 4), "medium": (300.0, 4), "high": (60.0, 5)}
"""Generalisation level → tolerance in EPSG:3857 metres, decimals of longitude and latitude in its GeoJSON."""


def repair_latitudes(outlines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Undo the publisher's wrong unprojection, which moved everything about 20 km north.

    The projected coordinates were on the sphere's Mercator (EPSG:3857) and were read as the ellipsoid's (EPSG:3395);
    going forward with 3395 and back with 3857 restores them.

    Parameters
    ----------
    outlines : GeoDataFrame
        Polygons with longitude and latitude as published.

    Returns
    -------
    GeoDataFrame
        The same rows in EPSG:4326 proper.
    """
    forward = Transformer.from_crs(4326, 3395, always_xy=True)
    back = Transformer.from_crs(3857, 4326, always_xy=True)

    def repair(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(back.transform(*forward.transform(points[:, 0], points[:, 1])))

    return outlines.set_geometry(gpd.GeoSeries(shapely.transform(outlines.geometry.values, repair), crs=4326))


def dissolve_parts(outlines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Join the rows of each code into one area.

    Parameters
    ----------
    outlines : GeoDataFrame
        Column ``code``, one or more polygons of each.

    Returns
    -------
    GeoDataFrame
        One valid (multi)polygon per ``code``, which is the index, in the order of the codes.
    """
    valid = outlines.set_geometry(outlines.geometry.make_valid())
    parts = valid.explode(ignore_index=True)
    real = parts[parts.to_crs(EQUAL_AREA).area >= SPECK_M2]
    return real.dissolve("code", sort=True)[["geometry"]]


def clean_coverage(areas: gpd.GeoSeries) -> gpd.GeoSeries:
    """
    Make neighbours share their borders exactly: no overlap, no sliver.

    The source draws a town *over* the rural commune around it, without a hole in the latter. An overlap therefore goes
    to the smaller of the two: any other rule of ``coverage_clean`` (its default too) deletes some forty towns.

    Parameters
    ----------
    areas : GeoSeries
        Polygons in any CRS.

    Returns
    -------
    GeoSeries
        The same index, in ``EQUAL_AREA``, valid as a coverage.

    Raises
    ------
    ValueError
        When an area vanished or the result is no valid coverage.
    """
    projected = areas.to_crs(EQUAL_AREA)
    cleaned = shapely.coverage_clean(projected.values, gap_width=GAP_WIDTH_M, merge_strategy="min_area")
    lost = areas.index[shapely.is_empty(cleaned)].tolist()
    if lost:
        raise ValueError(f"cleaning the coverage left nothing of {', '.join(map(str, lost))}")
    if not shapely.coverage_is_valid(cleaned):
        raise ValueError("the outlines could not be cleaned into a coverage")
    return gpd.GeoSeries(cleaned, index=areas.index, crs=EQUAL_AREA)


def remaining_holes(coverage: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """
    List the holes that no area covers.

    Parameters
    ----------
    coverage : GeoSeries
        A valid coverage in ``EQUAL_AREA``.

    Returns
    -------
    GeoDataFrame
        Polygons with ``area_km2``, largest first.
    """
    whole = shapely.coverage_union_all(coverage.values)
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    holes = gpd.GeoDataFrame(geometry=[shapely.Polygon(ring) for ring in rings], crs=coverage.crs)
    holes["area_km2"] = holes.area / 1e6
    return holes.sort_values("area_km2", ascending=False, ignore_index=True)


def dissolve_by(coverage: gpd.GeoSeries, groups: "pd.Series[str]") -> gpd.GeoSeries:
    """
    Unite the areas of a coverage by group.

    Parameters
    ----------
    coverage : GeoSeries
        A valid coverage.
    groups : Series
        Group of each area, on the same index.

    Returns
    -------
    GeoSeries
        One area per group, again a valid coverage; borders are those of the members.
    """
    members = coverage.groupby(groups.reindex(coverage.index))
    united = {group: shapely.coverage_union_all(series.values) for group, series in members}
    return gpd.GeoSeries(united, crs=coverage.crs)


def simplify(coverage: gpd.GeoSeries, tolerance_m: float) -> gpd.GeoSeries:
    """
    Simplify a coverage as a whole, so that neighbours still meet without gap or overlap.

    Parameters
    ----------
    coverage : GeoSeries
        A valid coverage in any CRS.
    tolerance_m : float
        Square root of the area of the largest detail removed, in EPSG:3857 metres.

    Returns
    -------
    GeoSeries
        The same index, in EPSG:3857.
    """
    projected = coverage.to_crs(3857)
    return gpd.GeoSeries(
        shapely.coverage_simplify(projected.values, tolerance_m), index=coverage.index, crs=projected.crs
    )


def geojson_text(areas: gpd.GeoSeries, decimals: int) -> list[str]:
    """GeoJSON geometry of each area in longitude and latitude, rounded; shared borders stay shared."""
    rounded = shapely.transform(areas.to_crs(4326).values, lambda points: points.round(decimals))
    texts: list[str] = shapely.to_geojson(rounded).tolist()
    return texts
