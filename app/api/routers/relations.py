"""How a party's share goes with census indicators, and with its share in the councils or the House."""

from typing import Annotated

import pandas as pd
from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.analysis.relations import NOTE, PARAMETERS, relate
from app.api.dependencies import LAYER, TABLE, Answer, ElectionDep, LevelParam
from app.api.listings import Listing, list_of_areas, list_of_rows
from app.api.schemas import Envelope, Relation, RelationPoint, Selection
from app.errors import BadParameter
from app.http.parameters import SessionDep
from app.store.queries import areas, coverage, declared, elections, indicators, relations
from app.store.queries.relations import ComparedFigure, Question
from app.store.records import Row, rows_of

router = APIRouter(prefix="/v1/relations", tags=["relations"])

RELATIONS = Listing(Relation, key=("compared", "of"))
POINTS = Listing(RelationPoint, key=("area",))

PartyParam = Annotated[str, Query(max_length=100, description="code of a party, as in /v1/parties")]
CensusParam = Annotated[
    str | None,
    Query(
        max_length=100, description="year of the census whose indicators and inhabitants are taken; the latest if none"
    ),
]
ComparedParam = Annotated[
    str,
    Query(max_length=100, description="key of an indicator; or seat_share, share: of the councils, of the House"),
]


def asked_relation(
    session: SessionDep,
    election: ElectionDep,
    party: PartyParam,
    level: LevelParam = None,
    census: CensusParam = None,
) -> Question:
    """Read the parameters of a relation; without a level the areas that vote are meant."""
    voting = elections.require(session, election)
    return Question(election, level or voting, party, indicators.chosen(session, census))


QuestionDep = Annotated[Question, Depends(asked_relation)]


@router.get("", response_model=Envelope[Relation] | Selection, responses=TABLE)
def list_relations(
    session: SessionDep, answer: Annotated[Answer, list_of_rows(RELATIONS)], asked: QuestionDep
) -> Response:
    """
    Correlate a party's share with its share in the councils (or the House) and with each census indicator.

    Spearman's coefficient over the areas of a level, each weighing as much as it has inhabitants, with the interval of
    drawing regions anew. Of many indicators some go with a share by chance. A relation between areas is none between
    persons: it tells neither who voted for a party nor why.
    """
    places = relations.places(session, asked)
    own = relations.own_share(session, asked, places.index)
    compared = relations.compared(session, asked, places.index)
    rows = [_relation(places, own, other, asked) for other in compared]
    return _send(session, answer, asked, rows, compared)


@router.get("/points", response_model=Envelope[RelationPoint] | Selection, responses=LAYER)
def list_relation_points(
    session: SessionDep,
    answer: Annotated[Answer, list_of_areas(POINTS)],
    asked: QuestionDep,
    compared: ComparedParam,
) -> Response:
    """
    Tell both figures of a relation in every area, as a scatter or a map shows them.

    They say nothing about persons: areas in which many are young and many vote for a party need not be those of the
    young who vote for it.
    """
    places = relations.places(session, asked, answer.band)
    own = relations.own_share(session, asked, places.index)
    found = {other.described["compared"]: other for other in relations.compared(session, asked, places.index)}
    if compared not in found:
        raise BadParameter("compared", f"is not one of {', '.join(found)}")
    frame = _side_by_side(places, own, found[compared]).rename(columns={"figure": "value"})
    named = frame.rename(columns={name: f"area__{name}" for name in ("level", "code", "name_fr", "name_ar")})
    told = named.drop(columns="reason").assign(election=asked.election, party=asked.party)
    reasons = [
        {name: reason for name, reason in (("share", one), ("value", two)) if reason is not None}
        for one, two in zip(own.values["reason"], found[compared].values["reason"], strict=True)
    ]
    rows = [
        row | {"reasons": why} for row, why in zip(rows_of(told.astype({"population": "Int64"})), reasons, strict=True)
    ]
    return _send(session, answer, asked, rows, [found[compared]])


def _side_by_side(places: pd.DataFrame, own: ComparedFigure, other: ComparedFigure) -> pd.DataFrame:
    """Lay out what `relate` takes, beside the names of the areas."""
    reason = own.values["reason"].fillna(other.values["reason"])
    figures = {"share": own.values["figure"], "figure": other.values["figure"], "partial": other.values["partial"]}
    return places.assign(**figures, reason=reason).reset_index()


def _relation(places: pd.DataFrame, own: ComparedFigure, other: ComparedFigure, asked: Question) -> Row:
    found = relate(_side_by_side(places, own, other))._asdict()
    unknown = {name: None for name, value in found.items() if isinstance(value, float) and pd.isna(value)}
    named = {
        "election": asked.election,
        "party": asked.party,
        "level": asked.level,
        "measure": own.described["compared"],
    }
    left_out = "; ".join(f"{reason} ({count})" for reason, count in found.pop("left_out").items())
    return named | other.described | found | unknown | {"left_out": left_out or None}


def _send(
    session: Session, answer: Answer, asked: Question, rows: list[Row], compared: list[ComparedFigure]
) -> Response:
    others = [other.described["of"] for other in compared if other.described["kind"] == "election"]
    files: list[Select[int]] = [file for code in [asked.election, *others] for file in elections.source_files(code)]
    files += [*declared.lineage_files(), *indicators.source_files(), *areas.source_files()]
    covered = [coverage.of(session, code) for code in [asked.election, *others]]
    method = {"parameters": PARAMETERS | {"census": asked.census}, "note": NOTE}
    return answer.send(rows, files, method=method, coverage=covered)
