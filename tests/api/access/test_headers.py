"""What an answer tells a browser to do and not to do."""

import pytest

from tests.api.access.conftest import ELSEWHERE
from tests.api.test_errors import problem

PAGE = "https://maps.example.org"
EVERY = {
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


def is_secured(answer) -> bool:
    return all(start in answer.headers.get(name, "") for name, start in EVERY.items())


def test_every_answer_says_what_it_is_not_to_be_used_for(client, far):
    answers = [
        *(client.get(address) for address in ("/", "/docs", "/v1/parties", "/v1/parties?x=1", "/nothing", "/ogc")),
        client.get("/ogc", headers={"Accept": "text/html"}),
        client.head("/v1/parties"),
        client.post("/v1/parties"),
        far.get("/v1/parties"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 400, 404, 200, 200, 200, 405, 401]
    assert all(map(is_secured, answers))
    assert all("frame-ancestors 'none'" in answer.headers["content-security-policy"] for answer in answers)
    assert {len(answer.headers.get_list("content-security-policy")) for answer in answers} == {1}


def test_so_does_a_failure_that_nobody_foresaw(settings, serving, monkeypatch):
    monkeypatch.setattr("app.store.queries.parties.every", lambda session: 1 / 0)
    with serving(settings) as client:
        answer = client.get("/v1/parties?format=csv")
    problem(answer, 500)
    assert is_secured(answer)
    assert answer.headers["x-request-id"]


def test_only_behind_https_a_browser_is_held_to_it(settings, serving):
    with serving(settings) as client:
        assert "strict-transport-security" not in client.get("/").headers
    with serving(settings, "https://127.0.0.1") as client:
        assert client.get("/").headers["strict-transport-security"] == "max-age=31536000"


class TestOtherOrigins:
    @pytest.fixture
    def open_to_one(self, keyed_settings, serving):
        with serving(keyed_settings.model_copy(update={"cors_origins": [PAGE]}), **ELSEWHERE) as client:
            yield client

    def test_none_may_read_answers_unless_it_is_set(self, client):
        answer = client.get("/v1/parties", headers={"Origin": PAGE})
        assert "access-control-allow-origin" not in answer.headers

    def test_one_that_is_set_may_with_a_key(self, open_to_one, make_key):
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-api-key,if-none-match"}
        before = open_to_one.options("/v1/parties", headers={"Origin": PAGE, **asked})
        assert before.status_code == 200
        assert before.headers["access-control-allow-origin"] == PAGE
        assert "X-API-Key" in before.headers["access-control-allow-headers"]
        answer = open_to_one.get("/v1/parties", headers={"Origin": PAGE, "X-API-Key": make_key()})
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == PAGE
        assert "ETag" in answer.headers["access-control-expose-headers"]
        assert "Origin" in answer.headers["vary"]

    def test_it_may_read_why_it_was_refused(self, open_to_one):
        answer = open_to_one.get("/v1/parties", headers={"Origin": PAGE})
        problem(answer, 401)
        assert answer.headers["access-control-allow-origin"] == PAGE

    def test_another_may_not(self, open_to_one, make_key):
        other = {"Origin": "https://elsewhere.example"}
        asked = {"Access-Control-Request-Method": "GET"}
        assert open_to_one.options("/v1/parties", headers={**other, **asked}).status_code == 400
        answer = open_to_one.get("/v1/parties", headers={**other, "X-API-Key": make_key()})
        assert "access-control-allow-origin" not in answer.headers


def test_origins_are_read_from_one_line(settings, monkeypatch):
    monkeypatch.setenv("CORS_ORIGINS", f"{PAGE}, http://localhost:3000")
    found = type(settings)(database_url=settings.libpq_url)
    assert found.cors_origins == [PAGE, "http://localhost:3000"]


def test_a_map_may_run_its_own_scripts_and_no_other(client):
    policies = [client.get(f"/maps/{page}").headers["content-security-policy"] for page in ("", "MP.html")]
    for policy in policies:
        assert policy.startswith("script-src 'sha256-")
        assert "unsafe-inline" not in policy.split(";")[0]
    assert policies[0] != policies[1]


def test_an_unchanged_map_keeps_the_policy_it_came_with(client):
    """The headers of a 304 replace those that the browser kept."""
    tag = client.get("/maps/MP.html").headers["etag"]
    unchanged = client.get("/maps/MP.html", headers={"If-None-Match": tag})
    assert unchanged.status_code == 304
    assert "content-security-policy" not in unchanged.headers
