"""CONTRIBUTING.md works: its blocks, put where they say into a copy, do what the text says."""

import importlib.util
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import orjson
import psycopg
import pytest
from fastapi.testclient import TestClient

from app.analysis.seats import allocate, find_rule, read_laws
from app.api.formats.rows import About
from app.main import create_app
from app.settings import ROOT, Settings
from etl.checks import Severity
from etl.load import load
from etl.registry import READERS, check_source
from etl.sources import read_sources

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", TEXT, re.M | re.S)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The data and the blocks: a block is added to the file that it names, or is all of it."""
    root = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("raw"))
    for name, content in BLOCKS:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as target:
            target.write(f"\n{content}" if target.tell() else content)
    return root


@pytest.fixture(scope="module")
def module(copy) -> Callable[[str], ModuleType]:
    """Import a module that a block is."""

    def load_module(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(Path(name).stem, copy / name)
        assert spec and spec.loader
        found = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found)
        return found

    return load_module


@pytest.fixture(scope="module")
def changed(new_database, loaded_template, copy) -> Iterator[Settings]:
    """A loaded database of this module's own, beside the changed data."""
    with new_database(loaded_template) as settings:
        yield settings.model_copy(update={"data_dir": copy / "data"})


def test_the_examples_are_there():
    assert len(BLOCKS) == 6


@pytest.mark.parametrize("path", re.findall(r"`((?:app|etl|data|tests)/[\w/.-]+)`", TEXT))
def test_every_file_that_is_named_is_there(path):
    assert (ROOT / path).exists()


def test_an_election_and_its_party_are_loaded_and_served(changed):
    example = read_sources(changed.data_dir)["example-2030"]
    with psycopg.connect(changed.libpq_url) as connection:
        checks = check_source(connection, example, changed)
    assert [check.name for check in checks if check.problems and check.severity is Severity.FATAL] == []
    load(changed, [example], tell=lambda loaded: None)
    with TestClient(create_app(changed), "http://127.0.0.1:8000", client=("127.0.0.1", 50_000)) as client:
        [election] = client.get("/v1/elections/example-2030").json()["items"]
    assert election["name_fr"] == "Exemple 2030"
    assert {party["party"]: party["votes"] for party in election["parties"]} == {"EXEMPLE": None, "RNI": None}


def test_a_seat_law_counts(copy):
    rule = find_rule(read_laws((copy / "data" / "laws.toml").read_text(encoding="utf-8")), "example", "local")
    # of 1,000 votes the third list has less than 5 %; the quotient is 960 / 4 = 240: 2 full seats and 1, then 220 > 20
    allocated = allocate({"A": 700, "B": 260, "C": 40}, 4, rule)
    assert {party: seats for party, seats in allocated.seats.items() if seats} == {"A": 3, "B": 1}


def test_a_reader_reads(changed, module, tmp_path, monkeypatch):
    read_gazette = module("etl/readers/gazette.py").read_gazette
    monkeypatch.setitem(READERS, "gazette", read_gazette)
    file = tmp_path / "gazette.csv"
    file.write_text("constituency,list,votes\nfes-nord,RNI,1200\nfes-nord,PAM,n.d.\nmeknes,RNI,many\n")
    example = read_sources(changed.data_dir)["example-2030"]
    own = {"code": "own", "reader": "gazette", "files": (file.name,), "location": file, "assertions": {}}
    source = replace(example, election="example-2030", **own)
    with psycopg.connect(changed.libpq_url) as connection:
        checks = check_source(connection, source, changed)
    fatal = [str(problem) for check in checks if check.severity is Severity.FATAL for problem in check.problems]
    assert fatal == ["gazette.csv, row 4: votes must be a whole number ≥ 0, not 'many'"]


def test_a_format_writes(module):
    write_ndjson = module("app/api/formats/ndjson.py").write_ndjson
    written = write_ndjson(
        [{"area__code": "fes-nord", "votes": None}, {"area__code": "meknes", "votes": 7}], About("", 2, {}, [], list)
    )
    assert [orjson.loads(line) for line in written.splitlines()] == [
        {"area": {"code": "fes-nord"}, "votes": None},
        {"area": {"code": "meknes"}, "votes": 7},
    ]
