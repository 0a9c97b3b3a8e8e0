"""The forms of an answer: which one a client gets, and what each promises."""

import csv
import io
import shutil
import subprocess

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.api.formats import MEDIA_TYPES, About, FlatColumn, flatten, negotiate, nest
from app.api.formats.writing import as_csv, as_xlsx
from app.files.xlsx import LONGEST_CELL
from app.store.models import Area, AreaShape

RESULTS = "/v1/results?election=house-2021-local&party=RNI"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def about(items):
    """Say of simulated items what is said of an answer's."""
    columns = [FlatColumn(name, str) for name in dict.fromkeys(name for item in items for name in item)]
    provenance = {"dataset_version": "7f", "sources": [{"source_code": "simulated"}]}
    return About("simulated", 1, provenance, [], lambda: columns)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "json"),
        ("*/*", "json"),
        (BROWSER, "json"),
        ("application/geo+json", "geojson"),
        ("text/csv", "csv"),
        ("text/*", "csv"),
        ("text/csv;q=0.4, application/geo+json;q=0.6", "geojson"),
        ("application/json;q=0, */*", "geojson"),
        ("TEXT/CSV; Q=1", "csv"),
        ("text/html", None),
        ("text/csv;q=0", None),
        ("text/csv;q=much", None),
    ],
)
def test_the_form_a_client_likes_best_is_chosen(accept, form):
    assert negotiate(accept, ["json", "geojson", "csv"], MEDIA_TYPES) == form


@given(st.text())
def test_no_accept_header_breaks_the_choice(accept):
    assert negotiate(accept, ["json", "csv"], MEDIA_TYPES) in {"json", "csv", None}


@pytest.mark.parametrize(
    ("accept", "asked", "media_type"),
    [
        ("text/csv", "", "text/csv; charset=utf-8"),
        ("application/geo+json", "", "application/geo+json"),
        ("text/csv", "&format=json", "application/json"),
        ("image/png", "&format=geojson", "application/geo+json"),
    ],
)
def test_format_wins_over_accept(client, accept, asked, media_type):
    answer = client.get(RESULTS + asked, headers={"Accept": accept})
    assert answer.headers["content-type"] == media_type
    assert "Accept" in answer.headers["vary"]


def test_a_form_that_does_not_exist_is_refused_with_those_that_do(client):
    answer = client.get("/v1/parties", headers={"Accept": "application/geo+json"})
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["detail"]
    assert client.get("/v1/parties?format=geojson").status_code == 400


def test_outlines_go_out_exactly_as_they_are_stored(client, reader_session):
    stored = reader_session.scalar(
        select(AreaShape.geojson).join(Area).where(Area.code == "03.061", AreaShape.band == "low")
    )
    answer = client.get("/v1/areas/province/03.061?format=geojson&detail=low")
    assert f'"geometry":{stored},' in answer.text


def test_finer_detail_has_more_points(client):
    sizes = [
        len(client.get(f"/v1/areas?level=region&format=geojson&detail={band}").content)
        for band in ("low", "medium", "high")
    ]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 3


def read_table(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_table_has_arabic_flat_columns_and_its_origin(client):
    rows = read_table(client.get(f"{RESULTS}&format=csv").content)
    assert len(rows) == 92
    agadir = next(row for row in rows if row["area_code"] == "agadir-ida-outanane")
    assert agadir["area_name_ar"] == "أكادير - إداوتنان"
    assert agadir["RNI_votes"] == "50829"
    assert agadir["ballots_cast"] == ""
    assert agadir["dataset_version"]
    assert "house-2021-local" in agadir["source_codes"].split()


def test_a_table_of_scores_has_a_column_for_each_part_and_the_method(client):
    rows = read_table(client.get("/v1/scores?election=house-2021-local&party=RNI&format=csv").content)
    assert len(rows) == 92
    assert float(rows[0]["performance_contribution"]) > 0
    assert rows[0]["method_version"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_is_never_a_formula_in_a_spreadsheet(text):
    items = [{"name": text, "share": -0.5}]
    [row] = read_table(as_csv(items, about(items)))
    assert row["name"] == f"'{text}"
    assert row["share"] == "-0.5"


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.text() | st.none() | st.integers(), min_size=1)))
def test_a_table_keeps_every_row_and_never_begins_a_cell_with_a_formula(items):
    rows = read_table(as_csv(items, about(items)))
    assert len(rows) == len(items)
    for item, row in zip(items, rows, strict=True):
        assert all(not str(row[key]).startswith(("=", "+", "@")) for key in item)
        assert all(row[key] == "" for key, value in item.items() if value is None)


