"""TAFRA's workbooks: the published ones give the shipped figures, simulated ones show how a layout is understood."""

from dataclasses import replace

import pandas as pd
import psycopg
import pytest

from app.settings import ROOT
from etl.checks import check_results, fatal_problems
from etl.codes import with_declared
from etl.load import load, unload
from etl.registry import read_results
from etl.results import COUNTS, KEY
from etl.sources import Refused, read_publications, read_sources
from etl.units import match_areas
from tests import workbooks
from tests.misspelling import misspell

DATA = ROOT / "data"
PUBLICATIONS = read_publications(DATA)
HOUSE = [
    *("house-2011-national", "house-2016-local", "house-2016-national", "house-2021-local", "house-2021-regional"),
]


def sorted_by(frame: pd.DataFrame, *key: str) -> pd.DataFrame:
    return frame.sort_values(list(key)).reset_index(drop=True)


class TestPublished:
    @pytest.fixture
    def published(self, publishers_file, codes):
        def read(code):
            source = replace(PUBLICATIONS[code], location=publishers_file(PUBLICATIONS[code]))
            known = with_declared(codes, source)
            results = read_results(source, DATA, known)
            assert fatal_problems(check_results(results, source, known)) == []
            return results

        return read

    @pytest.mark.parametrize("election", HOUSE)
    def test_the_workbook_gives_exactly_the_shipped_figures(self, published, codes, election):
        read, shipped = published(f"tafra-{election}"), read_results(read_sources(DATA)[election], DATA, codes)
        votes = [*KEY, "party_code", "votes"]
        pd.testing.assert_frame_equal(sorted_by(read.votes[votes], *votes), sorted_by(shipped.votes[votes], *votes))
        # 2021's registered voters are the press's, not the workbook's
        figures = [*KEY, *(set(COUNTS) - ({"registered_voters"} if "2021" in election else set())), "turnout"]
        pd.testing.assert_frame_equal(
            sorted_by(read.contests[figures], *KEY), sorted_by(shipped.contests[figures], *KEY), check_exact=True
        )

    def test_national_lists_of_2016_are_an_election_of_their_own(self, published):
        national = published("tafra-house-2016-national")
        assert len(national.contests) == 92
        assert set(national.contests["election_code"]) == {"house-2016-national"}
        assert national.contests["seats"].isna().all()

    def test_a_share_of_spoilt_votes_that_is_zero_everywhere_was_not_published(self, published):
        assert published("tafra-house-2021-local").contests["invalid_votes"].isna().all()

    def test_it_loads_in_the_place_of_the_table(self, own_settings, publishers_file):
        source = PUBLICATIONS["tafra-house-2016-national"]
        unload(own_settings, "house-2016-national")
        load(own_settings, [replace(source, location=publishers_file(source))], lambda loaded: None)
        with psycopg.connect(own_settings.libpq_url) as connection:
            found = connection.execute(
                "SELECT count(*), sum(valid_votes) FROM contest WHERE election_code = 'house-2016-national'"
            ).fetchall()
        assert found == [(92, 5_806_004)]

    def test_figures_that_another_source_has_loaded_are_not_replaced(self, own_settings, publishers_file):
        source = PUBLICATIONS["tafra-house-2021-local"]
        with pytest.raises(Refused, match="house-2021-local is already there from house-2021-local"):
            load(own_settings, [replace(source, location=publishers_file(source))], lambda loaded: None)


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    return workbooks.units()


@pytest.fixture(scope="module")
def communal() -> bytes:
    return workbooks.communal_workbook(workbooks.units(), seed=2021)


@pytest.fixture
def communal_source(own_source, communal):
    return own_source("communal.xlsx", communal, reader="tafra", election="communal-2021")


class TestCommunal:
    def test_every_commune_of_a_full_workbook_finds_its_code(self, communal_source, codes, places):
        results = read_results(communal_source, DATA, codes)
        assert sorted(results.contests["area_code"]) == sorted(places["commune_code"])
        checks = {check.name: check for check in check_results(results, communal_source, codes)}
        assert fatal_problems(list(checks.values())) == []
        assert checks["coverage"].problems == ()

    def test_a_row_becomes_the_contest_of_its_commune(self, communal_source, codes, places):
        results = read_results(communal_source, DATA, codes)
        row = workbooks.communal_rows(places, seed=2021)[7]
        code = places.at[7, "commune_code"]
        contest = results.contests.loc[9]  # the header is row 1
        votes = results.votes[results.votes["area_code"] == code].set_index("party_code")["votes"]
        cells = dict(zip([*workbooks.party_names(), workbooks.SIMULATED_PARTY], row[13:], strict=True))
        assert dict(votes) == {party: cell for party, cell in cells.items() if cell is not None}
        assert (contest["area_code"], contest["seats"], contest["turnout"]) == (code, row[10], row[12])
        assert contest["valid_votes"] == votes.sum()
        assert pd.isna(contest["registered_voters"])

    def test_a_party_that_only_the_workbook_explains_comes_with_it(
        self, without_councils, own_source, communal, places
    ):
        source = own_source("communal.xlsx", communal, reader="tafra", election="communal-2021", url="x")
        load(without_councils, [source], lambda loaded: None)
        with psycopg.connect(without_councils.libpq_url) as connection:
            found = connection.execute("SELECT name_fr FROM party WHERE code = 'AGD'").fetchall()
            regions = connection.execute(
                "SELECT count(*), sum(contests) FROM tally JOIN area ON area.id = area_id "
                "WHERE election_code = 'communal-2021' AND level = 'region'"
            ).fetchall()
        assert found == [(workbooks.SIMULATED_PARTY_NAME,)]
        assert regions == [(12, 1538)]

    def test_with_realistic_spellings_every_row_matches_or_is_listed(self, codes, communal_source):
        reference = codes.of_level("commune")
        names = misspell(reference, 2015).set_axis(range(2, 1540))
        found, problems = match_areas(names, "commune", communal_source, codes, "communal.xlsx")
        listed = {problem.row for problem in problems}
        assert set(found.index[found.isna()]) == listed
        assert all("candidates:" in problem.reason for problem in problems)
        matched = found.notna().to_numpy()
        assert (found[matched].to_numpy() == reference["code"].to_numpy()[matched]).all()

    def test_an_uncertain_name_is_fatal_and_tells_candidates(self, own_source, codes, places):
        odd = places.assign(name_fr=places["name_fr"].where(places.index != 3, "Atlantide"))
        source = own_source("c.xlsx", workbooks.communal_workbook(odd, 1), reader="tafra", election="communal-2021")
        problems = fatal_problems(check_results(read_results(source, DATA, codes), source, codes))
        assert [problem.row for problem in problems] == [5]
        assert "Atlantide" in problems[0].reason


