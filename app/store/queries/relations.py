"""What a party's share is set beside in the areas of a level: census indicators, and the councils or the House."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.analysis.catalogue import FIGURES
from app.analysis.figures import GENERAL
from app.analysis.history import continuities, lineages
from app.analysis.relations import seat_shares, vote_shares
from app.errors import NotFound
from app.store.models import EXPECTED_CONTEST, Area, AreaPart, Contest
from app.store.queries import areas, elections, indicators, parties, results
from app.store.queries.declared import read_lineage
from app.store.queries.elections import ElectionPart
from app.store.records import Row, rows_of

HOUSE, COUNCILS = ("house", "local"), ("communal_council", "communal")
"""Institution and ballot of the elections whose shares are set beside each other."""
SHARE, SEAT_SHARE = "share", "seat_share"

_NOT_PUBLISHED = "the indicator is not published"


@dataclass(frozen=True)
class Question:
    """A party in an election, in the areas of a level, and the census whose indicators and inhabitants are taken."""

    election: str
    level: str
    party: str
    census: str


@dataclass(frozen=True)
class ComparedFigure:
    """
    A figure in the areas of a level.

    Attributes
    ----------
    described : dict
        `compared`, its key, `kind` (``census`` or ``election``) and `of`, which one, names and `unit`, and the
        `continuity` of a party's share.
    values : DataFrame
        Indexed by area code: `figure`, NaN unknown, `reason`, why it is (None where it is known), and `partial`,
        whether it is of a part of the area's communal units.
    """

    described: Row
    values: pd.DataFrame


def places(session: Session, asked: Question, band: str | None = None) -> pd.DataFrame:
    """
    List the areas of a level on the day of an election.

    Parameters
    ----------
    session : Session
    asked : Question
    band : str, optional
        Zoom band of the outlines to add as `geometry`, GeoJSON text.

    Returns
    -------
    DataFrame
        Indexed by `code`, in its order: `level`, `name_fr`, `name_ar`, `region`, the code of the region the area lies
        in, and `population`, inhabitants at the census (NaN unknown).
    """
    parent, grandparent = aliased(Area), aliased(Area)
    region = func.coalesce(grandparent.code, parent.code, Area.code)
    statement = (
        select(Area.code, Area.level, Area.name_fr, Area.name_ar)
        .add_columns(region.label("region"))
        .outerjoin(parent, parent.id == Area.parent_id)
        .outerjoin(grandparent, grandparent.id == parent.parent_id)
        .where(Area.level == asked.level, areas.in_force(asked.election))
        .order_by(Area.code)
    )
    found = session.execute(areas.outlined(statement, band))
    listed = pd.DataFrame(found.all(), columns=list(found.keys())).set_index("code")
    inhabitants = _values(session, asked, ["population"])["value"].droplevel("key")
    return listed.assign(population=inhabitants.reindex(listed.index))


def own_share(session: Session, asked: Question, codes: pd.Index) -> ComparedFigure:
    """
    Read the party's share of the votes, or of the seats where votes are not published, in areas.

    Raises
    ------
    NotFound
        A code names nothing, or the election has no figures at the level.
    """
    parties.require(session, asked.party)
    return _share(session, asked.election, asked.level, [asked.party], codes)


def compared(session: Session, asked: Question, codes: pd.Index) -> list[ComparedFigure]:
    """List what the share is set beside in areas: the other institution first, then the indicators in their order."""
    return [*_counterpart(session, asked, codes), *_indicators(session, asked, codes)]


def _counterpart(session: Session, asked: Question, codes: pd.Index) -> list[ComparedFigure]:
    """
    Read the party's share in the newest general election of the other institution that was not held later.

    Its own code is taken where it stood there, or else all parties of its lineage together.
    """
    held = elections.held(session)
    [own] = [one for one in held if one.code == asked.election]
    other = HOUSE if own.institution == COUNCILS[0] else COUNCILS
    earlier = [
        one.code
        for one in held
        if (one.institution, one.ballot, one.scope) == (*other, GENERAL) and one.date <= own.date
    ]
    if not earlier:
        return []
    stood = parties.stood_in(session, earlier[-1])
    members, flags = [asked.party], dict[str, str]()
    if asked.party not in stood:
        lineage = read_lineage(session)
        followed = lineages(pd.Series([asked.party, *stood], index=[asked.party, *stood], dtype="str"), lineage)
        members = [*followed[stood].index[followed[stood] == followed[asked.party]]]
        flags = continuities(members, [asked.party], lineage)
    try:
        found = _share(session, earlier[-1], asked.level, members, codes)
    except NotFound as error:
        nothing = pd.DataFrame({"figure": float("nan"), "reason": str(error), "partial": False}, codes)
        found = ComparedFigure(_described(SHARE if other == HOUSE else SEAT_SHARE, earlier[-1]), nothing)
    return [replace(found, described=found.described | {"continuity": next(iter(flags.values()), None)})]


def _share(session: Session, election: str, level: str, members: Sequence[str], codes: pd.Index) -> ComparedFigure:
    """Read what parties have together in areas."""
    rows = results.by_area(session, ElectionPart(election, level), None)
    contests = pd.DataFrame(
        {name: [row[name] for row in rows] for name in ("contests", "valid_votes")},
        index=pd.Index([row["area__code"] for row in rows], name="code"),
    )
    obtained = [
        (row["area__code"], found["party"], found["votes"], found["seats_won"])
        for row in rows
        for found in row["parties"]
    ]
    lists = pd.DataFrame(obtained, columns=["area_code", "party_code", "votes", "seats_won"])
    lists = lists.astype({"votes": float, "seats_won": float})
    figure = SHARE if _has_votes(session, election) else SEAT_SHARE
    if figure == SHARE:
        shares = vote_shares(contests.astype(float), lists, members)
    else:
        units = _councils(session, election, level).reindex(contests.index, fill_value=1)
        shares = seat_shares(contests.assign(units=units), lists, members)
    values = shares.rename(columns={"share": "figure"}).reindex(codes).assign(partial=False)
    unheld = f"no result of {election} is known there"
    return ComparedFigure(
        _described(figure, election), values.assign(reason=values["reason"].mask(~codes.isin(shares.index), unheld))
    )


def _has_votes(session: Session, election: str) -> bool:
    """Whether votes of the election are published, not seats alone."""
    with_votes = select(Contest.id).where(Contest.election_code == election, Contest.basis == "votes")
    return bool(session.scalar(select(with_votes.exists())))


def _described(figure: str, election: str) -> Row:
    entry = FIGURES[figure]
    names = {f"name_{language}": entry.term[language] for language in ("fr", "ar", "en")}
    return {"compared": figure, "kind": "election", "of": election, **names, "unit": "share", "continuity": None}


def _councils(session: Session, election: str, level: str) -> "pd.Series[int]":
    """Count the councils in each area of a level above theirs, by its code: a constituency has those of its parts."""
    if level == "constituency":
        parts = select(Area.code, func.count().label("councils")).join(AreaPart, AreaPart.area_id == Area.id)
        rows = session.execute(parts.where(Area.level == level).group_by(Area.code)).all()
        return pd.Series({row.code: row.councils for row in rows}, dtype=int)
    unit, province, region = aliased(Area), aliased(Area), aliased(Area)
    expected = EXPECTED_CONTEST.c
    statement = (
        select(province.code, region.code)
        .join_from(EXPECTED_CONTEST, unit, unit.id == expected.area_id)
        .join(province, province.id == unit.parent_id)
        .join(region, region.id == province.parent_id)
        .where(expected.election_code == election)
    )
    return pd.Series(Counter(code for codes in session.execute(statement) for code in codes), dtype=int)


def _indicators(session: Session, asked: Question, codes: pd.Index) -> list[ComparedFigure]:
    named = indicators.catalogue(session, asked.census)[["name_fr", "name_ar", "name_en", "unit"]]
    values = _values(session, asked, list(named.index))
    by_key = {str(key): own.droplevel("key") for key, own in values.groupby("key")}
    nothing = values.iloc[:0].droplevel("key")
    told = {"kind": "census", "of": asked.census, "continuity": None}
    return [
        ComparedFigure(row | told, _known(by_key.get(row["compared"], nothing).reindex(codes)))
        for row in rows_of(named.rename_axis("compared").reset_index())
    ]


def _values(session: Session, asked: Question, keys: Sequence[str]) -> pd.DataFrame:
    """Read indicators, indexed by area code and key."""
    found = indicators.values(session, asked.census, [asked.level], keys)
    return found.droplevel("level")


def _known(own: pd.DataFrame) -> pd.DataFrame:
    """Tell what is known of an indicator, and of how much of the area."""
    reason = pd.Series(
        [_NOT_PUBLISHED if unknown else None for unknown in own["value"].isna()], own.index, dtype=object
    )
    return pd.DataFrame({"figure": own["value"], "reason": reason, "partial": own["units_known"] < own["units"]})
