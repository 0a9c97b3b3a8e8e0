"""Elections as they are compared: which there are, and every list of their contests whose votes are all known."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, String, any_, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from app.store.models.areas import Area
from app.store.models.elections import Election
from app.store.models.results import OF_CONTEST, Contest, PartyResult


def held_elections() -> Select[Any]:
    """Select what `app.analysis.figures.Held` tells of every election that has a contest, the oldest first."""
    described = (Election.institution, Election.ballot, Election.level, Election.scope, Election.date)
    return (
        select(Election.code)
        .add_columns(*described)
        .where(select(Contest.id).where(Contest.election_code == Election.code).exists())
        .order_by(Election.date, Election.code)
    )


def known_lists(elections: Sequence[str]) -> Select[Any]:
    """
    Select the lists of some elections, by election, the oldest first, area and party.

    A contest with a list whose votes are unknown is left out whole: nobody knows what was cast in it.

    Parameters
    ----------
    elections : sequence of str
        Their codes; the results of others are not read.

    Returns
    -------
    Select
        `election_code`, `date`, `area_code`, `region_code`, `party_code`, `votes`, `valid_votes`, `seats`, `seats_won`;
        from `PartyResult`, `Contest`, `Election` and `Area`, of which other columns may be added.
    """
    parent, region = aliased(Area), aliased(Area)
    in_region = (region.level == "region") & or_(region.id == parent.id, region.id == parent.parent_id)
    chosen = PartyResult.election_code == any_(literal(list(elections), ARRAY(String)))
    without_votes = select(PartyResult.contest_id).where(chosen, PartyResult.votes.is_(None))
    return (
        select(Contest.election_code, Election.date, Area.code.label("area_code"), region.code.label("region_code"))
        .add_columns(PartyResult.party_code, PartyResult.votes, Contest.valid_votes, Contest.seats)
        .add_columns(PartyResult.seats_won)
        .join_from(PartyResult, Contest, OF_CONTEST)
        .join(Election, Election.code == Contest.election_code)
        .join(Area, Area.id == Contest.area_id)
        .outerjoin(parent, parent.id == Area.parent_id)
        .outerjoin(region, in_region)
        .where(chosen, Contest.id.not_in(without_votes))
        .order_by(Election.date, Contest.election_code, Area.code, PartyResult.party_code)
    )
