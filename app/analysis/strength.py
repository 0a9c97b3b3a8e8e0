"""
Party strength: a score from 0 to 100 for each party in each area.

The method, its defaults and its thresholds are all declared at the top of this module; docs/methods.md explains them.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, ndtr
from scipy.stats import rankdata

from app.analysis.history import Flags, Record, logit, record
from app.analysis.indices import Floats, ratio
from app.analysis.shrinkage import shrink_leans, shrink_shares

METHOD_VERSION = "1.0"
COMPONENTS = ("performance", "lean", "margin", "representation", "consistency")

STRONGHOLD_QUANTILE = 0.80
STRONGHOLD_MARGIN = 0.10
STRONGHOLD_CONTESTS = 2
COMPETITIVE_MARGIN = 0.05

LATEST_WEIGHT, PREVIOUS_WEIGHT = 0.75, 0.25

Normalisation = Literal["percentile", "z_score", "min_max"]
Aggregation = Literal["arithmetic", "geometric"]
Shrinkage = Literal["between_contests", "martuzzi_elliott", "none"]


def _default_weights() -> dict[str, float]:
    """
    Equal weights of the components that tell strength.

    Consistency is reported with weight 0: a list that is steadily weak is consistent too, and what it adds is for the
    back-test to show.
    """
    return dict.fromkeys(COMPONENTS, 0.25) | {"consistency": 0.0}


@dataclass(frozen=True)
class Parameters:
    """
    What may be chosen about the score.

    Attributes
    ----------
    weights : dict of str to float
        Weight ≥ 0 of each of `COMPONENTS`; they are divided by their sum over the components that are known.
    normalisation : {"percentile", "z_score", "min_max"}
        How raw values become comparable numbers in [0, 1], among all lists of the stratum.
    aggregation : {"arithmetic", "geometric"}
        How the normalised components become one number.
    shrinkage : {"between_contests", "martuzzi_elliott", "none"}
        How `performance` is steadied.
    """

    weights: dict[str, float] = field(default_factory=_default_weights)
    normalisation: Normalisation = "percentile"
    aggregation: Aggregation = "arithmetic"
    shrinkage: Shrinkage = "between_contests"

    def __post_init__(self) -> None:
        if set(self.weights) != set(COMPONENTS):
            raise ValueError(f"weights must name exactly {', '.join(COMPONENTS)}")
        if min(self.weights.values()) < 0 or not sum(self.weights.values()) > 0:
            raise ValueError("weights must be zero or more, and not all zero")


DEFAULTS = Parameters()


def score(
    results: pd.DataFrame,
    target: str,
    crosswalk: pd.DataFrame,
    parameters: Parameters = DEFAULTS,
    parents: "pd.Series[str] | None" = None,
) -> pd.DataFrame:
    """
    Score every party of an election in every area where it was held.

    Parameters
    ----------
    results : DataFrame
        One row per list that stood, in contests of one stratum (one level of area, one kind of ballot): columns
        `election_code`, `date`, `area_code`, `party_code`, `votes`, `valid_votes`, `seats`, `seats_won` (NaN unknown).
        Elections later than the target are not looked at.
    target : str
        The election whose lists are scored.
    crosswalk : DataFrame
        `party_code`, `lineage_code`: see `history.lineages`.
    parameters : Parameters
    parents : Series, optional
        Parent code of each area code, towards which performance is shrunk; the country when not given.

    Returns
    -------
    DataFrame
        One row per area and party that stood anywhere in the target, by area and party: `area_code`, `party_code`,
        `score` (0–100, NaN when it cannot be said), `rank` (1 = the party's best area; NaN), `ranked` (areas the party
        is ranked in), `strength_class`, `components` (a list of dicts: component, raw, normalised, weight,
        contribution; contributions are points of the score under arithmetic aggregation, else None; empty for a
        party without a list).

    Raises
    ------
    KeyError
        The target has no result.
    """
    past = record(results, target, crosswalk, parents)
    raw = raw_components(past, parameters.shrinkage)
    lists = scorable(past)
    normalised = np.full(raw.shape, np.nan)
    normalised[lists] = normalise(raw[lists], parameters.normalisation)
    weights = known_weights(normalised, np.array([parameters.weights[name] for name in COMPONENTS]))
    points = np.full(lists.shape, np.nan)
    points[lists] = aggregate(normalised[lists], weights[lists], parameters.aggregation)
    rank, ranked = ranks(points)
    index = pd.MultiIndex.from_product([past.areas, past.parties], names=["area_code", "party_code"])
    frame = pd.DataFrame(
        {
            "score": points.ravel(),
            "rank": rank.ravel(),
            "ranked": np.broadcast_to(ranked, points.shape).ravel(),
            "strength_class": classify(points, past.margins, past.stood).ravel(),
        },
        index,
    )
    contributions = 100 * weights * normalised
    if parameters.aggregation == "geometric":
        contributions = np.full(weights.shape, np.nan)
    cells = np.stack([raw, normalised, weights, contributions], axis=-1).reshape(-1, len(COMPONENTS), 4)
    described = [_described(cell) if stood else [] for cell, stood in zip(cells, past.stood.ravel(), strict=True)]
    return frame.assign(components=pd.Series(described, index, dtype=object)).reset_index()


def _described(cell: Floats) -> list[dict[str, object]]:
    """Name the numbers of one list's components; unknown is None."""
    names = ("raw", "normalised", "weight", "contribution")
    return [
        {"component": component} | {name: None if np.isnan(x) else float(x) for name, x in zip(names, row, strict=True)}
        for component, row in zip(COMPONENTS, cell, strict=True)
    ]


