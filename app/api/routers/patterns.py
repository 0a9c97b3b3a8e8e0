"""Where a party's strength lies together: clusters, party areas; and the back-test of the scores."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.dependencies import LAYER, TABLE, Answer, ElectionParam
from app.api.listings import Listing, list_of_areas, list_of_rows
from app.api.schemas import AreaCluster, Envelope, Measure, Pattern, Selection, Zone
from app.http.parameters import SessionDep
from app.store.queries import areas, patterns, scores

router = APIRouter(prefix="/v1", tags=["patterns"])

PATTERNS = Listing(Pattern, key=("party",), also={"moran_i": "moran__moran_i"})
CLUSTERS = Listing(AreaCluster, key=("area",))
ZONES = Listing(Zone, key=("party", "zone"))
MEASURES = Listing(Measure, key=("election", "party", "method"))

PartyParam = Annotated[str, Query(max_length=100, description="code of a party, as in /v1/parties")]
PartyFilter = Annotated[str | None, Query(max_length=100, description="code of a party; every party unless given")]


@router.get("/patterns", response_model=Envelope[Pattern] | Selection, responses=TABLE)
def list_patterns(
    session: SessionDep,
    answer: Annotated[Answer, list_of_rows(PATTERNS)],
    election: ElectionParam,
    party: PartyFilter = None,
) -> Response:
    """Whether parties' high shares lie together (Moran's I), and which assumptions move their ranks (Sobol)."""
    rows = patterns.of_party(session, election, party)
    return answer.send(rows, scores.source_files(session, election), method=scores.method(session, election))


@router.get("/clusters", response_model=Envelope[AreaCluster] | Selection, responses=LAYER)
def list_clusters(
    session: SessionDep, answer: Annotated[Answer, list_of_areas(CLUSTERS)], election: ElectionParam, party: PartyParam
) -> Response:
    """Areas whose share goes with or against its neighbours' shares: LISA and Gi*, false discoveries held at 5 %."""
    rows = patterns.clusters(session, election, party, answer.band)
    files = scores.source_files(session, election) + areas.source_files()
    return answer.send(rows, files, method=scores.method(session, election))


@router.get("/zones", response_model=Envelope[Zone] | Selection, responses=LAYER)
def list_zones(
    session: SessionDep,
    answer: Annotated[Answer, list_of_areas(ZONES)],
    election: ElectionParam,
    party: PartyFilter = None,
) -> Response:
    """Party areas: neighbouring strongholds and significant clusters of high shares, each made into one polygon."""
    rows = patterns.zones(session, election, party, outlined=answer.band is not None)
    files = scores.source_files(session, election) + areas.source_files()
    return answer.send(rows, files, method=scores.method(session, election))


@router.get("/validation", response_model=Envelope[Measure] | Selection, responses=TABLE)
def list_validation(session: SessionDep, answer: Annotated[Answer, list_of_rows(MEASURES)]) -> Response:
    """How well the scores foretold the next election, beside what anybody could have said (docs/validation.md)."""
    rows = patterns.validation(session)
    method = patterns.validation_method(session)
    files = [file for row in rows[:1] for file in scores.source_files(session, row["election"])]
    return answer.send(rows, files, method=method)
