"""Thematic tiles carry the figures that the service answers with, and styles put them into the atlas's classes."""

import asyncio
import io
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pandas as pd
import pyogrio
import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

from app.files import maplibre
from app.maps import scale
from app.maps.themes import classes, council_parts, themes
from app.settings import ROOT
from app.store.database import create_reading_pool
from app.store.queries import vector_tiles
from app.store.queries.thematic_layers import LAYERS
from tests.api.ogc.test_qgis import CLIENT, PYTHON, has_qgis
from tests.api.test_errors import problem
from tests.browsers import ARGUMENTS, CHROMIUM

TILES = "/ogc/layers/{}/tiles/WebMercatorQuad"
ELECTION = "house-2021-local"
HEAVIEST = 500_000
"""Bytes of a tile before compression."""

COMMUNAL = {
    "standings": {"election": "communal-2021", "level": "commune", "party": "RNI"},
    "chances": {"outlook": "councils-2027", "level": "commune", "party": "RNI"},
    "census": {"census": "2024", "level": "commune", "indicator": "urban_share"},
}


def tile_of(client, layer: str, place: str = "4/6/7", **given: str):
    answer = client.get(f"{TILES.format(layer)}/{place}", params=given)
    assert answer.status_code == 200, answer.text
    return answer.content


def attributes(content: bytes, tmp_path) -> dict[str, dict]:
    """Attributes of a tile's features by code; what a feature does not have is not there."""
    file = tmp_path / "tile.pbf"
    file.write_bytes(content)
    frame = pyogrio.read_dataframe(file, CLIP="NO", METADATA_FILE="", read_geometry=False)
    rows = frame.drop_duplicates("code").to_dict("records")
    return {row["code"]: {name: value for name, value in row.items() if not pd.isna(value)} for row in rows}


@pytest.fixture
def of_morocco(client, tmp_path):
    """Attributes of every area of a level: two tiles hold the country."""

    def read(layer: str, **given: str) -> dict[str, dict]:
        tiles = [tile_of(client, layer, place, **given) for place in ("4/6/7", "4/7/7", "4/6/6", "4/7/6") if has(place)]
        return {code: row for tile in tiles for code, row in attributes(tile, tmp_path).items()}

    def has(place: str) -> bool:
        return client.get(f"{TILES.format('census')}/{place}", params=COMMUNAL["census"]).status_code == 200

    return read


def test_tiles_carry_the_results_that_the_service_answers_with(client, of_morocco):
    found = of_morocco("standings", election=ELECTION, level="constituency", party="MP")
    results = client.get("/v1/results", params={"election": ELECTION, "party": "MP", "level": "constituency"}).json()
    answered = {row["area"]["code"]: next(iter(row["parties"]), {"lists": 0}) for row in results["items"]}
    assert len(found) == 92
    for code, row in found.items():
        if not row["lists"]:
            assert answered[code]["lists"] == 0
            assert "votes" not in row
            continue
        for name in ("votes", "share", "margin", "seats_won"):
            assert row.get(name) == answered[code][name], (code, name)


def test_and_its_scores_chances_and_indicators(client, of_morocco):
    found = of_morocco("standings", election=ELECTION, level="constituency", party="MP")
    scores = client.get("/v1/scores", params={"election": ELECTION, "party": "MP"}).json()["items"]
    assert {row["area"]["code"]: row["score"] for row in scores if row["score"] is not None} == {
        code: row["score"] for code, row in found.items() if "score" in row
    }
    chances = of_morocco("chances", outlook="next-house", level="constituency", party="MP")
    answered = client.get(
        "/v1/outlook", params={"election": "next-house", "party": "MP", "level": "constituency"}
    ).json()
    assert {row["area"]["code"]: row["p_seat"] for row in answered["items"] if row["p_seat"] is not None} == {
        code: row["p_seat"] for code, row in chances.items() if "p_seat" in row
    }
    value = of_morocco("census", census="2024", level="region", indicator="urban_share")
    [answered] = [
        row
        for row in client.get("/v1/indicators?area=03&key=urban_share&census=2024").json()["items"]
        if row["area"]["code"] == "03"
    ]
    assert value["03"]["indicator_value"] == answered["value"]


