"""How long loading takes, next to the least it could: ratios of one run, on a PostGIS of ``DATABASE_URL``."""

import multiprocessing
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import NullPool, create_engine

from app.settings import ROOT, Settings
from benchmarks.measured import Measured
from etl.areas import read_areas
from etl.load import load
from etl.polling import load_stations
from etl.sources import SourceDeclaration, read_sources
from etl.store_results import write_results
from tests.polling import long_form, simulate_stations

ELECTION = "simulated"
STATIONS, LISTS = 40_000, 30
MEMORY_GIB = 1.0  # what loading them may take


@contextmanager
def scratch_database() -> Iterator[Settings]:
    """Make a migrated database that is dropped at the end."""
    server = psycopg.conninfo.conninfo_to_dict(Settings().libpq_url)
    admin = psycopg.conninfo.make_conninfo(**{**server, "dbname": "postgres"})
    name = sql.Identifier(f"kharita_bench_{uuid.uuid4().hex[:8]}")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    try:
        settings = Settings(database_url=Settings().libpq_url.rpartition("/")[0] + "/" + name.as_string().strip('"'))
        with create_engine(settings.database_url, poolclass=NullPool).connect() as connection:
            config = Config(toml_file=ROOT / "pyproject.toml")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        yield settings
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextmanager
def timed(times: dict[str, float], what: str) -> Iterator[None]:
    """Note how long a block takes, in seconds."""
    started = time.perf_counter()
    yield
    times[what] = time.perf_counter() - started


def simulate(connection: psycopg.Connection, folder: Path) -> tuple[SourceDeclaration, int]:
    """Write a long file of simulated stations and declare it; return its source and file id."""
    communes = [code for (code,) in connection.execute("SELECT code FROM area WHERE level = 'commune' ORDER BY code")]
    parties = [code for (code,) in connection.execute("SELECT code FROM party ORDER BY code LIMIT %s", [LISTS])]
    wide = simulate_stations(ELECTION, communes, parties, stations=STATIONS, seed=1)
    long_form(wide, parties).to_csv(folder / "stations.csv", index=False)
    file_id = connection.execute(
        """
        INSERT INTO source_file (source_code, path, sha256, size_bytes, title, publisher, licence, citation, vintage)
        VALUES ('simulated', 'stations.csv', '', 0, '', '', '', '', '') RETURNING id
        """
    ).fetchall()[0][0]
    connection.execute(
        """
        INSERT INTO election (code, institution, ballot, level, date, law, name_fr, name_ar, source_file_id)
        VALUES (%s, 'council', 'communal', 'commune', '2099-09-09', '06-21', 'x', 'x', %s)
        """,
        [ELECTION, file_id],
    )
    connection.commit()
    fields = dict.fromkeys(("title", "publisher", "licence", "citation", "vintage"), "simulated")
    return SourceDeclaration(code="simulated", reader="stations", files=("stations.csv",), **fields), file_id


def load_alone(settings: Settings, source: SourceDeclaration, folder: Path, file_id: int) -> tuple[float, float]:
    """Load the stations in a process that does nothing else; return seconds, and its peak memory in GiB."""
    started = time.perf_counter()
    with psycopg.connect(settings.libpq_url) as connection:
        _, results = load_stations(connection, source, folder, file_id)
        write_results(connection, results, source.code, [file_id])
    return time.perf_counter() - started, peak_memory()


def peak_memory() -> float:
    """Most memory this process ever had, in GiB; getrusage would count its parent's until the process was made."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 2**20


def copy_with_psql(settings: Settings, file: Path, table: str) -> None:
    """COPY the file as it is, by psql."""
    statement = f"\\copy {table} FROM '{file}' (FORMAT csv, HEADER)"
    subprocess.run(["psql", "-qX", settings.libpq_url, "-c", statement], check=True)


def measure() -> Iterator[Measured]:
    """Time what is shipped, then simulated stations next to what psql and pandas need for the same file."""
    times: dict[str, float] = {}
    with scratch_database() as settings, tempfile.TemporaryDirectory() as folder:
        declared = read_sources(settings.data_dir)
        for what in ("boundaries, first time", "boundaries, cached"):
            with timed(times, what):
                read_areas(declared["areas"], settings.data_dir, Path(folder) / "cache")
        with timed(times, "demo load, boundaries cached"):
            load(settings.model_copy(update={"build_dir": Path(folder)}), declared.values(), tell=lambda loaded: None)
        file = Path(folder) / "stations.csv"
        with psycopg.connect(settings.libpq_url) as connection:
            source, file_id = simulate(connection, Path(folder))
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
                loading, peak = alone.submit(load_alone, settings, source, file.parent, file_id).result()
            columns = file.open(encoding="utf-8").readline().strip().split(",")
            numbers = {"lon": "float8", "lat": "float8"} | dict.fromkeys(columns[5:9], "integer") | {"votes": "integer"}
            definition = ", ".join(f"{column} {numbers.get(column, 'text')}" for column in columns)
            connection.execute(f"CREATE TABLE bare ({definition})")
            connection.execute(f"CREATE TABLE keyed ({definition}, PRIMARY KEY (station_code, party_code))")
            connection.commit()
        for table in ("bare", "keyed"):
            with timed(times, f"psql \\copy, {table}"):
                copy_with_psql(settings, file, table)
        with timed(times, "pandas parses"):
            pd.read_csv(file)
    for what, seconds in times.items():
        yield Measured(what, seconds)
    for table in ("bare", "keyed"):
        budget = 3 * times[f"psql \\copy, {table}"] + times["pandas parses"]
        yield Measured("stations read, checked, loaded", loading, f"3 × \\copy, {table}, + parsing", budget)
    yield Measured("peak memory of that", peak, "limit", MEMORY_GIB, "GiB")
