"""
Where a party's results gather: contiguity, global and local Moran, Getis–Ord Gi*.

The statistics are esda's. The permutations are drawn here, for esda's seed NumPy's global generator and its local tests
count one tail by default: here they come from the caller's generator, and both tails count.
"""

import warnings
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from esda.getisord import G_Local
from esda.moran import Moran, Moran_Local
from libpysal.graph import Graph
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import false_discovery_control

from app.analysis.indices import Floats

PERMUTATIONS = 9_999
FEW, PERMUTATIONS_OF_FEW = 50, 99_999
"""Where fewer areas than this have a value, p-values need more permutations to be as sure."""

LOCAL_PERMUTATIONS_OF_MANY = 99_999
"""
Of 1,500 areas a hundred that no permutation reaches have an adjusted p-value of 1,500 × 2 ÷ 100,000 ÷ 100; with a tenth
of the permutations hardly any would be sure beyond its error.
"""

MANY, PERMUTATIONS_OF_MANY = 1_000, 999
"""Where there are more areas than this, Moran's I of the country is so sure that fewer permutations tell it."""

MONTE_CARLO_ERRORS = 3
"""An adjusted p-value nearer to the threshold than so many of its own errors settles nothing: another seed might."""

CHUNK = 1_000
"""Permutations held in memory at a time."""

TOLERANCE = 1e-12
"""Below this two statistics are equal: sums of the same numbers in another order differ in their last bits."""

FALSE_DISCOVERY_RATE = 0.05
QUADRANTS = {1: "HH", 2: "LH", 3: "LL", 4: "HL"}
NOT_SIGNIFICANT = "ns"


def contiguity(areas: gpd.GeoDataFrame) -> Graph:
    """
    Queen contiguity: areas that share at least one vertex are neighbours.

    Parameters
    ----------
    areas : GeoDataFrame
        Indexed by area code; outlines of a clean coverage, whose neighbours share their vertices exactly.

    Returns
    -------
    Graph
        Binary weights. `isolates` and `n_components` describe what is cut off.
    """
    return Graph.build_contiguity(areas.geometry, rook=False)


def known(values: "pd.Series[float]", neighbours: Graph) -> "tuple[pd.Series[float], Graph]":
    """
    Keep the areas whose value is known, in the order of the graph.

    Parameters
    ----------
    values : Series
        By area code; NaN is unknown or no list, and is no zero.
    neighbours : Graph

    Returns
    -------
    values : Series
    neighbours : Graph
        Of those areas only. One may become an isolate.

    Raises
    ------
    ValueError
        Fewer than four values are known, all are equal, or no two of the areas touch: there is no pattern to test.
    """
    values = values.reindex(neighbours.unique_ids).astype(float).dropna()
    if len(values) < 4 or values.nunique() < 2:  # the variance of Moran's I divides by n − 3
        raise ValueError("at least four areas with values that differ are needed")
    among = neighbours if len(values) == neighbours.n else neighbours.subgraph(values.index)
    if len(among.isolates) == len(values):
        raise ValueError("at least two of the areas must be neighbours")
    return values, among


class _Tested(NamedTuple):
    """Areas with a known value, in the order of the graph; binary and row-standardised weights among them."""

    values: "pd.Series[float]"
    among: Graph
    weights: Graph


def _tested(values: "pd.Series[float]", neighbours: Graph) -> _Tested:
    values, among = known(values, neighbours)
    return _Tested(values, among, among.transform("r"))


def patterns(
    values: "pd.Series[float]", neighbours: Graph, rng: np.random.Generator, draws: "DrawnNeighbours | None" = None
) -> tuple[dict[str, float], pd.DataFrame]:
    """
    Test the same values globally, then locally; the weights, which take longest, are made once.

    Parameters
    ----------
    values : Series
        By area code, raw: never smooth before this.
    neighbours : Graph
    rng : Generator
    draws : DrawnNeighbours, optional
        See `local_clusters`.

    Returns
    -------
    dict, DataFrame
        What `global_moran` and `local_clusters` return.

    Raises
    ------
    ValueError
        See `known`.
    """
    tested = _tested(values, neighbours)
    return _global_moran(tested, rng), _local_clusters(tested, rng, draws=draws)


def global_moran(
    values: "pd.Series[float]", neighbours: Graph, rng: np.random.Generator, permutations: int | None = None
) -> dict[str, float]:
    """
    Global Moran's I with a two-sided permutation test, on row-standardised weights.

    Parameters
    ----------
    values : Series
        By area code, raw: never smooth before this.
    neighbours : Graph
    rng : Generator
    permutations : int, optional
        `PERMUTATIONS`, or `PERMUTATIONS_OF_MANY` of more than `MANY` values, when not given.

    Returns
    -------
    dict
        `moran_i`, `expected` (−1 ÷ (n − 1)), `p_value` in (0, 1], `areas`, `isolates`, `components`.

    Raises
    ------
    ValueError
        See `known`.
    """
    return _global_moran(_tested(values, neighbours), rng, permutations)


