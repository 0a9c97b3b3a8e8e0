"""What the service could do to the database if it were made to run SQL of somebody else's: read, and not for long."""

import secrets

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.api.dependencies import SessionDep
from app.store.database import create_reading_engine
from tests.api.test_errors import problem

HARM = {
    "insert": "INSERT INTO load_run (sources) VALUES ('{}')",
    "update": "UPDATE party SET acronym = 'X'",
    "delete": "DELETE FROM party_result",
    "truncate": "TRUNCATE contest CASCADE",
    "lock": "BEGIN; LOCK TABLE contest IN ACCESS EXCLUSIVE MODE",
    "create a table": "CREATE TABLE loot (secret text)",
    "create a schema": "CREATE SCHEMA loot",
    "create a function": "CREATE FUNCTION loot() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "create a role": "CREATE ROLE intruder SUPERUSER LOGIN",
    "alter a table": "ALTER TABLE party ADD COLUMN loot text",
    "drop a table": "DROP TABLE party_result",
    "replace the function that finds keys": "DROP FUNCTION find_api_key(bytea)",
    "list keys": "SELECT * FROM api_key",
    "make a key": "INSERT INTO api_key (id, sha256, role, label, expires_at) VALUES ('a', 'b', 'admin', 'c', now())",
    "run a program": "COPY party TO PROGRAM 'true'",
    "write a file": "COPY party TO '/tmp/loot'",
    "read a file": "SELECT pg_read_file('/etc/passwd')",
    "list files": "SELECT pg_ls_dir('/')",
    "import a file": "SELECT lo_import('/etc/passwd')",
    "configure the server": "ALTER SYSTEM SET log_statement = 'all'",
    "become the owner": "SELECT set_config('role', '{owner}', false)",
    "become the owner for the session": "SELECT set_config('session_authorization', '{owner}', false)",
    "grant oneself rights": "ALTER ROLE kharita_reader SUPERUSER",
}


@pytest.fixture(scope="module")
def login(server, settings):
    """Settings with a login as `./run` makes one for the service: it may do what the reading role may."""
    name, password = f"kharita_test_{secrets.token_hex(4)}", secrets.token_hex(8)
    made, role = sql.Identifier(name), sql.Identifier("kharita_reader")
    with psycopg.connect(settings.libpq_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE {}").format(made, password, role))
        try:
            address = settings.database_url.replace(
                f"//{server['user']}:{server['password']}@", f"//{name}:{password}@"
            )
            yield settings.model_copy(update={"database_url": address})
        finally:
            connection.execute(sql.SQL("DROP ROLE {}").format(made))


@pytest.mark.parametrize("harm", HARM)
def test_the_login_itself_may_do_no_harm_even_where_nothing_says_that_it_only_reads(login, server, harm):
    with psycopg.connect(login.libpq_url, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(HARM[harm].replace("{owner}", server["user"]))


@pytest.mark.parametrize(
    "way_out", ["RESET ROLE", "SET default_transaction_read_only = off", "DISCARD ALL", "SELECT 1"]
)
@pytest.mark.parametrize("harm", ["update", "list keys", "create a table", "become the owner"])
def test_nor_may_its_connections_after_whatever_was_run_on_them(login, server, harm, way_out):
    engine = create_reading_engine(login)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(way_out))
        with pytest.raises(DBAPIError) as refused:
            connection.exec_driver_sql(HARM[harm].replace("{owner}", server["user"]))
    engine.dispose()
    expected = psycopg.errors.InsufficientPrivilege | psycopg.errors.ReadOnlySqlTransaction
    assert isinstance(refused.value.orig, expected)


def test_a_service_with_that_login_answers_as_any(login, serving, client):
    with serving(login) as limited:
        assert limited.get("/health/ready").json() == client.get("/health/ready").json()
        assert limited.get("/v1/parties").content == client.get("/v1/parties").content
        problem(limited.get("/v1/parties", headers={"X-API-Key": f"kharita_{'0' * 12}_{'x' * 43}"}), 401)


def test_no_question_with_a_parameter_can_bring_a_second_statement(reader_session):
    with pytest.raises(DBAPIError, match="multiple commands"):
        reader_session.execute(text("SELECT :one; RESET ROLE"), {"one": 1})


@pytest.mark.parametrize("own_login", [True, False], ids=["login of its own", "login of the owner"])
def test_a_question_that_sleeps_is_ended(login, settings, serving, own_login):
    hasty = (login if own_login else settings).model_copy(update={"statement_timeout_ms": 100})
    with serving(hasty) as client:

        @client.app.get("/sleep")
        def sleep(session: SessionDep) -> None:
            session.execute(text("SELECT pg_sleep(3600)"))

        answer = client.get("/sleep")
    assert "longer than one read may take" in problem(answer, 503)["detail"]
    assert int(answer.headers["retry-after"]) > 0
