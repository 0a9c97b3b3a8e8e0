"""Questions at random, right ones and wrong ones, of every operation of /v1: each answer is as the reference tells."""

import pytest
from schemathesis.python import asgi

from benchmarks.fuzz import fuzz, open_service

SEED = 2021


@pytest.fixture(scope="module")
def service(settings):
    yield open_service(settings)
    asgi.shutdown_lifespans()


def test_every_answer_is_as_the_reference_tells(service):
    report = fuzz(service, "/openapi.json", 2600, SEED)
    assert report.failures == {}
    assert report.cases >= 2500
    assert max(report.statuses) < 500
    assert report.answered > 0.2, report.statuses


def test_other_methods_are_refused_with_those_there_are(client):
    """`GET /v1/seats/simulate` asks for an election of that name."""
    for path, item in client.get("/openapi.json").json()["paths"].items():
        there_are = {name.upper() for name in item}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} - there_are:
            answer = client.request(method, path)
            if (method, path) == ("GET", "/v1/seats/simulate"):
                assert answer.status_code == 404
                continue
            assert answer.status_code == 405, (method, path)
            assert method not in answer.headers["allow"].split(", "), (method, path)


def test_nothing_is_answered_without_a_key_where_one_is_needed(client, settings, serving):
    documents = {root: client.get(path).json()["paths"] for root, path in (("", "/openapi.json"), ("/ogc", "/ogc/api"))}
    asked = [
        (method, root + path) for root, paths in documents.items() for path, item in paths.items() for method in item
    ]
    assert len(asked) > 90
    with serving(settings.model_copy(update={"public_role": "none"})) as closed:
        for method, path in asked:
            if path.startswith("/health/"):
                continue
            for headers in ({}, {"X-API-Key": "no such key"}, {"Authorization": "Bearer nothing"}):
                answer = closed.request(method, path, headers=headers)
                assert answer.status_code == 401, (path, headers)
                assert "www-authenticate" in answer.headers
