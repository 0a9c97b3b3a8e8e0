"""By which of its two ballots a commune elects its council."""

import numpy as np
import pandas as pd

from app.analysis.seats import Rules

CENSUSES = (2014, 2024)
WARDS, LISTS = "wards", "lists"


def communal_ballots(rules: Rules, law: str, year: int, places: pd.DataFrame) -> "pd.Series[str]":
    """
    Tell communes that elect one councillor in each ward from those that elect lists.

    Parameters
    ----------
    rules : mapping
        The seat laws, as from `read_laws`.
    law : str
        The election's.
    year : int
        The election's: the census before it counts, and before the first one known the inhabitants are unknown.
    places : pandas.DataFrame
        Index: code of the communal unit; ``kind``, ``population_2014``, ``population_2024``, NaN where unknown.

    Returns
    -------
    pandas.Series
        ``WARDS`` or ``LISTS`` by code; NaN where the inhabitants, or the law, are not known.
    """
    rule = rules.get((law, "communal_ward"))
    if rule is None or rule.inhabitants_up_to is None:
        return pd.Series(index=places.index, dtype="object")
    counted = [f"population_{census}" for census in CENSUSES if census < year]
    inhabitants = places[counted[-1]] if counted else pd.Series(np.nan, places.index)
    # an arrondissement is a part of a city, and elects lists however few its inhabitants
    is_part = places["kind"] == "arrondissement"
    ballots = (inhabitants <= rule.inhabitants_up_to).map({True: WARDS, False: LISTS}).mask(inhabitants.isna())
    return ballots.mask(is_part, LISTS)
