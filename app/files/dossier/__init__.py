"""What the files of a party are made from: the contract between whoever queries and whoever writes."""

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from app.maps.atlas import Census, MapParty
from app.maps.words.catalogues import Text


@dataclass(frozen=True)
class Vote:
    """
    An election as the files name it.

    Attributes
    ----------
    code : str
    name : Text
    suffix : str
        What the names of its columns end in: its year, or its day where another of the elections is of the same year.
    coverage : Text, optional
        How many of its contests are known, where not all are.
    """

    code: str
    name: Text
    suffix: str
    coverage: Text | None = None


@dataclass(frozen=True)
class Standings:
    """
    What a party obtained in the areas of one level.

    Attributes
    ----------
    level : str
        As `app.store.models.LEVELS`.
    frame : geopandas.GeoDataFrame
        Index ``code``; ``name_fr``, ``name_ar``, ``province_fr``, ``province_ar``, ``region_fr``, ``region_ar``,
        ``population``, and figures of `app.files.columns` as ``<figure>_<suffix>``; multipolygons in EPSG:4326.
        Missing is unknown, or not there at all where ``lists_<suffix>`` is 0.
    """

    level: str
    frame: gpd.GeoDataFrame


@dataclass(frozen=True)
class Dossier:
    """
    Everything the files of one party tell.

    Attributes
    ----------
    party : MapParty
    votes : tuple of Vote
        The election the files are about, then those before it that it can be compared with, the latest first.
    areas : Standings
        The areas that vote in it.
    wholes : tuple of Standings
        The provinces and regions that these lie in, as sums.
    communes : geopandas.GeoDataFrame
        Index ``code``; ``name_fr``, ``name_ar``, ``area_code``; outlines without figures.
    zones : geopandas.GeoDataFrame
        The party's areas, one row each, with the figures of `app.files.columns.ZONE`.
    clusters : geopandas.GeoDataFrame
        Areas that were tested for clusters, with the figures of `app.files.columns.CLUSTER`.
    targets : pandas.DataFrame
        The figures of `app.files.columns.TARGET`, seats to win first, the cheapest first.
    unpriced : int
        Contests of the party without a price of one more seat.
    sources : pandas.DataFrame
        The figures of `app.files.columns.SOURCE`, a row per file that the figures were read from.
    outlooks : dict of str to geopandas.GeoDataFrame
        By code of the outlook: the party's chances in the areas that vote, the greatest number of seats first, with the
        figures of `app.files.columns.OUTLOOK`; none where no outlook is stored.
    census : Census or None
        Of the areas that vote; None where none is loaded.
    said : dict
        What else the figures depend on: dataset version, method, parameters, law.
    """

    party: MapParty
    votes: tuple[Vote, ...]
    areas: Standings
    wholes: tuple[Standings, ...]
    communes: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    clusters: gpd.GeoDataFrame
    targets: pd.DataFrame
    unpriced: int
    sources: pd.DataFrame
    outlooks: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)
    census: Census | None = None
    said: dict[str, Any] = field(default_factory=dict)
