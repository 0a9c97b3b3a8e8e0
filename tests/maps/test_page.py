"""The page as text: nothing breaks it, nothing is fetched, nothing unknown becomes a number."""

import dataclasses
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maps import inline, scale
from app.maps.atlas import Text
from app.maps.page import gallery_entry, render_atlas, render_gallery
from app.maps.payload import payload, script_json
from app.maps.texts import TEXTS

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


def test_nothing_is_fetched(atlas):
    assert Fetches(render_atlas(atlas)).found == []
    assert Fetches(render_gallery([gallery_entry(atlas, "P.html")])).found == []


def test_scripts_load_nothing_from_elsewhere(atlas):
    for script in scripts(render_atlas(atlas)):
        assert not re.search(r"\bfetch\(|XMLHttpRequest|importScripts|\bimport\s*\(|sourceMappingURL", script)


def test_names_cannot_end_a_script_or_begin_a_tag(atlas):
    page = render_atlas(atlas)
    assert "alert(1)</script>" not in page
    assert "<b>Cie</b>" not in page
    assert len(scripts(page)) == page.count("<script")
    assert data_of(page)["areas"]["name_fr"][0] == "L'Éléphant <script>alert(1)</script>"


def test_names_are_never_read_as_a_template(atlas):
    page = render_atlas(atlas)
    assert data_of(page)["areas"]["name_fr"][2] == "{{ 7 * 7 }} <!-- "


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
    assert latest["scores"]["strength_class"] == ["stronghold", "weak", "absent", "insufficient"]
    assert latest["contests"]["turnout"] == [0.5, 0.5, 0.5, None]


def test_classes_are_told_without_scores_too(atlas):
    unscored = payload(dataclasses.replace(atlas, scores=atlas.scores.iloc[:0]))["elections"][-1]
    assert unscored["scores"]["score"] == [None] * 4
    assert unscored["scores"]["strength_class"] == ["insufficient", "insufficient", "absent", "insufficient"]


def test_only_elections_with_a_score_of_the_party_are_offered(atlas):
    page = render_atlas(atlas)
    assert re.findall(r'name="election" value="([^"]+)"', page) == ["house-2021-local"]
    assert [election["year"] for election in data_of(page)["elections"]] == [2016, 2021]


def test_without_any_score_the_latest_election_is_shown(atlas):
    assert [
        election.date.year for election in dataclasses.replace(atlas, scores=atlas.scores.iloc[:0]).shown_elections
    ] == [2021]


def test_sources_versions_and_boundaries_are_named(atlas):
    page = render_atlas(atlas)
    for named in ("Simulated figures", "A note", "Drawn by hand", "9.9-simulated", "\u20687\u2069"):
        assert named in page


def test_the_page_says_its_language_and_direction(atlas):
    assert '<html lang="fr" dir="ltr">' in render_atlas(atlas)
    assert 'lang="ar" dir="rtl"' in render_atlas(atlas)


def test_scripts_and_styles_alone_leave_room_for_the_country(atlas):
    assert len(render_atlas(atlas).encode()) < 300_000


def test_the_scale_is_pinned_and_dark_is_strong():
    assert scale.BREAKS == (0, 20, 40, 60, 80, 100)
    assert len(scale.COLOURS) == len(scale.INKS) == len(scale.BREAKS) - 1
    lightness = [_luminance(colour) for colour in scale.COLOURS]
    assert lightness == sorted(lightness, reverse=True)


def test_counts_can_be_read_upon_their_colour():
    for colour, ink in zip(scale.COLOURS, scale.INKS, strict=True):
        dark, light = sorted((_luminance(colour), _luminance("#000000" if ink == "#000" else "#ffffff")))
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_every_text_has_the_same_fields_in_both_languages(key):
    text = TEXTS[key]
    assert text.fr
    assert text.ar
    assert sorted(re.findall(r"\{(\w+)\}", text.fr)) == sorted(re.findall(r"\{(\w+)\}", text.ar))


def test_filling_a_text_keeps_the_languages_apart():
    assert Text("{a} sur 2", "{a} من 2").format({"a": Text("un", "واحد")}) == Text("un sur 2", "واحد من 2")
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
