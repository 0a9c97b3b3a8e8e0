"""Polling stations: read in either form, checked, stored row by row, summed to the contests they are part of."""

import math

import pandas as pd
import psycopg
import pytest

from etl.polling import load_stations
from etl.readers.stations import read_stations, sum_to_contests
from etl.sources import Refused, SourceDeclaration
from etl.store_results import write_results
from tests.polling import long_form, simulate_stations

COMMUNES = ["01.051.01.01", "01.051.01.03", "06.461.01.15"]
PARTIES = ["PAM", "PI", "RNI"]
ELECTION = "communal-2099"


@pytest.fixture
def wide() -> pd.DataFrame:
    return simulate_stations(ELECTION, COMMUNES, PARTIES, stations=60, seed=7)


def read(tmp_path, content: pd.DataFrame | bytes, election=ELECTION):
    file = tmp_path / "stations.csv"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        content.to_csv(file, index=False)
    return read_stations(source_of(file.name), tmp_path, [election], COMMUNES, PARTIES)


def source_of(file: str) -> SourceDeclaration:
    fields = dict.fromkeys(("title", "publisher", "licence", "citation", "vintage"), "simulated")
    return SourceDeclaration(code="simulated", reader="stations", files=(file,), **fields)


def problems(tmp_path, content) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(tmp_path, content)
    return [str(problem) for problem in refused.value.problems]


def test_long_and_wide_form_say_the_same(tmp_path, wide):
    from_wide, from_long = read(tmp_path, wide), read(tmp_path, long_form(wide, PARTIES))
    pd.testing.assert_frame_equal(from_wide.stations, from_long.stations)
    key = ["station", "party_code"]
    one, other = (s.votes.astype({"party_code": "str"}).sort_values(key) for s in (from_wide, from_long))
    pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True), check_dtype=False)


def test_an_empty_cell_is_no_list_and_zero_is_a_list_without_votes(tmp_path, wide):
    wide = wide.drop(columns="valid_votes").astype({"PAM": "Int64"})
    wide.loc[0, "PAM"], wide.loc[1, "PAM"] = pd.NA, 0
    votes = read(tmp_path, wide).votes
    of_pam = votes[votes["party_code"] == "PAM"].set_index("station")["votes"]
    assert 0 not in of_pam.index
    assert of_pam[1] == 0


def test_stations_sum_to_their_communes(tmp_path, wide):
    results = sum_to_contests(read(tmp_path, wide), {ELECTION: {code: code for code in COMMUNES}})
    expected = wide.groupby("commune_code")[["registered_voters", "ballots_cast", "valid_votes", *PARTIES]].sum()
    contests = results.contests.set_index("area_code")
    assert (contests["registered_voters"] == expected["registered_voters"]).all()
    assert (contests["valid_votes"] == expected["valid_votes"]).all()
    turnout = expected["ballots_cast"] / expected["registered_voters"]
    assert all(math.isclose(contests.at[code, "turnout"], turnout[code]) for code in COMMUNES)
    votes = results.votes.pivot(index="area_code", columns="party_code", values="votes")
    assert (votes == expected[PARTIES]).all(axis=None)


def test_what_one_station_does_not_say_its_contest_does_not_know(tmp_path, wide):
    wide["registered_voters"] = wide["registered_voters"].astype("Int64")
    wide.loc[0, "registered_voters"] = pd.NA
    results = sum_to_contests(read(tmp_path, wide), {ELECTION: {code: code for code in COMMUNES}})
    unknown = results.contests.set_index("area_code")["registered_voters"].isna()
    assert unknown[unknown].index.tolist() == [wide.at[0, "commune_code"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "cp1256"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_files_come_as_they_come(tmp_path, wide, encoding, separator):
    wide = wide.assign(station_code="école " + wide["station_code"])
    text = wide.to_csv(index=False, sep=separator, decimal="." if separator == "," else ",")
    assert read(tmp_path, text.encode(encoding)).stations["station_code"].tolist() == wide["station_code"].tolist()


def test_numbers_are_read_as_people_write_them(tmp_path):
    header = "election_code;commune_code;station_code;lon;lat;registered_voters;ballots_cast;PAM;PI"
    row = f"{ELECTION};{COMMUNES[0]};٠١;-5,25;34,5;1\u202f200;n.d.;٤٥;-"
    polled = read(tmp_path, f"{header}\n{row}\n".encode())
    assert polled.stations.loc[0, ["lon", "lat", "registered_voters"]].tolist() == [-5.25, 34.5, 1200]
    assert polled.stations["ballots_cast"].isna().all()
    votes = polled.votes.set_index("party_code")["votes"]
    assert votes["PAM"] == 45
    assert votes["PI"] is pd.NA  # - says that the list stood: it is no list that did not


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("commune_code", "99.999.99.99", "commune_code is not known"),
        ("election_code", "nothing", "election_code is not known"),
        ("station_code", None, "station_code is empty"),
        ("PAM", "-5", "PAM is no whole number ≥ 0"),
        ("PAM", "1e9", "PAM is no whole number ≥ 0"),
        ("PAM", 100_000, "the votes of the lists do not sum to valid_votes"),
        ("registered_voters", 1, "ballots_cast exceeds registered_voters"),
        ("invalid_votes", 100_000, "valid_votes + invalid_votes differ from ballots_cast"),
        ("lon", "here", "lon is no number of degrees"),
        ("lon", 2.35, "lon or lat is outside the country"),
        ("lat", None, "lon and lat are not both given"),
        ("station_code", "00001", "the station stands twice"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row(tmp_path, wide, column, value, reason):
    wide = wide.astype({column: object})
    wide.loc[1, column] = value
    assert any(f"stations.csv, row 3: {reason}" in problem for problem in problems(tmp_path, wide))


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("registered_voters", 1, "registered_voters differs from the station's first row"),
        ("party_code", "XYZ", "party_code is not known"),
        ("party_code", "PAM", "the list stands twice in the station"),
        ("votes", None, "votes are not known"),
    ],
)
def test_a_wrong_cell_of_the_long_form_is_named_with_its_row(tmp_path, wide, column, value, reason):
    rows = long_form(wide, PARTIES).astype({column: object})
    rows.loc[1, column] = value
    assert f"stations.csv, row 3: {reason}" in problems(tmp_path, rows)


def test_what_is_wrong_everywhere_is_counted(tmp_path, wide):
    found = problems(tmp_path, wide.assign(commune_code="nowhere"))
    assert len(found) == 21
    assert found[-1] == "stations.csv: commune_code is not known: 40 more rows"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"a,b\n1,2\n",
        b"election_code,commune_code,station_code\n",
        b"election_code,commune_code,station_code,PAM,PAM\n",
        b"election_code,commune_code,station_code,party_code\n",
        b"election_code,commune_code,station_code,PAM\n1,2\n",
        b"election_code,commune_code,station_code,PAM,telephone\n",
        b"election_code,commune_code,station_code,PAM\n",
    ],
)
def test_what_is_no_table_of_stations_is_refused(tmp_path, content):
    assert problems(tmp_path, content)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Refused, match="cannot be read"):
        read_stations(source_of("nothing.csv"), tmp_path, [ELECTION], COMMUNES, PARTIES)


