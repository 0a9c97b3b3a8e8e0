"""HCP's censuses by the codes of our areas, and the indicators made of them at every level."""

import pandas as pd
import pytest

from app.settings import ROOT
from etl import census_indicators as indicators
from etl.census_indicators import census_indicators, read_catalogue
from etl.readers import census
from etl.readers.census import CENSUSES, read_census
from etl.sources import Refused

DATA = ROOT / "data"


@pytest.fixture(scope="module")
def members() -> dict[str, pd.Series]:
    units = pd.read_csv(DATA / "reference/communes.csv", dtype=str)
    units = units[units["kind"] != "city"].set_index("commune_code")
    seats = pd.read_csv(DATA / "reference/constituency_communes.csv", dtype=str).set_index("commune_code")
    return {"constituency": seats["constituency_code"], "city": units["city_code"].dropna()}


@pytest.fixture(scope="module")
def found(members) -> pd.DataFrame:
    return pd.concat([census_indicators(year, members, DATA) for year in CENSUSES])


def values(found, year, level) -> pd.DataFrame:
    of = found[(found["census"] == year) & (found["level"] == level)]
    return of.pivot(index="code", columns="key", values="value")


class TestPackage:
    @pytest.mark.parametrize(("year", "cities"), [("2014", 0), ("2024", 6)])
    def test_every_unit_has_one_of_our_codes(self, year, cities):
        figures = read_census(year)
        units = pd.read_csv(DATA / "reference/communes.csv", dtype=str)
        levels = figures.index.get_level_values("level").value_counts()
        ours = set(units.loc[units["kind"] != "city", "commune_code"])
        assert set(figures.loc["commune"].index) == ours
        assert levels.to_dict() == {"commune": 1538, "province": 75, "region": 12, "country": 1} | (
            {"city": cities} if cities else {}
        )
        assert figures.index.is_unique

    def test_provinces_are_ours(self):
        ours = pd.read_csv(DATA / "reference/provinces.csv", dtype=str)["province_code"]
        assert set(read_census("2024").loc["province"].index) == set(ours)

    def test_populations_of_the_country(self):
        country = {year: read_census(year).loc[("country", "MA")] for year in CENSUSES}
        assert country["2024"][["population_legal", "population_municipal"]].tolist() == [36_828_330, 36_490_591]
        assert country["2014"][["population_legal", "population_municipal"]].tolist() == [33_848_242, 33_610_084]

    def test_populations_of_communes_are_those_of_our_table(self):
        """Four communes of the south have none in 2014, for which our table has 0."""
        units = pd.read_csv(DATA / "reference/communes.csv", dtype={"commune_code": str}).set_index("commune_code")
        units = units[units["kind"] != "city"]
        for year in CENSUSES:
            theirs = read_census(year).loc["commune"]["population_municipal"]
            assert (theirs.fillna(0) == units[f"population_{year}"].reindex(theirs.index)).all()

    def test_another_edition_of_the_tables_is_refused(self, monkeypatch):
        monkeypatch.setattr(census, "SHA256", "0" * 64)
        with pytest.raises(Refused, match="is expected"):
            read_census("2024")


class TestCatalogue:
    def test_every_indicator_has_names_and_a_source(self):
        named, fields = read_catalogue(DATA)
        assert len(named) == 51
        assert named.notna().all(axis=None)
        assert set(fields["key"]) == set(named["key"])
        assert set(named["unit"]) == {
            *("people", "share", "households", "people per household", "people per room"),
            *("births per woman", "establishments", "jobs"),
        }

    def test_a_figure_that_the_census_has_not_is_refused(self, members, monkeypatch):
        named, fields = read_catalogue(DATA)
        wrong = fields.replace({"fields": {"education_higher": "education_highest"}})
        monkeypatch.setattr(indicators, "read_catalogue", lambda data_dir: (named, wrong))
        with pytest.raises(Refused, match="education_highest is no figure of 2024"):
            census_indicators("2024", members, DATA)


