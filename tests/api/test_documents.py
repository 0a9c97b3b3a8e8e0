"""What the documents tell a newcomer to type works."""

import json
import re
import shlex
import subprocess
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

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


# a question and the part of its answer that matters
SHOWN = re.findall(
    r"^```sh\n(curl [^\n]+)\n```\n\n```json\n(.*?)^```", TEXTS[ROOT / "docs" / "api.md"], flags=re.MULTILINE | re.DOTALL
)


def asked(command: str) -> tuple[str, str | None]:
    """Address and body of a curl command of the forms that the documents use."""
    _, *words = shlex.split(command)
    body = words[words.index("--json") + 1] if "--json" in words else None
    [address] = [word.removeprefix(SERVICE) for word in words if word.startswith(SERVICE)]
    if "--data-urlencode" in words:
        name, _, value = words[words.index("--data-urlencode") + 1].partition("=")
        address = f"{address}{'&' if '?' in address else '?'}{urlencode({name: value})}"
    return address, body


def answered(client, command: str):
    address, body = asked(command)
    posted = {"content": body, "headers": {"Content-Type": "application/json"}}
    answer = client.get(address) if body is None else client.post(address, **posted)
    assert answer.status_code == 200, answer.text
    return answer


def is_part(shown, whole) -> bool:
    """Whether what is shown stands in an answer: members of records, the first of a list, rounded numbers."""
    if isinstance(shown, dict):
        return isinstance(whole, dict) and all(key in whole and is_part(shown[key], whole[key]) for key in shown)
    if isinstance(shown, list):
        return isinstance(whole, list) and len(shown) <= len(whole) and all(map(is_part, shown, whole))
    if isinstance(shown, Decimal):
        return isinstance(whole, Decimal) and round(whole, -shown.as_tuple().exponent) == shown
    return shown == whole


def test_the_documents_ask_questions():
    assert len(CURL) > 5


@pytest.mark.parametrize("command", CURL)
def test_each_question_is_answered(client, command):
    assert len(answered(client, command).content) > 100


def test_the_guide_answers_eleven_questions():
    assert len(SHOWN) == 11


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_the_answer_that_is_shown_is_the_answer(client, command, shown):
    exact = {"parse_float": Decimal, "parse_int": Decimal}
    assert is_part(json.loads(shown, **exact), json.loads(answered(client, command).content, **exact))


def test_each_command_is_one_of_run():
    usage = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout
    known = re.findall(r"^  (\w+) ", usage, flags=re.MULTILINE)
    assert set(known) >= COMMANDS


@pytest.mark.parametrize(("directory", "link"), LINKS)
def test_each_file_that_is_linked_to_is_there(directory: Path, link: str):
    assert (directory / link).exists()
