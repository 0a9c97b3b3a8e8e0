"""Councillors counted while they are read: seats by party and commune remain, and no person."""

from dataclasses import replace

import pandas as pd
import psycopg
import pytest

from app.settings import ROOT
from etl.checks import check_results, fatal_problems
from etl.load import load
from etl.readers.councillors import read_councillors, with_seats
from etl.registry import read_results
from etl.sources import Refused, read_publications
from tests import workbooks

DATA = ROOT / "data"
SEATS = 9


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    return workbooks.units().iloc[:40]


@pytest.fixture
def source(own_source, places):
    return own_source(
        "elus.xlsx",
        workbooks.councillor_workbook(places, SEATS, seed=5),
        reader="councillors",
        election="communal-2021",
        elections=read_publications(DATA)["tafra-councillors-2021"].elections,
        coverage="the simulated councillors are of forty communes",
    )


def test_seats_are_counted_by_party_and_commune(source, codes, places):
    results = read_results(source, DATA, codes)
    assert sorted(results.contests["area_code"]) == sorted(places["commune_code"])
    seats = results.votes.groupby("area_code")["seats_won"].sum()
    assert set(seats) == {SEATS}
    assert results.votes["votes"].isna().all()
    assert fatal_problems(check_results(results, source, codes)) == []


def test_no_name_is_left_in_what_was_read(source, codes):
    results = read_results(source, DATA, codes)
    kept = results.contests.astype("string").to_csv() + results.votes.astype("string").to_csv() + str(results.problems)
    assert "Simulée" not in kept


def test_no_name_reaches_the_database(without_councils, source):
    load(without_councils, [source], lambda loaded: None)
    with psycopg.connect(without_councils.libpq_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            query = f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE '%Simulée%'"
            assert connection.execute(query).fetchall() == [(0,)], table
        found = connection.execute(
            "SELECT count(votes), sum(seats_won) FROM party_result JOIN contest ON contest.id = contest_id "
            "WHERE contest.election_code = 'communal-2021'"
        ).fetchall()
    assert found == [(0, 40 * SEATS)]


def test_another_reader_refuses_the_same_file(source, codes):
    with pytest.raises(Refused, match="holds personal data"):
        read_results(replace(source, reader="form"), DATA, codes)


def test_a_number_of_rows_other_than_declared_is_refused(source, codes):
    with pytest.raises(Refused, match="has 360 councillors, 361 are declared"):
        read_results(replace(source, assertions={"records": 361}), DATA, codes)


def test_seats_lie_beside_votes_and_a_list_without_a_seat_has_none(source, own_source, codes, places):
    councillors = read_councillors(source, {"elus.xlsx": source.location}, codes)
    content = workbooks.communal_workbook(places, seed=3)
    votes = read_results(own_source("c.xlsx", content, reader="tafra", election="communal-2021"), DATA, codes)
    both = with_seats(votes, councillors)
    key = ["area_code", "party_code"]
    won = both.votes.set_index(key)["seats_won"]
    counted = councillors.votes.set_index(key)["seats_won"]
    assert (won.reindex(counted.index) == counted).all()
    assert (won.drop(counted.index) == 0).all()
    polled = votes.votes.set_index(key)["votes"]
    assert (both.votes.set_index(key)["votes"].reindex(polled.index) == polled).all()
