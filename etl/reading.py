"""From a source to its results: its files found, its reader chosen."""

from collections.abc import Callable, Mapping
from pathlib import Path

from etl.raw import locate
from etl.readers.councillors import read_councillors, with_seats
from etl.readers.form import read_form
from etl.readers.tafra import read_tafra
from etl.readers.tidy import read_tidy
from etl.results import Codes, Results
from etl.sources import Problem, Refused, Source, read_publications

Reader = Callable[[Source, Mapping[str, Path], Codes], Results]

READERS: Mapping[str, Reader] = {
    "tidy": read_tidy,
    "form": read_form,
    "tafra": read_tafra,
    "councillors": read_councillors,
}
"""A reader makes ``Results`` of a source's files; what it says of them is checked elsewhere."""


def read_results(source: Source, data_dir: Path, codes: Codes) -> Results:
    """
    Read a source of results.

    Raises
    ------
    Refused
        A file is not there or cannot be understood, or the source names a reader that there is not.
    """
    if source.reader not in READERS:
        reason = f"there is no reader {source.reader!r}; there are: {', '.join(READERS)}"
        raise Refused(source.code, [Problem("sources.toml", None, reason)])
    try:
        results = READERS[source.reader](source, locate(source, data_dir), codes)
        seats = seats_source(source, data_dir)
        if seats:
            return with_seats(results, read_councillors(seats, locate(seats, data_dir), codes))
    except Refused as refused:
        raise Refused(source.code, refused.problems) from refused
    return results


def seats_source(source: Source, data_dir: Path) -> Source | None:
    """Find the source whose councillors are a source's seats, where its file is in ``data/raw``."""
    if source.seats_from is None:
        return None
    seats = read_publications(data_dir)[source.seats_from]
    try:
        locate(seats, data_dir)
    except Refused:
        return None
    return seats
