"""Commands end in words: a server that is away, a declaration that cannot be read, a disk that takes no more."""

import re
import shutil
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from app.settings import ROOT
from etl import __main__ as commands
from etl.readers.reference import read_reference
from etl.sources import Refused, read_sources

SAMPLE = Path(__file__).parent / "samples" / "dakhla.csv"


@pytest.fixture
def etl(monkeypatch):
    """Run a command with a database that nobody serves; return its exit code and what it told."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")

    def run(*arguments: str | Path) -> tuple[int, str]:
        result = CliRunner().invoke(commands.app, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result.exit_code, result.output

    return run


@pytest.mark.parametrize("command", [("check", SAMPLE), ("load", SAMPLE), ("status",), ("unload", "x"), ("score",)])
def test_a_server_that_is_away(etl, command):
    code, told = etl(*command)
    assert code == 2
    assert "cannot be reached, nothing was changed" in told
    assert "→ see that the server runs" in told


def test_a_server_that_is_killed_or_whose_disk_is_full(etl, monkeypatch):
    for error in (psycopg.errors.AdminShutdown("terminating connection"), psycopg.errors.DiskFull("No space left")):

        def fails(*_arguments, error=error):
            raise error

        monkeypatch.setattr(commands, "find_sources", fails)
        code, told = etl("check", SAMPLE)
        assert (code, str(error) in told) == (2, True)


def test_a_disk_that_takes_no_more(etl):
    code, told = etl("template", "/dev/full/templates")
    assert code == 2
    assert "→ see that the file may be read or written and that the disk has room" in told


@pytest.mark.parametrize("declaration", [b"\xff\xfea", b"title = ", b"[[elections]", 'title = "é"'.encode("latin-1")])
def test_a_declaration_that_cannot_be_read(etl, tmp_path, declaration):
    path = Path(shutil.copy(SAMPLE, tmp_path))
    path.with_suffix(".toml").write_bytes(declaration)
    code, told = etl("check", path)
    assert code == 2
    assert re.search(r"dakhla\.toml: cannot be read: .*\n  → mend the line", told)


@pytest.mark.parametrize("text", ["name = 3", "name = [1]", "[name]", "[[name]", "[[name]]\nsource = 3", "\0"])
@pytest.mark.parametrize("file", ["corrections.toml", "laws.toml"])
def test_broken_corrections_and_laws(tmp_path, text, file):
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("raw")))
    (data / file).write_text(text if file == "corrections.toml" else text.replace("name", "rule"))
    with pytest.raises(Refused) as refused:
        read_reference(read_sources(data)["reference"], data)
    assert all(file in problem.file and problem.remedy for problem in refused.value.problems)


def test_a_broken_registry(tmp_path):
    (tmp_path / "sources.toml").write_text("[reference")
    with pytest.raises(Refused, match=r"sources\.toml: cannot be read"):
        read_sources(tmp_path)
