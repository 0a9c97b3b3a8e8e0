"""One party's figures in every area that votes, of all kinds together: what areas are ranked and kept by."""

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.analysis.history import lineages
from app.analysis.swing import swing
from app.errors import NotFound
from app.store.models import Area, Contest, PartyScore, PartyTally, ScoreRun, Tally
from app.store.queries import areas, ballots, elections, parties, seats
from app.store.queries.seat_inputs import SeatInputs
from app.store.records import Row, rows_of

FIGURES = ("share", "margin", "swing", "score", "turnout", "votes", "seats_won", "seat_gap")


def by_area(session: Session, election: str, party: str, area: str | None, band: str | None) -> list[Row]:
    """
    Read a party's results and scores in the areas that vote, by code.

    Parameters
    ----------
    session : Session
    election, party : str
    area : str or None
        Code of an area: it, or what lies in it.
    band : str or None
        Generalisation level of the outlines to add as `geometry`.

    Returns
    -------
    list of dict
        As `app.api.schemas.RankedArea`, without the figures of other elections and of seats to come.

    Raises
    ------
    NotFound
        A code names nothing, or no contest lies in the area.
    """
    elections.require(session, election)
    parties.require(session, party)
    own = aliased(PartyTally)
    scored = select(ScoreRun.id).where(ScoreRun.election_code == election).scalar_subquery()
    statement = (
        select(*areas.named(Area, "area"))
        .add_columns(own.votes, Contest.valid_votes, own.share, own.margin, Tally.why_unknown)
        .add_columns(own.party_code.is_not(None).label("stood"))
        .add_columns(PartyScore.score, PartyScore.strength_class, Contest.turnout, Contest.seats, own.seats_won)
        .join(Area, Area.id == Contest.area_id)
        .join(Tally, (Tally.election_code == election) & (Tally.area_id == Area.id))
        .outerjoin(own, (own.election_code == election) & (own.area_id == Area.id) & (own.party_code == party))
        .outerjoin(
            PartyScore,
            (PartyScore.score_run_id == scored) & (PartyScore.area_id == Area.id) & (PartyScore.party_code == party),
        )
        .where(Contest.election_code == election)
        .order_by(Area.code)
    )
    if area is not None:
        within, _ = areas.identify(session, area)
        statement = statement.where(Area.id.in_(areas.inside(within)))
    rows = [dict(row) for row in session.execute(areas.outlined(statement, band)).mappings()]
    if not rows:
        raise NotFound(f"No contest of {election} lies in {area}.")
    return [{"election": election, "party": party, **row} for row in rows]


def swings(session: Session, election: str, before: str, party: str, lineage: pd.DataFrame) -> dict[str, Row]:
    """
    Tell how much a party's share changed since an earlier election, by code of the area.

    The party is followed by its lineage; areas where the change is unknown are left out.

    Returns
    -------
    dict of str to dict
        `swing` and its `continuity`, see `app.analysis.swing.swing`.
    """
    followed = lineages(pd.Series([party]), lineage)[0]
    lists = ballots.of_elections(session, [before, election])
    if not {before, election} <= set(lists["election_code"]):
        return {}
    changes = swing(lists, before, election, lineage)
    own = changes[changes["lineage_code"] == followed].dropna(subset="swing")
    return {row.pop("area_code"): row for row in rows_of(own[["area_code", "swing", "continuity"]])}


def seat_gaps(inputs: SeatInputs, rows: list[Row]) -> dict[str, Row]:
    """
    Tell what one more seat costs a party, by code of the area where it fielded a list.

    Parameters
    ----------
    inputs : SeatInputs
    rows : list of dict
        As from `by_area`, of one party.

    Returns
    -------
    dict
        `votes_to_win`, the fewest extra votes for one more sure seat, `seat_gap`, their number / valid votes, and `why`
        these are None where they are.
    """
    standing = [row for row in rows if row["votes"] is not None]
    if not standing:
        return {}
    priced = seats.prices(inputs, [{"area__code": row["area__code"]} for row in standing], standing[0]["party"])
    return {row["area__code"]: _gap(row, price) for row, price in zip(standing, priced, strict=True)}


def _gap(row: Row, price: Row) -> Row:
    votes = price["votes_to_win"]
    gap = None if votes is None or not row["valid_votes"] else votes / row["valid_votes"]
    why = price["reasons"].get("seats", "not even with all registered voters who did not vote")
    return {"votes_to_win": votes, "seat_gap": gap, "why": why}
