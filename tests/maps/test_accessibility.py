"""The pages of the real data as axe-core judges them: nothing that seriously hinders a reader."""

from pathlib import Path

import pytest

from app.maps.briefing_page import render_briefing
from app.maps.gallery import gallery_entry, render_gallery
from app.maps.page import render_atlas
from app.maps.snapshot import atlas_of, briefing_of
from app.maps.words.catalogues import Text
from app.settings import ROOT

TELEPHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
VIEWS = {
    "map": ("MP.html", "?theme=score", LAPTOP),
    "classes": ("MP.html", "?theme=winner&year=2016", LAPTOP),
    "circles": ("MP.html", "?theme=class&view=circles", LAPTOP),
    "comparison": ("MP.html", "?theme=share&beside=RNI:2021", LAPTOP),
    "area": ("MP.html", "/constituency/khenifra?theme=price", LAPTOP),
    "region": ("MP.html", "/region?theme=share", LAPTOP),
    "area on a telephone": ("MP.html", "/constituency/khenifra?theme=swing", TELEPHONE),
    "gallery": ("index.html", "", LAPTOP),
    "briefing": ("briefing.html", "", LAPTOP),
}


@pytest.fixture(scope="module")
def axe() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(snapshot, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    atlas = atlas_of(snapshot, "MP")
    pages = {
        "MP": render_atlas(atlas),
        "index": render_gallery(
            atlas.country.ground, [gallery_entry(atlas, "MP.html", [])], 1, Text("Faites", "أنجزت")
        ),
        "briefing": render_briefing(briefing_of(snapshot, atlas, snapshot.regions[0])),
    }
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return folder


@pytest.mark.parametrize("lang", ["fr", "ar"])
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_seriously_hinders_a_reader(tab, folder, axe, view, lang):
    name, wanted, size = VIEWS[view]
    tab.goto("about:blank")
    tab.emulate_media(reduced_motion="no-preference")
    tab.set_viewport_size(size)
    tab.goto(f"{(folder / name).as_uri()}#{lang}{wanted}")
    if name == "MP.html" and size == LAPTOP and "constituency" not in wanted:
        tab.click("#more")
        tab.click("#sources summary")
    tab.evaluate(axe)
    found = tab.evaluate("axe.run({ resultTypes: ['violations'] })")  # of the rules that pass, one node each
    assert len(found["passes"]) > 10
    hindrances = [
        (each["id"], node["target"], node["html"])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical") or each["id"] == "meta-viewport"
        for node in each["nodes"]
    ]
    assert hindrances == []
