"""
How a party's share goes with another figure of the same areas: rank correlations of areas, which say nothing of voters.

A correlation of areas can differ from that of persons in size and in sign: Robinson, W. S. (1950). Ecological
correlations and the behavior of individuals. American Sociological Review, 15(3), 351–357.
"""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.analysis.figures import NO_LIST, VALID_VOTES_UNKNOWN, VOTES_UNKNOWN, Floats, ratio

NOTE = (
    "These are relations between areas, not between persons: that a party is stronger where a figure is higher tells "
    "neither who voted for it (ecological inference) nor why."
)
"""What goes with every relation."""

NO_SEAT = "no seat of the party is listed anywhere"

FEWEST_AREAS = 10
"""Of fewer points hardly any rank correlation can be told from none."""
FEWEST_REGIONS = 5
"""Of fewer there are too few different draws for an interval."""
DRAWS = 1000
SEED = 20260923
INTERVAL = 0.95
PARAMETERS = {"weights": "inhabitants", "draws": DRAWS, "seed": SEED, "interval": INTERVAL, "resampled": "regions"}

_ENDS = ("spearman_low", "spearman_high")
_CONSTANT = 1e-12
"""Variance of ranks in [0, 1] at which all are the same, but for rounding."""


class Relation(NamedTuple):
    """
    Rank correlation of two figures over areas.

    Attributes
    ----------
    spearman : float
        In [−1, 1], weighted by inhabitants; NaN where there is none.
    spearman_low, spearman_high : float
        Ends of its interval; NaN where there is none.
    areas, areas_of : int
        Areas of which both figures are known, and areas in all.
    areas_partial : int
        Areas among them whose figure is of a part of their communal units.
    regions : int
        Regions that those areas lie in.
    population_share : float
        Part in [0, 1] of the inhabitants who live in those areas; NaN where nobody's home is known.
    reasons : dict of str to str
        By name of a figure that is NaN, why.
    left_out : dict of str to int
        By reason, the areas of which a figure is unknown.
    """

    spearman: float
    spearman_low: float
    spearman_high: float
    areas: int
    areas_of: int
    areas_partial: int
    regions: int
    population_share: float
    reasons: dict[str, str]
    left_out: dict[str, int]


def relate(areas: pd.DataFrame) -> Relation:
    """
    Correlate two figures over areas by rank (Spearman), each area weighing as much as it has inhabitants.

    Parameters
    ----------
    areas : DataFrame
        One row per area: `share` and `figure`, NaN unknown, `reason`, why one of them is (None where both are known),
        `partial`, whether the figure is of a part of its communal units, `population` (inhabitants, NaN unknown) and
        `region`, the code of the region it lies in.

    Returns
    -------
    Relation
        The rank of an area is the part of the inhabitants in areas with less, and half of those with as much; with
        equal weights this is the textbook's coefficient. The interval is the middle `INTERVAL` of the coefficients of
        `DRAWS` samples of as many regions, drawn with replacement from a fixed seed: areas of one region resemble each
        other, and are no independent points.
    """
    known = areas.dropna(subset=["share", "figure", "population", "region"])
    known = known[known["population"] > 0]
    unknown = areas.drop(known.index)["reason"].fillna("inhabitants are unknown")
    counted = Relation(
        *(np.nan, np.nan, np.nan),
        areas=len(known),
        areas_of=len(areas),
        areas_partial=int(known["partial"].sum()),
        regions=known["region"].nunique(),
        population_share=float(ratio(known["population"].sum(), areas["population"].sum())),
        reasons={},
        left_out={str(reason): int(count) for reason, count in unknown.value_counts().sort_index().items()},
    )
    nothing = _why_none(known)
    if nothing:
        return counted._replace(reasons=dict.fromkeys(("spearman", *_ENDS), nothing))
    weights = _by_region(known)
    first, second = (_ranks(known[name].to_numpy(float), weights) for name in ("share", "figure"))
    [spearman] = _coefficients(first, second, weights, np.ones((1, counted.regions)))
    counted = counted._replace(spearman=float(spearman))
    if counted.regions < FEWEST_REGIONS:
        reason = f"the areas lie in {counted.regions} regions: of fewer than {FEWEST_REGIONS} none is told"
        return counted._replace(reasons=dict.fromkeys(_ENDS, reason))
    drawn = _coefficients(first, second, weights, _drawn(counted.regions))
    low, high = np.nanquantile(drawn, [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2])
    return counted._replace(spearman_low=float(low), spearman_high=float(high))


