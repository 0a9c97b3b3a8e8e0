"""Results of elections, as the analysis takes them."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.models import OF_CONTEST, Area, Contest, PartyResult, known_lists


def of_election(session: Session, election: str) -> pd.DataFrame:
    """
    Read every list of an election.

    Returns
    -------
    DataFrame
        One row per list: `area_code`, `party_code`, `votes`, `valid_votes`; NaN is unknown.
    """
    statement = (
        select(Area.code.label("area_code"), PartyResult.party_code, PartyResult.votes, Contest.valid_votes)
        .join_from(PartyResult, Contest, OF_CONTEST)
        .join(Area, Area.id == Contest.area_id)
        .where(Contest.election_code == election)
        .order_by(Area.code, PartyResult.party_code)
    )
    rows = session.execute(statement)
    frame = pd.DataFrame(rows.all(), columns=list(rows.keys()))
    return frame.astype({"votes": float, "valid_votes": float})


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
