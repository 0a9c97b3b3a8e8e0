"""What results may refer to, and files to read from a directory of the test's own."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from app.settings import ROOT
from etl.codes import read_codes
from etl.results import Codes
from etl.sources import SourceDeclaration, digest


@pytest.fixture(scope="session")
def loaded_codes(settings) -> Codes:
    """What results may refer to in the loaded database."""
    with psycopg.connect(settings.libpq_url) as connection:
        return read_codes(connection, settings.data_dir)


@pytest.fixture(scope="session")
def codes(loaded_codes) -> Codes:
    """The same where no results are loaded yet, and with a communal election."""
    return replace(
        loaded_codes,
        contests=loaded_codes.contests.head(0),
        level_of_election={**loaded_codes.level_of_election, "communal-2021": "commune"},
    )


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
