"""Councils known by their seats alone: read, held against law and announcements, counted in the right areas."""

import psycopg
import pytest

from app.settings import ROOT
from etl.checks import check_results, fatal_problems
from etl.registry import read_results
from etl.sources import read_sources

DATA = ROOT / "data"
YEARS = ("2015", "2021")


@pytest.fixture(scope="module")
def councils(codes):
    return {year: read_results(read_sources(DATA)[f"communal-{year}"], DATA, codes) for year in YEARS}


@pytest.fixture(scope="module")
def found(councils, codes) -> dict[str, dict[str, list[str]]]:
    """What each check finds, as text, by year and name of the check."""
    checks = {
        year: check_results(results, read_sources(DATA)[f"communal-{year}"], codes)
        for year, results in councils.items()
    }
    assert [problem for each in checks.values() for problem in fatal_problems(each)] == []
    return {year: {check.name: [str(p) for p in check.problems] for check in each} for year, each in checks.items()}


def query(settings, statement):
    with psycopg.connect(settings.libpq_url) as connection:
        return connection.execute(statement).fetchall()


class TestTables:
    @pytest.mark.parametrize(("year", "contests", "cities"), [("2015", 1_405, 5), ("2021", 1_522, 6)])
    def test_contests_of_communes_arrondissements_and_cities(self, councils, codes, year, contests, cities):
        held = councils[year].contests
        kinds = codes.areas.set_index("code")["kind"]
        assert len(held) == contests
        assert held["area_code"].map(kinds).value_counts()["city"] == cities

    @pytest.mark.parametrize("year", YEARS)
    def test_votes_are_unknown_and_say_so(self, councils, year):
        assert councils[year].votes["votes"].isna().all()
        assert set(councils[year].contests["basis"]) == {"seats"}
        assert councils[year].contests["valid_votes"].isna().all()

    def test_seats_of_2021_without_the_councils_of_arrondissements(self, councils, codes):
        arrondissements = codes.areas.loc[codes.areas["kind"] == "arrondissement", "code"]
        votes = councils["2021"].votes
        whole = votes[~votes["area_code"].isin(arrondissements)].groupby("party_code")["seats_won"].sum()
        national = {"RNI": 9_801, "PAM": 6_104, "PI": 5_515, "USFP": 2_392, "MP": 2_234, "UC": 1_587, "PPS": 1_487}
        assert whole[[*national, "PJD"]].to_dict() == national | {"PJD": 703}

    def test_lists_above_50_000_inhabitants_and_in_arrondissements(self, councils):
        kinds = councils["2021"].contests.set_index("area_code")["ballot_kind"]
        assert kinds[["01.051.01.01", "01.051.01.03", "06.141.00.01", "06.141.01.01"]].tolist() == [
            *("list", "ward", "list", "list")
        ]
        assert kinds.value_counts().to_dict() == {"ward": 1_402, "list": 120}


class TestChecks:
    @pytest.mark.parametrize(("year", "known", "short"), [("2015", 1_375, 11), ("2021", 1_481, 6)])
    def test_a_council_has_its_legal_number_or_the_stated_shortfall(self, councils, found, year, known, short):
        assert councils[year].contests["seats"].notna().sum() == known
        assert len(found[year]["seats_listed"]) == short
        assert len(found[year]["seats_known"]) == len(councils[year].contests) - known

    def test_both_say_which_council(self, found):
        assert any(
            "01.571.01.11: 1 of 55 seats not listed by the source" in line for line in found["2021"]["seats_listed"]
        )
        assert any("06.141.01.01: no legal number known" in line for line in found["2021"]["seats_known"])

    def test_what_the_authorities_announced_otherwise_is_told_with_both_figures(self, found):
        told = found["2021"]["announced"]
        assert any("01.227: RNI 81 announced, 82 listed" in line for line in told)
        provinces = {line.split()[3].rstrip(":") for line in told if len(line.split()[3]) == len("RR.PPP:")}
        assert provinces == {"01.051", "01.227", "01.571", "03.061", "05.091", "05.301", "06.111", "06.181"}

    def test_a_council_too_large_is_refused(self, councils, codes):
        results = councils["2021"]
        source = read_sources(DATA)["communal-2021"]
        first = results.votes.index[0]
        results.votes.loc[first, "seats_won"] += 1
        try:
            checks = {check.name: check for check in check_results(results, source, codes)}
        finally:
            results.votes.loc[first, "seats_won"] -= 1
        assert [str(problem) for problem in checks["seats_sum"].problems] == [
            "results/communal-2021-contests.csv, row 2: 01.051.01.01: the seats won do not sum to seats"
        ]


class TestLoaded:
    def test_a_city_is_an_area_with_its_arrondissements(self, settings):
        parts = query(
            settings,
            """
            SELECT city.name_fr, count(*) FROM area AS city JOIN area_part ON area_id = city.id
            WHERE city.level = 'city' GROUP BY 1 ORDER BY 1
            """,
        )
        assert parts == [("Casablanca", 16), ("Fès", 6), ("Marrakech", 5), ("Rabat", 5), ("Salé", 5), ("Tanger", 4)]

    @pytest.mark.parametrize(
        ("level", "seats"),
        [("region", 9_801), ("province", 9_801), ("city", 125), ("commune", 9_970), ("constituency", 9_970)],
    )
    def test_seats_are_counted_once(self, settings, level, seats):
        statement = f"""
            SELECT sum(seats_won) FROM party_tally JOIN area ON area.id = area_id
            WHERE election_code = 'communal-2021' AND party_code = 'RNI' AND level = '{level}'
        """
        assert query(settings, statement) == [(seats,)]

    def test_votes_of_an_area_stay_unknown(self, settings):
        statement = "SELECT count(votes), count(share) FROM party_tally WHERE election_code LIKE 'communal-%'"
        assert query(settings, statement) == [(0, 0)]