def test_an_area_of_which_nothing_is_known_is_not_one_without_a_list(of_morocco):
    found = of_morocco("standings", election="communal-2021", level="commune", party="RNI")
    unknown = [row for row in found.values() if "contests" not in row]
    absent = [row for row in found.values() if row.get("lists") == 0]
    assert unknown
    assert absent
    assert all("lists" not in row and "seats_won" not in row for row in unknown)


def walked(bounds: list[float], zoom: int) -> list[tuple[int, int, int]]:
    """Places of the tiles over a box."""
    west, south, east, north = bounds
    columns = [int((x + 180) / 360 * 2**zoom) for x in (west, east)]
    rows = [int((1 - math.asinh(math.tan(math.radians(y))) / math.pi) / 2 * 2**zoom) for y in (north, south)]
    return [(zoom, x, y) for x in range(columns[0], columns[1] + 1) for y in range(rows[0], rows[1] + 1)]


@pytest.mark.parametrize("layer", LAYERS)
def test_no_tile_of_the_country_is_heavier_than_may_be(client, settings, layer):
    """Every tile down to zoom 8, and from there the children of the heaviest: a child holds a part of its parent."""
    tilejson = client.get(TILES.format(layer), params=COMMUNAL[layer]).json()
    assert (tilejson["minzoom"], tilejson["maxzoom"]) == (0, vector_tiles.MAX_ZOOM)

    async def walk() -> dict[int, int]:
        heaviest = {}
        async with create_reading_pool(settings) as pool:
            places = [place for zoom in range(9) for place in walked(tilejson["bounds"], zoom)]
            while places:
                sizes = [
                    (len((await vector_tiles.tile(pool, LAYERS[layer], place, COMMUNAL[layer]))[1]), place)
                    for place in places
                ]
                for size, (zoom, *_) in sizes:
                    heaviest[zoom] = max(size, heaviest.get(zoom, 0))
                zoom = places[-1][0]
                last = sorted(((size, place) for size, place in sizes if place[0] == zoom), reverse=True)[:4]
                places = [
                    (zoom + 1, 2 * x + right, 2 * y + down)
                    for _, (_, x, y) in last
                    for right in (0, 1)
                    for down in (0, 1)
                    if zoom < vector_tiles.MAX_ZOOM
                ]
        return heaviest

    found = asyncio.run(walk())
    assert set(found) == set(range(vector_tiles.MAX_ZOOM + 1))
    assert 50_000 < max(found.values()) <= HEAVIEST, found


@pytest.mark.parametrize("layer", LAYERS)
def test_tilejson_bounds_the_areas_and_leads_to_the_tiles(client, layer):
    given = COMMUNAL[layer]
    tilejson = client.get(TILES.format(layer), params=given).json()
    west, south, east, north = tilejson["bounds"]
    assert -17.2 < west < -16.9
    assert 20.7 < south < 21
    assert -1.1 < east < -0.9
    assert 35.8 < north < 36
    assert [each["id"] for each in tilejson["vector_layers"]] == [layer]
    [address] = tilejson["tiles"]
    answer = client.get(address.format(z=5, y=12, x=15))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    held = {"If-None-Match": answer.headers["etag"]}
    assert client.get(address.format(z=5, y=12, x=15), headers=held).status_code == 304


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/ogc/styles/score", 400, "party"),
        ("/ogc/styles/score?party=NOBODY", 404, "NOBODY"),
        ("/ogc/styles/score?party=MP&election=never", 404, "never"),
        ("/ogc/styles/score?party=MP&level=village", 404, "village"),
        ("/ogc/styles/score?party=MP&colour=red", 400, "colour"),
        ("/ogc/styles/swing?party=MP", 404, "swing"),
        ("/ogc/styles/sprite@9x.png", 404, "sprite"),
        ("/ogc/layers/nothing/tiles/WebMercatorQuad", 404, "nothing"),
        ("/ogc/layers/standings/tiles/Other?party=MP", 404, "Other"),
        ("/ogc/layers/census/tiles/WebMercatorQuad?indicator=height", 404, "height"),
        ("/ogc/layers/census/tiles/WebMercatorQuad?indicator=urban_share&census=1900", 404, "1900"),
        ("/ogc/layers/chances/tiles/WebMercatorQuad?party=MP&outlook=never", 404, "never"),
        ("/ogc/layers/standings/tiles/WebMercatorQuad/4/6/7?party=MP", 400, "election"),
        ("/ogc/layers/standings/tiles/WebMercatorQuad/4/99/7?election=a&level=b&party=c", 404, "4/99/7"),
    ],
)
def test_what_there_is_not_is_said(client, path, status, says):
    assert says in problem(client.get(path), status)["detail"]


