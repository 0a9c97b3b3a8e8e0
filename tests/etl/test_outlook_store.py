"""An outlook is computed again when something that it depends on has changed, and only then."""

import psycopg
import pytest

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


def test_an_outlook_whose_elections_are_gone_goes(own_settings):
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("DELETE FROM contest WHERE election_code = 'communal-2021'")
    assert stored(own_settings) == {}
    with psycopg.connect(own_settings.libpq_url) as connection:
        assert connection.execute("SELECT count(*) FROM outlook_run").fetchone() == (0,)
