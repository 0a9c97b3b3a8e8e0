"""A second drawing of the same 1,538 units, compared with ours; runs where that file is (../shared/data)."""

import geopandas as gpd
import pandas as pd
import pytest

from app.analysis.space.crosswalk import crosswalk, overlap
from app.settings import ROOT
from etl.areas import read_areas
from etl.boundaries import EQUAL_AREA
from etl.readers.outlines import read_outlines
from etl.sources import SourceDeclaration, read_sources

FOLDER = ROOT.parent / "shared" / "data" / "boundaries"
FILE = "units_1538_communes_arr.gpkg"

pytestmark = pytest.mark.skipif(not (FOLDER / FILE).is_file(), reason=f"{FILE} is not part of the project")


@pytest.fixture(scope="module")
def ours() -> gpd.GeoDataFrame:
    source = read_sources(ROOT / "data")["areas"]
    areas = read_areas(source, ROOT / "data", ROOT / "build" / "cache").areas
    communes = areas[areas["level"] == "commune"].set_index("code")
    return communes.assign(population=communes["population_2024"].astype(float)).to_crs(EQUAL_AREA)


def second(ours, **columns: str) -> gpd.GeoSeries:
    provinces = pd.read_csv(ROOT / "data/reference/provinces.csv", dtype=str).set_index("province_code")
    reference = ours.reset_index()[["code", "kind", "name_fr", "name_ar"]].assign(
        province_code=ours["parent_code"].to_numpy(),
        province_fr=ours["parent_code"].map(provinces["name_fr"]).to_numpy(),
        province_ar=ours["parent_code"].map(provinces["name_ar"]).to_numpy(),
    )
    fields = dict.fromkeys(("title", "publisher", "licence", "citation", "vintage"), "second")
    source = SourceDeclaration(code="second", reader="outlines", files=(FILE,), outlines=columns, **fields)
    return read_outlines(source, FOLDER, FILE, reference).areas


def test_the_second_drawing_is_read_by_code_and_by_name_alike(ours):
    by_code, by_name = second(ours, code="code"), second(ours, province="prov_fr", unit="name_fr")
    assert by_code.index.tolist() == sorted(ours.index)
    assert by_code.geom_equals(by_name).all()


def test_how_far_the_two_drawings_overlap(ours):
    compared = overlap(ours.geometry, second(ours, code="code").reindex(ours.index))
    quantiles = compared["jaccard"].quantile([0.05, 0.25, 0.5, 0.75, 0.95]).round(2).tolist()
    assert quantiles == pytest.approx([0.41, 0.69, 0.78, 0.84, 0.91], abs=0.02)
    assert compared.index[compared["jaccard"] == 0].tolist() == ["03.171.03.07", "04.281.05.11"]
    assert compared["area_ratio"].median() == pytest.approx(1, abs=0.01)
    assert ((compared["area_ratio"] - 1).abs() <= 0.02).mean() == pytest.approx(0.17, abs=0.02)


def test_two_drawings_of_one_division_carry_every_unit_by_its_code(ours):
    drawn = gpd.GeoDataFrame(geometry=second(ours, code="code")).join(ours[["population"]])
    walk = crosswalk(ours, drawn)
    assert (walk["method"] == "code").all()
    assert len(walk) == len(ours)
