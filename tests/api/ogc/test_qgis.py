"""QGIS loads the service as a user would have it: layers, pages, boxes, filters, vector tiles."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from app.store.queries.collections import COLLECTIONS

PYTHON = "/usr/bin/python3"
CLIENT = Path(__file__).with_name("qgis_client.py")
MOST = 5_000
"""Features of the largest collection that is loaded whole; of larger ones those of the south, all their pages."""
SOUTH = (-17.2, 20.7, -12.8, 24.2)
TILED = [name for name, collection in COLLECTIONS.items() if collection.tiled]


def has_qgis() -> bool:
    try:
        return subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


pytestmark = pytest.mark.skipif(
    not has_qgis(), reason="install QGIS's bindings (apt-get install python3-qgis) to run these tests"
)


@pytest.fixture(scope="module")
def qgis(live, tmp_path_factory):
    home = tmp_path_factory.mktemp("qgis")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}

    def ask(*actions):
        """Answers to actions of the client with their arguments, in one process."""
        command = [PYTHON, CLIENT, live.url, *map(json.dumps, actions)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=1800)
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    return ask


def matched(client, collection, box=()) -> int:
    asked = {"limit": 1, **({"bbox": ",".join(map(str, box))} if box else {})}
    return client.get(f"/ogc/collections/{collection}/items", params=asked).json()["numberMatched"]


@pytest.fixture(scope="module")
def boxes(client):
    """In which box each collection is loaded; none where it is loaded whole."""
    return {name: SOUTH if matched(client, name) > MOST else () for name in COLLECTIONS}


@pytest.fixture(scope="module")
def layers(qgis, boxes):
    """Every collection as a layer."""
    return dict(zip(COLLECTIONS, qgis(*(("show", name, *box) for name, box in boxes.items())), strict=True))


@pytest.fixture(scope="module")
def drawn(qgis):
    """Every collection that is tiled, drawn."""
    return dict(zip(TILED, qgis(*(("tiles", name) for name in TILED)), strict=True))


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_collection_loads_page_by_page(layers, boxes, client, collection):
    layer = layers[collection]
    assert layer["valid"]
    assert layer["crs"] in ("OGC:CRS84", "EPSG:4326")
    assert {*COLLECTIONS[collection].key} <= {*layer["fields"]}
    assert layer["features"] == matched(client, collection, boxes[collection]) > 0


def test_it_asks_page_by_page(qgis, live):
    before = len(live.asked("communes"))
    qgis(("show", "communes"))
    assert len(live.asked_after(before, "communes", "limit=500", 4)) == 4


def test_a_box_is_answered_by_the_service(qgis, live, client):
    before = len(live.asked("communes"))
    box = (-7, 33.8, -6.5, 34.2)
    [found] = qgis(("show", "communes", *box))
    assert live.asked_after(before, "communes", "bbox=")
    assert abs(found["features"] - matched(client, "communes", box)) <= 2


def test_a_filter_keeps_what_it_says(qgis, client):
    expected = client.get("/ogc/collections/communes/items", params={"filter": "population_2024 > 300000"}).json()
    [found] = qgis(("subset", "communes", '"population_2024" > 300000'))
    assert found == {"features": expected["numberMatched"]}


@pytest.mark.parametrize("collection", TILED)
def test_vector_tiles_load(drawn, collection):
    layer = drawn[collection]
    assert layer["valid"]
    assert 10_000 < layer["drawn"] < 65_536  # land and borders; some of the picture is sea
