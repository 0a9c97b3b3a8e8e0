"""What the README tells a newcomer to type works."""

import re
import subprocess

import pytest

from app.settings import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CURL = re.findall(r"^curl 'http://127\.0\.0\.1:8000(/[^']*)'$", README, flags=re.MULTILINE)
COMMANDS = sorted(set(re.findall(r"`?\./run (\w+)", README)))


@pytest.mark.parametrize("address", CURL)
def test_each_question_is_answered(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert len(answer.content) > 100


def test_each_command_is_one_of_run():
    usage = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout
    known = re.findall(r"^  (\w+) ", usage, flags=re.MULTILINE)
    assert set(COMMANDS) <= set(known)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_each_file_it_links_to_is_there(link):
    assert (ROOT / link).exists()
