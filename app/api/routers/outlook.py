"""What is likely at the next elections, by area and for the whole House."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from app.analysis.outlook.elections import NEXT_HOUSE
from app.analysis.seats import InvalidScenarioError
from app.api import outlook_scenarios
from app.api.dependencies import LAYER, TABLE, Answer, LevelParam, RecordResponse, simulate_in_turn
from app.api.listings import Listing, list_of_areas, list_of_rows
from app.api.schemas import (
    OUTLOOK_SCENARIOS,
    AreaOutlook,
    Envelope,
    OutlookCode,
    OutlookScenario,
    OutlookUnderScenario,
    PartyOutlook,
    Selection,
)
from app.errors import NotFound
from app.http.access import Role, needs
from app.http.parameters import SessionDep
from app.maps.words.explanation import explain_chance, names_of
from app.store.queries import areas, declared, outlook, parties
from app.store.queries.elections import ElectionPart

router = APIRouter(prefix="/v1/outlook", tags=["outlook"])

AREAS = Listing(AreaOutlook, key=("party", "area"))
PARTIES = Listing(PartyOutlook, key=("party",))

OutlookParam = Annotated[
    OutlookCode,
    Query(description="which outlook: next-house, or councils- and the year of the next ones: councils-2027"),
]


def wanted_outlook(
    election: OutlookParam = NEXT_HOUSE,
    level: LevelParam = None,
    party: Annotated[str | None, Query(max_length=100, description="code of a party, as in /v1/parties")] = None,
    area: Annotated[str | None, Query(max_length=100, description="code of an area: it, or what lies in it")] = None,
) -> ElectionPart:
    """Read the parameters that select a part of an outlook."""
    return ElectionPart(election, level, party, area)


@router.get("", response_model=Envelope[AreaOutlook] | Selection, responses=LAYER)
def list_outlook(
    session: SessionDep,
    answer: Annotated[Answer, list_of_areas(AREAS)],
    part: Annotated[ElectionPart, Depends(wanted_outlook)],
) -> Response:
    """
    Chances of parties in the areas that vote: expected shares and seats with intervals, of a seat, of being first.

    A chance of 0.7 is to come true in about 7 of 10 such cases; how such chances did at earlier elections is in the
    provenance. Lists of the last election are taken to stand again; candidates and alliances are not known.
    """
    run = outlook.run_of(session, part.election)
    names = {party["code"]: names_of(party) for party in parties.every(session)}
    rows = outlook.by_area(session, part, answer.band)
    rows = [row | {"explanation": explain_chance(row, names_of(row, "area__"), names[row["party"]])} for row in rows]
    files = outlook.source_files(session, run) + areas.source_files()
    told = outlook.covered(session, run, part.area)
    return answer.send(rows, files, method=outlook.method(run), coverage=told)


@router.get("/parties", response_model=Envelope[PartyOutlook] | Selection, responses=TABLE)
def list_party_outlooks(session: SessionDep, answer: Annotated[Answer, list_of_rows(PARTIES)]) -> Response:
    """Seats of each party in the next House, local and regional lists drawn together, with the chance of a majority."""
    run = outlook.run_of(session, NEXT_HOUSE)
    files = outlook.source_files(session, run)
    told = outlook.covered(session, run)
    return answer.send(outlook.of_parties(session, NEXT_HOUSE), files, method=outlook.method(run), coverage=told)


@router.post(
    "/simulate",
    response_model=Envelope[OutlookUnderScenario],
    dependencies=[needs(Role.analyst), Depends(simulate_in_turn, scope="function")],
)
def simulate_outlook(
    request: Request,
    session: SessionDep,
    answer: RecordResponse,
    scenario: Annotated[OutlookScenario, Body(openapi_examples=OUTLOOK_SCENARIOS)],
) -> Response:
    """
    Tell the next House, or the next councils, if parties had other shares of the country, merged, or the law changed.

    The draws are those of the outlook, so that a difference is the scenario's. What is assumed is as in
    `/v1/seats/simulate`, which counts one election and draws around it.
    """
    try:
        run = outlook.run_of(session, scenario.election)
    except NotFound as error:
        raise InvalidScenarioError("election", str(error)) from error
    blind = request.state.blind_outlooks.read(session, run)
    found = outlook_scenarios.under(
        blind, declared.read_rules(session), scenario, outlook.places(session, scenario.election)
    )
    about = outlook.method(run)
    about["parameters"] |= {"scenario": scenario.model_dump(exclude_unset=True)}
    files = outlook.source_files(session, run) + declared.law_files() + areas.source_files()
    return answer.send([found], files, method=about, coverage=outlook.covered(session, run))
