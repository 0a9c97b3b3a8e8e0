"""
Party strength: a score from 0 to 100 for each party in each area, its range, its class and its components.

docs/methods.md explains the method; `parameters` holds its version, defaults and thresholds.
"""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.analysis.history import Flags, Record, record
from app.analysis.indices import Floats
from app.analysis.strength.components import aggregate, known_weights, normalise, raw_components
from app.analysis.strength.method import (
    COMPETITIVE_MARGIN,
    COMPONENTS,
    DEFAULTS,
    METHOD_VERSION,
    STRONGHOLD_CONTESTS,
    STRONGHOLD_MARGIN,
    STRONGHOLD_PROBABILITY,
    Parameters,
)
from app.analysis.strength.uncertainty import ranks, sensitivity

__all__ = ["COMPONENTS", "DEFAULTS", "METHOD_VERSION", "Parameters", "classify", "importance", "score"]


def score(
    results: pd.DataFrame,
    target: str,
    lineage: pd.DataFrame,
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
    lineage : DataFrame
        `party_code`, `lineage_code`: see `history.lineages`.
    parameters : Parameters
    parents : Series, optional
        Parent code of each area code, towards which performance is shrunk; the country when not given.

    Returns
    -------
    DataFrame
        One row per area and party that stood anywhere in the target, by area and party: `area_code`, `party_code`,
        `score` (0–100, NaN when it cannot be said), `rank` (1 = the party's best area; NaN), `ranked` (areas the party
        is ranked in), `rank_median`, `rank_low`, `rank_high`, `p_stronghold` (see `uncertainty.sensitivity`),
        `strength_class` (see `classify`), and `components`: a list of dicts with component, raw, normalised, weight
        and contribution; performance also has `observed`, the share before shrinkage. Contributions are points of the
        score under arithmetic aggregation, else None. The list is empty for a party without a list.

    Raises
    ------
    KeyError
        The target has no result.
    """
    past = record(results, target, lineage, parents)
    cells = past.scorable
    raw = raw_components(past, parameters.shrinkage)
    normalised = np.full(raw.shape, np.nan)
    normalised[cells] = normalise(raw[cells], parameters.normalisation)
    points = np.full(cells.shape, np.nan)
    points[cells] = aggregate(normalised[cells], parameters.nominal, parameters.aggregation)
    rank = ranks(points).astype(float)
    table = {
        "score": points,
        "rank": np.where(rank > 0, rank, np.nan),
        "ranked": np.broadcast_to((rank > 0).sum(axis=0), points.shape),
        **sensitivity(past, parameters, np.random.default_rng(parameters.seed)),
    }
    table["strength_class"] = classify(points, table["p_stronghold"], past.margins, past.stood)
    index = pd.MultiIndex.from_product([past.areas, past.parties], names=["area_code", "party_code"])
    frame = pd.DataFrame({name: values.ravel() for name, values in table.items()}, index)
    described = _described(past, raw, normalised, parameters)
    return frame.assign(components=pd.Series(described, index, dtype=object)).reset_index()


def _described(past: Record, raw: Floats, normalised: Floats, parameters: Parameters) -> list[list[dict[str, object]]]:
    """Name the numbers behind each cell's score, row by row; unknown is None, a party without a list has nothing."""
    weights = known_weights(normalised, parameters.nominal)
    added = parameters.aggregation == "arithmetic"
    contributions = 100 * weights * normalised if added else np.full(weights.shape, np.nan)
    cells = np.stack([raw, normalised, weights, contributions], axis=-1)
    return [
        _parts(cells[cell].tolist(), float(past.shares[-1][cell])) if past.stood[cell] else []
        for cell in np.ndindex(past.stood.shape)
    ]


def _parts(rows: list[list[float]], observed: float) -> list[dict[str, object]]:
    """Name the numbers of one list, one dict per component."""
    names = ("raw", "normalised", "weight", "contribution")
    parts: list[dict[str, object]] = [
        {"component": component} | {name: _known(x) for name, x in zip(names, row, strict=True)}
        for component, row in zip(COMPONENTS, rows, strict=True)
    ]
    parts[0]["observed"] = _known(observed)
    return parts


def _known(number: float) -> float | None:
    """None for what is not known, as JSON has no NaN."""
    return None if math.isnan(number) else number


def classify(points: Floats, p_stronghold: Floats, margins: Floats, stood: Flags) -> NDArray[np.object_]:
    """
    Put each area of each party in a class.

    Parameters
    ----------
    points, p_stronghold : ndarray, shape (A, P)
    margins : ndarray, shape (K, A, P)
        Of all comparable contests, the latest last.
    stood : ndarray of bool, shape (A, P)

    Returns
    -------
    ndarray of str, shape (A, P)
        The first that fits: `absent` (no list fielded), `insufficient` (no score), `stronghold` (probably among the
        highest scores, and well ahead in at least two contests), `competitive` (first or nearly, and not well
        ahead), `leaning` and `weak` (the rest, at or above the median score of the stratum and below it).
    """
    middle = np.nanmedian(points) if np.isfinite(points).any() else np.nan
    leads = (margins >= STRONGHOLD_MARGIN).sum(axis=0) >= STRONGHOLD_CONTESTS
    choices = {
        "absent": ~stood,
        "insufficient": np.isnan(points),
        "stronghold": (p_stronghold >= STRONGHOLD_PROBABILITY) & leads,
        "competitive": np.abs(margins[-1]) < COMPETITIVE_MARGIN,
        "leaning": points >= middle,
    }
    return np.select(list(choices.values()), list(choices), default="weak").astype(object)


def importance(scores: pd.DataFrame) -> pd.DataFrame:
    """
    Measure how closely the score follows each component: a nominal weight is not importance.

    Parameters
    ----------
    scores : DataFrame
        What `score` returns.

    Returns
    -------
    DataFrame
        `component`, `weight` (mean over the lists) and `correlation` (Pearson's, of the normalised component with the
        score; NaN for a component that is not known or does not vary).

    References
    ----------
    Paruolo, P., Saisana, M. & Saltelli, A. (2013). Ratings and rankings: voodoo or science? J. R. Statist. Soc. A
    176(3).
    """
    scored = scores[scores["score"].notna()]
    parts = pd.DataFrame([part for parts in scored["components"] for part in parts])
    parts["score"] = np.repeat(scored["score"].to_numpy(), len(COMPONENTS))
    rows = []
    for component in COMPONENTS:
        part = parts[parts["component"] == component]
        known = part[part["normalised"].notna()].astype({"normalised": float, "weight": float})
        varies = known["normalised"].nunique() > 1
        correlation = known["normalised"].corr(known["score"]) if varies else np.nan
        rows.append({"component": component, "weight": known["weight"].mean(), "correlation": correlation})
    return pd.DataFrame(rows)
