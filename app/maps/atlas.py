"""What one page shows: the contract between whoever queries and whoever draws."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.analysis.figures import Coverage
from app.maps.words.catalogues import Text

CONSTITUENCY, COMMUNE = "constituency", "commune"
"""What the areas of a page may be."""
VOTES, SEATS = "votes", "seats"
"""What scores may be of."""
WHOLES = ("province", "region")
"""What they are summed to."""


@dataclass(frozen=True)
class MapParty:
    """The party a page is about."""

    code: str
    acronym: str
    name: Text


@dataclass(frozen=True)
class Sibling:
    """Another atlas of the same party: the level of its areas, and its address relative to the first."""

    level: str
    href: str


@dataclass(frozen=True)
class Publication:
    """A publication the page's figures or boundaries come from, and what to know when reading them (``note``)."""

    title: str
    publisher: str
    licence: str
    citation: str
    url: str | None
    note: str | None


@dataclass(frozen=True)
class MapElection:
    """
    An election.

    ``coverage`` counts its contests that are known; ``method_version`` is that of its scores, None where nothing was
    scored; ``sources`` are those of its figures.
    """

    code: str
    date: dt.date
    name: Text
    coverage: Coverage
    method_version: str | None
    sources: tuple[Publication, ...] = ()


@dataclass(frozen=True)
class BackTest:
    """
    How well the score of earlier elections put the areas of a later one in order.

    Attributes
    ----------
    year : int
        Of the election that was forecast.
    score, last_share : float
        Mean Spearman correlation, in [-1, 1], of the score and of the last known share with the shares that came.
    error : float
        Standard error of their difference, by region.
    """

    year: int
    score: float
    last_share: float
    error: float


@dataclass(frozen=True)
class Ground:
    """
    The land under every page, drawn once however many parties are shown.

    Attributes
    ----------
    areas : geopandas.GeoDataFrame
        Index ``code``; ``name_fr``, ``name_ar``; of what it lies in ``province``, ``region`` (codes), ``province_fr``,
        ``province_ar``, ``region_fr``, ``region_ar``; ``population`` (inhabitants, NaN is unknown), polygons in
        EPSG:4326.
    communes : geopandas.GeoDataFrame
        Index ``code``; ``name_fr``, ``name_ar``, ``area_code`` (the area each belongs to), polygons in EPSG:4326.
    circles : numpy.ndarray
        Shape (n, 3), one circle per area as large as its population: x, y, radius in metres of EPSG:3857.
    neighbours : tuple of tuple of int
        Per area, the positions of those that touch it.
    area_features, commune_lines, region_lines, gaps : dict
        GeoJSON of the areas (feature id = position in ``areas``), of the borders between communes inside an area,
        of the outlines of regions, and of the land inside the country that no area covers.
    """

    areas: gpd.GeoDataFrame
    communes: gpd.GeoDataFrame
    circles: NDArray[np.float64]
    neighbours: tuple[tuple[int, ...], ...]
    area_features: dict[str, Any]
    commune_lines: dict[str, Any]
    region_lines: dict[str, Any]
    gaps: dict[str, Any]


@dataclass(frozen=True)
class Surroundings:
    """
    What a map is oriented by, in EPSG:4326; no part of it lies in the country's areas but the towns.

    Attributes
    ----------
    neighbours : geopandas.GeoDataFrame
        Index ``code`` (ISO 3166 alpha-2); ``name_fr``, ``name_ar``, polygons.
    sea : geopandas.GeoSeries
        Polygons.
    towns : geopandas.GeoDataFrame
        Index ``geonameid``, the largest first; ``name_fr``, ``name_ar`` (NA where it is not known), ``name_tifinagh``,
        ``population``, points.
    sources : tuple of Publication
        Where they come from.
    """

    neighbours: gpd.GeoDataFrame
    sea: gpd.GeoSeries
    towns: gpd.GeoDataFrame
    sources: tuple[Publication, ...]


@dataclass(frozen=True)
class Sums:
    """
    Figures of elections by larger area, such as a province: of all contests inside it. Unknown is NaN.

    Attributes
    ----------
    contests : pandas.DataFrame
        Index (``election_code``, ``area_code``); ``seats``, ``turnout`` in [0, 1].
    lists : pandas.DataFrame
        As that of `Country`.
    leaders : pandas.Series
        As that of `Country`.
    """

    contests: pd.DataFrame
    lists: pd.DataFrame
    leaders: pd.Series


@dataclass(frozen=True)
class Census:
    """
    What a census says of areas, and of what they are summed to.

    Attributes
    ----------
    year : str
    indicators : pandas.DataFrame
        Index ``key``, in the order shown; ``name_fr``, ``name_ar``, ``name_en``, ``unit``, ``country_value``.
    values : pandas.DataFrame
        Index (``level``, ``code``), a column per key in its unit, shares in [0, 1]; NaN is unknown.
    units, known : pandas.Series
        Same index: the communal units a value is made of, and the fewest of which an indicator shown is known.
    """

    year: str
    indicators: pd.DataFrame
    values: pd.DataFrame
    units: pd.Series
    known: pd.Series


