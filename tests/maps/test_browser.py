"""The page in a browser that has no network, as a reader uses it."""

import csv
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from PIL import Image, ImageColor
from playwright.sync_api import Page, expect

from app.analysis.names import fold
from app.maps.gallery import gallery_entry, render_gallery
from app.maps.texts import COUNTED
from app.maps.words.catalogues import LANGUAGES, Text
from app.maps.words.numbers import number, percent, points
from app.settings import ROOT
from tests.browsers import opened_from_disk
from tests.test_catalogue import ATLAS_TABLE

STRONG, WEAK, NO_LIST, UNKNOWN = "#00224e", "#e1cc55", "#d9dbd9", "url(#unknown)"


def gallery_of(atlas) -> str:
    return render_gallery(atlas.country.ground, [gallery_entry(atlas, "P.html", [])], 7, Text("Faites", "أنجزت"))


@pytest.fixture
def folder(atlas_page, tmp_path) -> Path:
    (tmp_path / "P.html").write_text(atlas_page, encoding="utf-8")
    return tmp_path


@pytest.fixture
def page(tab, folder) -> Iterator[Page]:
    """The page as a reader opens it."""
    with opened_from_disk(tab, folder / "P.html") as opened:
        yield opened


def click(page: Page, fill: str) -> None:
    """Click on the area of this colour, left of its middle, where the marks of the strongest are."""
    page.locator(f'.leaflet-areas-pane path[fill="{fill}"]').click(position={"x": 40, "y": 100})


def panel(page: Page):
    """What is told of the chosen area."""
    return page.locator("#area")


def test_areas_are_coloured_by_class_and_kinds_of_absence_look_different(page):
    areas = page.locator(".leaflet-areas-pane path")
    assert [areas.nth(position).get_attribute("fill") for position in range(4)] == [STRONG, WEAK, NO_LIST, UNKNOWN]


def test_the_legend_counts_what_the_map_shows(page):
    assert page.locator("#legend .steps li").all_text_contents() == ["1", "0", "0", "0", "1"]
    assert page.locator("#count-absent").text_content() == "1"
    assert page.locator("#count-unknown").text_content() == "1"


SEEN = {
    "score": ([STRONG, WEAK, NO_LIST, UNKNOWN], "Circonscriptions fortes", "الدوائر القوية"),
    "class": (["#00224e", "#f7f2d2", NO_LIST, UNKNOWN], "Bastions", "المعاقل"),
    "share": (["#00224e", "#e1cc55", NO_LIST, UNKNOWN], "Circonscriptions avec 10", "الدوائر بنسبة 10%"),
    "margin": (["#8b7fc0", "#b35806", NO_LIST, UNKNOWN], "En tête\u00a0: 1 sur 3", "في الصدارة: 1 من أصل 3"),
    "swing": (["#47187d", UNKNOWN, NO_LIST, UNKNOWN], "En progrès\u00a0: 1.", "في تقدم: 1."),
    "turnout": (["#7bccc4", "#7bccc4", "#7bccc4", UNKNOWN], "Dans la moitié", "في نصف الدوائر"),
    "cluster": (["#47187d", "#f7f7f7", NO_LIST, UNKNOWN], "Voisinages qui", "تجاور لا تفسره"),
    "price": (["#31843f", UNKNOWN, NO_LIST, UNKNOWN], "À moins de 2\u202f500 voix", "على بعد أقل من 2.500"),
    "winner": (["#0072b2", "#56b4e9", "#b9bcba", UNKNOWN], "Circonscriptions où", "عدد الدوائر التي"),
    "seats": (["#1f5a9c", "#f6efc9", NO_LIST, UNKNOWN], "Sièges obtenus\u00a0: 2", "المقاعد المحصل عليها: 2"),
}


@pytest.mark.parametrize("theme", SEEN)
def test_every_theme_has_its_colours_its_legend_and_its_words_in_both_languages(page, theme):
    colours, french, arabic = SEEN[theme]
    page.locator(f'input[value="{theme}"] + span').click()
    assert [path.get_attribute("fill") for path in page.locator(".leaflet-areas-pane path").all()] == colours
    expect(page.locator("#reading")).to_contain_text(french)
    expect(page.locator("#legend-title")).to_contain_text("2021")
    counted = page.locator("#classes :is(.steps li, b)").all_text_contents()
    assert sum(map(int, counted)) == sum(colour not in (NO_LIST, UNKNOWN) for colour in colours)
    expect(page.locator("#count-unknown")).to_have_text(str(colours.count(UNKNOWN)))
    assert page.locator("#of-absent").is_visible() == (NO_LIST in colours)
    page.click("#language")
    expect(page.locator("#reading")).to_contain_text(arabic)
    assert page.url.endswith(f"#ar?theme={theme}&year=2021")