def scorable(past: Record) -> Flags:
    """Tell which lists can be scored: they stood for a comparable party and their share is known; shape (A, P)."""
    return np.asarray(past.stood & past.comparable & ~np.isnan(past.shares[-1]))


def raw_components(past: Record, shrinkage: Shrinkage) -> Floats:
    """
    Compute the five components in their own units.

    Parameters
    ----------
    past : Record
    shrinkage : {"between_contests", "martuzzi_elliott", "none"}

    Returns
    -------
    ndarray, shape (A, P, 5)
        In the order of `COMPONENTS`; NaN where there is no list or the component is not known.
    """
    latest = past.leans[-1]
    previous = _latest_known(past.leans[:-1])
    lean = np.where(np.isnan(previous), latest, LATEST_WEIGHT * latest + PREVIOUS_WEIGHT * previous)
    contests = (~np.isnan(past.leans)).sum(axis=0)
    centre = np.nansum(past.leans, axis=0) / np.maximum(contests, 1)
    spread = np.sqrt(np.nansum((past.leans - centre) ** 2, axis=0) / np.maximum(contests - 1, 1))
    consistency = np.where(contests >= 2, -spread, np.nan)
    parts = [performance(past, shrinkage), lean, past.margins[-1], past.seat_shares, consistency]
    return np.where(past.stood[..., None], np.stack(parts, axis=-1), np.nan)


def performance(past: Record, shrinkage: Shrinkage) -> Floats:
    """
    Share of the latest contest, steadied.

    Parameters
    ----------
    past : Record
    shrinkage : {"between_contests", "martuzzi_elliott", "none"}

    Returns
    -------
    ndarray, shape (A, P)
        Shares in [0, 1].
    """
    if shrinkage == "none":
        return np.asarray(past.shares[-1])
    if shrinkage == "martuzzi_elliott":
        return shrink_shares(past.shares[-1], past.valid_votes)
    return np.asarray(expit(logit(past.national[-1]) + shrink_leans(past.leans, past.parents)))


def _latest_known(values: Floats) -> Floats:
    """Last value along the first axis that is not NaN, shape (A, P)."""
    found = np.full(values.shape[1:], np.nan)
    for contest in values:
        found = np.where(np.isnan(contest), found, contest)
    return found


