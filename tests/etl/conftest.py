"""What results may refer to, and files to read from a directory of the test's own."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import psycopg
import pytest

from app.settings import ROOT, Settings
from etl.codes import read_codes
from etl.identity import renew
from etl.results import Codes
from etl.rollup import refresh_tallies
from etl.sources import SourceDeclaration, digest
from etl.store_results import forget_files


@pytest.fixture(scope="session")
def loaded_codes(settings) -> Codes:
    """What results may refer to in the loaded database."""
    with psycopg.connect(settings.libpq_url) as connection:
        return read_codes(connection, settings.data_dir)


@pytest.fixture(scope="session")
def codes(loaded_codes) -> Codes:
    """The same where no results are loaded yet."""
    return replace(loaded_codes, contests=loaded_codes.contests.head(0))


@pytest.fixture(scope="module")
def codes_of_small_files(settings) -> Iterator[Codes]:
    """
    The same, for thousands of files of some sixty rows, while whose tests run text is kept as Python's.

    Arrow's text, which loads of whole countries are quicker with, takes twice as long to make such small columns of.
    """
    with pd.option_context("mode.string_storage", "python"), psycopg.connect(settings.libpq_url) as connection:
        known = read_codes(connection, settings.data_dir)
        yield replace(known, contests=known.contests.head(0))


@pytest.fixture(scope="session")
def template_without_councils(new_database, loaded_template) -> Iterator[str]:
    """Name of the loaded database without the councils of 2021, which files of the tests' own bring."""
    with new_database(loaded_template) as settings:
        with psycopg.connect(settings.libpq_url) as connection:
            forget_files(connection, "communal-2021", keep=[])
            refresh_tallies(connection, ["communal-2021"])
            renew(connection, ["communal-2021"])
        yield settings.libpq_url.rpartition("/")[2]


@pytest.fixture
def without_councils(new_database, template_without_councils) -> Iterator[Settings]:
    """A database of the test's own, without the councils of 2021, to write to."""
    with new_database(template_without_councils) as copied:
        yield copied


@pytest.fixture
def own_source(tmp_path) -> Callable[..., SourceDeclaration]:
    """Declare a file of the test's own."""

    def declare(name: str, content: bytes | str, **fields) -> SourceDeclaration:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        said = dict.fromkeys(("title", "publisher", "licence", "citation", "vintage"), "simulated")
        return SourceDeclaration(code="own", files=(name,), location=path, **({"reader": "form"} | said | fields))

    return declare


@pytest.fixture
def publishers_file() -> Callable[[SourceDeclaration], Path]:
    """Find a publisher's workbook where this machine has it; the project may not carry it."""

    def find(source: SourceDeclaration) -> Path:
        for folder in (ROOT / "data" / "raw", ROOT.parent / "shared" / "data" / "tafra"):
            for path in sorted(folder.glob("*.xlsx")):
                if digest(path, path.name).sha256 == source.sha256:
                    return path
        pytest.skip(f"{source.files[0]} is neither in data/raw nor in ../shared/data/tafra")

    return find
