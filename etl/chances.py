"""The chance of a seat at the next election, as it would have been said after each one."""

from contextlib import suppress

import pandas as pd
from sqlalchemy.orm import Session

from app.analysis.outlook import DEFAULTS, METHOD_VERSION, ExpectedBallot, expected_lists, house_outlook
from app.analysis.validation.backtest import Ballots
from app.errors import NotFound
from app.store.queries import seat_inputs
from app.store.queries.declared import read_rules
from app.store.queries.seat_inputs import SeatInputs

METHOD = (METHOD_VERSION, DEFAULTS)


def next_ballot(session: Session, election: str) -> SeatInputs | None:
    """
    Read what is known, after an election, of the next one: the same seats and electors, under the same law.

    Parameters
    ----------
    session : Session
    election : str
        Its code.

    Returns
    -------
    SeatInputs or None
        None where no law gives the ballot seats in its areas, so that nothing is forecast.
    """
    with suppress(NotFound):
        inputs = seat_inputs.read(session, read_rules(session), election)
        if any(contest.seats is not None for contest in inputs.contests.values()):
            return inputs
    return None


def seat_chances(ballots: Ballots, inputs: SeatInputs) -> "pd.Series[float]":
    """
    Say how likely each list of an election is to win a seat at the next one, if it stands there again.

    Parameters
    ----------
    ballots : Ballots
        Nothing after the election is looked at.
    inputs : SeatInputs
        What `next_ballot` returns of it.

    Returns
    -------
    Series
        Chance in [0, 1] by (area_code, party_code); NaN where nothing can be said.
    """
    contests = list(inputs.contests.values())
    lists = expected_lists(ballots, inputs.election, contests)
    drawn = house_outlook([ExpectedBallot(lists, contests, inputs.rule)])
    return drawn.lists.set_index(["area_code", "party_code"])["p_seat"]
