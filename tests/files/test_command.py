"""The command writes whole files or none, and says what it cannot do."""

import os
import re
import subprocess
import sys

import pytest

from app.commands.export import replace
from app.errors import NotFound
from app.files.dossier.reading import read_dossier
from app.settings import ROOT

FILES = ["MP.gpkg", "MP-constituencies.parquet", "MP-outlook.parquet", "MP-fr.xlsx", "MP-ar.xlsx"]


def export(settings, *arguments):
    command = [sys.executable, "-m", "app.commands", "export", *arguments]
    environment = {**os.environ, "DATABASE_URL": settings.libpq_url}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_it_writes_its_files_and_tells_of_each(settings, tmp_path):
    folder = tmp_path / "not" / "there"
    done = export(settings, "--party", "MP", "--to", str(folder))
    assert done.stderr == ""
    told = [re.search(r"^\d/5  \S*/(\S+)  [\d.]+ MB", line) for line in done.stdout.splitlines()]
    assert [line[1] for line in told] == FILES
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)


def test_an_unknown_party_is_answered_with_those_there_are(settings, tmp_path):
    done = export(settings, "--party", "XX", "--to", str(tmp_path / "none"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("There is no party 'XX'. There are: AFG, ")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("party", "election", "said"),
    [
        ("MP", "house-1977", "no election 'house-1977'. There are: communal-2015, "),
        ("PRV", "house-2016-local", "PRV fielded no list in house-2016-local. It did in: .*house-2021-local"),
    ],
)
def test_an_election_it_cannot_tell_of_is_answered_with_those_it_can(reader_session, party, election, said):
    with pytest.raises(NotFound, match=said):
        read_dossier(reader_session, party, election)


def test_an_interrupted_writing_leaves_the_file_that_was_there(tmp_path):
    path = tmp_path / "MP.gpkg"
    path.write_text("old")

    def fail(unfinished):
        unfinished.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace(path, fail)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("MP.gpkg", "old")]
