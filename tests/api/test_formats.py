"""The forms of an answer: which one a client gets, and what each promises."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.formats import MEDIA_TYPES, About, flatten, negotiate, nest
from app.formats.text import write_csv
from app.models import Area, AreaShape

RESULTS = "/v1/results?election=house-2021-local&party=RNI"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ABOUT = About("simulated", 1, {"dataset_version": 7, "sources": [{"source_code": "simulated"}]}, [])


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
    assert agadir["area_name_ar"] == "أكادير إداوتنان"
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
    [row] = read_table(write_csv([{"name": text, "share": -0.5}], ABOUT))
    assert row["name"] == f"'{text}"
    assert row["share"] == "-0.5"


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.text() | st.none() | st.integers(), min_size=1)))
def test_a_table_keeps_every_row_and_never_begins_a_cell_with_a_formula(items):
    rows = read_table(write_csv(items, ABOUT))
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
    [row] = read_table(write_csv([{"ranges": [{"from": 1, "to": 2}]}], ABOUT))
    assert row["ranges"] == '[{"from":1,"to":2}]'
