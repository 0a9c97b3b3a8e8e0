"""An election as the seat laws see it: its contests, the rule, the seats that were declared."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Executable, case, select
from sqlalchemy.orm import Session, aliased

from app.analysis import seats
from app.analysis.seats import Rules, SeatRule, UnknownLawError
from app.errors import NotFound
from app.store.models import OF_CONTEST, Area, Contest, DeclaredTotal, Election, PartyResult
from app.store.queries import areas, elections
from app.store.records import Row


@dataclass(frozen=True, eq=False)
class SeatInputs:
    """
    An election whose seats can be counted.

    Attributes
    ----------
    election : str
    rule : SeatRule
        Of the election's own law and ballot.
    contests : dict of area code to ContestInputs
    official : dict of area code to dict of party to int, or None
        Declared seats; None where the winners are not known.
    """

    election: str
    rule: SeatRule
    contests: dict[str, seats.ContestInputs]
    official: dict[str, dict[str, int] | None]


def read(session: Session, rules: Rules, election: str) -> SeatInputs:
    """
    Read an election's contests, votes and declared seats.

    Raises
    ------
    NotFound
        The election is unknown or not loaded, or no rule is declared for its law and ballot.
    """
    elections.require(session, election)
    law, ballot = session.execute(select(Election.law, Election.ballot).where(Election.code == election)).one()
    try:
        rule = seats.find_rule(rules, law, ballot)
    except UnknownLawError as error:
        raise NotFound(f"The seats of {election} cannot be computed: {error}.") from error
    held = _frame(session, _held(election))
    votes = _frame(session, _votes(election)).astype({"votes": "Int64"})
    if held.empty:
        raise NotFound(f"The results of {election} are not loaded.")
    contests = seats.contests_from_frames(held, votes, _national_registered(session, election))
    official = {str(area): _declared(lists) for area, lists in votes.groupby("area_code")}
    return SeatInputs(
        election=election,
        rule=rule,
        contests={contest.area_code: contest for contest in contests},
        official=official,
    )


def places(session: Session, election: str, area: str | None = None, band: str | None = None) -> list[Row]:
    """
    Name the areas that vote in an election, by code.

    Parameters
    ----------
    session : Session
    election : str
    area : str, optional
        Code of an area: it, or what lies in it.
    band : str, optional
        Generalisation level of the outlines to add as `geometry`.

    Returns
    -------
    list of dict
        `area__level`, `area__code`, `area__name_fr`, `area__name_ar`.

    Raises
    ------
    NotFound
        A code names nothing, or no contest lies in the area.
    """
    elections.require(session, election)
    statement = (
        select(*areas.named(Area, "area"))
        .join(Contest, Contest.area_id == Area.id)
        .where(Contest.election_code == election)
        .order_by(Area.code)
    )
    if area is not None:
        within, _ = areas.identify(session, area)
        statement = statement.where(Area.id.in_(areas.inside(within)))
    rows = [dict(row) for row in session.execute(areas.outlined(statement, band)).mappings()]
    if not rows:
        raise NotFound(f"No contest of {election} lies in {area}.")
    return rows


def _held(election: str) -> Executable:
    parent, grandparent = aliased(Area), aliased(Area)
    # a constituency lies in a province of a region, a regional constituency in the region
    region = case((parent.level == "region", parent.code), (grandparent.level == "region", grandparent.code))
    figures = (Contest.seats, Contest.registered_voters, Contest.ballots_cast, Contest.turnout)
    return (
        select(Area.code.label("area_code"), region.label("region"), *figures)
        .join(Contest, Contest.area_id == Area.id)
        .outerjoin(parent, parent.id == Area.parent_id)
        .outerjoin(grandparent, grandparent.id == parent.parent_id)
        .where(Contest.election_code == election)
        .order_by(Area.code)
    )


def _votes(election: str) -> Executable:
    return (
        select(Area.code.label("area_code"), PartyResult.party_code, PartyResult.votes, PartyResult.seats_won)
        .join(Contest, OF_CONTEST)
        .join(Area, Area.id == Contest.area_id)
        .where(Contest.election_code == election)
        .order_by(Area.code, PartyResult.votes.desc().nulls_last(), PartyResult.party_code)
    )


def _frame(session: Session, statement: Executable) -> pd.DataFrame:
    result = session.execute(statement)
    return pd.DataFrame(result.all(), columns=list(result.keys()))


def _national_registered(session: Session, election: str) -> int | None:
    declared = select(DeclaredTotal.value).where(
        DeclaredTotal.election_code == election,
        DeclaredTotal.item == "registered_voters",
        DeclaredTotal.status != "second-hand",  # no bound of a quotient
    )
    value = session.scalar(declared)
    return None if value is None else int(value)


def _declared(lists: pd.DataFrame) -> dict[str, int] | None:
    if lists["seats_won"].isna().any():
        return None
    return dict(zip(lists["party_code"], lists["seats_won"].astype(int).tolist(), strict=True))
