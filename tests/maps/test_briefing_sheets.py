"""The briefings of the real data as a browser lays them out, on a screen and on paper."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.maps.briefing_page import render_briefing
from app.maps.printing import PrintFailed, print_pdf
from app.maps.snapshot import atlas_of, briefing_of

# A4 within the margins of the style, in pixels of 1/96 inch
PRINTED = {"width": round((210 - 22) / 25.4 * 96), "height": int((297 - 20) / 25.4 * 96)}

BOXES = """selector => [...document.querySelectorAll(selector)]
    .filter((each) => each.checkVisibility())
    .map((each) => each.getBoundingClientRect().toJSON())"""


@pytest.fixture(scope="module")
def pages(snapshot, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("regions")
    paths = {region.slug: folder / f"{region.slug}.html" for region in snapshot.regions}
    atlas = atlas_of(snapshot, "MP")
    for region in snapshot.regions:
        page = render_briefing(briefing_of(snapshot, atlas, region))
        paths[region.slug].write_text(page, encoding="utf-8")
    return paths


@pytest.fixture
def page(browser, pages) -> Iterator[Page]:
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    unwanted: list[str] = []
    opened.on("request", lambda request: unwanted.append(request.url) if not request.url.startswith("file:") else None)
    opened.on("console", lambda message: unwanted.append(message.text))
    opened.on("pageerror", lambda error: unwanted.append(str(error)))
    yield opened
    context.close()
    assert unwanted == []


def apart(one: dict, other: dict) -> bool:
    return (
        one["right"] <= other["left"]
        or other["right"] <= one["left"]
        or one["bottom"] <= other["top"]
        or other["bottom"] <= one["top"]
    )


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_no_label_of_any_region_is_upon_another_and_each_fits_its_plate(page, pages, lang):
    for name, path in pages.items():
        page.goto(f"{path.as_uri()}#{lang}")
        page.evaluate(f"setLanguage('{lang}')")
        texts, plates = page.evaluate(BOXES, ".map text"), page.evaluate(BOXES, ".map .plate")
        assert len(texts) == len(plates) > 0
        assert all(apart(*pair) for pair in combinations(plates, 2)), name
        for text, plate in zip(texts, plates, strict=True):
            assert plate["left"] - 1 <= text["left"], name
            assert text["right"] <= plate["right"] + 1, name


def test_every_briefing_fits_a_sheet_in_each_language(page, pages):
    page.set_viewport_size({"width": PRINTED["width"], "height": 1200})
    page.emulate_media(media="print")
    for name, path in pages.items():
        page.goto(path.as_uri())
        sheets = page.evaluate(BOXES, ".sheet")
        assert len(sheets) == 2
        assert max(sheet["bottom"] - sheet["top"] for sheet in sheets) <= PRINTED["height"], name


def test_on_a_telephone_one_language_is_shown_and_nothing_is_wider_than_the_screen(page, pages):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{pages['casablanca-settat'].as_uri()}#ar")
    page.reload()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".sheet[lang=fr]")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.click("#language")
    expect(page.locator(".sheet[lang=ar]")).to_be_hidden()
    expect(page.locator(".sheet[lang=fr] h1")).to_have_text("Région Casablanca-Settat")


def test_a_briefing_is_printed_on_two_sheets_of_a4(chromium, pages, tmp_path):
    print_pdf(chromium, pages["oriental"], tmp_path / "oriental.pdf")
    pdf = (tmp_path / "oriental.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2
    [box] = set(re.findall(rb"/MediaBox\s*\[([\d. ]+)\]", pdf))
    assert [round(float(edge)) for edge in box.split()] == [0, 0, 595, 842]
    assert [path.name for path in tmp_path.iterdir()] == ["oriental.pdf"]


def test_a_browser_that_prints_nothing_is_told(pages, tmp_path):
    with pytest.raises(PrintFailed, match="did not print"):
        print_pdf("/bin/false", pages["oriental"], tmp_path / "oriental.pdf")