def test_inner_records_are_nested_in_json_and_flat_in_tables():
    row = {"code": "x", "parent__code": "03", "parent__name_fr": "Fès"}
    assert nest(row) == {"code": "x", "parent": {"code": "03", "name_fr": "Fès"}}
    assert nest({"parent__code": None, "parent__name_fr": None}) == {"parent": None}
    assert flatten(row) == {"code": "x", "parent_code": "03", "parent_name_fr": "Fès"}
    assert flatten({"parties": [{"votes": 5, "party": "RNI"}]}) == {"RNI_votes": 5}


def test_records_without_a_name_stay_a_list_in_one_cell():
    assert flatten({"ranges": [{"from": 1, "to": 2}]}) == {"ranges": [{"from": 1, "to": 2}]}
    items = [{"ranges": [{"from": 1, "to": 2}]}]
    [row] = read_table(as_csv(items, about(items)))
    assert row["ranges"] == '[{"from":1,"to":2}]'


AGADIR = "أكادير - إداوتنان"
ELECTION = "election=house-2021-local"


def save(client, address, file):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].endswith(f'.{file.suffix[1:]}"')
    file.write_bytes(answer.content)
    return file


def read_sheets(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}, book


def test_a_workbook_has_the_rows_with_their_types_and_a_header_that_stays(client):
    content = client.get(f"{RESULTS}&sort=-votes&format=xlsx").content
    sheets, book = read_sheets(content)
    assert list(sheets) == ["results", "sources"]
    header, *rows = sheets["results"]
    agadir = dict(zip(header, next(row for row in rows if "agadir-ida-outanane" in row), strict=True))
    assert (agadir["area_name_ar"], agadir["RNI_votes"], agadir["ballots_cast"]) == (AGADIR, 50829, None)
    assert len(rows) == 92
    assert rows[0][header.index("RNI_votes")] == max(row[header.index("RNI_votes")] for row in rows)
    sheet = book["results"]
    assert sheet.freeze_panes == "A2"
    formats = {name: sheet.cell(2, place).number_format for place, name in enumerate(header, 1)}
    assert (formats["RNI_votes"], formats["RNI_share"], formats["area_code"]) == ("#,##0", "0.00%", "@")


def test_a_workbook_tells_what_its_numbers_depend_on(client):
    address = f"/v1/scores?{ELECTION}&party=RNI"
    header, *rows = read_sheets(client.get(f"{address}&format=xlsx").content)[0]["sources"]
    said = {row[0]: row[1] for row in rows}
    told = client.get(address).json()["provenance"]
    assert (said["dataset_version"], said["method_version"]) == (told["dataset_version"], told["method_version"])
    assert "weights" in said["parameters"]
    checksums = [row[header.index("sha256")] for row in rows if row[0] == "source"]
    assert checksums == [source["sha256"] for source in told["sources"]]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "{=1}"])
def test_no_text_in_a_workbook_is_a_formula(text):
    _, book = read_sheets(as_xlsx([{text: text}], about([{text: text}])))
    for cell in (book["simulated"]["A1"], book["simulated"]["A2"]):
        assert (cell.value, cell.data_type) == (text, "s")


ANY_VALUE = st.text() | st.none() | st.integers(-(2**53), 2**53) | st.booleans() | st.lists(st.text(), min_size=1)


