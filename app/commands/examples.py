"""
Examples for the reference, recorded from the service itself: ``python -m app.commands examples``, on the shipped data.

They are kept in `app.api.openapi_examples.EXAMPLES`; a test asks again and compares.
"""

from typing import Any

import orjson
import typer
from starlette.testclient import TestClient

from app.api.openapi_examples import EXAMPLES
from app.api.paging import write_cursor
from app.api.schemas import DRAWINGS, OUTLOOK_SCENARIOS, SCENARIOS
from app.http.access import Role
from app.main import create_app
from app.settings import Settings

Document = dict[str, Any]

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

KEPT = 2
"""Elements kept of each list."""

LOOPBACK = "127.0.0.1"
HOST = f"{LOOPBACK}:8000"
SEATS = "/v1/seats/house-2021-local"
SIMULATE = "/v1/seats/simulate"
SIMULATE_OUTLOOK = "/v1/outlook/simulate"

# by operation
QUESTIONS = {
    "live": "/health/live",
    "ready": "/health/ready",
    "list_elections": "/v1/elections?limit=1",
    "get_election": "/v1/elections/house-2021-local",
    "list_parties": "/v1/parties?sort=name_fr&limit=2",
    "get_party": "/v1/parties/RNI",
    "list_areas": "/v1/areas?level=commune&sort=-population_2024&limit=2",
    "get_area": "/v1/areas/commune/04.421.01.05",
    "list_areas_within": "/v1/areas/within?level=province",
    "list_neighbours": "/v1/areas/constituency/meknes/neighbours?limit=2",
    "list_nearest": "/v1/areas/nearest?election=house-2021-local&party=PAM&class=held&near=-8.01,31.63&limit=2",
    "list_contests": "/v1/contests?area=meknes&limit=2",
    "get_contest": "/v1/contests/house-2021-local/meknes",
    "list_results": "/v1/results?election=house-2021-local&party=RNI&sort=-share&limit=2",
    "get_totals": "/v1/totals?election=house-2021-local&areas=meknes,fes-nord",
    "get_totals_within": "/v1/totals/within?election=house-2021-local",
    "get_comparison_of_areas": "/v1/comparison/areas?election=house-2021-local&areas=meknes,fes-nord",
    "get_comparison_of_elections": "/v1/comparison/elections?before=house-2016-local&after=house-2021-local",
    "list_ranking": "/v1/ranking?election=house-2021-local&party=MP&by=seat_gap&seat_gap_max=0.03&limit=2",
    "list_indicators": "/v1/indicators?area=meknes&key=illiteracy_10_plus_rate,fertility_rate",
    "list_indices": "/v1/indices?election=house-2021-local&party=MP&limit=2",
    "list_nationalisation": "/v1/nationalisation?election=house-2021-local&sort=-pns&limit=2",
    "list_swing": "/v1/swing?before=house-2016-local&after=house-2021-local&by=country&sort=-swing&limit=2",
    "list_scores": "/v1/scores?election=house-2021-local&party=MP&limit=1",
    "list_patterns": "/v1/patterns?election=house-2021-local&party=MP",
    "list_clusters": "/v1/clusters?election=house-2021-local&party=MP&sort=-local_moran&limit=2",
    "list_zones": "/v1/zones?election=house-2021-local&party=PAM&limit=1",
    "list_validation": "/v1/validation?limit=2",
    "list_relations": "/v1/relations?election=house-2026-local&party=MP&limit=2",
    "list_relation_points": "/v1/relations/points?election=house-2026-local&party=MP&compared=seat_share&limit=2",
    "list_outlook": "/v1/outlook?party=MP&area=meknes",
    "list_party_outlooks": "/v1/outlook/parties?limit=2",
    "simulate_outlook": SIMULATE_OUTLOOK,
    "list_seats": f"{SEATS}?area=meknes",
    "list_party_seats": f"{SEATS}/parties?limit=2",
    "list_prices": f"{SEATS}/prices?party=PPS&area=meknes",
    "list_targets": f"{SEATS}/targets?party=PPS&limit=1",
    "list_endangered": f"{SEATS}/endangered?party=PPS&limit=1",
    "compare_laws": f"{SEATS}/laws?limit=2",
    "list_laws": "/v1/laws?limit=1",
    "list_sources": "/v1/sources?limit=1",
    "simulate": SIMULATE,
}
BODIES: dict[str, Document] = {
    "list_areas_within": DRAWINGS["polygon"]["value"],
    "get_totals_within": DRAWINGS["polygon"]["value"],
    "simulate": SCENARIOS["another law"]["value"],
    "simulate_outlook": OUTLOOK_SCENARIOS["level"]["value"],
    "bad-body": {"election": "house-2021-local", "law": "1-24"},
}
PROBLEMS = {
    "bad-parameter": "/v1/parties?sort=acronim",
    "not-found": "/v1/parties/RNJ",
    "not-acceptable": "/v1/parties",
    "outdated": f"/v1/parties?cursor={write_cursor('/v1/parties?', '0', ['AFG'])}",
    "bad-body": SIMULATE,
}
ACCEPT = {"not-acceptable": "application/geo+json"}


def record(client: TestClient) -> Document:
    """
    Ask every question.

    Returns
    -------
    dict
        `answers` by operation and `problems` by kind, as the Example Objects of OpenAPI.
    """
    return {
        "answers": {
            name: _example(client, name, address) | {"description": f"Lists are cut after {KEPT} elements."}
            for name, address in QUESTIONS.items()
        },
        "problems": {name: _example(client, name, address) for name, address in PROBLEMS.items()},
    }


def _example(client: TestClient, name: str, address: str) -> Document:
    headers = {"Host": HOST, "Accept": ACCEPT.get(name, "application/json")}
    if name in BODIES:
        answer = client.post(address, json=BODIES[name], headers=headers)
    else:
        answer = client.get(address, headers=headers)
    if (answer.status_code == 200) != (name in QUESTIONS):
        raise RuntimeError(f"{address} was answered with {answer.status_code}: {answer.text}")
    return {"summary": _summary(name, address), "value": _shortened(answer.json())}


def _summary(name: str, address: str) -> str:
    method = "POST" if name in BODIES else "GET"
    accept = f" with Accept: {ACCEPT[name]}" if name in ACCEPT else ""
    return f"{method} {address}{accept}"


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(inner) for name, inner in value.items()}
    return [_shortened(inner) for inner in value[:KEPT]] if isinstance(value, list) else value


@app.command()
def record_examples() -> None:
    """Record the examples of the reference from the shipped data."""
    settings = Settings().model_copy(update={"public_role": Role.analyst.name})
    with TestClient(create_app(settings), f"http://{HOST}", client=(LOOPBACK, 0)) as client:
        EXAMPLES.write_bytes(orjson.dumps(record(client), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
