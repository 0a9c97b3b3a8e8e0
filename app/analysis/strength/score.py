"""
Party strength: a score from 0 to 100 for each party in each area, its range, its class and its components.

docs/methods.md explains the method; `parameters` holds its version, defaults and thresholds.
"""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from app.analysis.history import Flags, Record, record
from app.analysis.indices import Floats
from app.analysis.strength.components import aggregate, known_weights, normalise, raw_components
from app.analysis.strength.method import (
    COMPONENTS,
    DEFAULTS,
    METHOD_VERSION,
    Parameters,
)
from app.analysis.strength.uncertainty import Variants, ranks, sensitivity

__all__ = ["COMPONENTS", "DEFAULTS", "METHOD_VERSION", "Parameters", "importance", "score"]


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
        is ranked in), `rank_median`, `rank_low`, `rank_high`, `top_fifth` (see `uncertainty.sensitivity`), and
        `components`: a list of dicts with component, raw, normalised, weight and contribution; performance also has
        `observed`, the share before shrinkage. Contributions are points of the score under arithmetic aggregation,
        else None. The list is empty for a party without a list.

    Raises
    ------
    KeyError
        The target has no result.
    """
    return score_record(record(results, target, lineage, parents), parameters)


def score_record(
    past: Record, parameters: Parameters, variants: Variants | None = None, parties: Collection[str] | None = None
) -> pd.DataFrame:
    """
    Score every party of a record's target in every area.

    Parameters
    ----------
    past : Record
    parameters : Parameters
    variants, parties
        As for `uncertainty.sensitivity`: computed before, and those that are told of.

    Returns
    -------
    DataFrame
        See `score`.
    """
    cells = past.scorable
    raw = raw_components(past, parameters.shrinkage)
    normalised = np.full(raw.shape, np.nan)
    normalised[cells] = normalise(raw[cells], past.votes[cells], parameters.normalisation)
    points = np.full(cells.shape, np.nan)
    points[cells] = aggregate(normalised[cells], parameters.nominal, parameters.aggregation)
    rank = ranks(points).astype(float)
    table = {
        "score": points,
        "rank": np.where(rank > 0, rank, np.nan),
        "ranked": np.broadcast_to((rank > 0).sum(axis=0), points.shape),
        **sensitivity(past, parameters, variants, parties),
    }
    told = np.array([parties is None or party in parties for party in past.parties])
    index = pd.MultiIndex.from_product([past.areas, past.parties[told]], names=["area_code", "party_code"])
    frame = pd.DataFrame({name: values[:, told].ravel() for name, values in table.items()}, index)
    described = _described(past, raw, normalised, parameters, told)
    return frame.assign(components=pd.Series(described, index, dtype=object)).reset_index()


def _described(
    past: Record, raw: Floats, normalised: Floats, parameters: Parameters, told: Flags
) -> list[list[dict[str, object]]]:
    """Name the numbers behind each cell's score, row by row; unknown is None, a party without a list has nothing."""
    raw, normalised, stood, observed = raw[:, told], normalised[:, told], past.stood[:, told], past.shares[-1][:, told]
    weights = known_weights(normalised, parameters.nominal)
    added = parameters.aggregation == "arithmetic"
    contributions = 100 * weights * normalised if added else np.full(weights.shape, np.nan)
    cells = _known(np.stack([raw, normalised, weights, contributions], axis=-1)[stood])
    shares = iter(zip(cells, _known(observed[stood]), strict=True))
    return [_parts(*next(shares)) if one else [] for one in stood.ravel()]


def _parts(rows: list[list[float | None]], observed: float | None) -> list[dict[str, object]]:
    """Name the numbers of one list, one dict per component."""
    parts: list[dict[str, object]] = [
        {"component": component, "raw": raw, "normalised": normalised, "weight": weight, "contribution": contribution}
        for component, (raw, normalised, weight, contribution) in zip(COMPONENTS, rows, strict=True)
    ]
    parts[0]["observed"] = observed
    return parts


def _known(numbers: Floats) -> list[Any]:
    """Nested lists, with None for what is not known, as JSON has no NaN."""
    return list(np.where(np.isnan(numbers), np.array(None), numbers).tolist())


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