def _global_moran(tested: _Tested, rng: np.random.Generator, permutations: int | None = None) -> dict[str, float]:
    values, neighbours, weights = tested
    observed = Moran(values.to_numpy(), weights, permutations=0)
    z, lattice = observed.z, weights.sparse
    permutations = permutations or (PERMUTATIONS_OF_MANY if len(z) > MANY else PERMUTATIONS)
    scale = len(z) / (lattice.sum() * (z @ z))
    chunks = np.array_split(np.empty(permutations), -(-permutations // CHUNK))
    shuffled = (rng.permuted(np.tile(z, (len(chunk), 1)), axis=1) for chunk in chunks)
    null = np.concatenate([scale * (draws * (lattice @ draws.T).T).sum(axis=1) for draws in shuffled])
    return {
        "moran_i": float(observed.I),
        "expected": float(observed.EI),
        "p_value": float(two_sided(np.array(observed.I), null)),
        "areas": len(z),
        "isolates": len(neighbours.isolates),
        "components": neighbours.n_components,
    }


@dataclass(frozen=True)
class DrawnNeighbours:
    """
    Conditional permutations of areas, which depend on their graph alone and may serve many parties.

    ``areas`` holds areas drawn without replacement, shape (permutations, most neighbours + 1); ``met`` the place of
    each area in the draws that have it, shape (areas, permutations).
    """

    areas: NDArray[np.intp]
    met: csr_array


def draw_neighbours(neighbours: Graph, rng: np.random.Generator, permutations: int) -> DrawnNeighbours:
    """
    Draw areas to take the places of neighbours.

    Parameters
    ----------
    neighbours : Graph
    rng : Generator
    permutations : int

    Returns
    -------
    DrawnNeighbours
        Of one area more than any has neighbours: where an area is among those that take its neighbours' places, the
        next in line takes its own.
    """
    most = int(neighbours.cardinalities.max())
    drawn = _subsets(neighbours.n, most + 1, permutations, rng)
    rows, places = np.divmod(np.arange(drawn.size), drawn.shape[1])
    return DrawnNeighbours(drawn, csr_array((places, (drawn.ravel(), rows)), (neighbours.n, permutations)))


def local_clusters(
    values: "pd.Series[float]",
    neighbours: Graph,
    rng: np.random.Generator,
    permutations: int | None = None,
    draws: DrawnNeighbours | None = None,
) -> pd.DataFrame:
    """
    Local Moran and Getis–Ord Gi* of each area, with conditional permutations and control of false discoveries.

    Both statistics depend on the neighbours' values only through their sum, the area's own value being held, so that
    one two-sided test serves them both.

    Parameters
    ----------
    values : Series
        By area code, raw: never smooth before this.
    neighbours : Graph
    rng : Generator
    permutations : int, optional
        `PERMUTATIONS`, or `PERMUTATIONS_OF_FEW` of fewer than `FEW` values, when not given.
    draws : DrawnNeighbours, optional
        Of the same graph, where all its areas have a value; drawn with the generator when not given.

    Returns
    -------
    DataFrame
        Indexed by area code, areas with a value only: `local_moran` (row-standardised), `gi_star` (z-score, binary
        weights with the area itself), `p_value` in (0, 1], `p_adjusted` (Benjamini–Hochberg), `label` (HH, LL, HL, LH,
        or ns above `FALSE_DISCOVERY_RATE`), `hot_spot` (hot, cold or ns), `isolate` (no neighbour: no test) and
        `borderline`: ns because the adjusted p-value is within `MONTE_CARLO_ERRORS` of the threshold.

    Raises
    ------
    ValueError
        See `known`.

    References
    ----------
    Anselin, L. (1995). Local indicators of spatial association. Geographical Analysis 27(2). Ord, J. & Getis, A.
    (1995). Local spatial autocorrelation statistics. Geographical Analysis 27(4). Benjamini, Y. & Hochberg, Y.
    (1995). Controlling the false discovery rate. J. R. Statist. Soc. B 57(1).
    """
    return _local_clusters(_tested(values, neighbours), rng, permutations, draws)


def _local_clusters(
    tested: _Tested, rng: np.random.Generator, permutations: int | None = None, draws: DrawnNeighbours | None = None
) -> pd.DataFrame:
    values, neighbours, weights = tested
    with warnings.catch_warnings():  # esda edits the warning filters
        moran = Moran_Local(values.to_numpy(), weights, permutations=0)
        getis = G_Local(values.to_numpy(), neighbours, transform="B", star=True, permutations=0)
    isolate = values.index.isin(neighbours.isolates)
    wanted = permutations or (PERMUTATIONS_OF_FEW if len(values) < FEW else PERMUTATIONS)
    draws = draws or draw_neighbours(neighbours, rng, wanted)
    permutations = len(draws.areas)
    p_values = np.where(isolate, np.nan, _lag_p_values(moran.z, weights, draws))
    p_adjusted, error = np.full(len(values), np.nan), np.full(len(values), np.nan)
    p_adjusted[~isolate], error[~isolate] = adjusted(p_values[~isolate], permutations)
    borderline = np.abs(p_adjusted - FALSE_DISCOVERY_RATE) <= MONTE_CARLO_ERRORS * error
    found = (p_adjusted <= FALSE_DISCOVERY_RATE) & ~borderline
    quadrant = np.array([QUADRANTS[q] for q in moran.q])
    return pd.DataFrame(
        {
            "local_moran": np.where(isolate, np.nan, moran.Is),
            "gi_star": np.where(isolate, np.nan, getis.Zs),
            "p_value": p_values,
            "p_adjusted": p_adjusted,
            "label": np.where(found, quadrant, NOT_SIGNIFICANT),
            "hot_spot": np.where(found, np.where(getis.Zs > 0, "hot", "cold"), NOT_SIGNIFICANT),
            "isolate": isolate,
            "borderline": borderline,
        },
        values.index,
    )


def adjusted(p_values: Floats, permutations: int) -> tuple[Floats, Floats]:
    """
    Benjamini–Hochberg p-values of permutation tests, with their Monte Carlo errors.

    Parameters
    ----------
    p_values : ndarray, shape (tests,)
        Two-sided, see `two_sided`.
    permutations : int

    Returns
    -------
    p_adjusted, error : ndarray, shape (tests,)
        An adjusted value is m p ÷ j of some test j in the order of p; its standard error is m ÷ j times that test's,
        2 √(t (1 − t) ÷ n) with t = p ÷ 2 and n permutations.
    """
    p_adjusted = false_discovery_control(p_values, method="bh")
    order = np.argsort(p_values, kind="stable")
    scaled = p_values[order] * len(order) / np.arange(1, len(order) + 1)
    # the test that each adjusted value comes from: the last, from its own on, with the least scaled value
    reverse = scaled[::-1]
    least = np.minimum.accumulate(reverse)
    source = len(order) - 1 - np.maximum.accumulate(np.where(reverse == least, np.arange(len(order)), 0))[::-1]
    tail = p_values[order][source] / 2
    error = np.empty(len(order))
    error[order] = 2 * np.sqrt(tail * (1 - tail) / permutations) * len(order) / (source + 1)
    return p_adjusted, error


def _lag_p_values(z: Floats, weights: Graph, draws: DrawnNeighbours) -> Floats:
    """
    Test each area's mean of neighbours against as many others drawn without replacement, its own value held.

    Areas with as many neighbours have one null distribution, but for the few draws that meet the area itself.
    """
    lattice, met, permutations = weights.sparse.tocsr(), draws.met, len(draws.areas)
    counts = np.diff(lattice.indptr)
    lags = (lattice != 0).astype(float) @ z
    sums = np.cumsum(z[draws.areas], axis=1)
    p_values = np.full(len(z), np.nan)
    for count in np.unique(counts[counts > 0]):
        null = sums[:, count - 1]
        ordered = np.sort(null)
        for area in np.flatnonzero(counts == count):
            inside = slice(*met.indptr[area : area + 2])
            own = met.indices[inside][met.data[inside] < count]
            gone, instead = null[own], sums[own, count] - z[area]
            low, high = lags[area] + TOLERANCE, lags[area] - TOLERANCE
            below = np.searchsorted(ordered, low, "right") - (gone <= low).sum() + (instead <= low).sum()
            above = permutations - np.searchsorted(ordered, high) - (gone >= high).sum() + (instead >= high).sum()
            p_values[area] = _of_tail(min(below, above), permutations)
    return p_values


def _subsets(areas: int, size: int, draws: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw areas without replacement in random order, shape (draws, size): Fisher and Yates, as far as is needed."""
    parts = []
    for chunk in np.array_split(np.arange(draws), -(-draws // CHUNK)):
        order, rows = np.tile(np.arange(areas), (len(chunk), 1)), np.arange(len(chunk))
        for place in range(size):
            other = rng.integers(place, areas, len(chunk))
            taken = order[rows, other]
            order[rows, other] = order[:, place]
            order[:, place] = taken
        parts.append(order[:, :size].copy())
    return np.concatenate(parts)


def two_sided(observed: Floats, null: Floats) -> float:
    """
    Two-sided p-value of a permutation test: twice the smaller tail, the observed value counted in, at most 1.

    Parameters
    ----------
    observed : float
    null : ndarray, shape (permutations,)

    Returns
    -------
    float
        In (0, 1].
    """
    tail = min((null >= observed - TOLERANCE).sum(), (null <= observed + TOLERANCE).sum())
    return _of_tail(int(tail), len(null))


def _of_tail(tail: int, permutations: int) -> float:
    return min(1.0, 2 * (tail + 1) / (permutations + 1))
