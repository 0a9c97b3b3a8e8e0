"""What the outlook is computed from: the elections that it rests on, the last House, the councils."""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Executable, select, union
from sqlalchemy.orm import Session, aliased

from app.analysis.communes import LISTS, WARDS
from app.analysis.figures import Held
from app.analysis.outlook.council_chances import Councils, councils_before, major_parties
from app.analysis.outlook.elections import (
    CouncilElections,
    councils_from,
    house_transitions,
    next_house_from,
    other_ballot_before,
)
from app.analysis.outlook.scenario import HouseInputs
from app.analysis.seats import ContestInputs, Rules, SeatRule
from app.analysis.validation.backtest import Ballots
from app.store.models import OF_CONTEST, Area, AreaPart, Contest, PartyResult
from app.store.queries import ballots, coverage, elections, seat_inputs
from app.store.queries.declared import read_lineage, read_rules

STRATA = {"list": LISTS, "ward": WARDS}


class OutlookElections(NamedTuple):
    """
    Elections that are loaded, by what the outlook takes them for.

    Attributes
    ----------
    house : tuple of str
        Codes of the ballots of the last House; none where no complete one is loaded.
    transitions : list of (str, str)
        Codes of the elections of the House that it is judged on.
    other_ballot : str or None
        Code of the election before the first of these, by another ballot.
    councils : CouncilElections or None
    """

    house: tuple[str, ...]
    transitions: list[tuple[str, str]]
    other_ballot: str | None
    councils: CouncilElections | None


def read_elections(session: Session) -> OutlookElections:
    """Read which elections the outlook rests on now."""
    held = elections.held(session)
    known = coverage.count(session, [one.code for one in held])
    seated = set(session.scalars(select(Contest.election_code).where(Contest.seats.is_not(None)).distinct()))
    transitions = house_transitions(held, seated)
    first = transitions[0][0] if transitions else None
    other = first and other_ballot_before(held, first)
    return OutlookElections(
        tuple(one.code for one in next_house_from(held, known, seated)),
        [(before.code, outcome.code) for before, outcome in transitions],
        other.code if isinstance(other, Held) else None,
        councils_from(held, known),
    )


def read_ballots(session: Session, election: str) -> Ballots:
    """Read the results of an election after those of the comparable ones before it, lineage and regions."""
    results = ballots.of_elections(session, elections.up_to(session, election)).drop(columns="turnout")
    regions = results.drop_duplicates("area_code").set_index("area_code")["region_code"]
    return Ballots(results, read_lineage(session), regions)


def read_contests(session: Session, rules: Rules, election: str) -> tuple[list[ContestInputs], SeatRule]:
    """Read the contests of an election of the House, by area, and the rule that gives their seats."""
    inputs = seat_inputs.read(session, rules, election)
    # in the order of codes, not of votes: draws go with the order, and an outlook must not depend on what it forecasts
    in_order = [replace(one, votes=dict(sorted(one.votes.items()))) for one in inputs.contests.values()]
    return in_order, inputs.rule


def read_house(session: Session, codes: tuple[str, ...]) -> HouseInputs:
    """
    Read what the next House is forecast from.

    Parameters
    ----------
    session : Session
    codes : tuple of str
        As `OutlookElections.house`.
    """
    rules = read_rules(session)
    read = {code: read_contests(session, rules, code) for code in codes}
    return HouseInputs(
        {code: read_ballots(session, code) for code in codes},
        {code: contests for code, (contests, _) in read.items()},
        {code: rule for code, (_, rule) in read.items()},
    )


def read_councils(session: Session, rest_on: CouncilElections) -> tuple[Councils, pd.DataFrame]:
    """
    Read what is known of all councils before their next election.

    Returns
    -------
    councils : Councils
    places : DataFrame
        As `units`, with the sitting council's seats where the law's number is not known.
    """
    before, now = (council_seats(session, one.code) for one in (rest_on.before, rest_on.now))
    places = units(session, rest_on.now.code)
    places["seats"] = places["seats"].fillna(now.groupby("area_code")["count"].sum())
    votes = house_votes(session, rest_on.house_now.code)
    return councils_before(now, votes, places, council_parties(before, now)), places


def council_parties(before: pd.DataFrame, now: pd.DataFrame) -> list[str]:
    """Name the parties that have seats enough in both elections, given as `council_seats` has them."""
    return major_parties(*(seats.groupby("party_code")["count"].sum() for seats in (before, now)))


def council_seats(session: Session, election: str) -> pd.DataFrame:
    """Read the seats of each list in each council: `area_code`, `party_code`, `count`."""
    statement = (
        select(Area.code.label("area_code"), PartyResult.party_code, PartyResult.seats_won.label("count"))
        .join_from(PartyResult, Contest, OF_CONTEST)
        .join(Area, Area.id == Contest.area_id)
        .where(Contest.election_code == election)
        .order_by(Area.code, PartyResult.party_code)
    )
    return _frame(session, statement).astype({"count": float})


def house_votes(session: Session, election: str) -> pd.DataFrame:
    """
    Read the votes of the House by communal unit and city.

    Returns
    -------
    DataFrame
        `area_code`, `party_code`, `count`: a unit has those of its constituency, a city those of all of its own.
    """
    constituency, city, of_city = aliased(Area), aliased(Area), aliased(AreaPart)
    home = union(
        select(AreaPart.area_id.label("constituency_id"), AreaPart.part_id.label("unit_id")).join(
            constituency, (constituency.id == AreaPart.area_id) & (constituency.level == "constituency")
        ),
        select(AreaPart.area_id, of_city.area_id)
        .join(constituency, (constituency.id == AreaPart.area_id) & (constituency.level == "constituency"))
        .join(of_city, of_city.part_id == AreaPart.part_id)
        .join(city, (city.id == of_city.area_id) & (city.level == "city")),
    ).subquery()
    unit = aliased(Area)
    statement = (
        select(unit.code.label("area_code"), PartyResult.party_code, PartyResult.votes.label("count"))
        .join_from(home, Contest, (Contest.area_id == home.c.constituency_id) & (Contest.election_code == election))
        .join(PartyResult, OF_CONTEST)
        .join(unit, unit.id == home.c.unit_id)
        .order_by(unit.code, PartyResult.party_code)
    )
    return _frame(session, statement).astype({"count": float})


def units(session: Session, election: str) -> pd.DataFrame:
    """
    Read the communal units and cities.

    Parameters
    ----------
    session : Session
    election : str
        Of councils, which tells how each votes and for how many seats.

    Returns
    -------
    DataFrame
        Index code; `area_id`, `kind`, `province_code`, `stratum` (missing where unknown), `seats` (NaN unknown).
    """
    province = aliased(Area)
    statement = (
        select(Area.code, Area.id.label("area_id"), Area.kind, province.code.label("province_code"))
        .add_columns(Contest.ballot_kind, Contest.seats)
        .join(province, province.id == Area.parent_id)
        .outerjoin(Contest, (Contest.area_id == Area.id) & (Contest.election_code == election))
        .where(Area.level.in_(["commune", "city"]), Area.valid_to.is_(None))
        .order_by(Area.code)
    )
    places = _frame(session, statement).set_index("code")
    # cities and arrondissements have lists
    stratum = places["ballot_kind"].map(STRATA).mask(places["kind"] != "commune", LISTS)
    return places.assign(stratum=stratum, seats=places["seats"].astype(float)).drop(columns="ballot_kind")


def _frame(session: Session, statement: Executable) -> pd.DataFrame:
    rows = session.execute(statement)
    return pd.DataFrame(rows.all(), columns=list(rows.keys()))