def test_what_has_no_such_code_has_no_tile_and_is_not_told_to_be_without_a_list(client):
    given = {"election": ELECTION, "level": "constituency", "party": "NOBODY"}
    assert client.get(f"{TILES.format('standings')}/4/6/7", params=given).status_code == 204


# what a filter of a style may be, as MapLibre's specification has it and QGIS reads it
OPERATIONS = {
    "get": lambda row, name: row.get(name),
    "has": lambda row, name: name in row,
    "==": lambda _, a, b: a == b,
    "!=": lambda _, a, b: a != b,
    ">": lambda _, a, b: a > b,
    ">=": lambda _, a, b: a >= b,
    "<": lambda _, a, b: a < b,
    "<=": lambda _, a, b: a <= b,
}


def evaluated(expression, row: dict):
    if not isinstance(expression, list):
        return expression
    name, *parts = expression
    if name == "all":
        return all(evaluated(part, row) for part in parts)
    return OPERATIONS[name](row, *(evaluated(part, row) for part in parts))


def drawn(style: dict, row: dict) -> str:
    """Colour of a feature: it is in one class, and hatched where it is in none."""
    fills = [layer for layer in style["layers"] if layer["type"] == "fill" and "filter" in layer]
    colours = [layer["paint"]["fill-color"] for layer in fills if evaluated(layer["filter"], row)]
    assert len(colours) <= 1
    return (colours or [maplibre.HATCH])[0]


@pytest.mark.parametrize("key", maplibre.themed())
def test_a_style_puts_every_area_into_the_class_that_the_atlas_puts_it_into(client, of_morocco, key):
    level, election = ("commune", "communal-2021") if key == "council" else ("constituency", ELECTION)
    given = {"election": election, "level": level, "party": "RNI" if key == "council" else "MP"}
    style = client.get(f"/ogc/styles/{key}", params=given).json()
    rows = of_morocco("standings", **given)
    frame = pd.DataFrame.from_dict(rows, orient="index")
    figure = maplibre.figure_of(key)
    if key == "winner":
        names = [part[2] for part in style["layers"][-2]["filter"][2:]]  # those that "other parties" are not
        theme = next(each for each in themes(pd.DataFrame({"acronym": names}, index=names)) if each.key == "winner")
    else:
        theme = maplibre.themed()[key]
    values = frame[figure] if figure in frame else pd.Series(index=frame.index, dtype=object)
    if key == "council":
        values = council_parts(frame[figure])
        assert (frame[figure] - frame["seats_won"] / frame["seats"]).abs().max() < 1e-12
    expected = {}
    for code, found in zip(frame.index, classes(theme, values), strict=True):
        is_absent = theme.of_party and rows[code].get("lists") == 0
        unlisted = scale.NO_LIST if is_absent else maplibre.HATCH
        expected[code] = unlisted if found is None or is_absent else theme.colours[found]
    assert {code: drawn(style, row) for code, row in rows.items()} == expected
    assert len(set(expected.values())) > 1


