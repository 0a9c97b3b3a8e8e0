"""The page as text: nothing breaks it, nothing is fetched, nothing unknown becomes a number."""

import dataclasses
import json
import re
from html.parser import HTMLParser
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from app.analysis.figures import Coverage
from app.maps import inline, scale
from app.maps.page import render_atlas
from app.maps.payload import payload, script_json
from app.maps.texts import TEXTS
from app.maps.themes import themes
from app.maps.words.catalogues import Text

OLD, NEW = "house-2016-local", "house-2021-local"

# how much of a difference is plain to see in areas that touch: a CIE76 distance well above the 2.3 just noticed
JUST_APART = 8

SRGB_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])

# Machado, Oliveira and Fernandes (2009), doi:10.1109/TVCG.2009.113, severity 1, on linear sRGB
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}

FETCHING = {"src", "srcset", "action", "poster", "data", "background", "ping", "formaction", "manifest"}


class Fetches(HTMLParser):
    """What a browser would fetch for a page, as far as markup and styles say; links to click are not."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[str] = []
        self._in_style = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self._in_style = tag == "style"
        self.found += [f"{tag} {name}={value}" for name, value in attributes if name in FETCHING]
        self.found += [f"{tag} {value}" for name, value in attributes if name == "href" and tag not in {"a", "area"}]
        self.found += [f"meta {value}" for _, value in attributes if tag == "meta" and "url=" in (value or "")]

    def handle_data(self, data):
        if self._in_style:
            self.found += [f"style {address}" for address in re.findall(r"@import[^;]*|url\((?!#|data:)[^)]*\)", data)]


def scripts(page: str) -> list[str]:
    return re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)


def data_of(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def test_the_check_for_fetches_finds_what_folium_would_load():
    import folium  # noqa: PLC0415 - only this test needs the unchanged map

    assert len(Fetches(folium.Map(tiles=None).get_root().render()).found) > 5


def test_nothing_is_fetched(atlas_page):
    assert Fetches(atlas_page).found == []


def test_scripts_load_nothing_from_elsewhere(atlas_page):
    for script in scripts(atlas_page):
        assert not re.search(r"\bfetch\(|XMLHttpRequest|importScripts|\bimport\s*\(|sourceMappingURL", script)


def test_names_cannot_end_a_script_or_begin_a_tag(atlas_page):
    assert "alert(1)</script>" not in atlas_page
    assert "<b>Cie</b>" not in atlas_page
    assert len(scripts(atlas_page)) == atlas_page.count("<script")
    assert data_of(atlas_page)["areas"]["name_fr"][0] == "L'Éléphant <script>alert(1)</script>"


def test_names_are_never_read_as_a_template(atlas_page):
    assert data_of(atlas_page)["areas"]["name_fr"][2] == "{{ 7 * 7 }} <!-- "


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_script_json_says_the_same_without_a_tag_in_it(value):
    text = script_json(value)
    assert "<" not in text
    assert json.loads(text) == value


def test_script_json_refuses_what_should_have_been_made_null():
    with pytest.raises(ValueError, match="JSON"):
        script_json({"share": float("nan")})


def test_the_same_figures_give_the_same_page(atlas):
    assert render_atlas(atlas) == render_atlas(atlas)


def test_no_list_is_not_zero_votes_and_neither_is_unknown(atlas):
    latest = payload(atlas)["elections"][-1]
    assert latest["results"]["votes"] == [450, 0, None, None]
    assert latest["fielded"] == [True, True, False, None]
    assert latest["scores"]["strength_class"] == ["bastion", "marginal", "absent", "unknown"]
    assert latest["contests"]["turnout"] == [0.5, 0.5, 0.5, None]
    assert latest["results"]["swing"] == [0.2, None, None, None]
    assert latest["winner"] == ["P&Q", "RV", "Small", None]


def test_components_that_weigh_nothing_or_are_unknown_are_not_told(atlas):
    told = payload(atlas)["elections"][-1]["components"]
    assert told["performance"] == told["margin"] == [0.9, 0.1, None, None]
    assert told["consistency"] == [None] * 4


def test_a_zone_runs_along_the_borders_of_its_members(atlas):
    zone = payload(atlas)["elections"][-1]["zones"][0]
    assert zone["members"] == [0, 1]
    assert shapely.Polygon(shape(zone["outline"])).equals(shapely.box(-8, 33, -6, 34))
    assert zone["share"] == 0.225
    assert zone["change"] is None


def test_classes_are_told_without_scores_too(atlas):
    unscored = payload(dataclasses.replace(atlas, scores=atlas.scores.iloc[:0]))["elections"][-1]
    assert unscored["scores"]["score"] == [None] * 4
    assert unscored["scores"]["strength_class"] == ["unknown", "unknown", "absent", "unknown"]


def test_only_elections_with_a_score_of_the_party_are_offered(atlas_page):
    assert re.findall(r'name="election" value="([^"]+)"', atlas_page) == ["house-2021-local"]
    assert [election["year"] for election in data_of(atlas_page)["elections"]] == [2016, 2021]


def test_without_any_score_the_latest_election_is_shown(atlas):
    assert [
        election.date.year for election in dataclasses.replace(atlas, scores=atlas.scores.iloc[:0]).shown_elections
    ] == [2021]


def test_sources_versions_and_boundaries_are_named(atlas_page):
    for named in ("Simulated figures", "A note", "Drawn by hand", "9.9-simulated", "\u20687\u2069"):
        assert named in atlas_page


def test_the_page_says_its_language_and_direction(atlas_page):
    assert '<html lang="fr" dir="ltr">' in atlas_page
    assert 'lang="ar" dir="rtl"' in atlas_page


def test_scripts_styles_and_letters_alone_leave_room_for_the_country(atlas_page):
    assert len(atlas_page.encode()) < 360_000


def test_the_classes_are_pinned_whatever_the_party_and_the_year(atlas):
    limits = {theme.key: theme.limits for theme in themes(atlas.country.parties) if theme.limits}
    assert limits == {
        "score": (20, 40, 60, 80),
        "share": (0.03, 0.1, 0.2, 0.3),
        "margin": (-0.2, -0.05, 0, 0.05, 0.2),
        "swing": (-0.1, -0.05, -0.01, 0.01, 0.05, 0.1),
        "turnout": (0.4, 0.5, 0.6, 0.7),
        "price": (1000, 2500, 5000, 10000),
    }


def test_every_class_has_its_colour(atlas):
    for theme in themes(atlas.country.parties):
        classes = len(theme.limits) + 1 if theme.limits else len(theme.categories)
        assert len(set(theme.colours)) == len(theme.colours) == classes, theme.key


@pytest.mark.parametrize("colours", [scale.STRENGTH, scale.TURNOUT, scale.SEATS])
def test_more_is_darker(colours):
    lightness = [scale.luminance(colour) for colour in colours]
    assert lightness == sorted(lightness, reverse=True)


@pytest.mark.parametrize("colours", [scale.BEHIND, scale.AHEAD[::-1]])
def test_further_from_the_middle_is_darker(colours):
    assert [scale.luminance(colour) for colour in colours] == sorted(map(scale.luminance, colours))


def test_counts_can_be_read_upon_their_colour(atlas):
    for colour in {colour for theme in themes(atlas.country.parties) for colour in theme.colours}:
        dark, light = sorted((scale.luminance(colour), 0.0 if scale.ink(colour) == "#000" else 1.0))
        assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("vision", VISIONS)
def test_the_classes_of_a_theme_are_told_apart_by_every_eye(atlas, vision):
    for theme in themes(atlas.country.parties):
        seen = [_lab(colour, vision) for colour in (*theme.colours, scale.NO_LIST)[: None if theme.of_party else -1]]
        for one, other in combinations(seen, 2):
            assert np.linalg.norm(one - other) >= JUST_APART, theme.key


def _lab(colour: str, vision: str) -> np.ndarray:
    """CIE L*a*b* (D65) of a colour as an eye sees it."""
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(VISIONS[vision] @ linear, 0, 1)
    xyz = SRGB_TO_XYZ @ seen / SRGB_TO_XYZ.sum(axis=1)
    x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_every_text_has_the_same_fields_in_both_languages(key):
    text = TEXTS[key]
    assert text.fr
    assert text.ar
    assert sorted(re.findall(r"\{(\w+)\}", text.fr)) == sorted(re.findall(r"\{(\w+)\}", text.ar))


def test_filling_a_text_keeps_the_languages_apart():
    assert Text("{a} sur 2", "{a} من 2").format(a=Text("un", "واحد")) == Text("un sur 2", "واحد من 2")
    assert Text.join([Text("a", "ا"), Text("b", "ب")]) == Text("a, b", "ا، ب")


def test_missing_packages_are_named_with_the_remedy(tmp_path):
    with pytest.raises(FileNotFoundError, match="npm ci"):
        inline.script(tmp_path / "leaflet.js")


def test_a_script_that_would_end_its_element_is_refused(tmp_path):
    (tmp_path / "bad.js").write_text("const a = '</SCRIPT>';", encoding="utf-8")
    with pytest.raises(ValueError, match="end of a script"):
        inline.script(tmp_path / "bad.js")


def test_images_of_a_style_come_with_it(tmp_path):
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "dot.png").write_bytes(b"dot")
    (tmp_path / "style.css").write_text(
        "i { background: url(images/dot.png) } b { fill: url(#hatch) }", encoding="utf-8"
    )
    assert inline.style(tmp_path / "style.css") == (
        "i { background: url(data:image/png;base64,ZG90) } b { fill: url(#hatch) }"
    )


def with_coverage(atlas, *known):
    """The same page with so many contests known of each election."""
    elections = zip(atlas.country.elections, known, strict=True)
    covered = tuple(dataclasses.replace(election, coverage=Coverage(*counts)) for election, counts in elections)
    return dataclasses.replace(atlas, country=dataclasses.replace(atlas.country, elections=covered))


def scored_in_both(atlas):
    earlier = atlas.scores.rename(index={NEW: OLD}, level="election_code")
    return dataclasses.replace(atlas, scores=pd.concat([earlier, atlas.scores]))


def test_a_page_opens_on_the_latest_election_that_is_complete(atlas):
    both = scored_in_both(atlas)
    assert with_coverage(both, (4, 4), (4, 4)).opening.code == NEW
    assert with_coverage(both, (4, 4), (3, 4)).opening.code == OLD
    assert with_coverage(both, (4, 4), (3, 4, 1)).opening.code == NEW
    assert with_coverage(both, (1, 4), (3, 4)).opening.code == NEW
    assert f'value="{OLD}" checked' in render_atlas(with_coverage(both, (4, 4), (3, 4)))


def test_above_the_figures_of_a_partial_election_stands_how_many_contests_are_known(atlas):
    page = render_atlas(with_coverage(atlas, (4, 4), (2, 4)))
    assert "Résultats connus\u00a0: 2 circonscriptions sur 4." in page
    assert "النتائج المعروفة: دائرتان من أصل 4." in page
    assert 'class="coverage"' not in render_atlas(with_coverage(atlas, (4, 4), (4, 4)))
