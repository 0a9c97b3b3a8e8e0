"""QGIS opens the GeoPackage in the colours of the atlas, without a question asked."""

import json
import os
import subprocess
from bisect import bisect_right
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from app.files.party_layers import write_party_gpkg
from app.files.styles import known_themes
from app.maps import scale

PYTHON = "/usr/bin/python3"
CLIENT = Path(__file__).with_name("qgis_client.py")
STYLES = {
    "constituencies": (None, "Bastions 2021", "Évolution 2021", "Voisinages 2021", "Siège à portée 2021"),
    "clusters": (None, "Hachures"),
}
"""Styles to look at, None for the one that a layer opens in."""

ROOMY = 12_000
"""Metres from a border within which five dots of the picture have one colour."""


def has_qgis() -> bool:
    try:
        return subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


pytestmark = pytest.mark.skipif(
    not has_qgis(), reason="install QGIS's bindings (apt-get install python3-qgis) to run these tests"
)


@pytest.fixture(scope="module")
def places(dossier):
    """The point of each large area that is furthest from its borders."""
    shapes = dossier.areas.frame.geometry.to_crs(3857)
    circles = shapely.maximum_inscribed_circle(shapes.to_numpy(), tolerance=1000)
    centres = gpd.GeoSeries(shapely.get_point(circles, 0), index=shapes.index, crs=shapes.crs)
    return centres[shapely.length(circles) > ROOMY].to_crs(4326)


@pytest.fixture(scope="module")
def shown(dossier, places, tmp_path_factory):
    """What QGIS shows of layers in their styles, drawn in one process."""
    home = tmp_path_factory.mktemp("qgis")
    write_party_gpkg(dossier, home / "MP.gpkg")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    points = [[point.x, point.y] for point in places]
    asked = [
        {"path": str(home / "MP.gpkg"), "name": layer, "style": style, "points": points}
        | {"picture": str(home / f"{layer} {style}.png")}
        for layer, styles in STYLES.items()
        for style in styles
    ]
    done = subprocess.run(
        [PYTHON, CLIENT],
        input=json.dumps(asked),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stdout, done.stderr
    answers = zip(asked, json.loads(done.stdout), strict=True)
    return {(each["name"], each["style"]): answer for each, answer in answers}


def test_the_layer_opens_with_its_score_and_headings(shown):
    layer = shown["constituencies", None]
    assert (layer["valid"], layer["features"]) == (True, 92)
    assert layer["labels"][0] == "moins de 20 (faible)"
    assert layer["labels"][-2:] == ["Pas de liste", "Sans données"]
    assert layer["aliases"]["votes_2021"] == "Voix 2021"
    assert layer["styles"][0] == "Force 2021"


def test_each_area_has_the_colour_of_its_score(shown, places, dossier):
    theme, frame = known_themes()["score"], dossier.areas.frame.loc[places.index]
    expected = [
        scale.NO_LIST if lists == 0 else theme.colours[bisect_right(theme.limits, score)]
        for lists, score in zip(frame["lists_2021"], frame["score_2021"], strict=True)
    ]
    assert len(expected) > 40
    assert len(set(expected)) == 5
    assert shown["constituencies", None]["colours"] == [[colour] for colour in expected]


def test_another_style_of_the_file_can_be_chosen(shown, places, dossier):
    theme, frame = known_themes()["class"], dossier.areas.frame.loc[places.index]
    colours = {category.key: colour for category, colour in zip(theme.categories, theme.colours, strict=True)}
    expected = [[{**colours, "absent": scale.NO_LIST}[kind]] for kind in frame["class_2021"]]
    assert shown["constituencies", "Bastions 2021"]["colours"] == expected


def test_what_cannot_be_compared_is_hatched(shown, places, dossier):
    frame = dossier.areas.frame.loc[places.index]
    unknown = (frame["lists_2021"] > 0) & frame["swing_2021"].isna()
    assert unknown.any()
    for hatched, colours in zip(unknown, shown["constituencies", "Évolution 2021"]["colours"], strict=True):
        assert (len(colours) > 1) == hatched


def test_neighbourhoods_have_the_colours_of_the_atlas(shown, places, dossier):
    theme, labels = known_themes()["cluster"], dossier.areas.frame.loc[places.index, "cluster_2021"]
    colours = {category.key: colour for category, colour in zip(theme.categories, theme.colours, strict=True)}
    drawn, own_layer = shown["constituencies", "Voisinages 2021"], shown["clusters", None]
    assert drawn["colours"] == [[scale.NO_LIST if label is pd.NA else colours[label]] for label in labels]
    tested = [found for found, label in zip(own_layer["colours"], labels, strict=True) if label is not pd.NA]
    assert tested == [[colours[label]] for label in labels.dropna()]
    assert own_layer["labels"] == drawn["labels"][:5] + drawn["labels"][6:]  # all but no list


def test_hatching_leaves_open_what_is_not_sure(shown, places, dossier):
    labels = dossier.areas.frame.loc[places.index, "cluster_2021"]
    for label, colours in zip(labels, shown["clusters", "Hachures"]["colours"], strict=True):
        assert (len(colours) > 1) == (label in {"HH", "HL", "LH", "LL"})


def test_the_next_seat_has_the_colour_of_its_price(shown, places, dossier):
    theme, frame = known_themes()["price"], dossier.areas.frame.loc[places.index]
    drawn = shown["constituencies", "Siège à portée 2021"]
    assert drawn["labels"][0] == "moins de 1\u202f000 (à portée)"
    for lists, price, colours in zip(frame["lists_2021"], frame["votes_to_win_2021"], drawn["colours"], strict=True):
        if lists == 0:
            assert colours == [scale.NO_LIST]
        elif price is pd.NA:
            assert len(colours) > 1  # hatched
        else:
            assert colours == [theme.colours[bisect_right(theme.limits, price)]]