def test_the_themes_are_switched_from_the_keyboard(page):
    page.locator('input[value="score"]').focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator('input[value="class"]')).to_be_checked()
    expect(page.locator("#reading")).to_contain_text("Bastions")


def test_an_address_opens_what_it_names(page):
    address = page.url
    for wanted in ("#ar/constituency/ne?theme=swing&year=2021", "#fr/constituency/nw?theme=share&year=2021"):
        page.goto("about:blank")
        page.goto(address + wanted)
        expect(page).to_have_url(address + wanted)
        expect(page.locator("html")).to_have_attribute("lang", wanted[1:3])
        expect(page.locator(f'input[value="{wanted.partition("=")[2].partition("&")[0]}"]')).to_be_checked()
        expect(panel(page).locator("h3")).to_contain_text('"Née"' if wanted.startswith("#ar") else "L'Éléphant")


def test_an_address_changed_by_hand_is_followed(page):
    page.evaluate("location.hash = '#ar/constituency/nw?theme=margin&year=2021'")
    expect(page.locator("#legend-title")).to_contain_text("الفارق")
    expect(panel(page).locator("h3")).to_contain_text("الفِيلُ")
    assert page.url.endswith("#ar/constituency/nw?theme=margin&year=2021")


@pytest.mark.parametrize(
    "wanted", ["#fr/constituency/nowhere?theme=none&year=1956", "#toString?theme=toString", "#ar/%"]
)
def test_an_address_that_names_nothing_opens_the_map(page, wanted):
    page.goto(page.url.partition("#")[0] + wanted)
    page.reload()
    expect(page.locator('input[value="score"]')).to_be_checked()
    expect(panel(page)).to_be_hidden()


def test_the_address_follows_the_reader(page):
    click(page, STRONG)
    expect(panel(page)).to_be_visible()
    assert page.url.endswith("#fr/constituency/nw?theme=score&year=2021")
    page.click("#language")
    assert page.url.endswith("#ar/constituency/nw?theme=score&year=2021")
    panel(page).locator(".close").click()
    expect(panel(page)).to_be_hidden()
    assert page.url.endswith("#ar?theme=score&year=2021")


def test_party_areas_are_outlined_named_and_listed(page):
    expect(page.locator(".zone-name")).to_have_text("L'aire <b>d'essai</b>")
    expect(page.locator(".leaflet-zones-pane path")).to_have_count(2)
    expect(page.locator("#zones button")).to_have_text("L'aire <b>d'essai</b>22,5\u00a0%circonscriptions\u00a0: 2")
    page.click("#language")
    expect(page.locator(".zone-name")).to_have_text("المجال")
    page.uncheck("#zones-shown")
    expect(page.locator(".zone-name")).to_have_count(0)
    expect(page.locator(".leaflet-zones-pane path")).to_have_count(0)


def test_the_table_can_be_taken_away(page):
    with page.expect_download() as download:
        page.click("#download")
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(keepends=True)))
    assert download.value.suggested_filename == "kharita-P-Q.csv"
    assert len(rows) == 2 * 4
    assert set(rows[0]) | {"ballot"} == ATLAS_TABLE
    latest = {row["code"]: row for row in rows if row["year"] == "2021"}
    assert latest["ne"]["name_fr"] == '"Née" & fils </script>'
    assert latest["nw"]["share"] == "0.45"
    assert (latest["ne"]["votes"], latest["sw"]["votes"], latest["se"]["votes"]) == ("0", "", "")
    assert [latest[code]["fielded"] for code in ("nw", "ne", "sw", "se")] == ["true", "true", "false", ""]


