"""Our own form: results of any level, by code or by name, and samples of real councils."""

import io
import json
import tomllib
from pathlib import Path

import openpyxl
import pandas as pd
import psycopg
import pytest

from app.settings import ROOT
from etl.checks import check_results, fatal_problems
from etl.load import load
from etl.naming import find_sources
from etl.readers.form import FORM
from etl.registry import read_results
from etl.results import Results
from etl.sources import Refused
from etl.template import write_templates

DATA = ROOT / "data"
SAMPLES = Path(__file__).parent / "samples"
HEADER = (
    "election_code,area_code,party_code,votes,seats_won,seats,registered_voters,ballots_cast,valid_votes,invalid_votes,"
    "turnout"
)
CONTEST = """house-2021-local,ain-chock,RNI,600,2,3,3000,1100,1000,100,
house-2021-local,ain-chock,PAM,400,1,,,,,,
"""


@pytest.fixture
def read(own_source, codes):
    def read(content: bytes | str, name: str = "own.csv", **fields) -> tuple[Results, dict[str, list[str]]]:
        source = own_source(name, content, **fields)
        results = read_results(source, DATA, codes)
        checks = check_results(results, source, codes)
        return results, {check.name: [str(p) for p in check.problems] for check in checks if check.problems}

    return read


@pytest.fixture
def written(read):
    """Read rows below the usual header."""
    return lambda rows: read(f"{HEADER}\n{rows}", coverage="one contest")


class TestForm:
    def test_a_contest_and_its_lists(self, written):
        results, found = written(CONTEST)
        assert found == {}
        (contest,) = results.contests.to_dict("records")
        assert contest["turnout"] == pytest.approx(1100 / 3000)
        assert results.votes["seats_won"].tolist() == [2, 1]

    def test_figures_of_a_contest_may_stand_in_each_of_its_rows(self, written):
        repeated = CONTEST.replace(",400,1,,,,,,", ",400,1,3,3000,1100,1000,100,")
        pd.testing.assert_frame_equal(written(repeated)[0].contests, written(CONTEST)[0].contests)

    def test_figures_that_contradict_each_other(self, written):
        _, found = written(CONTEST.replace(",400,1,,", ",400,1,5,"))
        assert found["cells"] == [
            "own.csv, row 3: ain-chock: seats of house-2021-local has several values: 3 (row 2), 5 (row 3)"
        ]

    def test_a_row_without_a_party_tells_of_the_contest_alone(self, written):
        results, found = written("house-2021-local,ain-chock,,,,3,3000,1100,1000,100,\n")
        assert (len(results.contests), len(results.votes)) == (1, 0)
        assert list(found) == ["lists_known"]

    def test_the_same_in_every_form_of_file(self, read):
        rows = list(pd.read_csv(io.StringIO(f"{HEADER}\n{CONTEST}"), dtype=str).to_dict("records"))
        known = [{key: value for key, value in row.items() if isinstance(value, str)} for row in rows]
        book, content = openpyxl.Workbook(), io.BytesIO()
        book.active.append(HEADER.split(","))
        for row in known:
            book.active.append([row.get(column) for column in HEADER.split(",")])
        book.save(content)
        text = f"{HEADER}\n{CONTEST}"
        expected, _ = read(text)
        for name, same in (
            ("own.jsonl", "\n".join(json.dumps(row) for row in known)),
            ("own.xlsx", content.getvalue()),
            ("own.csv", text.replace(",", ";").encode("utf-8-sig")),
        ):
            found, _ = read(same, name)
            pd.testing.assert_frame_equal(found.votes.reset_index(drop=True), expected.votes.reset_index(drop=True))
            pd.testing.assert_frame_equal(
                found.contests.reset_index(drop=True), expected.contests.reset_index(drop=True)
            )

    def test_areas_may_be_named(self, read):
        text = "election_code;province_name;area_name;party_code;votes\n"
        text += "communal-2021;تطوان;Tétouan;RNI;100\nhouse-2021-local;;Aïn Chock;RNI;1\n"
        results, _ = read(text.encode())
        assert results.contests["area_code"].tolist() == ["01.571.01.11", "ain-chock"]

    def test_a_name_that_leads_nowhere(self, read):
        results, found = read("election_code,area_name,party_code,votes\nhouse-2021-local,Atlantis,RNI,1\n")
        assert found["units_matched"] == ["own.csv, row 2: 'Atlantis' is the name of 0 areas (constituency)"]
        assert results.contests.empty

    def test_a_column_that_is_not_of_the_form(self, read):
        with pytest.raises(Refused, match="unknown: voix"):
            read("election_code,area_code,party_code,voix\n")


