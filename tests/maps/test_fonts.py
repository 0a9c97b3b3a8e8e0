"""The Arabic typeface of the pages: cut to what they write, it still joins letters and puts marks in their places."""

import base64
import io
import re

import numpy as np
import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib import image
from playwright.sync_api import Page

from app.maps import fonts
from app.maps.briefing_page import render_briefing
from app.maps.page import render_atlas
from app.maps.snapshot import atlas_of, briefing_of
from app.maps.texts import TEXTS

MARKED = "الفِيلُ مَكَّة لله"
FACES = re.compile(r'@font-face \{ font-family: "Kharita Arabic";.*?base64,([\w+/=]+)\)', re.DOTALL)


def font_of(page: str) -> bytes:
    [font] = FACES.findall(page)
    return base64.b64decode(font)


def features(font: bytes) -> set[str]:
    tables = TTFont(io.BytesIO(font))
    return {record.FeatureTag for name in ("GSUB", "GPOS") for record in tables[name].table.FeatureList.FeatureRecord}


def without(font: bytes, *dropped: str) -> bytes:
    tables, cut = TTFont(io.BytesIO(font)), io.BytesIO()
    cutter = Subsetter(Options(layout_features=sorted(features(font) - set(dropped))))
    cutter.populate(unicodes=tables.getBestCmap())
    cutter.subset(tables)
    tables.save(cut)
    return cut.getvalue()


@pytest.fixture
def page(browser):
    with browser.new_page(viewport={"width": 900, "height": 1600}) as opened:
        yield opened


def drawn(page: Page, font: bytes, text: str) -> np.ndarray:
    """Draw the text in two weights, its Arabic with nothing but this font: how dark each pixel is."""
    source = f"src: url(data:;base64,{base64.b64encode(font).decode()}); unicode-range: U+0600-06FF"
    face = f"@font-face {{ font-family: Tried; font-weight: 100 900; {source} }}"
    page.set_content(f'<style>{face}</style><body dir="rtl" style="font: 20px Tried, serif"><p>{text}<p><b>{text}</b>')
    page.evaluate("document.fonts.load('20px Tried', 'ا')")
    return 1 - image.imread(io.BytesIO(page.screenshot()))[..., :3].mean(axis=2)


def unlike(one: np.ndarray, other: np.ndarray) -> float:
    """The ink that is not in the same place, as a part of all ink."""
    return float(np.abs(one - other).sum() / one.sum())


def test_names_and_words_look_as_with_the_whole_typeface(page, snapshot):
    whole, cut = fonts.FILE.read_bytes(), font_of(render_atlas(atlas_of(snapshot, "MP")))
    assert len(cut) < len(whole) / 4
    areas = "، ".join(snapshot.country.ground.areas["name_ar"])
    for text in (MARKED, areas, " ".join(text.ar for text in TEXTS.values())):
        seen = drawn(page, whole, text)
        # some systems fit a font's lines to pixels by all the letters that it has: a shade, never a shape
        assert unlike(seen, drawn(page, cut, text)) < 0.01
        assert unlike(seen, drawn(page, without(cut, "init", "medi", "fina"), text)) > 0.5


def test_marks_out_of_their_places_are_noticed(page):
    seen = drawn(page, fonts.FILE.read_bytes(), MARKED)
    assert unlike(seen, drawn(page, without(fonts.subset(fonts.ALPHABET), "mark", "mkmk"), MARKED)) > 0.02


def test_forms_and_marks_are_kept():
    cut = features(fonts.subset(fonts.ALPHABET))
    assert {"init", "medi", "fina", "rlig", "mark", "mkmk"} <= cut
    assert cut == features(fonts.FILE.read_bytes()) & cut


def test_every_page_has_every_letter_that_it_writes(snapshot):
    atlas = atlas_of(snapshot, "MP")
    pages = [render_briefing(briefing_of(snapshot, atlas, region)) for region in snapshot.regions]
    for page in (render_atlas(atlas), *pages):
        letters = set(map(ord, fonts.LETTER.findall(page)))
        assert len(letters) > len(fonts.ALPHABET) / 2
        assert letters <= set(TTFont(io.BytesIO(font_of(page))).getBestCmap())


def test_a_letter_beyond_the_alphabet_comes_where_it_is_written():
    rare = "ڤ"
    with_it, without = (font_of(fonts.with_arabic(f"<head></head>{text}")) for text in (f"{rare}اس", "فاس"))
    assert ord(rare) in TTFont(io.BytesIO(with_it)).getBestCmap()
    assert ord(rare) not in TTFont(io.BytesIO(without)).getBestCmap()


def test_the_page_carries_the_licence_of_the_typeface(atlas_page):
    [licence] = re.findall(r"<style>/\*\n(.*?)\n\*/", atlas_page, re.DOTALL)
    assert licence.startswith("Copyright")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "</head>" not in licence


@pytest.mark.parametrize(("lang", "is_ours"), [("ar", True), ("fr", False)])
def test_arabic_is_written_with_it_and_french_is_not(page, atlas_page, tmp_path, lang, is_ours):
    (tmp_path / "P.html").write_text(atlas_page, encoding="utf-8")
    page.goto(f"{(tmp_path / 'P.html').as_uri()}#{lang}")
    page.evaluate("document.fonts.ready")
    browser = page.context.new_cdp_session(page)
    browser.send("DOM.enable")
    browser.send("CSS.enable")
    root = browser.send("DOM.getDocument")["root"]["nodeId"]
    for part in ("h1", "#reading", "#legend-title"):
        node = browser.send("DOM.querySelector", {"nodeId": root, "selector": part})["nodeId"]
        used = browser.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert any(font["isCustomFont"] for font in used) == is_ours, (part, used)


def test_missing_packages_are_named_with_the_remedy(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "FILE", tmp_path / "font.woff2")
    with pytest.raises(FileNotFoundError, match="npm ci"):
        fonts.subset(fonts.ALPHABET)