PICTURES = {
    "#fr?theme=score": ("kharita-P-Q-score-2021.png", [STRONG, WEAK, NO_LIST]),
    "#ar?theme=swing&view=circles": ("kharita-P-Q-swing-2021-circles.png", ["#47187d", NO_LIST]),
    "#ar?theme=share&beside=RV:2021": ("kharita-P-Q-share-2021-RV-2021.png", [STRONG, WEAK, NO_LIST]),
    "#fr/region?theme=share": ("kharita-P-Q-share-2021-region.png", ["#3b496c"]),
}


@pytest.mark.parametrize("wanted", PICTURES)
def test_what_is_seen_can_be_taken_away_as_a_picture(page, wanted):
    name, colours = PICTURES[wanted]
    page.set_viewport_size({"width": 360, "height": 740})
    address = page.url
    page.goto("about:blank")
    page.goto(address + wanted)
    with page.expect_download() as download:
        page.click("#picture")
    assert download.value.suggested_filename == name
    with Image.open(download.value.path()) as picture:
        counted = {colour[:3]: count for count, colour in picture.getcolors(picture.width * picture.height)}
        map_height = page.locator(".frames").bounding_box()["height"]
        assert picture.width >= 1600
        assert picture.height > picture.width / 360 * (
            map_height + 200
        )  # the texts above it, the legend and sources below
        # more than the legend's cell or swatch of that colour
        assert all(counted[ImageColor.getrgb(colour)] > 0.01 * picture.width**2 for colour in colours)


def test_a_picture_shows_the_texts_of_its_language_where_they_begin(page):
    for lang, side in (("fr", 0), ("ar", 1)):
        page.evaluate(f"setLanguage('{lang}')")
        with page.expect_download() as download:
            page.click("#picture")
        with Image.open(download.value.path()) as picture:
            title = picture.convert("L").crop((0, 0, picture.width, 100)).point(lambda value: 255 * (value < 128))
            left, _, right, _ = title.getbbox()
        assert (left < 100, right > picture.width - 100) == (side == 0, side == 1)


def test_the_page_fills_the_screen_and_comes_back(page):
    button = page.locator("#full-screen")
    for pressed in ("true", "false"):
        button.click()
        expect(button).to_have_attribute("aria-pressed", pressed)
        assert page.evaluate("document.fullscreenElement === document.documentElement") == (pressed == "true")


def test_a_click_tells_an_area_with_its_names_as_they_are(page):
    click(page, STRONG)
    expect(panel(page).locator("h3")).to_have_text("L'Éléphant <script>alert(1)</script>الفِيلُ")
    expect(panel(page).locator(".score")).to_have_text("92,5BastionScore · rang 1 sur 2")
    assert panel(page).locator(".value").all_text_contents() == ["25,0\u00a0%", "45,0\u00a0%"]
    assert panel(page).locator(".year").all_text_contents() == ["2016", "2021"]
    assert panel(page).locator("dl").first.locator("dd").all_text_contents() == [
        *("2 sur 3", "à 1\u202f200 voix de plus", "à 50 voix de moins"),
        *("450", "+12,3 points", "+20,0 points", "50,0\u00a0%", 'P"Q'),
    ]


def test_a_score_comes_with_how_sure_it_is_what_makes_it_and_a_sentence(page):
    click(page, STRONG)
    expect(panel(page).locator(".range")).to_have_text("Rang, fourchette de méthode\u00a0: 1 à 2")
    expect(panel(page).locator(".p_seat")).to_have_text(
        "Probabilité d'un siège à la prochaine élection\u00a0: 85\u00a0%"
    )
    expect(panel(page).locator(".top_fifth")).to_have_text(
        "Tirages de méthode dans le cinquième le plus fort\u00a0: 75\u00a0%"
    )
    assert panel(page).locator(".components dt").all_text_contents() == ["Part des voix", "Écart"]
    assert panel(page).locator(".components dd").all_text_contents() == ["90", "90"]
    expect(panel(page).locator(".explanation")).to_contain_text(
        "de ses 2 circonscriptions (fourchette de méthode\u00a0: de 1 à 2)"
    )
    page.click("#language")
    expect(panel(page).locator(".explanation")).to_contain_text("في الرتبة 1 من بين الدائرتين اللتين ترشح فيهما")


