"""Tiles hold what lies in them, where it lies, and say so in the forms clients read."""

import asyncio
import gzip

import httpx2
import psycopg
import pyogrio
import pytest
import shapely
from geoalchemy2.shape import to_shape
from sqlalchemy import select

from app.ogc.tiles import ORIGIN_M
from app.store.database import ask, create_reading_pool
from app.store.models import Area, AreaShape
from app.store.queries.collections import COLLECTIONS
from app.store.queries.vector_tiles import BUFFER, EXTENT, band_of

TILES = "/ogc/collections/{}/tiles/WebMercatorQuad"
TILED = [collection.id for collection in COLLECTIONS.values() if collection.tiled]
PLACES = [(5, 12, 15), (6, 25, 30), (7, 51, 61), (9, 205, 246), (11, 818, 985), (12, 1636, 1970)]


def bounds(zoom, row, column, steps=0):
    side = 2 * ORIGIN_M / 2**zoom
    west, north = -ORIGIN_M + column * side, ORIGIN_M - row * side
    more = side * steps / EXTENT
    return west - more, north - side - more, west + side + more, north + more


def decoded(content, tmp_path, place):
    """The tile read by GDAL, its coordinates brought from the tile's grid to metres."""
    file = tmp_path / "tile.pbf"
    file.write_bytes(content)
    frame = pyogrio.read_dataframe(file, CLIP="NO", METADATA_FILE="")
    west, south, east, north = bounds(*place)
    xs, ys = (east - west) / EXTENT, (north - south) / EXTENT
    moved = shapely.transform(frame.geometry.values, lambda points: points * (xs, ys) + (west, south))
    return frame.set_geometry(list(moved))


def outlines_in(reader_session, level, place):
    """Stored outlines of the generalisation level, cut to the tile and its margin."""
    chosen = (
        select(Area.code, AreaShape.geom)
        .join(AreaShape, AreaShape.area_id == Area.id)
        .where(Area.level == level, AreaShape.band == band_of(place[0]))
    )
    window = shapely.box(*bounds(*place, steps=BUFFER))
    stored = {code: to_shape(geom) for code, geom in reader_session.execute(chosen)}
    return {code: shape.intersection(window) for code, shape in stored.items() if shape.intersects(window)}


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize(("collection", "level"), [("communes", "commune"), ("regions", "region")])
def test_a_tile_holds_what_lies_in_it_where_it_lies(client, reader_session, tmp_path, collection, level, place):
    answer = client.get("{}/{}/{}/{}".format(TILES.format(collection), *place))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    tile = decoded(answer.content, tmp_path, place).dissolve("code").geometry
    expected = outlines_in(reader_session, level, place)
    step = (bounds(*place)[2] - bounds(*place)[0]) / EXTENT
    large = {code for code, shape in expected.items() if shape.area > (3 * step) ** 2}
    assert large <= set(tile.index) <= set(expected)
    for code in large:
        # each outline moved by at most a step of the grid
        assert tile[code].symmetric_difference(expected[code]).area <= 1.5 * step * expected[code].length + step**2


def test_neighbours_cover_a_tile_inland_without_gaps(client, tmp_path):
    place = (9, 205, 249)
    answer = client.get("{}/{}/{}/{}".format(TILES.format("communes"), *place))
    tile = decoded(answer.content, tmp_path, place).geometry.make_valid().union_all()
    window = shapely.box(*bounds(*place))
    assert tile.intersection(window).area / window.area > 0.999


def test_features_carry_their_properties(client, tmp_path):
    answer = client.get("{}/9/205/246".format(TILES.format("communes")))
    carried = decoded(answer.content, tmp_path, (9, 205, 246)).iloc[0]
    [listed] = client.get(f"/ogc/collections/communes/items?code={carried['code']}").json()["features"]
    for name in ("name_fr", "name_ar", "population_2024", "constituency_code"):
        assert carried[name] == listed["properties"][name]