@pytest.fixture
def connection(own_settings):
    """A loaded database that knows one more election; nothing is committed."""
    with psycopg.connect(own_settings.libpq_url) as opened:
        opened.execute(
            """
            INSERT INTO election (code, institution, ballot, level, date, law, name_fr, name_ar, source_file_id)
            SELECT %s, 'council', 'communal', 'commune', '2099-09-09', '06-21', 'x', 'x', min(id) FROM source_file
            """,
            [ELECTION],
        )
        yield opened


@pytest.fixture
def file_id(connection) -> int:
    return connection.execute(
        """
        INSERT INTO source_file (source_code, path, sha256, size_bytes, title, publisher, licence, citation, vintage)
        VALUES ('simulated', 'stations.csv', '', 0, '', '', '', '', '') RETURNING id
        """
    ).fetchone()[0]


def load(connection, tmp_path, frame, file_id) -> int:
    frame.to_csv(tmp_path / "stations.csv", index=False)
    rows, results = load_stations(connection, source_of("stations.csv"), tmp_path, file_id)
    write_results(connection, results, "simulated", [file_id])
    return rows


def stored(connection) -> tuple[int, int, int, int]:
    """Numbers of stations and results, votes polled, votes summed to contests."""
    return connection.execute(
        """
        SELECT (SELECT count(*) FROM polling_station), (SELECT count(*) FROM station_result),
               (SELECT sum(votes) FROM station_result),
               (SELECT sum(votes) FROM party_result JOIN contest ON contest.id = contest_id
                WHERE contest.election_code = %s)
        """,
        [ELECTION],
    ).fetchone()


def test_stations_are_stored_row_by_row_and_summed(connection, file_id, tmp_path, wide):
    polled = wide[PARTIES].sum().sum()
    assert load(connection, tmp_path, wide, file_id) == 60 + 180
    assert stored(connection) == (60, 180, polled, polled)
    place = "SELECT code, ST_X(geom), ST_Y(geom) FROM polling_station ORDER BY code LIMIT 1"
    assert connection.execute(place).fetchone() == tuple(wide.loc[0, ["station_code", "lon", "lat"]])


def test_loading_stations_again_replaces_them(connection, file_id, tmp_path, wide):
    load(connection, tmp_path, wide, file_id)
    fewer = wide.head(50)
    load(connection, tmp_path, fewer, file_id)
    polled = fewer[PARTIES].sum().sum()
    assert stored(connection) == (50, 150, polled, polled)


def test_stations_of_a_house_election_sum_to_its_constituencies(connection, file_id, tmp_path, wide):
    connection.execute("DELETE FROM contest WHERE election_code = 'house-2021-local'")
    communes = [
        code
        for (code,) in connection.execute(
            "SELECT part.code FROM area_part JOIN area ON area.id = area_id JOIN area AS part ON part.id = part_id "
            "WHERE area.code = 'al-hoceima' ORDER BY 1"
        )
    ]
    assert len(communes) > 30
    whole = simulate_stations("house-2021-local", communes, PARTIES, stations=2 * len(communes), seed=8)
    whole["commune_code"] = communes * 2
    load(connection, tmp_path, pd.concat([whole, wide.assign(election_code="house-2021-local").tail(1)]), file_id)
    found = connection.execute(
        "SELECT code FROM contest JOIN area ON area.id = area_id WHERE election_code = 'house-2021-local' ORDER BY code"
    ).fetchall()
    assert found == [("al-hoceima",)]  # stations of one commune of Settat are no result of Settat


def test_a_result_without_its_station_cannot_be(connection, file_id, tmp_path, wide):
    load(connection, tmp_path, wide, file_id)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute("INSERT INTO station_result VALUES (0, 'PAM', %s, 1)", [file_id])


def test_readers_may_read_stations(connection, file_id, tmp_path, wide):
    load(connection, tmp_path, wide, file_id)
    connection.execute("SET ROLE kharita_reader")
    assert stored(connection)[:2] == (60, 180)
