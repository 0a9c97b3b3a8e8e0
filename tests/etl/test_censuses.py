"""The censuses in the database: every area's indicators, once, from the files they say."""

from dataclasses import replace

import psycopg
import pytest

from etl.load import load, unload
from etl.registry import check_source
from etl.sources import Refused, read_sources
from etl.status import counts
from etl.store_census import read_censuses

AREAS = {"region": 12, "province": 75, "regional_constituency": 12, "constituency": 92, "city": 6, "commune": 1538}
INDICATORS = {"2014": 42, "2024": 51}


@pytest.fixture(scope="module")
def census(settings):
    return read_sources(settings.data_dir)["census"]


def fetch(settings, query, *parameters):
    with psycopg.connect(settings.libpq_url) as connection:
        return connection.execute(query, parameters).fetchall()


def values(settings, level, census, key) -> dict[str, float | None]:
    return dict(
        fetch(
            settings,
            "SELECT code, value FROM indicator_value JOIN area ON area.id = area_id"
            " WHERE level = %s AND census = %s AND key = %s",
            *(level, census, key),
        )
    )


def test_every_area_has_every_indicator_of_both_censuses(settings):
    rows = fetch(
        settings,
        "SELECT census, level, count(DISTINCT area_id), count(*) FROM indicator_value JOIN area ON area.id = area_id"
        " GROUP BY census, level",
    )
    assert {(census, level): (areas, n) for census, level, areas, n in rows} == {
        (census, level): (areas, areas * indicators)
        for census, indicators in INDICATORS.items()
        for level, areas in AREAS.items()
    }


def test_the_summary_tells_of_two_censuses_and_of_the_councils(settings):
    found = counts(settings)
    assert (found["censuses"], found["census indicators"]) == (2, 51)
    assert found["council contests of communal-2021"] == 1_522
    assert found["council contests of communal-2015"] == 1_405


def test_the_country_has_the_row_that_is_published(settings):
    country = dict(fetch(settings, "SELECT key, country_value FROM indicator_census WHERE census = '2024'"))
    assert country["population_legal"] == 36_828_330
    assert country["unemployment_rate"] == pytest.approx(0.213, abs=0.0005)
    assert country["fertility_rate"] == 1.97


@pytest.mark.parametrize("census_year", ["2014", "2024"])
@pytest.mark.parametrize("key", ["population", "fertility_rate", "illiteracy_10_plus_rate"])
def test_a_regional_constituency_has_the_figures_of_its_region(settings, census_year, key):
    regional = values(settings, "regional_constituency", census_year, key)
    assert sorted(regional.values()) == sorted(values(settings, "region", census_year, key).values())


def test_the_same_package_twice_changes_nothing(own_settings, census):
    told = []
    load(own_settings, [census], told.append)
    assert [loaded.rows for loaded in told] == [None]


def test_it_can_be_unloaded_and_loaded_again(own_settings, census):
    before = load(own_settings, [census], lambda loaded: None)
    assert unload(own_settings, "census") != before
    assert fetch(own_settings, "SELECT count(*) FROM indicator_value") == [(0,)]
    assert counts(own_settings)["censuses"] == 0
    assert load(own_settings, [census], lambda loaded: None) == before


def test_a_check_changes_nothing_and_finds_it_readable(settings, census):
    with psycopg.connect(settings.libpq_url) as connection:
        assert [check.problems for check in check_source(connection, census, settings)] == [()]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"assertions": {"population_2024": 36_490_592}}, "36,490,591 population_2024, 36,490,592 are declared"),
        ({"assertions": {"indicators": 50}}, "51 indicators, 50 are declared"),
        ({"vintage": "elsewhere"}, "commune 01.051.01.01 is no area of the division elsewhere"),
    ],
)
def test_a_census_that_is_not_as_declared_is_refused(settings, census, change, reason):
    with (
        psycopg.connect(settings.libpq_url) as connection,
        pytest.raises(Refused, match=reason),
    ):
        read_censuses(connection, replace(census, **change), settings.data_dir)