def test_the_panel_shows_the_lists_the_neighbours_and_the_sources(page):
    click(page, STRONG)
    assert panel(page).locator(".party-bars li").all_inner_texts() == [
        'P"Q\n45,0\u00a0%\n2 s.',
        "RV\n32,7\u00a0%\n1 s.",
    ]
    assert panel(page).locator(".share-line").count() == 1
    assert panel(page).locator(".cited li").all_text_contents() == ["Simulated figures <i>of 2021</i>"]
    panel(page).locator(".neighbours button", has_text="{{ 7 * 7 }}").click()
    expect(panel(page).locator("h3")).to_contain_text("{{ 7 * 7 }} <!--")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()


def test_why_there_is_no_price_is_said(page):
    page.locator('input[value="price"] + span').click()
    page.locator("#ranking button").first.click()
    expect(panel(page).locator(".neighbours button", has_text='"Née"')).to_contain_text("inscrits non publiés")


def test_an_uncertain_rank_has_a_dotted_edge_that_the_legend_explains(page):
    edges = page.locator(".leaflet-uncertain-pane path")
    expect(edges).to_have_count(1)
    assert edges.first.get_attribute("clip-path") == "url(#cut-first-0)"
    assert page.locator("#cut-first-0 use").get_attribute("href") == "#area-first-0"
    expect(page.locator("#count-uncertain")).to_have_text("1")
    page.locator('input[value="share"] + span').click()
    expect(edges).to_have_count(0)
    expect(page.locator("#of-uncertain")).to_be_hidden()


def test_circles_have_the_colours_and_the_click_of_the_map(page):
    page.click("#circles")
    areas = page.locator(".leaflet-areas-pane path")
    assert [path.get_attribute("fill") for path in areas.all()] == [STRONG, WEAK, NO_LIST, UNKNOWN]
    assert areas.nth(3).get_attribute("stroke") == "url(#unknown)"
    widths = [path.bounding_box()["width"] for path in areas.all()[:2]]
    assert widths[0] / widths[1] == pytest.approx(2, rel=0.03)  # four times the population
    expect(page.locator("#of-circles")).to_contain_text("population inconnue\u00a0: Œuf")
    expect(page.locator(".leaflet-zones-pane path")).to_have_count(4)
    box = areas.nth(1).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.9)
    expect(panel(page).locator("h3")).to_contain_text('"Née"')
    assert page.url.endswith("#fr/constituency/ne?theme=score&year=2021&view=circles")


def test_two_parties_are_compared_side_by_side_and_move_together(page):
    page.locator('input[value="share"] + span').click()
    page.click("#compare")
    expect(page.locator("#first-name")).to_contain_text('P"Q 2021')
    page.select_option("#beside-party", "RV")
    page.select_option("#beside-year", "house-2021-local")
    beside = page.locator("#beside-map .leaflet-areas-pane path")
    assert [path.get_attribute("fill") for path in beside.all()] == ["#00224e", "#00224e", NO_LIST, UNKNOWN]
    assert page.locator("#legend .steps li").all_text_contents() == ["1 | 0", "0 | 0", "0 | 0", "0 | 0", "1 | 2"]
    expect(page.locator('input[value="score"]')).to_be_disabled()
    expect(page.locator('input[value="margin"]')).to_be_enabled()
    page.locator("#map-frame .leaflet-control-zoom-in").click()
    views = page.evaluate(
        "[...document.querySelectorAll('.frames .leaflet-areas-pane path:first-child')].map(p => p.getAttribute('d'))"
    )
    assert views[0] == views[1]
    box = beside.nth(1).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert panel(page).locator(".facts dt.of").all_text_contents()[1].strip("\u2066\u2069") == "RV 2021"
    assert page.url.endswith("?theme=share&year=2021&beside=RV:2021")


def test_two_years_are_compared_in_any_theme(page):
    address = page.url
    page.goto("about:blank")
    page.goto(address + "#ar?theme=seats&year=2021&view=circles&beside=P%26Q:2016")
    beside = page.locator("#beside-map .leaflet-areas-pane path")
    assert [path.get_attribute("fill") for path in beside.all()] == [UNKNOWN, NO_LIST, NO_LIST, UNKNOWN]
    expect(page.locator('input[value="score"]')).to_be_enabled()
    assert page.locator("#map-frame").bounding_box()["x"] > page.locator("#beside-frame").bounding_box()["x"]
    page.click("#compare")
    expect(page.locator("#beside-frame")).to_be_hidden()
    assert page.url.endswith("#ar?theme=seats&year=2021&view=circles")


