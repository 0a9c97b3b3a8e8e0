"""What the documents tell a newcomer to type works."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from app.settings import ROOT

SERVICE = "http://127.0.0.1:8000"
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {path: path.read_text(encoding="utf-8") for path in DOCUMENTS}
# a quoted body may go over several lines
CURL = [each for text in TEXTS.values() for each in re.findall(r"^curl (?:'[^']*'|[^'\n])+$", text, flags=re.MULTILINE)]
COMMANDS = {command for text in TEXTS.values() for command in re.findall(r"`?\./run (\w+)", text)}
LINKS = [
    (path.parent, link) for path, text in TEXTS.items() for link in sorted(set(re.findall(r"\]\(([^)#:]+)\)", text)))
]


def asked(command: str) -> tuple[str, str | None]:
    """Address and body of a curl command of the forms that the documents use."""
    _, *words = shlex.split(command)
    body = words[words.index("--json") + 1] if "--json" in words else None
    [address] = [word.removeprefix(SERVICE) for word in words if word.startswith(SERVICE)]
    return address, body


def test_the_documents_ask_questions():
    assert len(CURL) > 5


@pytest.mark.parametrize("command", CURL)
def test_each_question_is_answered(client, command):
    address, body = asked(command)
    posted = {"content": body, "headers": {"Content-Type": "application/json"}}
    answer = client.get(address) if body is None else client.post(address, **posted)
    assert answer.status_code == 200, answer.text
    assert len(answer.content) > 100


def test_each_command_is_one_of_run():
    usage = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout
    known = re.findall(r"^  (\w+) ", usage, flags=re.MULTILINE)
    assert set(known) >= COMMANDS


@pytest.mark.parametrize(("directory", "link"), LINKS)
def test_each_file_that_is_linked_to_is_there(directory: Path, link: str):
    assert (directory / link).exists()
