"""Patterns of a party's strength: its clusters, its areas, and how well its scores forecast."""

from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.analysis.history import continuities, lineages
from app.analysis.validation.backtest import jackknife_error
from app.errors import NotFound
from app.store.models import Area, Cluster, PartyPattern, PartyZone, ScoreRun, Validation
from app.store.queries import areas, elections, parties
from app.store.queries.declared import read_lineage
from app.store.queries.scores import NO_VOTES
from app.store.records import Row

_TESTS = ("share", "local_moran", "gi_star", "p_value", "p_adjusted", "label", "hot_spot", "isolate")
_ZONE = (
    *("zone", "name_fr", "name_ar", "members", "votes", "valid_votes", "share", "seats_won", "seats", "population"),
    *("previous_share", "change"),
)
_BASIS = ScoreRun.basis.label("basis")


def of_party(session: Session, election: str, party: str | None) -> list[Row]:
    """
    Describe parties as a whole: whether high shares lie together, and what moves the ranks.

    Raises
    ------
    NotFound
        A code names nothing, or the party fielded no list in the election.
    """
    _require(session, election, party)
    statement = (
        select(ScoreRun.election_code.label("election"), PartyPattern.party_code.label("party"))
        .add_columns(_BASIS, PartyPattern.moran, PartyPattern.assumptions)
        .join_from(PartyPattern, ScoreRun, ScoreRun.id == PartyPattern.score_run_id)
        .where(ScoreRun.election_code == election)
        .order_by(PartyPattern.party_code)
    )
    if party is not None:
        statement = statement.where(PartyPattern.party_code == party)
    return _found(session, statement, f"{party or 'any party'} in {election}")


def clusters(session: Session, election: str, party: str, band: str | None) -> list[Row]:
    """
    Local association of a party's shares, area by area.

    Raises
    ------
    NotFound
        A code names nothing, or there are too few areas.
    """
    _require(session, election, party)
    statement = (
        select(ScoreRun.election_code.label("election"), Cluster.party_code.label("party"))
        .add_columns(*areas.named(Area, "area"), _BASIS, *(getattr(Cluster, test) for test in _TESTS))
        .join_from(Cluster, ScoreRun, ScoreRun.id == Cluster.score_run_id)
        .join(Area, Area.id == Cluster.area_id)
        .where(ScoreRun.election_code == election, Cluster.party_code == party)
        .order_by(Area.code)
    )
    return _found(session, areas.outlined(statement, band), f"clusters of {party} in {election}")


def zones(session: Session, election: str, party: str | None, outlined: bool) -> list[Row]:
    """
    List party areas, each party's with most votes first; none is an answer too.

    Raises
    ------
    NotFound
        A code names nothing.
    """
    _require(session, election, party)
    statement = (
        select(ScoreRun.election_code.label("election"), PartyZone.party_code.label("party"))
        .add_columns(_BASIS, *(getattr(PartyZone, figure) for figure in _ZONE))
        .join_from(PartyZone, ScoreRun, ScoreRun.id == PartyZone.score_run_id)
        .where(ScoreRun.election_code == election)
        .order_by(PartyZone.party_code, PartyZone.zone)
    )
    if party is not None:
        statement = statement.where(PartyZone.party_code == party)
    if outlined:
        statement = statement.add_columns(PartyZone.geojson.label("geometry"))
    flags = _continuities(session, election)
    rows = [dict(row) for row in session.execute(statement).mappings()]
    return [row | {"continuity": flags.get(row["party"]), "reasons": _reasons(row)} for row in rows]


def _reasons(zone: Row) -> dict[str, str]:
    """Say why votes are unknown."""
    return dict.fromkeys(("votes", "valid_votes"), NO_VOTES) if zone["basis"] == "seats" else {}


def _continuities(session: Session, election: str) -> dict[str, str]:
    """Tell which parties are not those that the election before knew, see `app.analysis.history.continuities`."""
    before = elections.previous(session, election)
    if before is None:
        return {}
    earlier, stood = parties.stood_in(session, before), parties.stood_in(session, election)
    lineage = read_lineage(session)
    flags = continuities(earlier, stood, lineage)
    followed = zip(stood, lineages(pd.Series(stood, dtype="str"), lineage), strict=True)
    return {party: flags[code] for party, code in followed if code in flags}


def validation(session: Session) -> list[Row]:
    """List the measures of the back-tests of each election: means, chances of a seat, then party by party."""
    rows = []
    for test in session.scalars(select(Validation).order_by(Validation.election_code)):
        of_test = {"election": test.election_code, "known": test.known_code, **_NO_CHANCE}
        rows += [of_test | {"party": None, "areas": None} | mean for mean in test.overall]
        rows += [of_test | {"party": None, "areas": None, **_NO_ORDER} | _chance(told) for told in test.chances]
        rows += [
            of_test | {"party": found["party_code"]} | {k: found[k] for k in found if k not in ("party_code", "votes")}
            for found in test.measures
        ]
    return rows


_NO_CHANCE = dict.fromkeys(("lists", "brier", "log_loss", "calibration"))
_NO_ORDER = dict.fromkeys(("spearman", "kendall", "lift"))


def _chance(told: Row) -> Row:
    tenths = [
        {"chance_from" if key == "from" else key: value for key, value in row.items()} for row in told["calibration"]
    ]
    return told | {"calibration": tenths}


def advantage_error(session: Session, election: str) -> float:
    """Give the standard error, by region, of the score's advantage in rank correlation over the last share."""
    [regions] = session.scalars(select(Validation.regions).where(Validation.election_code == election))
    return float(jackknife_error(pd.DataFrame(regions)[["spearman"]])["spearman"])


def validation_method(session: Session) -> Row:
    """
    Name the method that was back-tested.

    Raises
    ------
    NotFound
        Nothing was.
    """
    columns = (Validation.method_version, Validation.parameters)
    found = session.execute(select(*columns).limit(1)).mappings().first()
    if found is None:
        raise NotFound("Nothing has been back-tested: it takes two comparable elections.")
    return dict(found)


def _require(session: Session, election: str, party: str | None) -> None:
    elections.require(session, election)
    if party is not None:
        parties.require(session, party)


def _found(session: Session, statement: Any, what: str) -> list[Row]:
    rows = [dict(row) for row in session.execute(statement).mappings()]
    if not rows:
        raise NotFound(f"There is nothing on {what}: no list, no scores, or too few areas.")
    return rows
