"""Areas in the order that matters to a party."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from app.analysis.ranking import Bounds, rank
from app.api.dependencies import LAYER, Answer, ElectionParam, PartyParam
from app.api.listings import Listing, list_of_areas
from app.api.schemas import Envelope, RankedArea, Selection, StrengthClass
from app.errors import NotFound
from app.http.parameters import SessionDep
from app.store.queries import areas, coverage, declared, elections, rankings, scores
from app.store.records import Row

router = APIRouter(prefix="/v1/ranking", tags=["ranking"])

Fraction = Annotated[float | None, Field(ge=-1, le=1)]

RANKING = Listing(RankedArea, key=("party", "area"))

_FIGURES = "|".join(rankings.FIGURES)


class RankingQuery(BaseModel):
    """Which areas are ranked, by what, and which of them are kept. Both bounds of a figure are allowed values."""

    election: ElectionParam = None
    party: PartyParam
    area: str | None = Field(default=None, max_length=100, description="code of an area: only what lies in it")
    by: str = Field(
        default="-share",
        pattern=f"^-?({_FIGURES})$",
        description=f"figure to rank by, a minus before it for the greatest first; of: {', '.join(rankings.FIGURES)}",
    )
    strength_class: StrengthClass | None = Field(default=None, alias="class", description="what the party is there")
    share_min: Fraction = Field(default=None, description="least share of the valid votes, in [0, 1]")
    share_max: Fraction = Field(default=None, description="greatest share of the valid votes, in [0, 1]")
    margin_min: Fraction = Field(
        default=None, description="least lead over the best other, or −distance to it, in [−1, 1]"
    )
    margin_max: Fraction = Field(default=None, description="greatest margin in [−1, 1]")
    swing_min: Fraction = Field(
        default=None, description="least change of the share since the election before, in [−1, 1]"
    )
    swing_max: Fraction = Field(default=None, description="greatest change of the share in [−1, 1]")
    score_min: float | None = Field(default=None, ge=0, le=100, description="least strength, 0 to 100")
    score_max: float | None = Field(default=None, ge=0, le=100, description="greatest strength, 0 to 100")
    turnout_min: Fraction = Field(default=None, description="least turnout of the area, in [0, 1]")
    turnout_max: Fraction = Field(default=None, description="greatest turnout, in [0, 1]")
    votes_min: int | None = Field(default=None, ge=0, lt=2**31, description="fewest votes of the party")
    votes_max: int | None = Field(default=None, ge=0, lt=2**31, description="most votes of the party")
    seats_won_min: int | None = Field(default=None, ge=0, le=1000, description="fewest seats of the party")
    seats_won_max: int | None = Field(default=None, ge=0, le=1000, description="most seats of the party")
    seat_gap_min: Fraction = Field(default=None, description="least distance to a seat / valid votes; 0.03: 3 points")
    seat_gap_max: Fraction = Field(default=None, description="greatest distance to a seat / valid votes")

    @property
    def bounds(self) -> Bounds:
        """Bounds by figure, of the figures that have one."""
        pairs = {name: (getattr(self, f"{name}_min"), getattr(self, f"{name}_max")) for name in rankings.FIGURES}
        return {name: pair for name, pair in pairs.items() if pair != (None, None)}


@router.get("", response_model=Envelope[RankedArea] | Selection, responses=LAYER)
def list_ranking(
    request: Request,
    session: SessionDep,
    answer: Annotated[Answer, list_of_areas(RANKING)],
    wanted: Annotated[RankingQuery, Query()],
) -> Response:
    """
    Areas that vote, ranked by one figure of a party and kept by others: targets, strongholds, losses.

    An area where the figure is unknown, as where the party fielded no list, keeps to no bound; how many were left out
    for that alone is told in `provenance`, under `parameters.unknown`.
    """
    election = elections.chosen(session, wanted.election)
    rows = _figures(request, session, election, wanted, answer.band)
    if wanted.strength_class is not None:
        rows = [row for row in rows if row["strength_class"] == wanted.strength_class]
    by, descending = wanted.by.removeprefix("-"), wanted.by.startswith("-")
    ranked, unknown = rank(rows, by, descending, wanted.bounds)
    asked = {"election": election} | wanted.model_dump(exclude_none=True, by_alias=True)
    files = [*scores.source_files(session, election), *areas.source_files()]
    files += declared.lineage_files() + declared.law_files()
    covered = coverage.of(session, election, wanted.area)
    return answer.send(ranked, files, method={"parameters": asked | {"unknown": unknown}}, coverage=[covered])


def _figures(request: Request, session: Session, election: str, wanted: RankingQuery, band: str | None) -> list[Row]:
    """Read all figures of the party, and say why those are unknown that are."""
    rows = rankings.by_area(session, election, wanted.party, wanted.area, band)
    before = elections.previous(session, election)
    swings: dict[str, Row] = {}
    if before is not None:
        swings = rankings.swings(session, election, before, wanted.party, declared.read_lineage(session))
    no_swing = f"no list to compare with in {before}" if before else "no election of this kind before"
    try:
        gaps, no_law = rankings.seat_gaps(request.state.seat_inputs(session, election), rows), ""
    except NotFound as error:
        gaps, no_law = {}, str(error)
    unknown = {"swing": None, "continuity": None}
    unpriced = {"votes_to_win": None, "seat_gap": None, "why": no_law}
    return [
        _explained(row | swings.get(row["area__code"], unknown) | gaps.get(row["area__code"], unpriced), no_swing)
        for row in rows
    ]


def _explained(row: Row, no_swing: str) -> Row:
    """Say of each figure that is unknown why it is."""
    why = row["why"]
    unpublished = row["why_unknown"] or "not published"
    reasons = {"turnout": "not published", "swing": no_swing, "votes_to_win": why, "seat_gap": why}
    reasons |= {"votes": unpublished, "share": unpublished, "margin": unpublished}
    if not row["stood"]:
        reasons = {"votes": "the party fielded no list", "turnout": reasons["turnout"]}
    shown = {name: value for name, value in row.items() if name not in ("why", "why_unknown", "stood")}
    return shown | {"reasons": {name: reason for name, reason in reasons.items() if row[name] is None}}