def test_a_tile_of_the_sea_is_empty(client):
    answer = client.get("{}/9/200/100".format(TILES.format("communes")))
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(
    "path",
    ["15/0/0", "-1/0/0", "3/8/0", "3/0/8", "99999999999999999999/0/0", "0/-1/0", f"0/{'0' * 20}1/0", f"0/{10**21}/0"],
    ids=lambda path: path,
)
def test_a_tile_outside_the_matrix_is_404(client, path):
    assert client.get(f"{TILES.format('communes')}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["x/0/0", "0/0/0?x=1"])
def test_a_tile_that_is_no_tile_is_400(client, path):
    assert client.get(f"{TILES.format('communes')}/{path}").status_code == 400


def test_collections_with_several_features_per_place_have_no_tiles(client):
    assert client.get(f"{TILES.format('results')}/5/12/15").status_code == 404
    assert client.get(f"{TILES.format('communes').replace('WebMercatorQuad', 'Other')}/5/12/15").status_code == 404


def test_tiles_go_on_after_their_connections_ended(own_settings, serving):
    address = "{}/{}".format(TILES.format("communes"), "{}")
    with serving(own_settings) as client:
        assert client.get(address.format("6/25/30")).status_code == 200
        with psycopg.connect(own_settings.libpq_url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert client.get(address.format("7/51/61")).status_code == 200


def test_tiles_are_cut_by_the_reader_in_a_read_only_session_that_ends_in_time(settings):
    names = ("role", "default_transaction_read_only", "statement_timeout")
    asked = ", ".join(f"current_setting('{name}')" for name in names)

    async def set_as() -> tuple[str, ...]:
        async with create_reading_pool(settings) as pool:
            return await ask(pool, f"SELECT {asked}", {})

    assert asyncio.run(set_as()) == ("kharita_reader", "on", f"{settings.statement_timeout_ms // 1000}s")


def test_a_tile_that_cannot_be_cut_now_says_when_to_come_back(own_settings, serving, monkeypatch):
    monkeypatch.setattr("app.store.database.CONNECT_TIMEOUT_S", 1)
    nowhere = own_settings.model_copy(update={"database_url": f"{own_settings.database_url}_gone"})
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("TRUNCATE dataset_digest")
    for broken in (own_settings, nowhere):
        with serving(broken) as client:
            answer = client.get("{}/6/25/30".format(TILES.format("communes")))
            assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
            assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("collection", TILED)
def test_tilejson_leads_to_the_tiles(client, collection):
    tilejson = client.get(TILES.format(collection), params={"f": "tilejson"}).json()
    assert tilejson["tilejson"] == "3.0.0"
    assert [layer["id"] for layer in tilejson["vector_layers"]] == [collection]
    [address] = tilejson["tiles"]
    assert client.get(address.format(z=5, y=12, x=15)).status_code == 200


def test_a_tileset_leads_to_its_scheme_and_tiles(client):
    [tileset] = client.get("/ogc/collections/communes/tiles").json()["tilesets"]
    by_rel = {link["rel"]: link["href"] for link in tileset["links"]}
    described = client.get(by_rel["self"]).json()
    assert described["tileMatrixSetURI"].endswith("WebMercatorQuad")
    tile = by_rel["item"].format(tileMatrix=5, tileRow=12, tileCol=15)
    assert client.get(tile).status_code == 200
    scheme = client.get(by_rel["http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"]).json()
    assert scheme["tileMatrices"][0]["scaleDenominator"] == pytest.approx(559082264.0287178)
    assert [matrix["id"] for matrix in scheme["tileMatrices"]] == [str(zoom) for zoom in range(15)]


def test_a_tile_is_compressed_and_not_sent_to_who_holds_it(live):
    address = f"{live.url}/collections/communes/tiles/WebMercatorQuad/6/25/30"
    with httpx2.Client() as browser, browser.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == httpx2.get(address, headers={"Accept-Encoding": "identity"}).content
    assert httpx2.get(address, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
