"""Which of the assumptions behind a score matters most: Sobol indices, computed by SALib."""

import numpy as np
import pandas as pd
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import sobol as sobol_sample

from app.analysis.history import Record
from app.analysis.indices import Floats
from app.analysis.strength.components import aggregate, normalise, raw_components
from app.analysis.strength.method import Parameters
from app.analysis.strength.uncertainty import ASSUMPTION_OF, ASSUMPTIONS, FACTORS, drawn_scores, placed, ranks

COLUMNS = ["party_code", "assumption", "first", "total", "first_error", "total_error"]


def sobol_indices(past: Record, parameters: Parameters, samples: int = 256) -> pd.DataFrame:
    """
    Share of the shifts in rank that each assumption explains, alone and with the others.

    What is explained is the mean absolute difference between a party's ranks under a draw and under `parameters`.

    Parameters
    ----------
    past : Record
    parameters : Parameters
    samples : int
        Base samples, a power of 2; samples × 9 evaluations are made.

    Returns
    -------
    DataFrame
        `party_code`, `assumption`, `first`, `total` (Sobol indices; a little below 0 or above 1 by sampling error)
        and `first_error`, `total_error` (half-widths of their 95 % intervals). Parties whose ranks never change are
        left out.
    """
    groups = [ASSUMPTION_OF[factor] for factor in FACTORS]
    problem = {"num_vars": len(FACTORS), "names": FACTORS, "groups": groups, "bounds": [[0, 1]] * len(FACTORS)}
    unit = sobol_sample.sample(problem, samples, calc_second_order=False, seed=parameters.seed)
    usual = ranks(_nominal(past, parameters)).astype(float)
    scores = drawn_scores(past, unit, parameters)
    area, party = np.nonzero(past.scorable)
    frames = []
    for number in np.unique(party):
        own = party == number
        output = np.abs(ranks(scores.means(own).T) - usual[area[own], number][:, None]).mean(axis=0)
        if not np.ptp(output) > 0:
            continue
        found = sobol_analysis.analyze(problem, output, calc_second_order=False, seed=parameters.seed)
        frames.append(
            pd.DataFrame(
                {
                    "party_code": past.parties[number],
                    "assumption": ASSUMPTIONS,
                    "first": found["S1"],
                    "total": found["ST"],
                    "first_error": found["S1_conf"],
                    "total_error": found["ST_conf"],
                }
            )
        )
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)


def _nominal(past: Record, parameters: Parameters) -> Floats:
    """Scores under the parameters themselves, shape (A, P)."""
    cells = past.scorable
    raw = raw_components(past, parameters.shrinkage)[cells]
    normalised = normalise(raw, past.votes[cells], parameters.normalisation)
    points = aggregate(normalised, parameters.nominal, parameters.aggregation)
    return placed(points, cells)