@given(st.lists(st.dictionaries(st.sampled_from(["a", "share", "é"]), ANY_VALUE, min_size=1), min_size=1))
def test_a_workbook_holds_whatever_there_is(items):
    _, book = read_sheets(as_xlsx(items, about(items)))
    sheet = book["simulated"]
    place = {sheet.cell(1, column).value: column for column in range(1, sheet.max_column + 1)}
    for number, item in enumerate(items, 2):
        for name, value in item.items():
            cell = sheet.cell(number, place[name])
            assert cell.data_type != "f"
            if not isinstance(value, str | list):
                assert cell.value == value
                assert type(cell.value) is type(value)


def test_a_text_too_long_for_a_cell_is_cut_and_says_so():
    items = [{"a": "x" * 40_000, "b": "x" * LONGEST_CELL}]
    [_, [cut, whole]] = read_sheets(as_xlsx(items, about(items)))[0]["simulated"]
    assert len(cut) == len(whole) == LONGEST_CELL
    assert cut.endswith("x […]")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="install LibreOffice (libreoffice-calc-nogui) to run this")
def test_libreoffice_opens_a_workbook(client, tmp_path):
    file = save(client, f"{RESULTS}&format=xlsx", tmp_path / "results.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", file.name],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    rows = list(csv.DictReader(io.StringIO((tmp_path / "results.csv").read_text("utf-8"))))
    agadir = next(row for row in rows if row["area_code"] == "agadir-ida-outanane")
    assert (agadir["area_name_ar"], agadir["RNI_votes"], agadir["RNI_share"]) == (AGADIR, "50,829", "51.68%")


@pytest.mark.parametrize(("form", "suffix"), [("gpkg", "gpkg"), ("geoparquet", "parquet")])
def test_a_layer_file_has_outlines_types_and_arabic(client, tmp_path, form, suffix):
    file = save(client, f"{RESULTS}&detail=low&format={form}", tmp_path / f"results.{suffix}")
    layer = gpd.read_parquet(file) if form == "geoparquet" else gpd.read_file(file)
    assert len(layer) == 92
    assert layer.crs.to_epsg() == 4326
    assert layer.geometry.is_valid.all()
    agadir = layer.set_index("area_code").loc["agadir-ida-outanane"]
    assert (agadir["area_name_ar"], agadir["RNI_votes"]) == (AGADIR, 50829)
    assert layer["registered_voters"].isna().sum() == 72
    shown = client.get(f"{RESULTS}&detail=low&format=geojson").json()["features"]
    drawn = gpd.GeoDataFrame.from_features(shown, crs=4326)
    assert layer.geometry.geom_equals(drawn.geometry).all()


def zones(client) -> int:
    matched = client.get(f"/v1/zones?{ELECTION}").json()["matched"]
    assert matched > 0
    return matched


def test_a_geopackage_names_its_layer_and_its_origin(client, tmp_path):
    file = save(client, f"/v1/zones?{ELECTION}&format=gpkg", tmp_path / "zones.gpkg")
    info = pyogrio.read_info(file, layer="zones")
    assert (info["features"], info["geometry_type"]) == (zones(client), "MultiPolygon")
    about = info["dataset_metadata"]
    assert about["method_version"]
    assert "house-2021-local-votes.csv" in about["sources"]


def test_a_geoparquet_carries_its_origin(client, tmp_path):
    address = f"/v1/scores?{ELECTION}&party=RNI&detail=low"
    file = save(client, f"{address}&format=geoparquet", tmp_path / "scores.parquet")
    about = gpd.read_parquet(file).attrs
    assert about["sources"] == client.get(address).json()["provenance"]["sources"]
    assert about["method_version"]


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="install GDAL's programs (gdal-bin) to run this test")
def test_gdal_opens_a_geopackage_without_a_warning(client, tmp_path):
    file = save(client, f"/v1/zones?{ELECTION}&format=gpkg", tmp_path / "zones.gpkg")
    done = subprocess.run(["ogrinfo", "-so", file, "zones"], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert f"Feature Count: {zones(client)}" in done.stdout


@pytest.mark.parametrize("form", ["xlsx", "gpkg", "geoparquet", "csv"])
def test_a_list_of_nothing_is_a_file_too(client, form):
    answer = client.get(f"/v1/zones?{ELECTION}&party=UMD&format={form}")
    assert answer.status_code == 200
    assert len(answer.content) > 40
