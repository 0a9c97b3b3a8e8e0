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
    for path, item in client.get("/openapi.json").json()["paths"].items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} - {name.upper() for name in item}:
            answer = client.request(method, path)
            assert (answer.status_code, method in answer.headers.get("allow", "")) == (405, False), (method, path)


def test_nothing_is_answered_without_a_key_where_one_is_needed(settings, serving):
    with serving(settings.model_copy(update={"public_role": "none"})) as client:
        for document, root in (("/openapi.json", ""), ("/ogc/api", "/ogc")):
            with serving(settings) as local:
                paths = local.get(document).json()["paths"]
            asked = [(root + path, method) for path, item in paths.items() for method in item]
            for path, method in asked:
                if path.startswith("/health/"):
                    continue
                for headers in ({}, {"X-API-Key": "kh_no_such_key"}, {"Authorization": "Bearer nothing"}):
                    answer = client.request(method, path, headers=headers)
                    assert answer.status_code == 401, (path, headers)
                    assert "www-authenticate" in answer.headers