class TestChecks:
    @pytest.mark.parametrize(
        ("old", "new", "check"),
        [
            (",600,", ",601,", "votes_sum"),
            (",100,\n", ",101,\n", "ballots_sum"),
            (",3000,", ",1050,", "within_registered"),
            (",600,2,", ",600,3,", "seats_sum"),
            ("PAM", "RNI", "lists_unique"),
            ("PAM", "XYZ", "parties_known"),
            ("ain-chock", "atlantis", "areas_known"),
            ("house-2021-local", "senate-2021", "elections_known"),
            (",600,", ",-600,", "cells"),
            (",600,", ",100000001,", "cells"),
            (",100,\n", ",100,45\n", "cells"),
            (",100,\n", ",100,0.5\n", "turnout_consistent"),
        ],
    )
    def test_each_is_named(self, written, old, new, check):
        assert check in written(CONTEST.replace(old, new))[1]

    def test_totals_against_the_declared(self, read):
        text = f"{HEADER}\n{CONTEST}"
        assert "declared_totals" not in read(text, assertions={"contests": 1, "valid_votes": 1000, "seats": 3})[1]
        assert read(text, assertions={"valid_votes": 999})[1]["declared_totals"] == [
            "own.csv: valid_votes sum to 1000, 999 are declared"
        ]

    def test_an_area_without_a_contest_needs_a_reason(self, read):
        text = f"{HEADER}\n{CONTEST}"
        assert len(read(text)[1]["coverage"]) == 91
        assert "coverage" not in read(text, coverage="one seat was contested")[1]

    def test_a_fatal_finding_may_be_tolerated_for_a_reason(self, own_source, codes):
        text = f"{HEADER}\n{CONTEST}".replace(",600,2,", ",600,3,")
        for tolerated, fatal in (({}, 1), ({"seats_sum": "a seat is disputed"}, 0)):
            source = own_source("own.csv", text, tolerated=tolerated)
            checks = check_results(read_results(source, DATA, codes), source, codes)
            assert len(fatal_problems(checks)) == fatal
            assert sum(len(check.problems) for check in checks if check.name == "seats_sum") == 1


class TestTemplate:
    def test_it_is_read_as_it_is_written(self, tmp_path, without_councils):
        table, workbook, _ = write_templates(tmp_path)
        assert list(pd.read_csv(table, encoding="utf-8-sig").columns) == list(FORM)
        for path in (table, workbook):
            (source,) = find_sources([str(path)], DATA)
            loaded = []
            load(without_councils, [source], loaded.append)
            assert loaded[0].source == "results"

    def test_it_overwrites_nothing(self, tmp_path):
        write_templates(tmp_path)
        (tmp_path / "results.csv").write_text("mine")
        with pytest.raises(FileExistsError):
            write_templates(tmp_path)
        assert (tmp_path / "results.csv").read_text() == "mine"


class TestSamples:
    """Figures of elections.ma, 8 September 2021: councils of Dakhla-Oued Ed-Dahab, and Tétouan second-hand."""

    def test_seats_of_the_councils_of_dakhla(self, without_councils):
        sources = find_sources([str(SAMPLES / "dakhla.csv")], DATA)
        load(without_councils, sources, lambda loaded: None)
        with psycopg.connect(without_councils.libpq_url) as connection:
            won = connection.execute(
                "SELECT party_code, seats_won, votes FROM party_tally JOIN area ON area.id = area_id "
                "WHERE election_code = 'communal-2021' AND level = 'region' ORDER BY seats_won DESC LIMIT 3"
            ).fetchall()
            city = connection.execute(
                "SELECT count(*), sum(seats_won) FROM party_result JOIN contest ON contest.id = contest_id "
                "JOIN area ON area.id = area_id "
                "WHERE area.code = '12.391.01.01' AND contest.election_code = 'communal-2021'"
            ).fetchall()
        assert won == [("PI", 115, None), ("RNI", 57, None), ("MP", 34, None)]
        assert city == [(12, 35)]

    def test_turnout_in_the_communes_of_tetouan(self, without_councils):
        (source,) = find_sources([str(SAMPLES / "tetouan.csv")], DATA)
        loaded = []
        load(without_councils, [source], loaded.append)
        with psycopg.connect(without_councils.libpq_url) as connection:
            found = connection.execute(
                "SELECT count(*), sum(seats), sum(valid_votes), max(turnout) FROM contest "
                "WHERE election_code = 'communal-2021'"
            ).fetchall()
        assert found == [(22, 424, 85_364, 0.8527)]
        warned = {check.name for check in loaded[0].checks if check.problems}
        assert warned <= {"lists_known", "turnout_consistent", "turnout_likely"}  # one commune stands apart

    def test_both_are_of_one_election(self, without_councils):
        sources = find_sources([str(SAMPLES / "dakhla.csv"), str(SAMPLES / "tetouan.csv")], DATA)
        load(without_councils, sources, lambda loaded: None)
        with psycopg.connect(without_councils.libpq_url) as connection:
            found = connection.execute("SELECT count(*) FROM contest WHERE election_code = 'communal-2021'").fetchall()
        assert found == [(35,)]

    def test_they_name_their_source(self):
        for path in sorted(SAMPLES.glob("*.toml")):
            assert "elections.ma" in tomllib.loads(path.read_text(encoding="utf-8"))["citation"]
