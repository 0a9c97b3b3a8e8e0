"""Outlines of the areas an election is counted in, with the names of what they lie in."""

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Executable, case, select
from sqlalchemy.orm import Session, aliased

from app.analysis.space.polygons import parse_geojson
from app.store.models import Area, AreaPart, AreaShape, Contest, Tally

_WHOLES = ("province", "region")


def counted(session: Session, election: str, level: str, band: str) -> gpd.GeoDataFrame:
    """
    Outline the areas of one level that have figures of an election, in one generalisation level.

    Returns
    -------
    geopandas.GeoDataFrame
        Index `code`; `name_fr`, `name_ar`, those of the province and the region that it lies in (`province_fr`, …;
        None for an area that is one itself, or larger), `population` (census of 2024), multipolygons in EPSG:4326.
    """
    parent, grandparent = aliased(Area), aliased(Area)
    wholes = [
        case(*((above.level == whole, getattr(above, f"name_{language}")) for above in (parent, grandparent))).label(
            f"{whole}_{language}"
        )
        for whole in _WHOLES
        for language in ("fr", "ar")
    ]
    statement = (
        select(Area.code, Area.name_fr, Area.name_ar, *wholes, Area.population_2024.label("population"))
        .add_columns(AreaShape.geojson)
        .join(Tally, Tally.area_id == Area.id)
        .join(AreaShape, (AreaShape.area_id == Area.id) & (AreaShape.band == band))
        .outerjoin(parent, parent.id == Area.parent_id)
        .outerjoin(grandparent, grandparent.id == parent.parent_id)
        .where(Tally.election_code == election, Area.level == level)
        .order_by(Area.code)
    )
    return _outlined(session, statement).astype({"population": "Int64"})


def parts(session: Session, election: str, band: str) -> gpd.GeoDataFrame:
    """
    Outline the communal units that make the areas of an election's contests, in one generalisation level.

    Returns
    -------
    geopandas.GeoDataFrame
        Index `code`; `name_fr`, `name_ar`, `area_code` of the area that votes, multipolygons in EPSG:4326; empty where
        communal units vote themselves.
    """
    whole = aliased(Area)
    statement = (
        select(Area.code, Area.name_fr, Area.name_ar, whole.code.label("area_code"), AreaShape.geojson)
        .join(AreaShape, (AreaShape.area_id == Area.id) & (AreaShape.band == band))
        .join(AreaPart, AreaPart.part_id == Area.id)
        .join(whole, whole.id == AreaPart.area_id)
        .join(Contest, Contest.area_id == whole.id)
        .where(Contest.election_code == election, whole.level != "city")
        .order_by(Area.code)
    )
    return _outlined(session, statement)


def _outlined(session: Session, statement: Executable) -> gpd.GeoDataFrame:
    found = session.execute(statement)
    frame = pd.DataFrame(found.all(), columns=list(found.keys()))
    outlines = parse_geojson(frame.pop("geojson").tolist())
    multi = [shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape for shape in outlines]
    return gpd.GeoDataFrame(frame, geometry=multi, crs=4326).set_index("code")
