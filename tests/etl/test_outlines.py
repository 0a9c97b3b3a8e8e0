"""Boundaries come in several formats and coordinate systems; what comes out is one clean coverage, or a refusal."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from etl.boundaries import EQUAL_AREA
from etl.readers.outlines import read_outlines
from etl.sources import Refused, SourceDeclaration

CODES = ["01.001.01.01", "01.001.01.03", "01.001.01.05", "01.001.01.07"]
NAMES = ["Sidi Moussa", "Oulad Ayad", "Aïn Cheggag", "Bni Gmil"]
REFERENCE = pd.DataFrame(
    {"code": CODES, "kind": "commune", "province_code": "01.001", "name_fr": NAMES, "name_ar": ["ا", "ب", "ج", "د"]}
).assign(province_fr="Settat", province_ar="سطات")
METRES = {"EPSG:4326": 1e-6, "EPSG:26191": 0.1, "EPSG:32629": 0.1, "EPSG:3857": 0.1, "EPSG:6933": 0.1}


@pytest.fixture
def squares() -> gpd.GeoDataFrame:
    """Four units of a tenth of a degree, two by two."""
    boxes = [shapely.box(-7 + 0.1 * i, 33 + 0.1 * j, -6.9 + 0.1 * i, 33.1 + 0.1 * j) for i in (0, 1) for j in (0, 1)]
    spellings = ["SIDI MOUSSA", "Ouled-Ayad", "Ain Cheggag (Mun.)", "Beni Gmil"]
    frame = gpd.GeoDataFrame({"hcp": CODES, "prov": "Prov. Settat", "nom": spellings}, geometry=boxes, crs=4326)
    return frame.assign(km2=frame.to_crs(EQUAL_AREA).area / 1e6)


def source_of(**outlines: str) -> SourceDeclaration:
    fields = dict.fromkeys(("title", "publisher", "licence", "citation", "vintage"), "simulated")
    return SourceDeclaration(code="simulated", reader="outlines", files=(), outlines=outlines, **fields)


def read(folder, frame: gpd.GeoDataFrame, file="units.gpkg", **outlines):
    frame.to_file(folder / file)
    return read_outlines(source_of(**(outlines or {"code": "hcp"})), folder, file, REFERENCE)


def problems(folder, frame, file="units.gpkg", **outlines) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(folder, frame, file, **outlines)
    return [problem.reason for problem in refused.value.problems]


def expected(squares) -> gpd.GeoSeries:
    return squares.set_index("hcp").geometry.to_crs(EQUAL_AREA)


@pytest.mark.parametrize("file", ["units.gpkg", "units.shp"])
@pytest.mark.parametrize("crs", list(METRES))
def test_outlines_are_read_in_the_crs_their_file_tells(tmp_path, squares, file, crs):
    areas = read(tmp_path, squares.to_crs(crs), file).areas
    assert areas.index.tolist() == CODES
    assert areas.crs == EQUAL_AREA
    assert (areas.hausdorff_distance(expected(squares)) < 20).all()  # straight edges of one CRS bend in another


@pytest.mark.parametrize("crs", list(METRES))
def test_geojson_is_read_in_the_crs_that_is_declared(tmp_path, squares, crs):
    text = squares.to_crs(crs).set_crs(4326, allow_override=True).to_json()  # as programs write it: no CRS, no degrees
    (tmp_path / "units.geojson").write_text(text, encoding="utf-8")
    areas = read_outlines(source_of(code="hcp", crs=crs), tmp_path, "units.geojson", REFERENCE).areas
    assert (areas.hausdorff_distance(expected(squares)) < 20).all()


def test_topojson_is_read(tmp_path):
    ring = [[-7, 33], [-6.9, 33], [-6.9, 33.1], [-7, 33.1], [-7, 33]]
    unit = {"type": "Polygon", "arcs": [[0]], "properties": {"hcp": CODES[0]}}
    topology = {
        "type": "Topology",
        "arcs": [ring],
        "objects": {"units": {"type": "GeometryCollection", "geometries": [unit]}},
    }
    (tmp_path / "units.topojson").write_text(json.dumps(topology), encoding="utf-8")
    source = source_of(code="hcp", crs="EPSG:4326")
    areas = read_outlines(source, tmp_path, "units.topojson", REFERENCE.head(1)).areas
    assert areas.to_crs(4326).iloc[0].bounds == pytest.approx((-7, 33, -6.9, 33.1))


def test_units_are_told_by_name_too(tmp_path, squares):
    by_name = read(tmp_path, squares.drop(columns="hcp"), province="prov", unit="nom").areas
    assert by_name.geom_equals(read(tmp_path, squares).areas).all()


def test_a_name_that_is_not_certain_is_refused_with_its_candidates(tmp_path, squares):
    squares.loc[0, "nom"] = "Sidi Xyz"
    reasons = problems(tmp_path, squares, province="prov", unit="nom")
    assert len(reasons) == 1
    assert "Sidi Xyz" in reasons[0]
    assert "Sidi Moussa (01.001.01.01" in reasons[0]


def test_rows_of_one_code_are_parts_of_one_area(tmp_path, squares):
    halves = [shapely.box(-7, 33, -6.95, 33.1), shapely.box(-6.95, 33, -6.9, 33.1)]
    parted = pd.concat([squares.iloc[[0, 0]].set_geometry(halves, crs=4326), squares.iloc[1:]], ignore_index=True)
    areas = read(tmp_path, parted).areas
    assert areas.area.sum() == pytest.approx(expected(squares).area.sum())
    assert areas.index.tolist() == CODES


def test_overlaps_and_invalid_rings_are_repaired_and_told(tmp_path, squares):
    wide = shapely.box(-7, 33, -6.8995, 33.1)
    bow = shapely.Polygon(
        [(-6.9, 33.1), (-6.8, 33.1), (-6.8, 33.2), (-6.9, 33.2), (-6.9, 33.15), (-6.9001, 33.15), (-6.9, 33.16)]
    )
    outlines = read(tmp_path, squares.set_geometry([wide, *squares.geometry[1:3], bow], crs=4326))
    assert shapely.coverage_is_valid(outlines.areas.values)
    told = [repair.reason for repair in outlines.repairs]
    assert any(reason.startswith(CODES[3]) and "elf-intersection" in reason for reason in told)
    assert any(reason.startswith("borders did not meet: 0.5") for reason in told)


def test_areas_are_held_against_the_declared(tmp_path, squares):
    read(tmp_path, squares.assign(km2=squares["km2"] * 1.015), code="hcp", area_km2="km2")
    squares.loc[2, "km2"] *= 1.03
    assert problems(tmp_path, squares, code="hcp", area_km2="km2") == [f"{CODES[2]}: 103.6 km², 106.7 km² are declared"]


@pytest.mark.parametrize(
    ("spoil", "outlines", "reason"),
    [
        (lambda f: f.head(3), {"code": "hcp"}, f"{CODES[3]}: no outline"),
        (lambda f: f.assign(hcp=[*CODES[:3], "99"]), {"code": "hcp"}, "99: no such unit"),
        (lambda f: f.to_crs(26191), {"code": "hcp", "crs": "EPSG:4326"}, "WGS 84 is declared"),
        (lambda f: f, {"code": "hcp", "crs": "EPSG:999999"}, "the declared CRS 'EPSG:999999' is unknown"),
        (lambda f: f.set_crs(None, allow_override=True), {"code": "hcp"}, "has no CRS"),
        (lambda f: f.set_crs(3857, allow_override=True), {"code": "hcp"}, "4 outlines are outside the country"),
        (lambda f: f.set_geometry(f.geometry.boundary), {"code": "hcp"}, "its outline is no polygon"),
        (lambda f: f, {"code": "nothing"}, "columns missing: nothing"),
        (lambda f: f, {"layer": "nothing", "code": "hcp"}, "cannot be read"),
        (lambda f: f, {"province": "prov"}, "declare either code"),
    ],
)
@pytest.mark.filterwarnings("ignore:'crs' was not provided")  # writing a file without is what one case is about
def test_what_is_wrong_is_refused(tmp_path, squares, spoil, outlines, reason):
    assert any(reason in found for found in problems(tmp_path, spoil(squares), **outlines))


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("units.geojson", b"{}"),
        ("units.geojson", b'<OGRVRTDataSource><OGRVRTLayer name="x"></OGRVRTLayer></OGRVRTDataSource>'),
        ("units.gpkg", b"SQLite format 3\0"),
        ("units.shp", b""),
        ("units.kml", b""),
        ("units.topojson", b'{"type": "FeatureCollection", "features": []}'),
    ],
)
def test_what_is_no_file_of_outlines_is_refused(tmp_path, file, content):
    (tmp_path / file).write_bytes(content)
    with pytest.raises(Refused):
        read_outlines(source_of(code="hcp"), tmp_path, file, REFERENCE)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Refused, match="is not there"):
        read_outlines(source_of(code="hcp"), tmp_path, "units.gpkg", REFERENCE)
