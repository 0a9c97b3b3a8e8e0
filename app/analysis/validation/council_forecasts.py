"""How forecasts of councils came true, each province forecast from the others."""

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from app.analysis.figures import Floats
from app.analysis.outlook.council_chances import Councils


def council_rank_correlation(expected: Floats, came: Floats) -> float:
    """Mean over the parties but the rest, each counting the same, of Spearman's correlation over the councils."""
    parties = zip(expected.T[:-1], came.T[:-1], strict=True)
    return float(np.mean([spearmanr(said, true).statistic for said, true in parties]))


def council_error(expected: Floats, came: Floats) -> float:
    """Average |expected share − share that came| over councils and parties but the rest, in points."""
    return float(100 * np.abs(expected - came)[:, :-1].mean())


def council_chances_and_outcomes(councils: Councils, chances: pd.DataFrame, won: Floats) -> pd.DataFrame:
    """
    Set the chances of councils beside what came.

    Parameters
    ----------
    councils : Councils
    chances : DataFrame
        What `council_outlook` returns of them.
    won : ndarray, shape (U, P)
        Seats.

    Returns
    -------
    DataFrame
        ``chances`` with `seats_won`, `seat`, `first` and `majority` (whether the party got one, had the most alone, had
        more than half).
    """
    index = pd.MultiIndex.from_product([councils.areas, councils.parties], names=["area_code", "party_code"])
    most, second = np.moveaxis(np.sort(won, axis=1)[:, :-3:-1], 1, 0)
    first = (won == most[:, None]) & (most > second)[:, None]
    majority = 2 * won > won.sum(axis=1, keepdims=True)
    columns = {"seats_won": won, "seat": won > 0, "first": first, "majority": majority}
    came = pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index)
    return chances.join(came, on=["area_code", "party_code"])
