"""The loader's commands as a coordinator uses them: check, load, status, unload, template."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.settings import ROOT
from etl.__main__ import app
from etl.checks import CHECKS

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def etl(without_councils, monkeypatch):
    """Run a command on a loaded database of the test's own; return its exit code and what it told."""
    monkeypatch.setenv("DATABASE_URL", without_councils.libpq_url)

    def run(*arguments: str | Path) -> tuple[int, str]:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run


@pytest.fixture
def dakhla(tmp_path) -> Path:
    """The sample and its declaration, to spoil."""
    for ending in ("csv", "toml"):
        shutil.copy(SAMPLES / f"dakhla.{ending}", tmp_path)
    return tmp_path / "dakhla.csv"


def state_of(source: str, told: str) -> list[str]:
    (line,) = [line for line in told.splitlines() if line.split()[:1] == [source]]
    return re.split(r"\s{2,}", line.strip())


class TestCheck:
    def test_a_clean_file(self, etl, dakhla):
        code, told = etl("check", dakhla)
        assert code == 0
        assert "seats_sum            passed         seats won = seats of the contest" in told

    def test_a_warning(self, etl):
        code, told = etl("check", SAMPLES / "tetouan.csv")
        assert code == 1
        assert re.search(r"lists_known\s+warning 22", told)

    def test_something_fatal(self, etl, dakhla):
        dakhla.write_text(dakhla.read_text().replace("PI,-,14", "PI,-,13"))
        code, told = etl("check", dakhla)
        assert code == 2
        assert "dakhla.csv, row 2: 12.066.03.05: the seats won do not sum to seats" in told
        assert re.search(r"declared_totals\s+fatal 1", told)

    def test_as_json(self, etl, dakhla):
        dakhla.write_text(dakhla.read_text().replace("PI,-,14", "PI,-,13"))
        _, told = etl("check", "--json", dakhla)
        checks = {check["name"]: check for check in json.loads(told)["dakhla"]}
        assert (checks["seats_sum"]["severity"], checks["seats_sum"]["count"]) == ("fatal", 1)
        assert checks["seats_sum"]["problems"][0]["row"] == 2

    def test_it_changes_nothing(self, etl, dakhla):
        before = etl("status")
        etl("check", dakhla)
        assert etl("status") == before

    def test_sources_of_the_project_are_clean(self, etl):
        code, told = etl("check", "reference", "house-2011-national", "house-2026-regional")
        assert (code, told.count("fatal")) == (0, 0)

    def test_a_file_that_cannot_be_read(self, etl, tmp_path):
        (tmp_path / "empty.csv").touch()
        code, told = etl("check", tmp_path / "empty.csv")
        assert code == 2
        assert "readable             fatal 1" in told

    @pytest.mark.parametrize("command", ["check", "load"])
    def test_a_name_that_is_neither_source_nor_file(self, etl, command):
        code, told = etl(command, "nothing.csv")
        assert code == 2
        assert "no source named nothing.csv, and no such file" in told


class TestLoad:
    def test_a_file_with_its_declaration(self, etl, dakhla):
        code, told = etl("load", dakhla)
        assert code == 0
        assert "dakhla: 56 rows" in told
        assert re.search(r"dataset version [0-9a-f]{16}, ", told)
        assert "dakhla: unchanged" in etl("load", dakhla)[1]

    def test_a_file_that_nobody_declared(self, etl, dakhla):
        dakhla.with_suffix(".toml").unlink()
        code, told = etl("load", dakhla)
        assert code == 2
        assert "not declared: write dakhla.toml beside it" in told

    @pytest.mark.parametrize("declaration", ["publisher = ", 'publishers = "x"', "files = 3"])
    def test_a_declaration_that_is_wrong(self, etl, dakhla, declaration):
        dakhla.with_suffix(".toml").write_text(declaration)
        code, told = etl("load", dakhla)
        assert code == 2
        assert "is refused, nothing was changed" in told

    def test_a_file_of_the_name_of_a_source(self, etl, dakhla):
        code, told = etl("load", dakhla.rename(dakhla.with_name("areas.csv")))
        assert code == 2
        assert "give the file another name" in told

    def test_warnings_are_told(self, etl):
        code, told = etl("load", SAMPLES / "tetouan.csv")
        assert code == 0
        assert "every contest has a list" in told


class TestStatus:
    def test_every_source_has_a_line(self, etl, dakhla):
        etl("load", dakhla)
        _, told = etl("status")
        assert "9 elections" in told
        assert state_of("dakhla", told)[1:3] == ["loaded", "2"]
        assert state_of("dakhla", told)[3:] == ["56", f"{len(CHECKS)} checks, no warnings", "facts of public record"]
        assert state_of("house-2021-local", told)[1:4] == ["loaded", "1", "1,564"]
        assert state_of("tafra-communal-2021", told)[1] in {"to fetch", "in data/raw"}
        assert state_of("tafra-house-2011-national", told)[1] in {"by hand", "in data/raw"}


class TestUnload:
    def test_a_source_goes_with_all_it_brought(self, etl, dakhla):
        before = etl("status")[1]
        etl("load", dakhla)
        code, told = etl("unload", "dakhla")
        assert code == 0
        assert told.strip() in before  # the data are as they were, and so is their version
        after = etl("status")[1]
        assert after.replace("3 loads", "1 loads") == before

    def test_an_election_stays_while_another_source_has_results_of_it(self, etl, tmp_path):
        for sample in SAMPLES.glob("*.*"):  # of an election that only they bring
            (tmp_path / sample.name).write_text(sample.read_text().replace("communal-2021", "communal-2099"))
        etl("load", tmp_path / "dakhla.csv", tmp_path / "tetouan.csv")
        assert etl("unload", "dakhla")[0] == 0
        assert "10 elections" in etl("status")[1]
        assert etl("unload", "tetouan")[0] == 0
        assert "9 elections" in etl("status")[1]

    def test_what_others_need_cannot_go(self, etl):
        code, told = etl("unload", "areas")
        assert code == 2
        assert "still referenced" in told

    def test_what_is_not_there(self, etl):
        assert etl("unload", "dakhla")[0] == 2


class TestTemplate:
    def test_it_can_be_checked_at_once(self, etl, tmp_path):
        assert etl("template", tmp_path)[0] == 0
        assert etl("check", tmp_path / "results.xlsx")[0] == 0
        assert etl("template", tmp_path)[0] == 2


class TestGuide:
    def test_every_command_of_the_guide_is_one(self):
        guide = (ROOT / "docs" / "loading.md").read_text(encoding="utf-8")
        commands = set(re.findall(r"\./run etl (\w+)", guide))
        assert commands == {command.name for command in app.registered_commands}

    def test_every_check_is_in_the_guide(self):
        guide = (ROOT / "docs" / "loading.md").read_text(encoding="utf-8")
        told = re.findall(r"^\| `(\w+)` \| (fatal|warning) \| (.+) \|$", guide, re.MULTILINE)
        assert told == [(name, severity, says) for name, (severity, says, _) in CHECKS.items()]
