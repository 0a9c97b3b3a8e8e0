"""What a party obtained in the areas of one level, election after election, side by side."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from app.analysis.history import lineages
from app.analysis.swing import swing
from app.errors import NotFound
from app.files.columns import CONTEST, RESULT, STRENGTH, Column
from app.files.dossier import Standings, Vote
from app.files.dossier.strengths import read_strengths
from app.store.queries import electoral_outlines, results
from app.store.queries.declared import Declared
from app.store.queries.elections import ElectionPart

ZOOM_BAND = "high"

_OBTAINED = ("votes", "share", "margin", "seats_won")
_NO_SWING = pd.DataFrame({"swing": pd.Series(dtype=float), "continuity": pd.Series(dtype=object)})


def read_standings(
    session: Session, declared: Declared, votes: Sequence[Vote], party: str, level: str
) -> Standings | None:
    """
    Read a party's figures in the areas of one level.

    Parameters
    ----------
    session : Session
    declared : Declared
    votes : sequence of Vote
        Comparable elections, the latest first; its areas are those reported.
    party : str
        Code of the party.
    level : str

    Returns
    -------
    Standings or None
        None where the latest election has no figures at this level.
    """
    areas = electoral_outlines.counted(session, votes[0].code, level, ZOOM_BAND)
    if areas.empty:
        return None
    told = {vote: _read(session, vote, level) for vote in votes}
    changes = _swings([told[vote][1] for vote in reversed(votes)], declared.lineage, party)
    wide = []
    for vote, (contests, lists) in told.items():
        obtained = _of_party(lists, contests.index, party)
        swings = changes.get(vote.code, _NO_SWING).reindex(contests.index).where(obtained["lists"] > 0)
        figures = contests.join(obtained).join(swings)
        wide += [_suffixed(figures, (*CONTEST.values(), *RESULT.values()), vote)]
        if contests["own_contest"].any():
            strengths = figures.join(read_strengths(session, declared.rules, party, vote.code, level))
            # said also of an election without scores
            strengths.loc[strengths["lists"] == 0, "class"] = "absent"
            wide += [_suffixed(strengths, STRENGTH.values(), vote)]
    return Standings(level, areas.join(wide))


def _read(session: Session, vote: Vote, level: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read an election's contests, by area code, and its lists; both are empty where it has no figures at the level."""
    rows: list[dict[str, Any]] = []
    with suppress(NotFound):
        rows = results.by_area(session, ElectionPart(vote.code, level), None)
    contests = pd.DataFrame(
        [{key: row[key] for key in ("own_contest", *CONTEST)} for row in rows],
        index=pd.Index([row["area__code"] for row in rows], name="code"),
        columns=["own_contest", *CONTEST],
    )
    lists = [
        {"election_code": vote.code, "area_code": row["area__code"], "valid_votes": row["valid_votes"], **obtained}
        for row in rows
        for obtained in row["parties"]
    ]
    numbers = ("lists", *_OBTAINED)
    keys = ("election_code", "area_code", "valid_votes", "party", *numbers)
    frame = pd.DataFrame(lists, columns=keys).rename(columns={"party": "party_code"})
    return contests, frame.astype(dict.fromkeys(numbers, float))


def _of_party(lists: pd.DataFrame, area_codes: pd.Index, party: str) -> pd.DataFrame:
    """Take a party's figures in areas that were counted: where it has no list, it has 0 lists and nothing else."""
    own = lists[lists["party_code"] == party].set_index("area_code")[["lists", *_OBTAINED]]
    own = own.reindex(area_codes)
    return own.assign(lists=own["lists"].fillna(0))


def _swings(lists: Sequence[pd.DataFrame], lineage: pd.DataFrame, party: str) -> dict[str, pd.DataFrame]:
    """Follow the party from each election to the next, by area."""
    [followed] = lineages(pd.Series([party]), lineage)
    changes = {}
    for before, after in pairwise(frame for frame in lists if not frame.empty):
        first, last = before["election_code"].iloc[0], after["election_code"].iloc[0]
        change = swing(pd.concat([before, after]), first, last, lineage)
        changes[last] = change[change["lineage_code"] == followed].set_index("area_code")[[*_NO_SWING]]
    return changes


def _suffixed(figures: pd.DataFrame, columns: Iterable[Column], vote: Vote) -> pd.DataFrame:
    """Take columns as those of an election, each of the type that tells unknown from 0."""
    types: dict[str, Any] = {"count": "Int64", "class": "string", "text": "string"}
    return pd.DataFrame(
        {column.of(vote).key: figures[column.figure].astype(types.get(column.kind, float)) for column in columns}
    )
