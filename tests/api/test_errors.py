"""Whatever goes wrong is a problem document that says what, and never a stack trace."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import exc as sql

from app.errors import BadParameter, NotFound, NotInstalled, NotReady, problem_of
from etl import load


def problem(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    assert found["status"] == status
    assert {"type", "title", "detail", "instance"} <= set(found)
    return found


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/v1/parties?x=1", "x"),
        ("/v1/areas?lvel=region", "lvel"),
        ("/health/live?x=1", "x"),
        ("/v1/areas?level=region&level=province", "level"),
        ("/v1/areas?level=village", "level"),
        ("/v1/areas?limit=0", "limit"),
        ("/v1/areas?limit=many", "limit"),
        ("/v1/areas?limit=1" + "0" * 5000, "limit"),
        ("/v1/areas?q=", "q"),
        ("/v1/areas?q=...", "q"),
        ("/v1/areas?q=%00", "q"),
        ("/v1/areas?q=%ED%A0%80", "q"),
        ("/v1/areas?q=%ff", "q"),
        ("/v1/areas?q=" + "a" * 201, "q"),
        ("/v1/areas?bbox=1,2,3", "bbox"),
        ("/v1/areas?bbox=-5,33,-6,34", "bbox"),
        ("/v1/areas?bbox=a,b,c,d", "bbox"),
        ("/v1/areas?contains=181,0", "contains"),
        ("/v1/areas?contains=0,90.5", "contains"),
        ("/v1/areas?contains=nan,1", "contains"),
        ("/v1/areas?contains=1e999,1", "contains"),
        ("/v1/areas?contains=", "contains"),
        ("/v1/areas?near=-inf,33", "near"),
        ("/v1/areas?near=1,2&radius_m=nan", "radius_m"),
        ("/v1/areas?near=1,2&radius_m=inf", "radius_m"),
        ("/v1/areas?near=1,2&radius_m=-5", "radius_m"),
        ("/v1/areas?near=1,2&radius_m=1e300", "radius_m"),
        ("/v1/areas?radius_m=5", "radius_m"),
        ("/v1/areas?format=xml", "format"),
        ("/v1/areas?detail=extreme", "detail"),
        ("/v1/areas/village/1", "level"),
        ("/v1/elections/%00", "code"),
        ("/v1/elections/%ff", "code"),
        ("/v1/parties/" + "x" * 101, "code"),
        ("/v1/seats/house-2021-local?party=RNI", "party"),
        ("/v1/seats/house-2021-local/prices?party=%00", "party"),
        ("/v1/seats/house-2021-local/targets?party=" + "x" * 101, "party"),
        ("/v1/seats/%ff", "election"),
        ("/v1/seats/house-2021-local/laws?format=geojson", "format"),
        ("/v1/laws?x=1", "x"),
        ("/v1/laws?format=gpkg", "format"),
        ("/v1/areas?cursor=W10", "cursor"),
        ("/v1/areas?cursor=%D9%85", "cursor"),
        ("/v1/areas?cursor=" + "W" * 501, "cursor"),
        ("/v1/areas?sort=geom", "sort"),
        ("/v1/areas?fields=geometry", "fields"),
    ],
)
def test_a_bad_parameter_is_named(client, address, parameter):
    found = problem(client.get(address), 400)
    assert list(found["parameters"]) == [parameter]
    assert found["type"] == "/docs#bad-parameter"


def test_nothing_at_an_address_and_a_method_that_is_not_allowed(client):
    problem(client.get("/v2/parties"), 404)
    answer = client.post("/v1/parties")
    problem(answer, 405)
    assert answer.headers["allow"] == "GET"


ANYTHING = st.text(max_size=60) | st.sampled_from(
    ["03", "RNI", "house-2021-local", "-5.5,33.9", "1e308", "constituency", "-name_fr,code", "xlsx", "gpkg", "W10"]
)


@hypothesis_settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from(
        [
            "/v1/elections",
            "/v1/parties",
            "/v1/areas",
            "/v1/contests",
            "/v1/results",
            "/v1/scores",
            "/v1/sources",
            "/v1/laws",
        ]
        + [f"/v1/seats/house-2016-local{part}" for part in ("", "/parties", "/prices", "/targets", "/endangered")]
        + ["/v1/areas/nearest", "/v1/totals", "/v1/comparison/areas", "/v1/comparison/elections", "/v1/ranking"]
    ),
    parameters=st.dictionaries(
        st.sampled_from(
            [
                "election",
                "party",
                "area",
                "level",
                "parent",
                "q",
                "bbox",
                "contains",
                "near",
                "radius_m",
                "limit",
                "format",
                "cursor",
                "sort",
                "fields",
                "areas",
                "zone",
                "before",
                "after",
                "class",
                "sort",
                "share_min",
            ]
        )
        | st.text(max_size=8),
        ANYTHING,
        max_size=4,
    ),
)
def test_whatever_is_asked_the_answer_is_an_answer_or_a_problem_of_the_asker(client, address, parameters):
    askable = {name: value.encode("utf-8", "replace") for name, value in parameters.items()}
    assert client.get(address, params=askable).status_code in {200, 400, 404}


@hypothesis_settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_whatever_code_is_asked_for(client, code):
    assert client.get(f"/v1/parties/{quote(code, safe='')}").status_code in {200, 400, 404}


def test_without_a_database_the_service_lives_and_says_when_to_come_back(nobody_listens, serving):
    with serving(nobody_listens) as client:
        assert client.get("/health/live").json() == {"status": "live"}
        for address in ("/health/ready", "/v1/elections", "/v1/areas?q=casa"):
            answer = client.get(address)
            assert problem(answer, 503)["detail"] == "The database does not answer."
            assert int(answer.headers["retry-after"]) > 0
        answer = client.get("/v1/parties", headers={"If-None-Match": 'W/"x"'})
        problem(answer, 503)


def test_a_database_without_tables_is_not_ready(new_database, settings, serving):
    with new_database() as empty, serving(empty) as client:
        problem(client.get("/health/ready"), 503)
        problem(client.get("/v1/parties"), 503)


def test_tables_without_data_are_not_ready(own_settings, serving):
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("TRUNCATE dataset_digest")
    with serving(own_settings) as client:
        for address in ("/health/ready", "/v1/parties", "/maps/"):
            assert "etl load" in problem(client.get(address), 503)["detail"]


def test_sources_are_listed_after_one_was_unloaded(own_settings, serving):
    load.unload(own_settings, "house-2021-regional")
    with serving(own_settings) as client:
        found = {source["source_code"] for source in client.get("/v1/sources").json()["items"]}
    assert "house-2021-local" in found
    assert "house-2021-regional" not in found


def test_tables_of_another_revision_are_not_ready(own_settings, serving):
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'other'")
    with serving(own_settings) as client:
        assert "other" in problem(client.get("/health/ready"), 503)["detail"]


def test_a_ready_service_tells_its_dataset(client):
    found = client.get("/health/ready").json()
    assert found["status"] == "ready"
    assert found["dataset_version"] == client.get("/v1/parties").json()["provenance"]["dataset_version"]


def test_a_question_that_takes_too_long_is_given_up(settings, serving):
    hasty = settings.model_copy(update={"statement_timeout_ms": 1})
    with serving(hasty) as client:
        answer = client.get("/v1/areas?near=-7.6,33.57&radius_m=1000000")
        assert "longer than one read may take" in problem(answer, 503)["detail"]
        assert answer.headers["retry-after"]


def test_connections_that_end_are_replaced(own_settings, serving):
    with serving(own_settings) as client:
        assert client.get("/v1/parties").status_code == 200
        with psycopg.connect(own_settings.libpq_url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert client.get("/v1/elections").status_code == 200


def test_more_askers_than_connections_are_all_answered(client):
    with ThreadPoolExecutor(80) as askers:
        answers = list(askers.map(lambda _: client.get("/v1/areas?parent=03&level=province"), range(80)))
    assert {answer.status_code for answer in answers} == {200}


def test_a_failure_of_ours_shows_no_trace_and_is_logged_under_its_id(own_settings, serving, caplog):
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("REVOKE SELECT ON party FROM kharita_reader")
    with serving(own_settings) as client:
        answer = client.get("/v1/parties", headers={"X-Request-ID": "seen"})
    found = problem(answer, 500)
    assert "Traceback" not in answer.text
    assert "party" not in found["detail"]
    assert answer.headers["x-request-id"] == "seen"
    assert "seen" in caplog.text
    assert "permission denied" in caplog.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadParameter("limit", "is too small"), 400),
        (NotFound("nothing"), 404),
        (NotReady("not yet"), 503),
        (NotInstalled("a file"), 503),
        (sql.TimeoutError("QueuePool limit reached"), 503),
        (sql.OperationalError("SELECT 1", {}, psycopg.errors.AdminShutdown("terminating")), 503),
        (sql.OperationalError("SELECT 1", {}, psycopg.errors.QueryCanceled("statement timeout")), 503),
        (sql.ProgrammingError("SELECT 1", {}, psycopg.errors.SyntaxError("near")), 500),
        (ZeroDivisionError(), 500),
    ],
)
def test_the_table_of_problems(error, status):
    found = problem_of(error)
    assert found.status == status
    assert "SELECT" not in found.detail
