"""Seats: declared and computed, priced, and what if."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request, Response
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.analysis.seats import InvalidScenarioError, endangered, targets
from app.api import simulation
from app.api.dependencies import (
    LAYER,
    TABLE,
    Answer,
    AreaFilter,
    ElectionPath,
    PartyFilter,
    PartyParam,
    RecordResponse,
    simulate_in_turn,
)
from app.api.listings import Listing, list_of_areas, list_of_rows
from app.api.schemas import (
    SCENARIOS,
    ContestSeats,
    Envelope,
    LawComparison,
    ListPrice,
    PartySeats,
    RankedPrice,
    Scenario,
    Selection,
    SimulatedElection,
)
from app.errors import BadParameter, NotFound
from app.http.access import Role, needs
from app.http.parameters import SessionDep
from app.store.queries import areas, coverage, declared, elections, parties, seat_inputs, seats
from app.store.queries.seat_inputs import SeatInputs

router = APIRouter(prefix="/v1/seats", tags=["seats"])

CONTESTS = Listing(ContestSeats, key=("area",))
PARTIES = Listing(PartySeats, key=("party",))
PRICES = Listing(ListPrice, key=("area", "party"))
RANKED = Listing(RankedPrice, key=("area", "party"))
LAWS = Listing(LawComparison, key=("law", "ballot"))
RankedAnswer = Annotated[Answer, list_of_areas(RANKED)]


def wanted_seat_inputs(
    request: Request,
    session: SessionDep,
    election: ElectionPath,
) -> SeatInputs:
    """Read the election whose seats are asked for."""
    inputs: SeatInputs = request.state.seat_inputs(session, election)
    return inputs


SeatInputsDep = Annotated[SeatInputs, Depends(wanted_seat_inputs)]


@router.get("/{election}", response_model=Envelope[ContestSeats] | Selection, responses=LAYER)
def list_seats(
    session: SessionDep,
    answer: Annotated[Answer, list_of_areas(CONTESTS)],
    inputs: SeatInputsDep,
    area: AreaFilter = None,
) -> Response:
    """
    Seats of each contest as declared, and as computed from its votes; whether they agree, and for which base.

    Where the base of the quotient is not published, every result that it can give is there with the bases that give it.
    """
    places = seat_inputs.places(session, inputs.election, area, answer.band)
    rows, covered = seats.by_area(inputs, places), coverage.of(session, inputs.election, area)
    return answer.send(rows, source_files(inputs), method=method(inputs), coverage=[covered])


@router.get("/{election}/parties", response_model=Envelope[PartySeats] | Selection, responses=TABLE)
def list_party_seats(
    session: SessionDep, answer: Annotated[Answer, list_of_rows(PARTIES)], inputs: SeatInputsDep
) -> Response:
    """Seats of each party over all contests, declared and computed; most seats first."""
    rows = seats.by_party(inputs, parties.of_election(session, inputs.election))
    files = source_files(inputs) + parties.source_files()
    return answer.send(rows, files, method=method(inputs), coverage=[coverage.of(session, inputs.election)])


@router.get("/{election}/prices", response_model=Envelope[ListPrice] | Selection, responses=LAYER)
def list_prices(
    session: SessionDep,
    answer: Annotated[Answer, list_of_areas(PRICES)],
    inputs: SeatInputsDep,
    party: PartyFilter = None,
    area: AreaFilter = None,
) -> Response:
    """
    Fewest votes that win a list one more seat, and that lose its last, with whom it is won from or lost to.

    Give `party`, `area`, or both.
    """
    if party is None and area is None:
        raise BadParameter("party", "give party, area, or both")
    if party is not None:
        parties.require(session, party)
    places = seat_inputs.places(session, inputs.election, area, answer.band)
    rows, covered = seats.prices(inputs, places, party), coverage.of(session, inputs.election, area)
    return answer.send(rows, source_files(inputs), method=method(inputs), coverage=[covered])


@router.get("/{election}/targets", response_model=Envelope[RankedPrice] | Selection, responses=LAYER)
def list_targets(
    session: SessionDep, answer: RankedAnswer, inputs: SeatInputsDep, party: PartyParam, area: AreaFilter = None
) -> Response:
    """Seats that a party can still win, the cheapest first."""
    parties.require(session, party)
    places = seat_inputs.places(session, inputs.election, area, answer.band)
    rows, covered = seats.ranked(inputs, places, party, targets), coverage.of(session, inputs.election, area)
    return answer.send(rows, source_files(inputs), method=method(inputs), coverage=[covered])


@router.get("/{election}/endangered", response_model=Envelope[RankedPrice] | Selection, responses=LAYER)
def list_endangered(
    session: SessionDep, answer: RankedAnswer, inputs: SeatInputsDep, party: PartyParam, area: AreaFilter = None
) -> Response:
    """Seats that a party has, the most endangered first."""
    parties.require(session, party)
    places = seat_inputs.places(session, inputs.election, area, answer.band)
    rows, covered = seats.ranked(inputs, places, party, endangered), coverage.of(session, inputs.election, area)
    return answer.send(rows, source_files(inputs), method=method(inputs), coverage=[covered])


@router.get("/{election}/laws", response_model=Envelope[LawComparison] | Selection, responses=TABLE)
def compare_laws(session: SessionDep, answer: Annotated[Answer, list_of_rows(LAWS)], inputs: SeatInputsDep) -> Response:
    """How far the seats are from the votes under each law, on the same votes."""
    rows = seats.by_law(inputs, declared.read_rules(session))
    return answer.send(rows, source_files(inputs), coverage=[coverage.of(session, inputs.election)])


@router.post(
    "/simulate",
    response_model=Envelope[SimulatedElection],
    dependencies=[needs(Role.analyst), Depends(simulate_in_turn, scope="function")],
)
def simulate(
    request: Request,
    session: SessionDep,
    answer: RecordResponse,
    scenario: Annotated[Scenario, Body(openapi_examples=SCENARIOS)],
) -> Response:
    """
    Seats after a change of votes, of lists or of law; with `draws` also how sure they are.

    Lists merge first, then turnout changes, then votes swing (merged lists too), then the law gives the seats. Ballots
    held together can be counted together.
    """
    rules = declared.read_rules(session)
    counted = [
        simulation.ScenarioBallot(inputs, simulation.rule_of(inputs.rule, rules, scenario, scenario.ballot))
        for inputs in named_ballots(request, session, scenario)
    ]
    elections_counted = [ballot.inputs.election for ballot in counted]
    places = [place for election in elections_counted for place in seat_inputs.places(session, election)]
    about = {
        "law": ", ".join(dict.fromkeys(ballot.rule.law for ballot in counted)),
        "citation": "; ".join(dict.fromkeys(ballot.rule.citation for ballot in counted)),
        "parameters": scenario.model_dump(exclude_unset=True),
    }
    return answer.send(
        [simulation.run(counted, scenario, places)],
        [files for ballot in counted for files in source_files(ballot.inputs)],
        method=about,
        coverage=[coverage.of(session, election) for election in elections_counted],
    )


def named_ballots(request: Request, session: Session, scenario: Scenario) -> list[SeatInputs]:
    """Read the elections that a scenario names; one that cannot be counted with the first is refused."""
    try:
        first: SeatInputs = request.state.seat_inputs(session, scenario.election)
    except NotFound as error:
        raise InvalidScenarioError("election", str(error)) from error
    together = elections.held_with(session, first.election)
    for code in scenario.also:
        if code not in together or scenario.also.count(code) > 1:
            told = f"are {', '.join(together)}" if together else "is none"
            reason = f"{code!r} is not one other ballot of the same day as {first.election}: there {told}"
            raise InvalidScenarioError("also", reason)
    try:
        return [first, *(request.state.seat_inputs(session, code) for code in scenario.also)]
    except NotFound as error:
        raise InvalidScenarioError("also", str(error)) from error


def method(inputs: SeatInputs) -> dict[str, str]:
    """Name the law behind the seats."""
    return {"law": inputs.rule.law, "citation": inputs.rule.citation}


def source_files(inputs: SeatInputs) -> list[Select[int]]:
    """Select the files behind the votes, the law and the names of its areas."""
    return elections.source_files(inputs.election) + declared.law_files() + areas.source_files()
