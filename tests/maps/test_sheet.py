"""One theme on one map, as a notebook shows it: without a network, whatever the areas are called."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from app.maps import scale
from app.maps.sheet import Sheet, draw_sheet
from app.maps.themes import classes, themes
from app.maps.words.catalogues import Text

NAMES = ["L'Éléphant <script>alert(1)</script>", '"Née" & fils </script>', "{{ 7 * 7 }} <!-- ", "Œuf\u2028{% raw %}"]
PARTIES = pd.DataFrame({"acronym": [f"F{n}" for n in range(10)]}, index=[f"F{n}" for n in range(10)])
THEMES = {theme.key: theme for theme in themes(PARTIES)}
STRONG, WEAK = scale.STRENGTH[-1], scale.STRENGTH[0]


def sheet(theme: str, values: list) -> Sheet:
    """Four squares in a row: of the last two nothing is known, and in the last no list stood."""
    areas = gpd.GeoDataFrame(
        {"name_fr": NAMES, "name_ar": ["الفيل", "إنزكان", "آسفي", "مكة"]},
        geometry=[box(x, 30, x + 1, 31) for x in range(4)],
        crs=4326,
    )
    return Sheet(
        THEMES[theme],
        Text("Titre <b>{{ 7 * 7 }}", "عنوان"),
        Text("Limites : source", "الحدود: مصدر"),
        areas.assign(value=values, absent=[False, False, False, True]),
    )


@pytest.mark.parametrize(
    ("theme", "values", "expected"),
    [
        ("score", [0.0, 19.9, 20.0, 80.0, pd.NA], [0, 0, 1, 4, None]),
        ("swing", [-0.1, -0.01, 0.0, 0.01, 0.3], [1, 3, 3, 4, 6]),
        ("class", ["bastion", "marginal", "absent", "unknown", pd.NA], [0, 4, None, None, None]),
        ("winner", ["F0", "F7", "F8", "F9", pd.NA], [0, 7, 8, 8, None]),
        ("seats", [0, 2, 3, 6, pd.NA], [0, 2, 3, 3, None]),
    ],
)
def test_a_limit_belongs_to_the_class_above_and_unknown_to_none(theme, values, expected):
    assert classes(THEMES[theme], pd.Series(values, dtype=object)) == expected


class TestInABrowser:
    @pytest.fixture
    def opened(self, browser, tmp_path):
        """Shows what a notebook shows; whatever it asks of a network, or complains of, fails the test."""
        context = browser.new_context(offline=True, viewport={"width": 900, "height": 700})
        page, unwanted = context.new_page(), []
        page.on("request", lambda request: unwanted.append(request.url) if "file:" not in request.url else None)
        page.on("console", lambda message: unwanted.append(message.text))
        page.on("pageerror", lambda error: unwanted.append(str(error)))
        page.on("dialog", lambda dialog: (unwanted.append(dialog.message), dialog.dismiss()))

        def show(drawn):
            (tmp_path / "cell.html").write_text(f"<!DOCTYPE html><meta charset='utf-8'>{drawn._repr_html_()}")
            page.goto((tmp_path / "cell.html").as_uri())
            shown = page.frame_locator("iframe")
            shown.locator("path.leaflet-interactive").nth(3).wait_for()
            return shown

        yield show
        assert unwanted == []
        context.close()

    def test_strong_weak_unknown_and_no_list_are_told_apart(self, opened):
        shown = opened(draw_sheet(sheet("score", [90.0, 10.0, pd.NA, pd.NA]), "fr"))
        fills = [path.get_attribute("fill") for path in shown.locator("path.leaflet-interactive").all()]
        assert fills == [STRONG, WEAK, "url(#unknown)", scale.NO_LIST]

    def test_the_legend_counts_the_areas_of_each_class(self, opened):
        shown = opened(draw_sheet(sheet("score", [90.0, 95.0, pd.NA, pd.NA]), "fr"))
        first, *_, lowest, no_list, unknown = shown.locator(".sheet-legend li").all_inner_texts()
        assert [first, lowest, no_list, unknown] == ["≥ 80 (2)", "< 20 (0)", "Pas de liste (1)", "Sans données (1)"]

    @pytest.mark.parametrize("position", range(4))
    def test_a_name_is_shown_as_it_is(self, opened, position):
        shown = opened(draw_sheet(sheet("share", [0.338, 0.0, pd.NA, pd.NA]), "fr"))
        shown.locator("path.leaflet-interactive").nth(position).hover()
        told = ["33,8\u00a0%", "0,0\u00a0%", "Sans données", "Pas de liste"][position]
        text = shown.locator(".sheet-tooltip").text_content()
        assert text.startswith(NAMES[position])
        assert text.endswith(told)
        assert shown.locator(".sheet-title").text_content() == "Titre <b>{{ 7 * 7 }}"

    def test_arabic_runs_from_right_to_left(self, opened):
        shown = opened(draw_sheet(sheet("seats", [1, 4, pd.NA, pd.NA]), "ar"))
        assert shown.locator(".sheet-title").evaluate("e => getComputedStyle(e).direction") == "rtl"
        assert shown.locator(".sheet-title").text_content() == "عنوان"
