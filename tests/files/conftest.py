"""The files of one party, written once by the command, and what they were made from."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.database import session_factory
from app.export.__main__ import read_declared
from app.export.reading import read_dossier
from app.files.dossier import Dossier
from app.settings import ROOT, Settings

Export = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def export(settings: Settings) -> Export:
    """The command, over the loaded database."""

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "app.export", *arguments]
        environment = {**os.environ, "DATABASE_URL": settings.libpq_url}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="session")
def folder(export: Export, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the command wrote the files of the MP."""
    folder = tmp_path_factory.mktemp("export") / "made"
    done = export("--party", "MP", "--to", str(folder))
    assert done.returncode == 0, done.stderr
    (folder / "told.txt").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def session(reading_engine) -> Iterator[Session]:
    with session_factory(reading_engine)() as session:
        yield session


@pytest.fixture(scope="session")
def dossier(reading_engine) -> Dossier:
    with session_factory(reading_engine)() as session:
        return read_dossier(session, read_declared(Settings()), "MP", None)
