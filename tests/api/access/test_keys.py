"""Who may ask what: with which key, and where without one."""

import asyncio
import datetime as dt
import hashlib

import psycopg
import pytest
from typer.testing import CliRunner

from app.commands.keys import app as command
from app.commands.keys import create, revoke
from app.http.access import Role
from app.http.callers import FRESH_S, CallerCache
from app.store.database import create_reading_engine, session_factory
from tests.api.access.conftest import ELSEWHERE, YEAR
from tests.api.test_errors import problem
from tests.api.test_seats import SIMULATE

ADDRESS = "/v1/parties"
SCENARIO = {"election": "house-2021-local"}


def key_id(key: str) -> str:
    return key.split("_")[1]


class TestWithoutAKey:
    def test_the_machine_itself_may_read_and_nothing_more(self, near):
        for address in (ADDRESS, "/", "/docs", "/openapi.json", "/ogc", "/ogc/collections/regions/items"):
            assert near.get(address).status_code == 200
        for answer in (near.post(SIMULATE, json=SCENARIO), near.get("/metrics")):
            assert "without one you ask as reader" in problem(answer, 401)["detail"]

    def test_a_key_opens_more_there_too(self, serving, keyed_settings, make_key):
        with serving(keyed_settings) as client:
            told = {"X-API-Key": make_key(Role.admin)}
            assert client.post(SIMULATE, json=SCENARIO, headers=told).status_code == 200
            assert client.get("/metrics", headers=told).status_code == 200

    def test_elsewhere_nothing_is_but_health(self, far):
        assert far.get("/health/live").status_code == 200
        assert far.get("/health/ready").status_code == 200
        for address in (ADDRESS, "/", "/docs", "/openapi.json", "/ogc", "/maps/", "/metrics", "/nothing"):
            answer = far.get(address)
            assert problem(answer, 401)["type"] == "/docs#key-needed"
            assert [each.split()[0] for each in answer.headers.get_list("www-authenticate")] == ["Bearer", "Basic"]

    @pytest.mark.parametrize(
        "told",
        [
            *({"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-Proto": "https"}, {"X-Forwarded-Host": "localhost"}),
            *({"Forwarded": "for=_x"}, {"Via": "1.1 p"}, {"X-Real-IP": "127.0.0.1"}),
            *({"CF-Connecting-IP": "203.0.113.7"}, {"CF-Ray": "1"}, {"True-Client-IP": "203.0.113.7"}),
        ],
        ids=lambda told: next(iter(told)),
    )
    def test_what_came_through_a_proxy_is_not_of_the_machine_itself(self, near, told):
        problem(near.get(ADDRESS, headers=told), 401)

    @pytest.mark.parametrize(
        ("end", "peer", "host"),
        [
            ("127.0.0.1", "127.0.0.1", "localhost:8000"),
            ("127.8.8.8", "127.0.0.1", "127.8.8.8"),
            ("[::1]", "::1", "[::1]:8000"),
            ("[::ffff:127.0.0.1]", "::ffff:127.0.0.1", "localhost"),
        ],
    )
    def test_the_machine_itself_has_many_names(self, settings, serving, end, peer, host):
        with serving(settings, f"http://{end}", peer) as client:
            assert client.get(ADDRESS, headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize(
        ("role", "statuses"),
        [
            ("none", (401, 401, 401)),
            ("reader", (200, 401, 401)),  # a key would help, so that one is asked for
            ("analyst", (200, 200, 401)),
            ("admin", (200, 200, 200)),
        ],
    )
    @pytest.mark.parametrize("where", [{}, ELSEWHERE], ids=["here", "elsewhere"])
    def test_a_setting_says_otherwise_wherever_one_asks(self, settings, serving, role, statuses, where):
        with serving(settings.model_copy(update={"public_role": role}), **where) as client:
            answers = (client.get(ADDRESS), client.post(SIMULATE, json=SCENARIO), client.get("/metrics"))
            assert tuple(answer.status_code for answer in answers) == statuses


class TestWithAKey:
    @pytest.mark.parametrize("role", list(Role))
    def test_each_role_may_do_what_those_before_it_may(self, far, make_key, role):
        told = {"X-API-Key": make_key(role)}
        assert far.get(ADDRESS, headers=told).status_code == 200
        assert far.post(SIMULATE, json=SCENARIO, headers=told).status_code == (200 if role >= Role.analyst else 403)
        assert far.get("/metrics", headers=told).status_code == (200 if role >= Role.admin else 403)

    def test_what_is_not_for_a_role_is_said(self, far, make_key):
        found = problem(far.post(SIMULATE, json=SCENARIO, headers={"X-API-Key": make_key()}), 403)
        assert found["detail"] == "This is for the role analyst; you ask as reader."

    def test_it_comes_in_one_of_three_headers(self, far, make_key):
        key = make_key()
        assert far.get(ADDRESS, headers={"X-API-Key": key}).status_code == 200
        assert far.get(ADDRESS, headers={"Authorization": f"bearer {key}"}).status_code == 200
        assert far.get(ADDRESS, auth=("anything", key)).status_code == 200

    def test_never_in_the_address(self, far, make_key):
        key = make_key()
        for name in ("api_key", "key", "token", "X-API-Key"):
            problem(far.get(ADDRESS, params={name: key}), 401)

    @pytest.mark.parametrize("told", ["", "nonsense", "kharita_000000000000_" + "x" * 43, "ك", "a" * 5000])
    @pytest.mark.parametrize("form", ["key", "bearer", "basic"])
    def test_one_that_is_none_is_refused_even_where_none_is_needed(self, client, told, form):
        if form == "key":
            answer = client.get(ADDRESS, headers={"X-API-Key": told.encode()})
        elif form == "bearer":
            answer = client.get(ADDRESS, headers={"Authorization": b"Bearer " + told.encode()})
        else:
            answer = client.get(ADDRESS, headers={"Authorization": b"Basic " + told.encode()})
        assert "not valid" in problem(answer, 401)["detail"]

    def test_it_ends_when_it_expires(self, far, make_key):
        problem(far.get(ADDRESS, headers={"X-API-Key": make_key(lasting=dt.timedelta(seconds=-1))}), 401)

    def test_what_is_kept_is_given_to_nobody_without(self, far, make_key):
        told = {"X-API-Key": make_key()}
        tag = far.get(ADDRESS, headers=told).headers["etag"]
        assert far.get(ADDRESS, headers={**told, "If-None-Match": tag}).status_code == 304
        problem(far.get(ADDRESS), 401)
        problem(far.get(ADDRESS, headers={"If-None-Match": tag}), 401)

    @pytest.mark.parametrize("held", [{}, {"If-None-Match": "held"}])
    def test_what_it_opens_is_for_its_holder_alone_to_keep(self, far, client, make_key, held):
        told = {"X-API-Key": make_key()}
        tag = far.get(ADDRESS, headers=told).headers["etag"]
        answer = far.get(ADDRESS, headers={**told, **dict.fromkeys(held, tag)})
        assert answer.headers["cache-control"] == "private, no-cache"
        assert {"Authorization", "X-API-Key"} <= set(", ".join(answer.headers.get_list("vary")).split(", "))
        assert client.get(ADDRESS).headers["cache-control"] == "no-cache"


class TestRevoking:
    def test_a_revoked_key_is_good_for_five_more_seconds_and_not_longer(self, keyed_settings, make_key):
        engine = create_reading_engine(keyed_settings)
        now = 1000.0
        known = CallerCache(session_factory(engine), clock=lambda: now)
        key = make_key()
        assert known.cached(key) is None
        holder = asyncio.run(known.find(key))
        assert holder == (key_id(key), Role.reader)
        revoke(keyed_settings, key_id(key))
        now += FRESH_S - 0.001
        assert known.cached(key) == holder
        now += 0.001
        assert known.cached(key) is None
        assert asyncio.run(known.find(key)) is None
        assert FRESH_S <= 5
        engine.dispose()

    def test_it_is_then_refused(self, far, keyed_settings, make_key, monkeypatch):
        monkeypatch.setattr("app.http.callers.FRESH_S", 0.0)
        key = make_key()
        assert far.get(ADDRESS, headers={"X-API-Key": key}).status_code == 200
        revoke(keyed_settings, key_id(key))
        problem(far.get(ADDRESS, headers={"X-API-Key": key}), 401)

    def test_a_key_that_is_known_costs_no_question_to_the_database(self, keyed_settings, serving, make_key):
        told = {"X-API-Key": make_key()}
        with serving(keyed_settings, **ELSEWHERE) as client, psycopg.connect(keyed_settings.libpq_url) as connection:
            problem(client.get("/nothing", headers=told), 404)
            connection.execute("ALTER FUNCTION find_api_key(bytea) RENAME TO gone")
            connection.commit()
            try:
                problem(client.get("/nothing", headers=told), 404)
                problem(client.get("/nothing", headers={"X-API-Key": make_key()}), 500)
            finally:
                connection.execute("ALTER FUNCTION gone(bytea) RENAME TO find_api_key")


class TestCommand:
    @pytest.fixture
    def keys(self, keyed_settings, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", keyed_settings.libpq_url)
        return lambda *arguments: CliRunner().invoke(command, arguments)

    def test_a_key_is_shown_once_and_its_hash_is_kept(self, keys, keyed_settings, far):
        made = keys("create", "--role", "analyst", "--label", "bureau-etudes", "--days", "30")
        assert made.exit_code == 0
        key = made.stdout.strip()
        assert far.post(SIMULATE, json=SCENARIO, headers={"X-API-Key": key}).status_code == 200
        listed = keys("list").stdout
        assert f"{key_id(key)}  analyst bureau-etudes" in listed
        assert key not in listed
        with psycopg.connect(keyed_settings.libpq_url) as connection:
            [row] = connection.execute("SELECT * FROM api_key WHERE id = %s", [key_id(key)]).fetchall()
            assert hashlib.sha256(key.encode()).digest() in row
            assert key.split("_", 2)[2] not in repr(row)

    def test_a_key_is_kept_in_a_file_as_long_as_it_is_valid(self, keys, far, tmp_path):
        file = tmp_path / "analyst.key"
        keep = ("keep", str(file), "--role", "analyst", "--label", "compose")
        assert keys(*keep).exit_code == 0
        first = file.read_text().strip()
        assert file.stat().st_mode & 0o077 == 0
        assert far.post(SIMULATE, json=SCENARIO, headers={"X-API-Key": first}).status_code == 200
        told = keys(*keep)
        assert (file.read_text().strip(), first in told.output) == (first, False)
        keys("revoke", key_id(first))
        assert keys(*keep).exit_code == 0
        assert far.get(ADDRESS, headers={"X-API-Key": file.read_text().strip()}).status_code == 200
        file.write_text("spoilt")
        assert keys(*keep).exit_code == 0
        assert far.get(ADDRESS, headers={"X-API-Key": file.read_text().strip()}).status_code == 200

    def test_a_key_is_revoked_by_its_id(self, keys, far):
        key = keys("create", "--role", "reader", "--label", "presse").stdout.strip()
        assert keys("revoke", key_id(key)).exit_code == 0
        problem(far.get(ADDRESS, headers={"X-API-Key": key}), 401)
        assert "revoked" in next(line for line in keys("list").stdout.splitlines() if key_id(key) in line)
        assert keys("revoke", key_id(key)).exit_code == 0

    @pytest.mark.parametrize(
        ("arguments", "named"),
        [
            (["create", "--role", "owner", "--label", "presse"], "--role"),
            (["create", "--role", "reader", "--label", "someone@example.org"], "--label"),
            (["create", "--role", "reader", "--label", "Two Names"], "--label"),
            (["create", "--role", "reader", "--label", "presse", "--days", "0"], "--days"),
            (["revoke", "000000000000"], "ID"),
        ],
    )
    def test_what_cannot_be_is_refused(self, keys, arguments, named):
        refused = keys(*arguments)
        assert refused.exit_code == 2
        assert named in refused.stderr

    def test_two_keys_are_never_alike(self, keyed_settings):
        made = {create(keyed_settings, Role.reader, "presse", YEAR) for _ in range(3)}
        assert len(made) == 3


def test_the_api_documents_say_how_a_key_is_sent(client):
    for address in ("/openapi.json", "/ogc/api"):
        document = client.get(address).json()
        schemes = document["components"]["securitySchemes"]
        assert schemes["key"] == {"type": "apiKey", "in": "header", "name": "X-API-Key"}
        assert [next(iter(one), None) for one in document["security"]] == [None, *schemes]