def vote_shares(contests: pd.DataFrame, lists: pd.DataFrame, parties: Collection[str]) -> pd.DataFrame:
    """
    Tell the share of the votes that parties have together in each area.

    Parameters
    ----------
    contests : DataFrame
        Indexed by area: `valid_votes`, NaN unknown.
    lists : DataFrame
        One row per area and list: `area_code`, `party_code`, `votes` (NaN unknown).
    parties : collection of str
        Codes; several where a party is what became of them.

    Returns
    -------
    DataFrame
        Indexed as `contests`: `share` in [0, 1], NaN where none of them stood, or the votes of one that did or the
        valid votes are unknown; `reason` then says why, and is None elsewhere.
    """
    own = lists[lists["party_code"].isin(parties)].groupby("area_code")["votes"].sum(skipna=False)
    votes = own.reindex(contests.index)
    share = pd.Series(ratio(votes, contests["valid_votes"]), contests.index)
    stood = contests.index.isin(own.index)
    reason = np.select([~stood, votes.isna()], [NO_LIST, VOTES_UNKNOWN], VALID_VOTES_UNKNOWN)
    return pd.DataFrame(
        {"share": share, "reason": pd.Series(reason, contests.index, dtype=object).where(share.isna(), None)}
    )


def seat_shares(councils: pd.DataFrame, lists: pd.DataFrame, parties: Collection[str]) -> pd.DataFrame:
    """
    Tell the share of the seats that parties hold together in the councils of each area.

    Parameters
    ----------
    councils : DataFrame
        Indexed by area: `contests`, the councils known, and `units`, how many there are.
    lists : DataFrame
        One row per area and party that has seats there: `area_code`, `party_code`, `seats_won` (NaN unknown).
    parties : collection of str
        Codes; several where a party is what became of them.

    Returns
    -------
    DataFrame
        Indexed as `councils`: `share` in [0, 1], of the seats listed for all parties; 0 where these hold none, NaN
        where the seats of a council or a list are unknown, and everywhere of parties that hold none at all, for seats
        do not tell whether they stood. `reason` then says why, and is None elsewhere.
    """
    seats = lists.groupby("area_code")["seats_won"].sum(skipna=False).reindex(councils.index)
    own = lists[lists["party_code"].isin(parties)].groupby("area_code")["seats_won"].sum(skipna=False)
    if own.empty:
        return pd.DataFrame({"share": np.nan, "reason": NO_SEAT}, councils.index)
    held = own.reindex(councils.index).where(councils.index.isin(own.index), 0.0)
    whole = councils["contests"] == councils["units"]
    share = pd.Series(ratio(held, seats), councils.index).where(whole)
    partly = "seats of " + councils["contests"].astype(str) + " of " + councils["units"].astype(str) + " councils known"
    why = partly.where(~whole, "seats are not published")
    return pd.DataFrame({"share": share, "reason": why.astype(object).where(share.isna(), None)})


def _why_none(known: pd.DataFrame) -> str | None:
    """Say why there is no correlation, None where there is one."""
    if len(known) < FEWEST_AREAS:
        return f"both figures are known of {len(known)} areas: of fewer than {FEWEST_AREAS} none is told"
    for name, said in (("share", "the party's share"), ("figure", "the figure")):
        if known[name].nunique() == 1:
            return f"{said} is the same in all areas"
    return None


def _by_region(known: pd.DataFrame) -> Floats:
    """Weight of each area in the column of its region, shape (areas, regions); all weights add up to 1."""
    member = pd.get_dummies(known["region"]).to_numpy(float)
    inhabitants = known["population"].to_numpy(float)
    return np.asarray(member * (inhabitants / inhabitants.sum())[:, None])


def _ranks(values: Floats, weights: Floats) -> Floats:
    """
    Weight in each region of the areas that have less than an area, and half of those that have as much.

    Returns
    -------
    ndarray, shape (areas, regions)
        The rank of an area is the sum of its row, each region counted as often as it is drawn.
    """
    _, place = np.unique(values, return_inverse=True)
    level = np.zeros((place.max() + 1, weights.shape[1]))
    np.add.at(level, place, weights)
    return np.asarray((level.cumsum(axis=0) - level / 2)[place])


@cache
def _drawn(regions: int) -> NDArray[np.float64]:
    """How often each region is drawn, shape (draws, regions)."""
    return np.random.default_rng(SEED).multinomial(regions, np.full(regions, 1 / regions), DRAWS).astype(float)


def _coefficients(first: Floats, second: Floats, weights: Floats, counts: Floats) -> Floats:
    """
    Correlate ranks in samples of regions, shape (draws,).

    Every sum over the areas of a sample is a form in the counts of its regions, whose coefficients are summed over all
    areas once: no draw looks at an area again.
    """
    total = counts @ weights.sum(axis=0)
    regions = [(own, np.flatnonzero(own)) for own in weights.T]

    def mean(ranks: Floats) -> Floats:
        return np.asarray(np.einsum("ds,ds->d", np.einsum("dr,rs->ds", counts, weights.T @ ranks), counts) / total**2)

    def covariance(one: Floats, other: Floats) -> Floats:
        form = np.stack([(own[inside] * one[inside].T) @ other[inside] for own, inside in regions])
        # einsum throughout: threads of a BLAS cost five times more than so small products
        product = np.einsum("dst,ds,dt->d", np.einsum("dr,rst->dst", counts, form), counts, counts) / total**3
        return np.asarray(product - mean(one) * mean(other))

    spread = covariance(first, first) * covariance(second, second)
    return np.asarray(covariance(first, second) / np.sqrt(np.where(spread > _CONSTANT**2, spread, np.nan)))