def test_what_the_score_is_not_is_said_where_it_is_shown(page):
    page.click("#describes button")
    expect(page.locator("#sources")).to_contain_text("il classe moins bien")
    expect(page.locator("#sources")).to_contain_text("\u20680,25\u2069 contre \u20680,50\u2069")
    page.locator('input[value="turnout"] + span').click()
    expect(page.locator("#describes")).to_be_hidden()


def test_regions_are_sums_of_what_is_known(page):
    page.locator('input[value="share"] + span').click()
    page.select_option("#level", "region")
    # 450 of 2,000 votes in the north; of the south not all contests are known
    assert [path.get_attribute("fill") for path in page.locator(".leaflet-areas-pane path").all()] == [
        *("#3b496c", "#3b496c", UNKNOWN, UNKNOWN)
    ]
    expect(page.locator("#ranking .name")).to_have_text(["Nord"])
    assert page.locator("#legend .steps li").all_text_contents() == ["0", "0", "0", "1", "0"]
    expect(page.locator("#count-unknown")).to_have_text("1")
    expect(page.locator('input[value="score"]')).to_be_disabled()
    page.locator("#ranking button").click()
    expect(panel(page).locator("h3")).to_have_text("Nordالشمال")
    assert panel(page).locator(".facts dd").all_text_contents()[:3] == ["2 sur 6", "22,5\u00a0%", "450"]
    assert page.url.endswith("#fr/region/N?theme=share&year=2021")
    page.reload()
    expect(panel(page).locator("h3")).to_contain_text("Nord")
    page.fill("#search", "elephant")
    page.keyboard.press("Enter")
    expect(panel(page).locator("h3")).to_contain_text("L'Éléphant")
    expect(page.locator("#level")).to_have_value("constituency")


def test_no_votes_no_list_and_unknown_are_told_apart(page):
    click(page, WEAK)
    assert panel(page).locator(".facts dd").all_text_contents()[:3] == [
        *("0 sur 3", "possible dès 4\u202f000 voix de plus, sûr à un nombre inconnu\u00a0: inscrits non publiés", "0")
    ]
    expect(panel(page).locator(".missing")).to_have_text("pas de liste")
    page.goto(page.url.partition("#")[0])
    page.reload()
    click(page, NO_LIST)
    expect(panel(page).locator(".score")).to_have_text("Pas de liste")
    assert panel(page).locator(".missing").all_text_contents() == ["pas de liste"] * 2
    page.goto(page.url.partition("#")[0])
    page.reload()
    click(page, UNKNOWN)
    expect(panel(page).locator(".score")).to_have_text("Données insuffisantes")
    assert panel(page).locator(".missing").all_text_contents() == ["inconnu"] * 2
    assert panel(page).locator("dd").all_text_contents() == ["inconnu"]


