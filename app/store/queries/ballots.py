"""Results of elections, as the analysis takes them."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy.orm import Session

from app.store.models import Contest, known_lists


def of_elections(session: Session, codes: Sequence[str]) -> pd.DataFrame:
    """
    Read the lists of some elections, of the contests whose votes are all known.

    Returns
    -------
    DataFrame
        One row per list, oldest election first: `election_code`, `date`, `area_code`, `region_code`, `party_code`,
        `votes`, `valid_votes`, `seats`, `seats_won`, and the contest's `turnout`; NaN is unknown.
    """
    rows = session.execute(known_lists(codes).add_columns(Contest.turnout))
    frame = pd.DataFrame(rows.all(), columns=list(rows.keys()))
    return frame.astype(dict.fromkeys(("votes", "valid_votes", "seats", "seats_won", "turnout"), float))
