"""Two divisions of the territory: an election stays in that of its day and is shown in the other, as an estimate."""

import dataclasses
import datetime as dt
import shutil

import geopandas as gpd
import pandas as pd
import psycopg
import pytest
import shapely

from app.settings import ROOT
from etl.load import load
from etl.partitions import match_partitions
from etl.sources import Refused, SourceDeclaration, read_sources

ELECTION = "simulated-2015"
SPLIT, HALVES = "06.461.01.15", ("06.461.01.15", "06.461.01.17")  # Settat, simulated as divided
RENAMED, RENAMED_TO = "01.051.01.01", "01.051.01.99"
VOTES = 10_000


@pytest.fixture(scope="module")
def divided(new_database, loaded_template, tmp_path_factory):
    """A database with one simulated communal election, and a simulated later division loaded; tests only read it."""
    folder = tmp_path_factory.mktemp("divided")
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("raw"))
    with new_database(loaded_template) as copied:
        settings = copied.model_copy(update={"data_dir": folder / "data", "build_dir": folder / "build"})
        with psycopg.connect(settings.libpq_url) as connection:
            _hold_election(connection)
            _write_division(connection, settings.data_dir)
        load(settings, [division(settings.data_dir)], tell=lambda loaded: None)
        yield settings


def _hold_election(connection) -> None:
    connection.execute(
        """
        INSERT INTO election (code, institution, ballot, level, date, law, name_fr, name_ar, source_file_id)
        SELECT %s, 'council', 'communal', 'commune', '2015-09-04', 'x', 'x', 'x', min(id) FROM source_file
        """,
        [ELECTION],
    )
    match_partitions(connection)
    for code in (SPLIT, RENAMED):
        connection.execute(
            """
            WITH held AS (
                INSERT INTO contest (election_code, area_id, seats, valid_votes, source_file_id)
                SELECT %s, id, 31, %s, source_file_id FROM area WHERE code = %s RETURNING id, source_file_id
            )
            INSERT INTO party_result (election_code, contest_id, party_code, votes, seats_won, source_file_id)
            SELECT %s, id, 'PAM', %s, 31, source_file_id FROM held
            """,
            [ELECTION, VOTES, code, ELECTION, VOTES],
        )


def _write_division(connection, data_dir) -> None:
    communes = pd.read_csv(data_dir / "reference/communes.csv", dtype=str)
    old = communes["commune_code"] == SPLIT
    half = communes[old].assign(commune_code=HALVES[1], name_fr="Settat Est", population_2024="30000")
    communes.loc[old, "population_2024"] = "90000"
    communes = pd.concat([communes, half]).replace({"commune_code": {RENAMED: RENAMED_TO}})
    communes.to_csv(data_dir / "reference/communes.csv", index=False)
    parts = pd.read_csv(data_dir / "reference/constituency_communes.csv", dtype=str)
    other = parts[parts["commune_code"] == SPLIT].assign(commune_code=HALVES[1])
    parts = pd.concat([parts, other]).replace({"commune_code": {RENAMED: RENAMED_TO}})
    parts.to_csv(data_dir / "reference/constituency_communes.csv", index=False)
    rows = connection.execute("SELECT code, ST_AsBinary(geom) FROM area WHERE level = 'commune'").fetchall()
    outlines = {code: shapely.from_wkb(geom) for code, geom in rows}
    whole = outlines.pop(SPLIT)
    west, south, east, north = whole.bounds
    middle = (west + east) / 2
    outlines[HALVES[0]] = whole & shapely.box(west, south, middle, north)
    outlines[HALVES[1]] = whole & shapely.box(middle, south, east, north)
    outlines[RENAMED_TO] = outlines.pop(RENAMED)
    drawn = gpd.GeoDataFrame({"code": list(outlines)}, geometry=list(outlines.values()), crs=4326)
    drawn.to_file(data_dir / "division.gpkg")


def division(data_dir, **changes) -> SourceDeclaration:
    areas = read_sources(data_dir)["areas"]
    fields = {
        "code": "areas-2020",
        "reader": "outlines",
        "vintage": "2020",
        "package": None,
        "files": (*areas.files, "division.gpkg"),
        "outlines": {"code": "code"},
        "assertions": areas.assertions | {"commune": 1539},
        "valid_from": dt.date(2020, 1, 1),
        "renamed": {RENAMED: RENAMED_TO},
    }
    return dataclasses.replace(areas, **(fields | changes))


def query(settings, statement, *parameters):
    with psycopg.connect(settings.libpq_url) as connection:
        return connection.execute(statement, parameters).fetchall()


TALLY = """
    SELECT area.code, own_contest, valid_votes, seats, round(interpolated_share::numeric, 6), votes
    FROM tally JOIN area ON area.id = tally.area_id JOIN party_tally USING (election_code, area_id)
    WHERE election_code = %s AND vintage = %s AND level = %s AND valid_votes > 0 ORDER BY area.code
"""


def test_a_division_ends_where_the_next_begins(divided):
    times = query(divided, "SELECT DISTINCT vintage, valid_from, valid_to FROM area ORDER BY vintage")
    begins = dt.date(2020, 1, 1)
    assert times == [("2020", begins, None), ("rgph-2014", None, begins)]


def test_results_are_carried_by_code_or_by_population_and_say_so(divided):
    carried = {row[0]: row[1:] for row in query(divided, TALLY, ELECTION, "2020", "commune")}
    assert carried.pop(RENAMED_TO) == (False, VOTES, 31, 0, VOTES)
    assert set(carried) == set(HALVES)
    assert [row[3] for row in carried.values()] == [1, 1]
    assert [row[2] for row in carried.values()] == [None, None]  # seats cannot be divided
    assert sum(row[1] for row in carried.values()) == VOTES
    assert carried[HALVES[0]][1] == pytest.approx(VOTES * 90_000 / 120_000, rel=0.02)  # cleaning moves the cut a little


def test_what_is_divided_within_an_area_is_exact_in_it(divided):
    before, after = (query(divided, TALLY, ELECTION, vintage, "province") for vintage in ("rgph-2014", "2020"))
    assert before == after
    assert {row[4] for row in after} == {0}


def test_every_division_shows_the_elections_of_the_other(divided):
    of_level = "SELECT count(*) FROM tally JOIN area ON area.id = area_id WHERE election_code = %s AND vintage = %s"
    old, new = (query(divided, of_level, "house-2021-local", vintage) for vintage in ("rgph-2014", "2020"))
    assert old == new != [(0,)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"valid_from": None}, "in force at the same time as in rgph-2014"),
        ({"valid_from": dt.date(2030, 1, 1), "renamed": {RENAMED: "nowhere"}}, "renamed units do not exist"),
    ],
)
def test_a_division_that_cannot_be_linked_is_refused(divided, changes, reason):
    with pytest.raises(Refused, match=reason):
        load(divided, [division(divided.data_dir, code="another", vintage="2030", **changes)], tell=lambda loaded: None)
    assert query(divided, "SELECT count(DISTINCT vintage) FROM area") == [(2,)]