@pytest.mark.parametrize("typed", ["elephant", "ÉLÉPHANT", "الفيل", "الفِيــل"])
def test_an_area_is_found_however_its_name_is_typed(page, typed):
    page.fill("#search", typed)
    expect(page.locator("#matches li")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(panel(page).locator("h3")).to_contain_text("L'Éléphant")


@pytest.mark.parametrize(
    ("typed", "found"), [("oeuf ligne", "Œuf"), ("انزكان", "Née"), ("اسفى", "{{ 7 * 7 }}"), ("مكه", "Œuf")]
)
def test_letters_that_people_exchange_are_one(page, typed, found):
    page.fill("#search", typed)
    expect(page.locator("#matches li").first).to_contain_text(found)


def test_a_commune_is_found_and_says_whose_figures_these_are(page):
    page.fill("#search", "commune ne w")
    page.keyboard.press("Enter")
    expect(panel(page).locator(".note")).to_contain_text("Commune ne west")
    expect(panel(page).locator("h3")).to_contain_text("Née")
    expect(page.locator(".commune-name span", has_text="Commune ne west")).to_be_visible()


@pytest.mark.parametrize(("typed", "level"), [("nord", "region"), ("الشمال", "region"), ("septentrion", "region")])
def test_a_region_is_a_place_that_is_found(page, typed, level):
    page.fill("#search", typed)
    expect(page.locator("#matches li")).to_have_text("NordRégion")
    page.keyboard.press("Enter")
    expect(panel(page).locator("h3")).to_have_text("Nordالشمال")
    expect(page.locator("#level")).to_have_value(level)


@pytest.mark.parametrize(("typed", "found"), [("Insgane", "Née"), ("the old name", "Commune sw west")])
def test_another_spelling_finds_an_area_and_a_commune(page, typed, found):
    page.fill("#search", typed)
    expect(page.locator("#matches li")).to_have_count(1)
    expect(page.locator("#matches li")).to_contain_text(found)


def test_borders_of_communes_appear_when_near(page):
    assert page.locator(".leaflet-communes-pane path").count() == 0
    page.locator("#ranking button").first.click()
    page.locator(".leaflet-control-zoom-in").click(click_count=2)
    expect(page.locator(".leaflet-communes-pane path")).to_have_count(4)


def test_nothing_found_is_said(page):
    page.fill("#search", "zzz")
    expect(page.locator("#matches")).to_have_text("Aucun nom ne correspond")


def test_the_ranking_opens_areas_from_the_keyboard_and_gives_the_focus_back(page):
    first = page.locator("#ranking button").first
    first.focus()
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_visible()
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_hidden()
    expect(first).to_be_focused()


def test_arabic_turns_the_page_around(page):
    click(page, STRONG)
    page.click("#language")
    root = page.locator("html")
    expect(root).to_have_attribute("dir", "rtl")
    expect(root).to_have_attribute("lang", "ar")
    expect(page.locator("h1")).to_contain_text("حِزْبُ التجربة")
    expect(page.locator("h1 .t[lang=fr]")).to_be_hidden()
    expect(page).to_have_title("حِزْبُ التجربة: القوة الانتخابية حسب الدوائر")
    expect(panel(page)).to_have_css("direction", "rtl")
    assert panel(page).locator(".year").all_text_contents() == ["2021", "2016"]
    assert page.locator("aside").bounding_box()["x"] > page.locator("main").bounding_box()["x"]


def test_the_language_is_kept_in_the_address_and_given_by_the_gallery(page, atlas, folder):
    (folder / "index.html").write_text(gallery_of(atlas), encoding="utf-8")
    page.goto((folder / "index.html").as_uri())
    page.click("#language")
    page.click("article h2 a")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.url.endswith("P.html#ar")


def test_on_a_telephone_everything_fits_the_width(page):
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    click(page, WEAK)
    box, chips = panel(page).bounding_box(), page.locator(".switches").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["y"] >= chips["y"] + chips["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_script_and_python_write_numbers_alike(page):
    counts, rates = [0, 7, 999, 1000, 1234567], [0, 0.004, 0.5, 0.338, 1]
    for lang in ("fr", "ar"):
        page.evaluate(f"setLanguage('{lang}')")
        assert page.evaluate("values => values.map((value) => number(value))", counts) == [
            getattr(number(value), lang) for value in counts
        ]
        assert page.evaluate("values => values.map(percent)", rates) == [getattr(percent(rate), lang) for rate in rates]


def test_script_and_python_write_differences_alike(page):
    differences = [0.123, -0.05, 0, 0.0004]
    for lang in ("fr", "ar"):
        page.evaluate(f"setLanguage('{lang}')")
        assert page.evaluate("values => values.map(signed)", differences) == [
            getattr(points(value), lang) for value in differences
        ]


def test_script_and_python_count_alike(page):
    counts = [0, 1, 2, 3, 11, 18, 100, 465, 1706, 9391, 1_000_000]
    possible = number(1200)
    for lang, (key, message) in product(LANGUAGES, COUNTED.items()):
        page.evaluate(f"setLanguage('{lang}')")
        counted = "([key, counts, possible]) => counts.map((count) => counted(key, count, { possible }))"
        assert page.evaluate(counted, [key, counts, possible[lang]]) == [
            message.of(count, possible=possible)[lang] for count in counts
        ]


def test_script_and_python_fold_names_alike(page):
    letters = [
        chr(code) for code in (*range(0x20, 0x180), *range(0x600, 0x700), *range(0x750, 0x780), *range(0x2000, 0x2070))
    ]
    with (ROOT / "data/reference/communes.csv").open(encoding="utf-8", newline="") as file:
        names = [row[column] for row in csv.DictReader(file) for column in ("name_fr", "name_ar")]
    texts = [f"a{letter}b" for letter in letters] + names
    assert page.evaluate("texts => texts.map(fold)", texts) == [fold(text) for text in texts]
