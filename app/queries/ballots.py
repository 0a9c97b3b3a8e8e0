"""Results of comparable elections, as the analysis takes them."""

import pandas as pd
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Area, Contest, Election, PartyResult


def comparable(session: Session, election: str) -> pd.DataFrame:
    """
    Read every list of an election and of the elections by the same kind of ballot.

    Returns
    -------
    DataFrame
        One row per list, oldest election first: `election_code`, `date`, `area_code`, `region_code`, `party_code`,
        `votes`, `valid_votes`, `seats`, `seats_won`, and the contest's `turnout`; NaN is unknown.
    """
    target, parent, region = aliased(Election), aliased(Area), aliased(Area)
    same_kind = (target.institution == Election.institution) & (target.ballot == Election.ballot)
    without_votes = select(PartyResult.contest_id).where(PartyResult.votes.is_(None))
    in_region = (region.level == "region") & or_(region.id == parent.id, region.id == parent.parent_id)
    statement = (
        select(Contest.election_code, Election.date, Area.code.label("area_code"), region.code.label("region_code"))
        .add_columns(PartyResult.party_code, PartyResult.votes, Contest.valid_votes, Contest.seats)
        .add_columns(PartyResult.seats_won, Contest.turnout)
        .join_from(PartyResult, Contest, Contest.id == PartyResult.contest_id)
        .join(Election, Election.code == Contest.election_code)
        .join(target, same_kind)
        .join(Area, Area.id == Contest.area_id)
        .outerjoin(parent, parent.id == Area.parent_id)
        .outerjoin(region, in_region)
        .where(target.code == election, Contest.id.not_in(without_votes))
        .order_by(Election.date, Contest.election_code, Area.code, PartyResult.party_code)
    )
    rows = session.execute(statement)
    frame = pd.DataFrame(rows.all(), columns=list(rows.keys()))
    return frame.astype(dict.fromkeys(("votes", "valid_votes", "seats", "seats_won", "turnout"), float))
