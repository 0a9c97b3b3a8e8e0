"""An outlook is computed again when something that it depends on has changed, and only then."""

import psycopg
import pytest
from psycopg import sql

from etl.outlook_store import store_outlooks


def stored(settings) -> dict[str, int | None]:
    told: dict[str, int | None] = {}
    store_outlooks(settings, told.__setitem__)
    return told


def test_what_is_unchanged_is_not_computed_again(own_settings):
    assert stored(own_settings) == {"next-house": None, "councils-2027": None}


@pytest.mark.parametrize(
    ("change", "depending"),
    [
        ("UPDATE party_result SET votes = votes + 1 WHERE election_code = 'house-2026-regional'", {"next-house"}),
        (
            "UPDATE party_result SET seats_won = seats_won + 1 WHERE election_code = 'communal-2021' "
            "AND party_code = 'MP'",
            {"councils-2027"},
        ),
    ],
)
def test_a_change_computes_what_depends_on_it(own_settings, change, depending):
    with psycopg.connect(own_settings.libpq_url) as connection:
        before = dict(connection.execute("SELECT outlook, input_digest FROM outlook_run").fetchall())
        connection.execute(change)
    assert {outlook for outlook, chances in stored(own_settings).items() if chances} == depending
    with psycopg.connect(own_settings.libpq_url) as connection:
        after = dict(connection.execute("SELECT outlook, input_digest FROM outlook_run").fetchall())
    assert {outlook for outlook in before if before[outlook] != after[outlook]} == depending


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ("institution = 'communal_council'", {"next-house"}),
        ("date < '2021-01-01' AND ballot = 'local'", {"next-house"}),
        ("institution = 'house'", set()),
    ],
)
def test_an_outlook_whose_elections_are_gone_goes(own_settings, gone, left):
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute(f"DELETE FROM contest USING election WHERE code = election_code AND {gone}")
    stored(own_settings)
    assert set(runs(own_settings)) == left


def test_without_the_last_house_the_next_one_is_forecast_from_the_one_before(own_settings):
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("DELETE FROM contest WHERE election_code IN ('house-2026-local', 'house-2026-regional')")
    stored(own_settings)
    assert runs(own_settings) == {
        "next-house": ["house-2021-local", "house-2021-regional"],
        "councils-2027": ["communal-2021", "house-2021-local"],
    }


def test_a_later_house_is_what_the_next_one_is_forecast_from(own_settings):
    """SIMULATED: the figures of 2026 once more, called those of 2031 and of councils of 2027."""
    with psycopg.connect(own_settings.libpq_url) as connection:
        for old, new, day in (
            ("house-2026-local", "house-2031-local", "2031-09-24"),
            ("house-2026-regional", "house-2031-regional", "2031-09-24"),
            ("communal-2021", "communal-2027", "2027-09-08"),
        ):
            repeat_election(connection, old, new, day)
    stored(own_settings)
    assert runs(own_settings) == {
        "next-house": ["house-2031-local", "house-2031-regional"],
        "councils-2033": ["communal-2027", "house-2031-local"],
    }
    with psycopg.connect(own_settings.libpq_url) as connection:
        [calibration] = connection.execute(
            "SELECT calibration FROM outlook_run WHERE outlook = 'next-house'"
        ).fetchone()
    assert "house-2026-local → house-2031-local" in [row["transition"] for row in calibration]


def runs(settings) -> dict[str, list[str]]:
    """The outlooks that are stored, with the elections that they know."""
    with psycopg.connect(settings.libpq_url) as connection:
        return dict(connection.execute("SELECT outlook, elections FROM outlook_run").fetchall())


def repeat_election(connection, old: str, new: str, day: str) -> None:
    """Copy an election, its contests and lists under another code and day."""
    named = {"old": old, "new": new, "day": day}
    connection.execute(
        sql.SQL("CREATE TABLE {} PARTITION OF party_result FOR VALUES IN ({})").format(
            sql.Identifier(f"party_result_{new}"), sql.Literal(new)
        )
    )
    for table, where, changed in (
        ("election", "code = %(old)s", {"code": "%(new)s", "date": "%(day)s"}),
        ("contest", "election_code = %(old)s", {"id": "nextval('contest_id_seq')", "election_code": "%(new)s"}),
    ):
        columns = columns_of(connection, table)
        values = ", ".join(changed.get(column, column) for column in columns)
        connection.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE {where}", named
        )
    lists = columns_of(connection, "party_result")
    values = ", ".join({"contest_id": "now.id", "election_code": "%(new)s"}.get(one, f"list.{one}") for one in lists)
    connection.execute(
        f"""
        INSERT INTO party_result ({", ".join(lists)}) SELECT {values} FROM party_result AS list
        JOIN contest AS past ON past.id = list.contest_id AND past.election_code = %(old)s
        JOIN contest AS now ON now.area_id = past.area_id AND now.election_code = %(new)s
        WHERE list.election_code = %(old)s
        """,
        named,
    )


def columns_of(connection, table: str) -> list[str]:
    """Names of the columns that are written."""
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", [table]
    )
    return [name for (name,) in rows.fetchall()]
