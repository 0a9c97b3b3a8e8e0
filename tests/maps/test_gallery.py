"""The page that leads to the others."""

import re
from dataclasses import replace

import pytest

from app.analysis.figures import Coverage
from app.maps.gallery import BriefingLink, gallery_entry, render_gallery
from app.maps.words.catalogues import Text


@pytest.fixture
def page(atlas) -> str:
    links = [
        BriefingLink(Text("Nord & <b>", "الشمال"), "P&Q/regions/nord.html", None),
        BriefingLink(Text("Sud", "الجنوب"), "P&Q/regions/sud.html", "P&Q/regions/sud.pdf"),
    ]
    entry = gallery_entry(atlas, "P&Q.html", links)
    return render_gallery(atlas.country.ground, [entry], 7, Text("Faites le 1er août", "أنجزت"))


def test_it_asks_nothing_of_another_machine_and_names_cannot_break_it(page):
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//|<link|@import""", page)
    assert "<b>" not in page.replace("</b>", "")
    assert "Nord &amp; &lt;b&gt;" in page


def test_it_leads_to_the_atlas_the_briefings_and_the_pdfs_there_are(page):
    assert re.findall(r'href="(P[^"]*)"', page) == [
        *("P&amp;Q.html", "P&amp;Q.html", "P&amp;Q/regions/nord.html"),
        *("P&amp;Q/regions/sud.html", "P&amp;Q/regions/sud.pdf"),
    ]


def test_it_tells_when_it_was_made_and_from_which_data(page):
    assert "Données\u00a0: version \u20687\u2069." in page
    assert "Faites le 1er août" in page
    assert "أنجزت" in page


def test_the_small_map_has_each_area_once_in_the_colour_of_its_class(page):
    groups = dict(re.findall(r'<g fill="([^"]+)">(.*?)</g>', page))
    order = ["nw", "ne", "sw", "se"]
    drawn = {fill: [order[int(number)] for number in re.findall(r"#a(\d)", uses)] for fill, uses in groups.items()}
    assert drawn == {"#00224e": ["nw"], "#e1cc55": ["ne"], "#d9dbd9": ["sw"], "url(#unknown)": ["se"]}


def test_it_says_of_a_partial_election_how_many_contests_are_known(atlas, page):
    [old, new] = atlas.country.elections
    partial = replace(atlas.country, elections=(old, replace(new, coverage=Coverage(2, 4))))
    entry = gallery_entry(replace(atlas, country=partial), "P&Q.html", [])
    assert entry.coverage == Text(
        "Résultats connus\u00a0: 2 circonscriptions sur 4.", "النتائج المعروفة: دائرتان من أصل 4."
    )
    shown = render_gallery(atlas.country.ground, [entry], 7, Text("", ""))
    assert entry.coverage.fr in shown
    assert 'class="coverage"' not in page


def test_an_entry_is_the_same_with_and_without_prices(atlas):
    assert len(atlas.prices)
    unpriced = replace(atlas, prices=atlas.prices.iloc[:0])
    assert gallery_entry(unpriced, "P.html", []) == gallery_entry(atlas, "P.html", [])
