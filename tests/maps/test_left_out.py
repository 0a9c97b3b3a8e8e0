"""Land that the source's cartography leaves out has a mark of its own on every map: neither "no data" nor a lake."""

import dataclasses
import re

import pytest
from shapely import box

from app.maps.briefing import brief
from app.maps.briefing_page import render_briefing
from app.maps.gallery import gallery_entry, render_gallery
from app.maps.ground import draw_ground
from app.maps.page import render_atlas
from app.maps.regions import regions_of
from app.maps.sheet import Sheet, draw_sheet
from app.maps.themes import themes
from app.maps.words.catalogues import Text
from tests.browsers import opened_from_disk
from tests.maps.conftest import NO_CROSSWALK, all_results

MARK = "url(#left-out)"
SAID = "Absent de la cartographie de la source"


@pytest.fixture
def holed(atlas):
    """The simulated country, with a hole in its north-west."""
    ground, hole = atlas.country.ground, box(-7.8, 33.2, -7.6, 33.4)
    areas = ground.areas.set_geometry(ground.areas.difference(hole))
    country = dataclasses.replace(atlas.country, ground=draw_ground(areas, ground.communes))
    return dataclasses.replace(atlas, country=country)


def test_the_atlas_marks_it_as_map_and_as_circles(tab, holed, tmp_path):
    (tmp_path / "P.html").write_text(render_atlas(holed), encoding="utf-8")
    with opened_from_disk(tab, tmp_path / "P.html") as page:
        marked = page.locator(f'.leaflet-gaps-pane path[fill="{MARK}"]')
        assert marked.count() == 1
        assert SAID in page.locator("#legend .others").inner_text()
        page.click("#circles")
        assert marked.count() == 1
        with page.expect_download() as download:
            page.click("#picture")
        assert download.value.suggested_filename.endswith(".png")


def test_the_gallery_marks_it(holed):
    page = render_gallery(holed.country.ground, [gallery_entry(holed, "P.html", [])], "7", Text("", ""))
    assert re.search(r'<path id="left-out-land" d="M[^"]+Z"/>', page)
    assert f'<use href="#left-out-land" fill="{MARK}"/>' in page


def test_a_briefing_marks_it_where_it_is_seen(holed, atlas):
    for shown, marks in ((holed, 2 * 2), (atlas, 0)):  # on the map and in the legend of each language
        [north, _] = regions_of(shown.country.ground)
        page = render_briefing(brief(shown, north, all_results(shown), NO_CROSSWALK, None))
        assert page.count(f'fill="{MARK}"') == marks
        assert (SAID in page) == bool(marks)


def test_a_map_in_a_notebook_marks_it(holed, atlas):
    theme = themes(atlas.country.parties)[0]
    for shown, is_marked in ((holed, True), (atlas, False)):
        areas = shown.country.ground.areas.assign(value=50.0, absent=False)
        page = draw_sheet(Sheet(theme, Text("", ""), Text("", ""), areas), "fr").get_root().render()
        assert (MARK in page, SAID in page) == (is_marked, is_marked)


def test_a_page_of_a_country_without_holes_has_no_such_legend(atlas):
    assert SAID not in re.sub(r"<script.*?</script>", "", render_atlas(atlas), flags=re.DOTALL)
