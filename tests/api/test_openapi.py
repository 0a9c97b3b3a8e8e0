"""The reference: what may be asked is described, and the answers it shows were given."""

import pytest
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from app.api.openapi_examples import EXAMPLES, operations
from app.api.routers import health
from app.commands.examples import PROBLEMS, QUESTIONS, record
from app.main import RESOURCES

ROUTES = {
    route.name: route for one in (health, *RESOURCES) for route in one.router.routes if isinstance(route, APIRoute)
}
# what another load of the same data numbers otherwise, and a new table changes
OF_THE_LOAD = ("dataset_version", "last_load", "input_digest", "loaded_in", "migration", "href")


@pytest.fixture(scope="module")
def api(client):
    return client.get("/openapi.json").json()


def test_every_parameter_is_described(api):
    silent = [
        (operation["operationId"], parameter["name"])
        for operation in operations(api)
        for parameter in operation.get("parameters", [])
        if not parameter.get("description")
    ]
    assert silent == []


def test_every_operation_shows_a_real_answer_and_the_problems(api):
    assert set(QUESTIONS) == set(ROUTES)
    for operation in operations(api):
        answer = operation["responses"]["200"]["content"]["application/json"]["examples"]["real"]
        assert answer["summary"].split()[1].startswith(("/v1/", "/health/"))
        problems = operation["responses"]["default"]["content"]["application/problem+json"]["examples"]
        assert set(problems) == set(api["components"]["examples"]) == set(PROBLEMS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_shown_has_the_shape_that_is_told(api, name):
    [shown] = [operation for operation in operations(api) if operation["operationId"] == name]
    value = shown["responses"]["200"]["content"]["application/json"]["examples"]["real"]["value"]
    TypeAdapter(ROUTES[name].response_model).validate_python(value)


def steady(value):
    """A recorded answer without what is the load's, and its figures as far as every machine computes them alike."""
    if isinstance(value, dict):
        return {name: steady(inner) for name, inner in value.items() if name not in OF_THE_LOAD}
    if isinstance(value, list):
        return [steady(inner) for inner in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def test_the_answers_shown_are_those_the_service_gives(client, api):
    """If what it gives changed with reason: `python -m app.commands examples` records it anew."""
    recorded = TypeAdapter(dict).validate_json(EXAMPLES.read_bytes())
    assert steady(record(client)) == steady(recorded)


def test_files_are_told_as_such(api):
    areas = api["paths"]["/v1/areas"]["get"]["responses"]["200"]
    assert set(areas["content"]) == {
        "application/json",
        "application/geo+json",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/geopackage+sqlite3",
        "application/vnd.apache.parquet",
    }
    assert "Link" in areas["headers"]
