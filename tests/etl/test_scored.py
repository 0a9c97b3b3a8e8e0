"""Scores are known to be up to date without looking at what they were computed from, and only then."""

import psycopg
import pytest
from typer.testing import CliRunner

from app.store.queries.digests import DATASET, whole_digests
from etl.__main__ import app
from etl.identity import renew
from etl.scored import loads_of, note_scored, scored_if_current

ELECTION = "house-2026-regional"
ONE_VOTE_MORE = """
    UPDATE party_result SET votes = votes + 1 WHERE (election_code, party_code) = (%(election)s, 'MP')
    AND contest_id = (
        SELECT min(contest_id) FROM party_result WHERE (election_code, party_code) = (%(election)s, 'MP')
    )
"""


@pytest.fixture
def noted(own_settings):
    """A database whose scores were noted to be up to date."""
    note_scored(own_settings, loads_of(own_settings))
    return own_settings


def change(settings, statement: str, elections: list[str]) -> None:
    """Change rows as a load does: their digests with them."""
    with psycopg.connect(settings.libpq_url) as connection:
        connection.execute(statement, {"election": ELECTION} if "%(election)s" in statement else None)
        renew(connection, elections)


def test_after_scoring_everything_is_told_to_be_unchanged(own_settings, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", own_settings.libpq_url)
    assert scored_if_current(own_settings) is None
    looked_at, known = (CliRunner().invoke(app, ["score"]).output.splitlines()[:-1] for _ in range(2))
    assert sorted(known) == sorted(looked_at)
    assert all(line.endswith(": unchanged") for line in known)
    assert f"  {ELECTION}: unchanged" in known
    assert scored_if_current(own_settings) is not None


def test_what_is_noted_is_no_part_of_the_data(own_settings):
    def version() -> str:
        with psycopg.connect(own_settings.libpq_url) as connection:
            renew(connection, [])
            return whole_digests(connection)[DATASET]

    before = version()
    note_scored(own_settings, loads_of(own_settings))
    assert version() == before


@pytest.mark.parametrize(
    ("statement", "elections"),
    [
        (ONE_VOTE_MORE, [ELECTION]),
        ("UPDATE party_lineage SET lineage_code = 'PJD' WHERE party_code = 'PGV'", []),
        ("UPDATE party_score SET score = score / 2 WHERE election_code = %(election)s", [ELECTION]),
    ],
)
def test_a_change_of_results_of_what_they_refer_to_or_of_scores_is_seen(noted, statement, elections):
    assert scored_if_current(noted) is not None
    change(noted, statement, elections)
    assert scored_if_current(noted) is None


@pytest.mark.parametrize("table", ["score_run", "outlook_run"])
def test_what_was_deleted_is_missed(noted, table):
    with psycopg.connect(noted.libpq_url) as connection:
        connection.execute(f"DELETE FROM {table} WHERE election_code LIKE 'house-2026%%'")
    assert scored_if_current(noted) is None


def test_a_changed_election_is_scored_by_the_command_and_known_afterwards(noted, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", noted.libpq_url)
    change(noted, ONE_VOTE_MORE, [ELECTION])
    told = CliRunner().invoke(app, ["score"]).output
    assert f"  {ELECTION}: 324 scores" in told
    assert "  house-2021-regional: unchanged" in told
    assert scored_if_current(noted) is not None


def test_nothing_is_noted_of_what_was_loaded_while_scores_were_computed(own_settings):
    loads = loads_of(own_settings)
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("INSERT INTO load_run (sources) VALUES ('{}')")
        renew(connection, [])
    note_scored(own_settings, loads)
    assert scored_if_current(own_settings) is None
