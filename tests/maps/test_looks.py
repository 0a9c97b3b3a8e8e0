"""
How the pages look, beside the pictures of ``tests/maps/golden``: how they looked when somebody last looked at them.

Text is hidden and pictures are made small before they are compared, since fonts differ between machines; colours and
places do not. After a change that is meant to be seen, make the pictures anew, look at each, and commit them:

    RENEW_GOLDEN=1 ./run test tests/maps/test_looks.py
"""

import re
from io import BytesIO
from os import environ
from pathlib import Path

import numpy as np
import pytest
from matplotlib import image
from playwright.sync_api import Page

from app.maps.briefing_page import render_briefing

GOLDEN = Path(__file__).parent / "golden"
SHRUNK = 5
"""Pixels of the page, in each direction, that become one of the picture."""

MOST_APART = 0.02
"""Of 1: how far the colours of two pictures may be apart on average."""

OTHER, MOST_OTHER = 0.15, 0.05
"""Pixels further apart than this are other ones; so large a part of the picture may they be."""

WITHOUT_TEXT = """
    *, ::placeholder { color: transparent !important; }
    svg text { fill: transparent !important; }
    :is(#legend, .tools, .attribution, .leaflet-control) { visibility: hidden !important; }
"""
"""What is as large as its text, and stands upon a map, is hidden too."""

ANOTHER_FONT = "* { font-family: monospace !important; }"
WIDE, TELEPHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
SEEN = {
    "page-fr": (WIDE, "atlas.html#fr", "body"),
    "map-ar-telephone": (TELEPHONE, "atlas.html#ar", "main"),
    "circles-fr": (WIDE, "atlas.html#fr?theme=share&year=2021&view=circles", "main"),
    "briefing-fr": (WIDE, "briefing.html", "figure svg"),
}


@pytest.fixture
def folder(atlas_page, make, tmp_path) -> Path:
    (tmp_path / "atlas.html").write_text(atlas_page, encoding="utf-8")
    (tmp_path / "briefing.html").write_text(render_briefing(make("nord")), encoding="utf-8")
    return tmp_path


@pytest.fixture
def page(tab) -> Page:
    tab.goto("about:blank")
    tab.emulate_media(media="null")  # as the printed page is not to be seen by the next test
    return tab


def looks(page: Page, folder: Path, name: str, style: str = "") -> np.ndarray:
    """Take a picture without text: rows, columns, and three colours of 0 to 1."""
    size, address, part = SEEN[name]
    page.set_viewport_size(size)
    page.goto(f"{folder.as_uri()}/{address}")
    page.add_style_tag(content=WITHOUT_TEXT + style)
    pixels = image.imread(BytesIO(page.locator(part).first.screenshot()))[..., :3]
    rows, columns = (length // SHRUNK for length in pixels.shape[:2])
    blocks = pixels[: rows * SHRUNK, : columns * SHRUNK].reshape(rows, SHRUNK, columns, SHRUNK, 3)
    return blocks.mean(axis=(1, 3))


def apart(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """Measure how far two pictures are apart on average, and the part of the pixels that are others."""
    assert one.shape == other.shape
    differences = np.abs(one - other).max(axis=2)
    return float(differences.mean()), float((differences > OTHER).mean())


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    mean, others = apart(one, other)
    return bool(mean <= MOST_APART and others <= MOST_OTHER)


def golden(name: str) -> np.ndarray:
    return image.imread(GOLDEN / f"{name}.png")[..., :3]


@pytest.mark.parametrize("name", SEEN)
def test_pages_look_as_they_did_in_any_font(page, folder, name):
    seen = looks(page, folder, name)
    if "RENEW_GOLDEN" in environ:
        GOLDEN.mkdir(exist_ok=True)
        image.imsave(GOLDEN / f"{name}.png", seen, pil_kwargs={"optimize": True})
    assert alike(seen, golden(name)), apart(seen, golden(name))
    elsewhere = looks(page, folder, name, ANOTHER_FONT)
    assert alike(elsewhere, golden(name)), apart(elsewhere, golden(name))


@pytest.mark.parametrize("name", SEEN)
def test_one_area_of_another_colour_is_noticed(page, folder, name):
    changed = looks(page, folder, name, 'path[fill="#00224e"] { fill: #47187d !important; }')
    assert not alike(changed, golden(name)), apart(changed, golden(name))


def test_a_map_out_of_its_place_is_noticed(page, folder):
    moved = looks(page, folder, "page-fr", ".leaflet-map-pane { translate: 40px; }")
    assert not alike(moved, golden("page-fr")), apart(moved, golden("page-fr"))


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_the_whole_map_is_printed_on_one_sheet_and_the_reader_finds_the_view_as_it_was(page, folder, lang):
    page.set_viewport_size(TELEPHONE)
    page.goto(f"{folder.as_uri()}/atlas.html#{lang}/constituency/nw")
    edges = "() => document.querySelector('.leaflet-areas-pane path').getBoundingClientRect().toJSON()"
    before = page.evaluate(edges)
    for paper in ("A4", "A3"):
        assert re.findall(rb"/Count (\d+)", page.pdf(format=paper, landscape=True)) == [b"1"]
    assert page.evaluate(edges) == pytest.approx(before, abs=1)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    [frame] = page.locator("#map-frame").all()
    sheet = frame.bounding_box()
    for area in page.locator(".leaflet-areas-pane path").all():
        box = area.bounding_box()
        assert sheet["x"] <= box["x"] and box["x"] + box["width"] <= sheet["x"] + sheet["width"]
        assert sheet["y"] <= box["y"] and box["y"] + box["height"] <= sheet["y"] + sheet["height"]