HEADER = ["idCommune", "commune", "prefProv", "nSieges", "RNI", "PAM"]
MEANINGS = {
    **{column: workbooks.MEANINGS[column] for column in HEADER[:4]},
    "RNI": "Nombre de voix obtenu par Rassemblement National des Indépendants",
    "PAM": "Nombre de voix obtenu par Parti Authenticité et Modernité",
}
ROW = [1, "Al Hoceima", "Al Hoceima", 35, 120, None]


class TestLayout:
    @pytest.fixture
    def read(self, own_source, codes):
        def read(rows, meanings=MEANINGS, **fields):
            content = workbooks.workbook(rows, meanings)
            source = own_source("w.xlsx", content, **({"reader": "tafra", "election": "communal-2021"} | fields))
            results = read_results(source, DATA, codes)
            return results, {check.name: check for check in check_results(results, source, codes)}

        return read

    def test_columns_may_come_in_any_order(self, read):
        straight, _ = read([HEADER, ROW])
        turned, _ = read([HEADER[::-1], ROW[::-1]])
        pd.testing.assert_frame_equal(straight.votes, turned.votes)

    def test_columns_may_have_any_name_the_dictionary_explains(self, read):
        meanings = dict(zip(["a", "b", "c", "d", "RNI", "PAM"], MEANINGS.values(), strict=True))
        results, _ = read([list(meanings), ROW], meanings)
        assert results.contests["seats"].tolist() == [35]

    def test_an_empty_cell_is_no_list_and_zero_is_one(self, read):
        results, _ = read([HEADER, [*ROW[:4], 0, None]])
        assert results.votes[["party_code", "votes"]].values.tolist() == [["RNI", 0]]

    def test_an_unknown_number_of_votes_is_a_list(self, read):
        results, _ = read([HEADER, [*ROW[:4], "n.d.", 5]])
        assert results.votes["votes"].isna().tolist() == [True, False]
        assert results.contests["valid_votes"].isna().all()

    def test_a_column_that_the_dictionary_lacks_is_refused(self, read):
        with pytest.raises(Refused, match="column XYZ is not in the workbook's dictionary"):
            read([[*HEADER, "XYZ"], [*ROW, 3]])

    def test_a_column_without_use_is_told(self, read):
        _, checks = read([[*HEADER, "pct"], [*ROW, 0.5]], MEANINGS | {"pct": "Pourcentage d'élus"})
        assert [problem.reason for problem in checks["columns"].problems] == ["pct is left out"]

    def test_a_party_of_another_name_is_told(self, read):
        _, checks = read([HEADER, ROW], MEANINGS | {"PAM": "Nombre de voix obtenu par Autre Chose"})
        assert "PAM is Autre Chose here" in checks["party_names"].problems[0].reason

    def test_a_workbook_without_a_dictionary(self, own_source, codes):
        source = own_source("w.xlsx", workbooks.workbook([HEADER, ROW], {})[:-50], reader="tafra")
        with pytest.raises(Refused, match="cannot be read as an Excel workbook"):
            read_results(source, DATA, codes)

    def test_a_type_of_list_that_the_workbook_has_not(self, read):
        with pytest.raises(Refused, match="names no type of list"):
            read([HEADER, ROW], list_type="locale")

    def test_a_constituency_whose_number_is_anothers_is_refused(self, read, codes):
        numbers = codes.of_level("constituency").set_index("code")["publisher_id"]
        header = ["idCirco", "circo", "prefProv", "nSieges", "RNI", "PAM"]
        meanings = dict(zip(header, MEANINGS.values(), strict=True)) | {
            "idCirco": "ID Circonscription",
            "circo": "Nom de la circonscription",
        }
        rows = [[numbers[code], name, "Fès", 4, 120, 80] for code, name in (("fes-nord", "Fès-Sud"), ("meknes", "X"))]
        _, checks = read([header, *rows], meanings, election="house-2021-local")
        [problem] = checks["units_matched"].problems
        assert (problem.row, problem.value) == (2, "Fès-Sud")
        assert f"'Fès-Sud' is fes-sud, and {numbers['fes-nord']} is TAFRA's number of fes-nord" in problem.reason

    def test_a_formula_is_no_figure(self, read):
        _, checks = read([HEADER, [*ROW[:4], "=SUM(D2:D2)", 5]])
        assert "RNI must be a whole number ≥ 0, not '=SUM(D2:D2)'" in checks["cells"].problems[0].reason

    def test_a_person_in_a_column_is_refused(self, read):
        header, row = [*HEADER, "prenomNom"], [*ROW, "Personne Simulée"]
        with pytest.raises(Refused, match=r"holds personal data, .*: prenomNom"):
            read([header, row], MEANINGS | {"prenomNom": "Nom de l'élu"})
