"""Scores of party strength by area."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from app.analysis.strength.method import COMPONENTS, Aggregation, Normalisation, Parameters, Shrinkage
from app.api.dependencies import LAYER, Answer, PartDep
from app.api.listings import Listing, list_of_areas
from app.api.schemas import AreaScore, Envelope, Selection
from app.errors import BadParameter
from app.http.lanes import turn_of_its_own
from app.http.parameters import SessionDep
from app.maps.words.explanation import explain, names_of
from app.store.queries import areas, coverage, parties, scores

router = APIRouter(prefix="/v1/scores", tags=["scores"])

SCORES = Listing(AreaScore, key=("party", "area"))


def wanted_parameters(
    weights: Annotated[
        str | None, Query(max_length=200, description=f"name:weight, …, of {', '.join(COMPONENTS)}; others weigh 0")
    ] = None,
    normalisation: Annotated[Normalisation | None, Query(description="how raw values become comparable")] = None,
    aggregation: Annotated[Aggregation | None, Query(description="how components become one number")] = None,
    shrinkage: Annotated[Shrinkage | None, Query(description="how performance is shrunk")] = None,
) -> Parameters | None:
    """Read the parameters of the method; None when none is given, and the stored scores answer."""
    given = {"normalisation": normalisation, "aggregation": aggregation, "shrinkage": shrinkage}
    chosen = {name: value for name, value in given.items() if value is not None}
    if weights is None:
        return Parameters(**chosen) if chosen else None  # type: ignore[arg-type]
    try:
        return Parameters(weights=_weights(weights), **chosen)  # type: ignore[arg-type]
    except ValueError as error:
        raise BadParameter("weights", str(error)) from error


def _weights(text: str) -> dict[str, float]:
    pairs = [pair.partition(":") for pair in text.split(",")]
    given = {name.strip(): float(weight) for name, _, weight in pairs}
    return dict.fromkeys(COMPONENTS, 0.0) | given


def _explained(row: Mapping[str, Any], party: Mapping[str, str]) -> dict[str, str]:
    return explain(row, names_of(row, "area__"), party, row["area__level"])


async def score_in_turn(
    request: Request, parameters: Annotated[Parameters | None, Depends(wanted_parameters)]
) -> AsyncIterator[None]:
    """Queue scores by custom parameters; stored ones are not computed."""
    if parameters is None:
        yield
        return
    async with turn_of_its_own(request, request.state.scoring):
        yield


@router.get(
    "",
    response_model=Envelope[AreaScore] | Selection,
    responses=LAYER,
    dependencies=[Depends(score_in_turn, scope="function")],
)
def list_scores(
    request: Request,
    session: SessionDep,
    answer: Annotated[Answer, list_of_areas(SCORES)],
    part: PartDep,
    parameters: Annotated[Parameters | None, Depends(wanted_parameters)],
) -> Response:
    """
    Strength of a party in every area, or of every party in an area, with the parts each score is made of.

    Give `party`, `area`, or both; without `level` the areas are those that vote. With parameters of the method the
    scores are computed on request, and cached. The method, its version and its parameters are in the provenance.
    """
    if part.party is None and part.area is None:
        raise BadParameter("party", "give party, area, or both")
    method = scores.method(session, part.election)
    rows = scores.by_area(session, part, answer.band)
    if parameters is not None and rows[0]["basis"] == "seats":
        given = next(
            name for name in ("weights", "normalisation", "aggregation", "shrinkage") if name in request.query_params
        )
        raise BadParameter(
            given, f"scores of {part.election} are by council seats, and computed by the default method only"
        )
    if parameters is not None:
        computed = request.state.scored(session, part, parameters)
        rows = scores.replaced(rows, computed)
        method = {**method, "parameters": vars(parameters), "input_digest": None}
    names = {party["code"]: names_of(party) for party in parties.every(session)}
    rows = [row | {"explanation": _explained(row, names[row["party"]])} for row in rows]
    files = scores.source_files(session, part.election) + areas.source_files()
    return answer.send(rows, files, method=method, coverage=[coverage.of(session, part.election, part.area)])
