"""Choices of the method fitted to the first pair of elections, to be tested on the last."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from app.analysis.history import Record
from app.analysis.indices import Floats, ratio
from app.analysis.strength.method import COMPONENTS, Parameters
from app.analysis.strength.shrinkage import shrink
from app.analysis.validation.backtest import MINIMUM_AREAS, Ballots, predictions

STEPS = 11


def weight_path(
    ballots: Ballots, known: str, outcome: str, rng: np.random.Generator, resamples: int = 1_000
) -> pd.DataFrame:
    """
    Measure how well the next contest is ranked as weight moves from margin to performance.

    With one contest known, lean ranks a party's areas as performance does, and neither representation nor consistency
    can be computed: these two are all that can be learned from it.

    Parameters
    ----------
    ballots, known, outcome
        As for `validation.predictions`.
    rng : Generator
        Draws constituencies with replacement.
    resamples : int

    Returns
    -------
    DataFrame
        Indexed by the weight of performance (the rest is that of margin): mean rank correlation over the parties,
        `each_alike` and `by_votes`, with their bootstrap standard errors `each_alike_error` and `by_votes_error`.
    """
    path = np.linspace(0, 1, STEPS).round(2)
    tables = []
    for weight in path:
        weights = dict.fromkeys(COMPONENTS, 0.0) | {"performance": weight, "margin": 1 - weight}
        lists = predictions(ballots, known, outcome, Parameters(weights=weights, draws=1))
        tables.append(lists.set_index(["party_code", "area_code"])["score"].rename(weight))
    truth = lists.set_index(["party_code", "area_code"])[["next_share", "next_votes"]]
    parties = {
        str(party): rows.droplevel("party_code")
        for party, rows in pd.concat([*tables, truth], axis=1).groupby("party_code")
        if len(rows) >= MINIMUM_AREAS
    }
    votes = np.array([rows.pop("next_votes").sum() for rows in parties.values()])
    areas = sorted(set().union(*(rows.index for rows in parties.values())))
    full = _rank_correlations(parties, areas)
    drawn = [_rank_correlations(parties, rng.choice(areas, len(areas))) for _ in range(resamples)]
    columns = {}
    for name, share in {"each_alike": np.ones(len(votes)) / len(votes), "by_votes": votes / votes.sum()}.items():
        columns[name] = share @ full
        columns[f"{name}_error"] = np.std([share @ one for one in drawn], axis=0)
    return pd.DataFrame(columns, pd.Index(path, name="performance"))


def _rank_correlations(parties: dict[str, pd.DataFrame], areas: ArrayLike) -> Floats:
    """Spearman of each weight's score with the next share, shape (parties, weights), over a sample of areas."""
    rows = []
    for table in parties.values():
        ranks = table.reindex(np.asarray(areas)).dropna().rank().to_numpy()
        centred = ranks - ranks.mean(axis=0)
        norms = np.sqrt((centred**2).sum(axis=0))
        rows.append(ratio(centred[:, -1] @ centred[:, :-1], norms[-1] * norms[:-1]))
    return np.array(rows)


def shrinkage_gain(past: Record) -> pd.DataFrame:
    """
    Error of two forecasts of the latest shares of a record from the contest before: shrunk and as they were.

    Both are moved in proportion to the party's share in the country. For the areas of each parent the shrinkage is
    measured on the other parents alone.

    Parameters
    ----------
    past : Record
        Of two contests.

    Returns
    -------
    DataFrame
        Indexed by party, those with `MINIMUM_AREAS` areas contested twice: root mean square error relative to the
        national share, `shrunk` and `as_it_was`.
    """
    relative = past.shares / past.national[:, None, :]
    truth, before = relative[-1], relative[-2]
    shrunk = np.full(truth.shape, np.nan)
    for parent in np.unique(past.parents):
        hidden = past.parents == parent
        seen = np.where(hidden[:, None], np.nan, truth)
        shrunk[hidden] = shrink(np.stack([seen, before]), past.parents)[hidden]
    both = ~np.isnan(truth * before)
    errors = {
        name: np.sqrt(ratio(np.where(both, (said - truth) ** 2, 0).sum(axis=0), both.sum(axis=0)))
        for name, said in {"shrunk": shrunk, "as_it_was": before}.items()
    }
    enough = past.parties[both.sum(axis=0) >= MINIMUM_AREAS]
    return pd.DataFrame(errors, past.parties).reindex(enough)
