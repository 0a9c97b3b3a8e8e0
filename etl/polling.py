"""Polling stations stored: one partition of votes for each file, copied whole, so that replacing it leaves no waste."""

import io
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from psycopg import Connection, sql
from pyarrow import csv

from etl.readers.stations import FIGURES, Stations, read_stations, sum_to_contests, without_parts
from etl.results import Results
from etl.sources import SourceDeclaration

_STATION_COLUMNS = ["id", "election_code", "code", "area_id", "geom", *FIGURES, "source_file_id"]
_COMMUNES_IN_FORCE = """
    SELECT election.code, area.code, area.id
    FROM election JOIN area ON area.level = 'commune'
        AND coalesce(area.valid_from <= election.date, true) AND coalesce(election.date < area.valid_to, true)
    WHERE election.code = ANY(%s)
"""
_COMMUNES_OF_AREAS = """
    WITH RECURSIVE up (inner_id, outer_id) AS (
        SELECT id, id FROM area WHERE level = 'commune'
        UNION ALL
        SELECT inner_id, parent_id FROM up JOIN area ON id = outer_id WHERE parent_id IS NOT NULL
    )
    SELECT part.code, area.code
    FROM (
        SELECT inner_id, outer_id FROM up
        UNION ALL
        SELECT part_id, area_id FROM area_part
        UNION ALL
        SELECT inner_id, id FROM up JOIN area ON parent_id = outer_id AND level = 'regional_constituency'
    ) AS within
    JOIN area AS part ON part.id = inner_id
    JOIN area ON area.id = outer_id
    WHERE area.level = %s
"""


def area_of_communes(connection: Connection, level: str) -> dict[str, str]:
    """Code of the area of a level that each commune lies in, by the commune's code."""
    return dict(connection.execute(_COMMUNES_OF_AREAS, [level]).fetchall())


def load_stations(
    connection: Connection, source: SourceDeclaration, data_dir: Path, file_id: int
) -> tuple[int, Results]:
    """
    Read, check and write one source's polling stations, and sum them to the contests of their elections.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    source : SourceDeclaration
        Declares one file of polling stations.
    data_dir : Path
        Where the file is.
    file_id : int
        The file's row of ``source_file``.

    Returns
    -------
    int
        Rows written.
    Results
        The contests, still to be checked and written.

    Raises
    ------
    Refused
        When the file is wrong.
    """
    level_of_election: dict[str, str] = dict(connection.execute("SELECT code, level FROM election").fetchall())
    parties = [code for (code,) in connection.execute("SELECT code FROM party")]
    polled, results = read_polled(connection, source, data_dir, level_of_election, parties)
    return write_stations(connection, polled, file_id), results


def read_polled(
    connection: Connection,
    source: SourceDeclaration,
    data_dir: Path,
    level_of_election: Mapping[str, str],
    parties: Collection[str],
) -> tuple[Stations, Results]:
    """
    Read one source's polling stations, and sum them to the contests of their elections.

    Raises
    ------
    Refused
        When the file is wrong.
    """
    areas = {level: area_of_communes(connection, level) for level in {*level_of_election.values(), "commune"}}
    polled = read_stations(source, data_dir, level_of_election, areas["commune"], parties)
    of_election = {election: areas[level] for election, level in level_of_election.items()}
    return polled, without_parts(sum_to_contests(polled, of_election), polled, of_election)


def write_stations(connection: Connection, polled: Stations, file_id: int) -> int:
    """
    Replace the polling stations that came from a file by those now in it.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    polled : Stations
        Checked.
    file_id : int
        The file's row of ``source_file``.

    Returns
    -------
    int
        Rows written.
    """
    partition = sql.Identifier(f"station_result_{file_id}")
    forget_stations(connection, file_id)
    ids = _write_places(connection, polled.stations, file_id)
    # keys are made after the rows, all at once: a trigger a row would take longer than everything else together
    for statement in (
        "CREATE TABLE {partition} (LIKE station_result INCLUDING CONSTRAINTS)",
        "ALTER TABLE {partition} ALTER source_file_id SET DEFAULT {file}",
    ):
        connection.execute(sql.SQL(statement).format(partition=partition, file=file_id))
    party = polled.votes["party_code"].array
    rows = pa.table(
        {
            "station_id": ids[polled.votes["station"]],
            "party_code": pa.DictionaryArray.from_arrays(party.codes, list(party.categories)).cast(pa.string()),
            "votes": pa.array(polled.votes["votes"]),
        }
    )
    copy_rows(connection, partition, rows)
    for statement in (
        "ALTER TABLE {partition} ADD PRIMARY KEY (station_id, party_code, source_file_id)",
        "ALTER TABLE station_result ATTACH PARTITION {partition} FOR VALUES IN ({file})",
    ):
        connection.execute(sql.SQL(statement).format(partition=partition, file=file_id))
    return len(polled.stations) + len(polled.votes)


def _write_places(connection: Connection, stations: pd.DataFrame, file_id: int) -> NDArray[np.int64]:
    """Copy the stations themselves; return their ids in order."""
    numbers = connection.execute(
        "SELECT nextval(pg_get_serial_sequence('polling_station', 'id')) FROM generate_series(1, %s)", [len(stations)]
    )
    ids = np.fromiter((number for (number,) in numbers), dtype=np.int64, count=len(stations))
    elections = stations["election_code"].unique().tolist()
    area_ids = {(election, code): area for election, code, area in connection.execute(_COMMUNES_IN_FORCE, [elections])}
    keys = zip(stations["election_code"], stations["commune_code"], strict=True)
    lon, lat = stations["lon"].astype(str), stations["lat"].astype(str)
    rows = stations.rename(columns={"station_code": "code"}).assign(
        id=ids,
        area_id=pd.array([area_ids.get(key, pd.NA) for key in keys], dtype="Int64"),
        geom=("SRID=4326;POINT(" + lon + " " + lat + ")").where(stations["lon"].notna()),
        source_file_id=file_id,
    )
    table = pa.Table.from_pandas(rows[_STATION_COLUMNS], preserve_index=False)
    copy_rows(connection, sql.Identifier("polling_station"), table)
    return ids


def copy_rows(connection: Connection, table: sql.Identifier, rows: pa.Table) -> None:
    """COPY an Arrow table into the columns of the same names; null becomes NULL, an empty text stays one."""
    columns = sql.SQL(", ").join(map(sql.Identifier, rows.column_names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(table, columns)
    with connection.cursor().copy(statement) as copy:
        for batch in rows.to_batches(max_chunksize=_BATCH):
            text = io.BytesIO()
            csv.write_csv(pa.Table.from_batches([batch]), text, csv.WriteOptions(include_header=False))
            copy.write(text.getbuffer())


_BATCH = 100_000


def forget_stations(connection: Connection, file_id: int) -> None:
    """Remove the polling stations that came from a file."""
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(f"station_result_{file_id}")))
    connection.execute("DELETE FROM polling_station WHERE source_file_id = %s", [file_id])
