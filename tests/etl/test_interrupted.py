"""Loads that are killed, and loads at once: the database holds the old data or the new, whole."""

import multiprocessing
import random
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from app.settings import ROOT
from etl.load import load
from etl.naming import find_sources
from etl.sources import SourceDeclaration

DATA = ROOT / "data"
SAMPLES = Path(__file__).parent / "samples"
KILLS = 50


@pytest.fixture(scope="module")
def fresh_process() -> Callable[..., multiprocessing.Process]:
    """Start a load in a process of its own, which has the loader imported already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["etl.load"])

    def start(settings, sources: list[SourceDeclaration]):
        process = context.Process(target=load, args=(settings, sources, bool))
        process.start()
        return process

    return start


def query(settings, statement):
    with psycopg.connect(settings.libpq_url) as connection:
        return connection.execute(statement).fetchall()


def content(settings) -> list[tuple[str]]:
    """Checksum of all that a load writes, but for ids and the number of the version."""
    return query(
        settings,
        """
        SELECT md5(string_agg(row, '|' ORDER BY row)) FROM (
            SELECT concat_ws(',', 'contest', election_code, area_id, seats, valid_votes, turnout) AS row FROM contest
            UNION ALL SELECT concat_ws(',', 'list', contest.election_code, area_id, party_code, votes, seats_won)
            FROM party_result JOIN contest ON contest.id = contest_id
            UNION ALL SELECT concat_ws(',', 'sum', election_code, area_id, party_code, votes, seats_won, contests)
            FROM party_tally
            UNION ALL SELECT concat_ws(',', 'file', source_code, path, sha256) FROM source_file
            UNION ALL SELECT concat_ws(',', 'party', code, name_fr) FROM party
            UNION ALL SELECT concat_ws(',', 'election', code, name_fr) FROM election
        ) AS rows
        """,
    )


def wait_for_backends(settings) -> None:
    """Wait until the server has noticed that its client is gone."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    while query(settings, others) != [(0,)]:
        time.sleep(0.005)


def edition(tmp_path: Path, name: str, old: str, new: str) -> list[SourceDeclaration]:
    """Seats of the sample, in an edition of its own, as the same source."""
    folder = tmp_path / name
    folder.mkdir()
    for ending in ("csv", "toml"):
        text = (SAMPLES / f"dakhla.{ending}").read_text(encoding="utf-8")
        (folder / f"dakhla.{ending}").write_text(text.replace(old, new), encoding="utf-8")
    return find_sources([str(folder / "dakhla.csv")], DATA)


def test_a_load_killed_at_any_moment_leaves_the_old_data_whole(without_councils, fresh_process, tmp_path):
    first = edition(tmp_path, "first", "12.066.03.05,PI,-,14", "12.066.03.05,PI,-,14")
    second = edition(tmp_path, "second", "12.066.03.05,PI,-,14", "12.066.03.05,MP,-,14")
    fresh_process(without_councils, first).join()
    old = content(without_councils)
    started = time.monotonic()
    fresh_process(without_councils, second).join()
    longest = time.monotonic() - started
    new = content(without_councils)
    load(without_councils, first, bool)
    dice, found = random.Random(20210908), []
    for _ in range(KILLS):
        loader = fresh_process(without_councils, second)
        loader.join(dice.uniform(0, longest))
        loader.kill()
        loader.join()
        wait_for_backends(without_councils)
        found.append(content(without_councils))
        if found[-1] == new:  # it was done before it was killed
            load(without_councils, first, bool)
    assert set(map(str, found)) <= {str(old), str(new)}
    assert found.count(old) > 0
    load(without_councils, second, bool)
    assert content(without_councils) == new


def test_two_loads_at_once_both_end_well(without_councils, fresh_process):
    version = query(without_councils, "SELECT max(id) FROM load_run")[0][0]
    loaders = [
        fresh_process(without_councils, find_sources([str(SAMPLES / name)], DATA))
        for name in ("dakhla.csv", "tetouan.csv")
    ]
    for loader in loaders:
        loader.join()
    assert [loader.exitcode for loader in loaders] == [0, 0]
    found = query(without_councils, "SELECT count(*) FROM contest WHERE election_code = 'communal-2021'")
    assert found == [(35,)]
    assert query(without_councils, "SELECT max(id) FROM load_run") == [(version + 2,)]


def test_the_same_file_twice_at_once_is_loaded_once(without_councils, fresh_process):
    version = query(without_councils, "SELECT max(id) FROM load_run")[0][0]
    sources = find_sources([str(SAMPLES / "dakhla.csv")], DATA)
    loaders = [fresh_process(without_councils, sources) for _ in range(2)]
    for loader in loaders:
        loader.join()
    assert [loader.exitcode for loader in loaders] == [0, 0]
    assert query(without_councils, "SELECT max(id) FROM load_run") == [(version + 1,)]