@dataclass(frozen=True)
class Country:
    """
    What the pages of all parties have in common. Unknown is NaN.

    Attributes
    ----------
    level : str
        What the areas are: `CONSTITUENCY` or `COMMUNE`.
    ground : Ground
        The areas with a contest of their own, and the communes inside them.
    elections : tuple of MapElection
        Oldest first, at least one.
    contests : pandas.DataFrame
        Index (``election_code``, ``area_code``); ``seats``, ``valid_votes``, ``turnout`` in [0, 1].
    parties : pandas.DataFrame
        Index ``code``, those with most votes first; ``acronym``, ``name_fr``, ``name_ar``.
    lists : pandas.DataFrame
        What every list obtained. Index (``election_code``, ``area_code``), a row per list, most votes first;
        ``party_code``, ``votes``, ``share`` in [0, 1], ``margin`` in [-1, 1], ``seats_won``.
    leaders : pandas.Series
        Code of the party with most votes by (``election_code``, ``area_code``); no row where two are level.
    boundaries, sources : tuple of Publication
        Where the outlines and the figures come from.
    dataset_version : str
        The load the figures were read from.
    ballots : pandas.Series
        Index (``election_code``, ``area_code``): ``lists`` or ``wards`` where an election has both ballots; no row
        where it has one, or where it is not known which.
    sums : dict of str to Sums
        By level: ``province`` and ``region``.
    names : pandas.Series
        Tuples of folded names by which a place is found, other spellings among them, by (``level``, ``code``): of the
        areas, of the communes in them and of what they are summed to.
    back_test : BackTest or None
        None where nothing could be tested.
    census : Census or None
        None where none is loaded.
    basis : str
        What was scored: `VOTES`, or `SEATS` of councils, whose votes are not published.
    stand_ins : tuple of Text
        Names of elections by another ballot that scores look back on, as `app.analysis.figures.stand_ins`.
    """

    level: str
    ground: Ground
    elections: tuple[MapElection, ...]
    contests: pd.DataFrame
    parties: pd.DataFrame
    lists: pd.DataFrame
    leaders: pd.Series
    boundaries: tuple[Publication, ...]
    sources: tuple[Publication, ...]
    dataset_version: str
    ballots: pd.Series
    sums: dict[str, Sums]
    names: pd.Series
    back_test: BackTest | None = None
    census: Census | None = None
    basis: str = VOTES
    stand_ins: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Atlas:
    """
    Everything one page shows. Unknown is NaN; no row in ``results`` means that the party fielded no list.

    Attributes
    ----------
    country : Country
        What the page has in common with the others.
    party : MapParty
        Whose strength is shown.
    results : pandas.DataFrame
        Index (``election_code``, ``area_code``), one row per list the party fielded; ``votes``, ``share`` of the valid
        votes in [0, 1], ``margin`` over the best other list and ``swing`` since the election before in [-1, 1], with
        its ``continuity`` (see `app.analysis.swing.swing`), ``seats_won``.
    scores : pandas.DataFrame
        Same index; ``score`` in [0, 100], ``rank`` (1 = strongest) among ``ranked`` areas, ``rank_low`` to
        ``rank_high`` of the range of method, ``top_fifth`` and ``p_seat`` in [0, 1], ``strength_class`` and
        ``components``.
    clusters : pandas.DataFrame
        Index (``election_code``, ``area_code``); ``label`` of the local Moran test of the shares: ``HH``, ``LL``,
        ``HL``, ``LH``, ``ns``; no row, or NaN, where nothing was tested.
    prices : pandas.DataFrame
        Index (``election_code``, ``area_code``), one row per list, see `app.maps.prices.party_prices`.
    zones : pandas.DataFrame
        The party's areas. Index (``election_code``, ``zone``); ``name_fr``, ``name_ar``, ``members`` (area codes),
        ``share`` in [0, 1], ``change`` of it in [-1, 1], ``seats_won``.
    """

    country: Country
    party: MapParty
    results: pd.DataFrame
    scores: pd.DataFrame
    clusters: pd.DataFrame
    prices: pd.DataFrame
    zones: pd.DataFrame

    @property
    def shown_elections(self) -> tuple[MapElection, ...]:
        """The elections with a map of their own: those the party has scores in, or else the latest."""
        scored = set(self.scores["score"].dropna().index.get_level_values("election_code"))
        elections = self.country.elections
        return tuple(election for election in elections if election.code in scored) or elections[-1:]

    @property
    def opening(self) -> MapElection:
        """The election that the page opens on: the latest shown that is complete, or else the latest shown."""
        shown = self.shown_elections
        return next((election for election in reversed(shown) if election.coverage.is_complete), shown[-1])

    def continuity(self, election: MapElection) -> str | None:
        """How the party came from those that its swing is measured from; None where it is the same party."""
        return next(iter(of_election(self.results, election)["continuity"].dropna()), None)


def of_election(frame: pd.DataFrame, election: MapElection) -> pd.DataFrame:
    """
    Take one election's rows of a frame of the atlas.

    Parameters
    ----------
    frame : pandas.DataFrame
        Index (``election_code``, ``area_code``).
    election : MapElection
        Which rows to keep.

    Returns
    -------
    pandas.DataFrame
        Without the level of the election; empty where the election has no row.
    """
    return frame[frame.index.get_level_values("election_code") == election.code].droplevel("election_code")