class TestConstituencies:
    def test_a_few_true_values(self, found):
        shares = values(found, "2024", "constituency").mul(100).round(2)
        columns = ["urban_share", "age_15_34_share", "illiteracy_10_plus_rate", "unemployment_rate", "tachelhit_share"]
        assert shares.loc["agadir-ida-outanane", columns].tolist() == [87.07, 30.7, 17.41, 19.52, 61.0]
        assert shares.loc["al-hoceima", columns].tolist() == [37.11, 28.95, 32.46, 24.62, 1.18]
        assert shares.loc["al-hoceima", ["tarifit_share", "running_water_share"]].tolist() == [53.59, 51.28]

    def test_what_four_communes_do_not_publish_is_told(self, found):
        partial = found[(found["level"] == "constituency") & (found["units_known"] < found["units"])]
        partial = partial[(partial["census"] == "2024") & (partial["key"] == "higher_education_share")]
        assert dict(zip(partial["code"], partial["units"] - partial["units_known"], strict=True)) == {
            "aousserd": 3,
            "oued-eddahab": 1,
        }


ALIKE = 0.16
"""Points by which a share rebuilt of published ones, rounded to one decimal, may differ from HCP's own."""
DIFFER = {
    "2014": {
        "electricity_share": 0.18,
        "rural_dwelling_share": 0.2,
        "sewer_share": 0.37,
        "unemployment_women_rate": 0.22,
    },
    "2024": {"bathroom_share": 0.18, "running_water_share": 0.26, "sewer_share": 0.41},
}
"""Where it differs by more: dwellings, which HCP describes of sedentary households alone, and small numbers of 2014."""


class TestRegions:
    @pytest.mark.parametrize("year", CENSUSES)
    def test_they_are_hcps_own_rows_to_their_decimal(self, found, year):
        rows, ours = read_census(year).loc["region"], values(found, year, "region")
        for key, column in {
            "illiteracy_10_plus_rate": "illiteracy_rate_10_plus",
            "illiteracy_10_plus_women_rate": "illiteracy_rate_10_plus:female",
            "activity_rate": "labour_activity_rate",
            "activity_women_rate": "labour_activity_rate:female",
            "unemployment_rate": "labour_unemployment_rate",
            "unemployment_men_rate": "labour_unemployment_rate:male",
            "unemployment_women_rate": "labour_unemployment_rate:female",
            "electricity_share": "amenities_electricity",
            "running_water_share": "amenities_running_water",
            "sewer_share": "wastewater_public_sewer",
            "hassania_share": "local_languages_hassania",
            "higher_education_share": "education_higher",
        }.items():
            assert ((ours[key] * 100).round(1) == rows[column].round(1)).all(), (key, year)
        assert (ours["household_size"].round(1) == rows["households_average_size"]).all()
        assert (ours["fertility_rate"] == rows["fertility_total_fertility_rate"]).all()

    @pytest.mark.parametrize("year", CENSUSES)
    def test_communal_units_rebuild_them_with_arrondissements_for_the_cities(self, found, members, year):
        """But for the region of the four communes without figures."""
        region = members["constituency"].index.to_series().str[:2]
        rebuilt = values(census_indicators(year, {"rebuilt": region}, DATA), year, "rebuilt").drop("12")
        rows = values(found, year, "region").drop("12")
        named = read_catalogue(DATA)[0].set_index("key")["unit"]
        shares = [key for key in rows if named[key] == "share" and rebuilt[key].notna().any()]
        assert len(shares) == {"2014": 32, "2024": 40}[year]
        for key in shares:
            apart = (rebuilt[key] - rows[key]).abs().max() * 100
            assert apart < DIFFER[year].get(key, ALIKE), (key, apart)
        counted = {"population", "population_legal", "women", "urban_population", "households"}
        for key in counted | ({"establishments", "jobs", "population_15_plus"} if year == "2024" else set()):
            assert (rebuilt[key] == rows[key]).all(), key

    def test_what_cannot_be_rebuilt_is_unknown_where_hcp_gives_no_row(self, found):
        assert values(found, "2024", "region")["fertility_rate"].notna().all()
        assert values(found, "2024", "constituency")["fertility_rate"].dropna().index.isin(SINGLE_UNITS).all()


SINGLE_UNITS = ("ain-chock", "hay-hassani")


def test_the_six_cities_of_2014_are_made_of_their_arrondissements(found):
    units = pd.read_csv(DATA / "reference/communes.csv", dtype=str).set_index("commune_code")
    cities = values(found, "2014", "city")
    assert len(cities) == 6
    assert (cities["population"] == units["population_2014"].reindex(cities.index).astype(float)).all()
