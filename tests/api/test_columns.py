"""The columns of a list: one set for all its pages and forms, whatever is on a page."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest

from app.api.formats import flatten

ORIGIN = ["dataset_version", "coverage", "method_version", "source_codes"]
NOTED = ["note"]  # where the figures have something that must be said of them, as the flagged past of scores
"""What the last columns of CSV tell."""

LISTS = {
    "parties of areas": "/v1/results?election=house-2011-national&level=constituency&limit=30",
    "parties of regions": "/v1/results?election=house-2021-local&level=region&limit=5&sort=-valid_votes",
    "some fields": "/v1/results?election=house-2021-local&level=region&limit=5&fields=parties,area",
    "areas": "/v1/areas?level=region&limit=5",
    "areas and a party": "/v1/indices?election=house-2021-local&party=MP&limit=40",
    "reasons": "/v1/ranking?election=house-2021-local&party=MP&limit=40",
    "components": "/v1/scores?election=house-2021-local&party=MP&limit=40",
    "prices": "/v1/seats/house-2021-local/prices?area=03&limit=60",
    "lists of contests": "/v1/seats/house-2021-local?limit=40",
}


def pages(client, address: str, form: str) -> Iterator:
    """Follow a list from its first page to its last."""
    following = f"{address}&detail=low&format={form}"
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        yield answer
        following = answer.links.get("next", {}).get("url")


def csv_columns(content: bytes) -> list[str]:
    header = next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    told = header[: -len(NOTED)] if header[-len(NOTED) :] == NOTED else header
    assert told[-len(ORIGIN) :] == ORIGIN
    return told[: -len(ORIGIN)]


def xlsx_columns(content: bytes) -> list[str]:
    first, *_ = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [cell.value for cell in next(first.iter_rows())]


@pytest.fixture
def layer_types(tmp_path) -> Callable[[bytes, str], dict[str, str]]:
    """Read the columns of a layer's file, and their types."""

    def read(content: bytes, suffix: str) -> dict[str, str]:
        file: Path = tmp_path / f"layer.{suffix}"
        file.write_bytes(content)
        if suffix == "gpkg":
            info = pyogrio.read_info(file)
            return dict(zip(info["fields"], info["ogr_types"], strict=True))
        return {field.name: str(field.type) for field in pq.read_schema(file) if field.name != "geometry"}

    return read


@pytest.mark.parametrize("address", LISTS.values(), ids=LISTS)
def test_all_pages_in_all_forms_have_the_same_columns(client, layer_types, address):
    first, *others = [csv_columns(page.content) for page in pages(client, address, "csv")]
    assert others
    assert all(header == first for header in others)
    assert all(xlsx_columns(page.content) == first for page in pages(client, address, "xlsx"))
    for page in pages(client, address, "geojson"):
        assert all(list(feature["properties"]) == first for feature in page.json()["features"])
    for form, suffix in (("gpkg", "gpkg"), ("geoparquet", "parquet")):
        types = [layer_types(page.content, suffix) for page in pages(client, address, form)]
        assert all(list(page) == first and page == types[0] for page in types)


def test_a_list_has_its_columns_where_nothing_matches(client):
    answers = [client.get(f"/v1/zones?election=house-2021-local&party={code}&format=csv") for code in ("RNI", "UMD")]
    full, none = (answer.content for answer in answers)
    assert csv_columns(none) == csv_columns(full)
    assert [len(content.splitlines()) > 1 for content in (full, none)] == [True, False]


def test_fields_narrow_the_columns_and_leave_their_order(client):
    address = "/v1/results?election=house-2021-local&level=region&format=csv"
    everything, some = (
        csv_columns(client.get(address + fields).content) for fields in ("", "&fields=seats,area,parties")
    )
    assert some == [name for name in everything if name in some]
    assert some[:5] == ["area_level", "area_code", "area_name_fr", "area_name_ar", "seats"]
    assert "RNI_votes" in some


@pytest.mark.parametrize("address", LISTS.values(), ids=LISTS)
def test_no_value_is_without_a_column(client, address):
    header = csv_columns(next(pages(client, address, "csv")).content)
    for page in pages(client, address, "json"):
        flat = [flatten(item).items() for item in page.json()["items"]]
        assert {name for item in flat for name, value in item if value not in (None, [])} <= set(header)


def test_parties_stand_in_the_order_of_their_codes(client):
    header = csv_columns(client.get(f"{LISTS['some fields']}&format=csv").content)
    parties = [name.removesuffix("_votes") for name in header if name.endswith("_votes")]
    assert len(parties) > 20
    assert parties == sorted(parties)