def normalise(raw: Floats, how: Normalisation) -> Floats:
    """
    Bring each component to [0, 1] among the lists given.

    Parameters
    ----------
    raw : ndarray, shape (lists, components)
        NaN where unknown: it stays NaN and does not count.
    how : {"percentile", "z_score", "min_max"}
        Mid-rank percentile (ties share theirs); standard normal probability of the z-score; position between the
        least and the greatest. Where all are equal each is ½.

    Returns
    -------
    ndarray, shape (lists, components)
    """
    known = (~np.isnan(raw)).sum(axis=0)
    if how == "percentile":
        return np.asarray((rankdata(raw, axis=0, nan_policy="omit") - 0.5) / np.maximum(known, 1))
    safe = np.where(known > 0, raw, 0.0)
    low, high = np.nanmin(safe, axis=0), np.nanmax(safe, axis=0)
    varies = high > low
    if how == "min_max":
        return np.where(np.isnan(raw), np.nan, np.where(varies, (raw - low) / np.where(varies, high - low, 1), 0.5))
    deviation = np.where(varies, np.nanstd(safe, axis=0), 1)
    return np.asarray(ndtr((raw - np.nanmean(safe, axis=0)) / deviation))


def known_weights(normalised: Floats, weights: Floats) -> Floats:
    """
    Spread the weights of unknown components over the known ones.

    Parameters
    ----------
    normalised : ndarray, shape (..., components)
    weights : ndarray, shape (components,)

    Returns
    -------
    ndarray, shape (..., components)
        Sum to 1 for each list; NaN for unknown components.
    """
    present = np.where(np.isnan(normalised), np.nan, weights)
    total = np.nansum(present, axis=-1, keepdims=True)
    return ratio(present, total)


def aggregate(normalised: Floats, weights: Floats, how: Aggregation) -> Floats:
    """
    Make one number of the components.

    Parameters
    ----------
    normalised, weights : ndarray, shape (..., components)
        Numbers in [0, 1]; the weights of known components sum to 1.
    how : {"arithmetic", "geometric"}
        100·Σ w z, or 100·Π z^w, where a low component cannot be made up for by a high one.

    Returns
    -------
    ndarray, shape (...)
        Scores in [0, 100]; NaN where no component is known.
    """
    unknown = np.isnan(weights).all(axis=-1)
    if how == "geometric":
        with np.errstate(divide="ignore"):
            logs = np.where(weights > 0, weights * np.log(normalised), 0.0)
        points = 100 * np.exp(logs.sum(axis=-1))
    else:
        points = 100 * np.nansum(weights * normalised, axis=-1)
    return np.where(unknown, np.nan, np.clip(points, 0, 100))


def ranks(points: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """
    Rank the areas of each party, 1 for its highest score; equal scores share the better rank.

    Parameters
    ----------
    points : ndarray, shape (A, P)

    Returns
    -------
    rank : ndarray, shape (A, P)
        NaN where there is no score.
    ranked : ndarray, shape (P,)
        Areas that were ranked.
    """
    rank = rankdata(-points, method="min", axis=0, nan_policy="omit")
    return np.where(np.isnan(points), np.nan, rank), (~np.isnan(points)).sum(axis=0)


def classify(points: Floats, margins: Floats, stood: Flags) -> NDArray[np.object_]:
    """
    Put each area of each party in a class.

    Provisional: a stronghold's score must reach Q80 of the stratum, whatever the uncertainty about it.

    Parameters
    ----------
    points : ndarray, shape (A, P)
    margins : ndarray, shape (K, A, P)
    stood : ndarray of bool, shape (A, P)

    Returns
    -------
    ndarray of str, shape (A, P)
        `absent` (no list fielded), `insufficient` (no score), `stronghold`, `competitive`, `leaning` or `weak`.
    """
    scored = points[~np.isnan(points)]
    high, middle = np.quantile(scored, [STRONGHOLD_QUANTILE, 0.5]) if scored.size else (np.inf, np.inf)
    with np.errstate(invalid="ignore"):
        leads = (margins >= STRONGHOLD_MARGIN).sum(axis=0) >= STRONGHOLD_CONTESTS
        choices = {
            "absent": ~stood,
            "insufficient": np.isnan(points),
            "stronghold": (points >= high) & leads,
            "competitive": np.abs(margins[-1]) < COMPETITIVE_MARGIN,
            "leaning": points >= middle,
        }
    return np.select(list(choices.values()), list(choices), default="weak").astype(object)
