"""Where a party's strength lies together: clusters, party areas; and the back-test of the scores."""

from typing import Annotated

from fastapi import APIRouter, Response
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.api.dependencies import LAYER, TABLE, Answer, ElectionDep, PartyFilter, PartyParam
from app.api.listings import Listing, list_of_areas, list_of_rows
from app.api.schemas import AreaCluster, Envelope, Measure, Pattern, Selection, Zone
from app.http.parameters import SessionDep
from app.store.queries import areas, coverage, patterns, scores
from app.store.records import Row

router = APIRouter(prefix="/v1", tags=["patterns"])

PATTERNS = Listing(Pattern, key=("party",), also={"moran_i": "moran__moran_i"})
CLUSTERS = Listing(AreaCluster, key=("area",))
ZONES = Listing(Zone, key=("party", "zone"))
MEASURES = Listing(Measure, key=("election", "party", "method"))


@router.get("/patterns", response_model=Envelope[Pattern] | Selection, responses=TABLE)
def list_patterns(
    session: SessionDep,
    answer: Annotated[Answer, list_of_rows(PATTERNS)],
    election: ElectionDep,
    party: PartyFilter = None,
) -> Response:
    """Whether parties' high shares lie together (Moran's I), and which assumptions move their ranks (Sobol)."""
    rows = patterns.of_party(session, election, party)
    files = scores.source_files(session, election)
    return _send(session, answer, election, rows, files)


@router.get("/clusters", response_model=Envelope[AreaCluster] | Selection, responses=LAYER)
def list_clusters(
    session: SessionDep, answer: Annotated[Answer, list_of_areas(CLUSTERS)], election: ElectionDep, party: PartyParam
) -> Response:
    """Areas whose share goes with or against its neighbours' shares: LISA and Gi*, false discoveries held at 5 %."""
    rows = patterns.clusters(session, election, party, answer.band)
    files = scores.source_files(session, election) + areas.source_files()
    return _send(session, answer, election, rows, files)


@router.get("/zones", response_model=Envelope[Zone] | Selection, responses=LAYER)
def list_zones(
    session: SessionDep,
    answer: Annotated[Answer, list_of_areas(ZONES)],
    election: ElectionDep,
    party: PartyFilter = None,
) -> Response:
    """Party areas: neighbouring strongholds and significant clusters of high shares, each made into one polygon."""
    rows = patterns.zones(session, election, party, outlined=answer.band is not None)
    files = scores.source_files(session, election) + areas.source_files()
    return _send(session, answer, election, rows, files)


def _send(session: Session, answer: Answer, election: str, rows: list[Row], files: list[Select[int]]) -> Response:
    """Answer with what follows from an election's scores."""
    method = scores.method(session, election)
    return answer.send(rows, files, method=method, coverage=[coverage.of(session, election)])


@router.get("/validation", response_model=Envelope[Measure] | Selection, responses=TABLE)
def list_validation(session: SessionDep, answer: Annotated[Answer, list_of_rows(MEASURES)]) -> Response:
    """How well the scores forecast the next election, beside naive baselines (docs/validation.md)."""
    rows = patterns.validation(session)
    method = patterns.validation_method(session)
    files = [file for row in rows[:1] for file in scores.source_files(session, row["election"])]
    return answer.send(rows, files, method=method)
