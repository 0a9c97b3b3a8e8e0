"""GDAL reads the service as any OGC API: the release within pyogrio, and the programs of the system's."""

import shutil
import subprocess

import pyogrio
import pytest

from app.store.queries.collections import COLLECTIONS

programs = pytest.mark.skipif(
    shutil.which("ogr2ogr") is None, reason="install GDAL's programs (apt-get install gdal-bin) to run this test"
)


def read(live, collection, **how):
    return pyogrio.read_dataframe(f"OAPIF:{live.url}", layer=collection, **how)


def test_every_collection_is_a_layer_of_multipolygons(live):
    layers = dict(pyogrio.list_layers(f"OAPIF:{live.url}"))
    assert layers == dict.fromkeys(COLLECTIONS, "MultiPolygon")


def test_all_features_are_read_over_several_pages(live):
    communes = read(live, "communes")
    assert len(communes) == communes["code"].nunique() == 1538
    assert communes.geometry.notna().all()


@pytest.mark.parametrize(
    ("where", "parameter"),
    [
        ("population_2024 > 300000", "filter="),
        ("name_fr LIKE 'Ta%'", "filter="),
        ("code = '04.421.01.05' OR name_fr = 'Salé'", "filter="),
        ("level = 'region' AND own_contest = 0", "filter="),
    ],
)
def test_an_attribute_filter_is_answered_by_the_service(live, where, parameter):
    collection = "contests" if "own_contest" in where else "communes"
    everything = read(live, collection)
    before = len(live.asked(collection))
    found = read(live, collection, where=where)
    assert live.asked_after(before, collection, parameter)
    assert 0 < len(found) < len(everything)


def test_a_box_is_answered_by_the_service(live):
    before = len(live.asked("communes"))
    found = read(live, "communes", bbox=(-7, 33.8, -6.5, 34.2))
    assert live.asked_after(before, "communes", "bbox=")
    assert 20 < len(found) < 50


@pytest.mark.parametrize("code", [3857, 26191, 26192, 26194, 26195])
def test_coordinates_come_in_the_system_that_was_asked_for(live, code):
    moved = read(live, "regions", CRS=f"EPSG:{code}")
    assert moved.crs.to_epsg() == code
    expected = read(live, "regions").set_crs(4326, allow_override=True).to_crs(code)
    assert moved.geometry.hausdorff_distance(expected.geometry, align=False).max() < 20


@programs
def test_ogr2ogr_writes_every_commune(live, tmp_path):
    file = tmp_path / "out.gpkg"
    done = subprocess.run(
        ["ogr2ogr", "-f", "GPKG", file, f"OAPIF:{live.url}", "communes"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert pyogrio.read_info(file, layer="communes")["features"] == 1538


@programs
def test_ogrinfo_shows_fields_and_counts(live, client):
    done = subprocess.run(
        ["ogrinfo", "-so", f"OAPIF:{live.url}", "results"], capture_output=True, text=True, check=True
    )
    matched = client.get("/ogc/collections/results/items", params={"limit": 1}).json()["numberMatched"]
    assert matched > 30_000
    assert f"Feature Count: {matched}" in done.stdout
    # GDAL guesses types from the first page: that of councils, whose votes are all unknown
    for field in ("lists: Integer", "seats_won: Integer", "party: String"):
        assert field in done.stdout