def test_the_styles_are_listed_with_where_they_are(client):
    listed = client.get("/ogc/styles").json()["styles"]
    assert {style["id"] for style in listed} == set(maplibre.themed())
    for style in listed:
        [address] = [link["href"] for link in style["links"]]
        found = client.get(address.format(party="MP"))
        assert found.status_code == 200
        assert found.headers["content-type"] == "application/vnd.mapbox.style+json"
        assert client.get(found.json()["sources"]["kharita"]["url"]).json()["tiles"]


@pytest.mark.parametrize(("suffix", "ratio"), [("", 1), ("@2x", 2)])
def test_the_sprite_is_hatching_that_repeats_without_a_seam(client, suffix, ratio):
    index = client.get(f"/ogc/styles/sprite{suffix}.json").json()[maplibre.HATCH]
    picture = Image.open(io.BytesIO(client.get(f"/ogc/styles/sprite{suffix}.png").content)).convert("RGB")
    assert picture.size == (index["width"], index["height"])
    assert index["pixelRatio"] == ratio
    side = picture.size[0]
    inked = {(x, y) for x in range(side) for y in range(side) if picture.getpixel((x, y)) != (255, 255, 255)}
    assert inked == {((x + 1) % side, (y - 1) % side) for x, y in inked}


def near(colour: tuple[int, ...], wanted: str) -> bool:
    return all(abs(a - int(wanted[at : at + 2], 16)) <= 3 for a, at in zip(colour, (1, 3, 5), strict=False))


def seen(picture: Image.Image, style: dict) -> set[str]:
    """Colours of the style's classes that cover something in a picture."""
    counted = picture.convert("RGB").getcolors(picture.width * picture.height)
    wanted = [each["colour"] for each in style["metadata"]["kharita:classes"] if not each["hatched"]]
    return {colour for colour in wanted if sum(n for n, found in counted if near(found, colour)) > 50}


@pytest.mark.skipif(not has_qgis(), reason="install QGIS's bindings (apt-get install python3-qgis) to run this test")
def test_qgis_draws_a_theme(live, tmp_path):
    url = live.url.removesuffix("/ogc")
    given = urlencode({"election": ELECTION, "level": "constituency", "party": "MP"})
    home = str(tmp_path)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": home, "XDG_RUNTIME_DIR": home}
    picture = tmp_path / "qgis.png"
    action = json.dumps(["theme", f"{url}/ogc/styles/share?{given}", str(picture)])
    command = [PYTHON, CLIENT, live.url, action]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout, done.stderr
    [told] = json.loads(done.stdout)
    assert told["valid"]
    assert len(seen(Image.open(picture), told["style"])) >= 4


@pytest.mark.skipif(CHROMIUM is None, reason="install Chromium (apt-get install chromium) to run this test")
def test_maplibre_draws_a_theme(live, tmp_path, monkeypatch):
    url = live.url.removesuffix("/ogc")
    given = urlencode({"election": ELECTION, "level": "constituency", "party": "MP"})
    style = f"{url}/ogc/styles/share?{given}"
    modules = ROOT / "node_modules" / "maplibre-gl" / "dist"
    page_file = Path(__file__).with_name("maplibre.html")
    software = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
    arguments = [each for each in ARGUMENTS if each != "--disable-gpu"] + software
    told: list[str] = []
    monkeypatch.setenv("PLAYWRIGHT_NODEJS_PATH", str(Path(sys.executable).with_name("node")))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": 512, "height": 512})
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.route(
            "**/drawing/maplibre/*",
            lambda route: route.fulfill(path=modules / Path(urlsplit(route.request.url).path).name),
        )
        page.route("**/drawing/?*", lambda route: route.fulfill(path=page_file, content_type="text/html"))
        page.goto(f"{url}/drawing/?{urlencode({'style': style})}")
        page.wait_for_function("document.title === 'drawn'", timeout=120_000)
        picture = Image.open(io.BytesIO(page.screenshot()))
        written = page.evaluate("fetch(new URLSearchParams(location.search).get('style')).then(r => r.json())")
        browser.close()
    picture.save(tmp_path / "maplibre.png")
    assert not [line for line in told if "rror" in line], told
    assert len(seen(picture, written)) >= 4
