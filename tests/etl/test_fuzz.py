"""
Spoilt files of every reader: each is read and checked, or refused by name; none ends in a traceback or a half load.

Seven hundred, beside the three thousand of known content in `test_mutated_truth`.
"""

import csv
import io
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import psycopg
import pytest

from app.settings import ROOT
from etl.checks import check_results, fatal_problems
from etl.codes import with_declared
from etl.load import load
from etl.registry import read_results
from etl.sources import Refused, SourceDeclaration
from tests import mutations, workbooks

DATA = ROOT / "data"
SAMPLE = Path(__file__).parent / "samples" / "dakhla.csv"
BATCHES, FILES = 7, 100
LOADED_OF_BATCH = 2


def sheets_of(content: bytes) -> list[mutations.Rows]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]


@pytest.fixture(scope="module")
def originals() -> dict[str, list[mutations.Rows]]:
    """What is spoilt, by reader: our own form, a workbook of results, one of councillors."""
    with SAMPLE.open(encoding="utf-8") as file:
        form: mutations.Rows = [list(row) for row in csv.reader(file)]
    places = workbooks.units().iloc[:5]
    return {
        "form": [form[:20]],
        "tafra": sheets_of(workbooks.communal_workbook(places, seed=9)),
        "councillors": sheets_of(workbooks.councillor_workbook(places, seats=4, seed=9)),
    }


def spoil(originals: dict[str, list[mutations.Rows]], dice: random.Random) -> tuple[str, str, bytes]:
    """Choose a reader, spoil its file; return the reader, the file's ending and content."""
    reader = dice.choice(["form", "form", "tafra", "tafra", "councillors"])
    sheets = [list(rows) for rows in originals[reader]]
    place = dice.choice([0, 0, 0, len(sheets) - 2 if len(sheets) > 1 else 0])
    sheets[place] = mutations.change_rows(sheets[place], dice)
    ending = dice.choice([".csv", ".csv", ".jsonl", ".xlsx"]) if reader == "form" else ".xlsx"
    write = {".csv": mutations.csv_file, ".jsonl": mutations.json_file}
    content = write[ending](sheets[0], dice) if ending in write else mutations.excel_file(sheets, dice)
    if ending == ".xlsx" and dice.random() < 0.15:
        content = mutations.change_package(content, dice)
    elif content and dice.random() < 0.3:
        content = mutations.change_bytes(content, dice)
    return reader, ending, content


def declared(reader: str, path: Path) -> SourceDeclaration:
    said = dict.fromkeys(("title", "publisher", "licence", "citation", "vintage"), "simulated")
    return SourceDeclaration(
        code="spoilt",
        reader=reader,
        files=(path.name,),
        location=path,
        election="communal-2021",
        **said,
    )


def outcome(source: SourceDeclaration, codes) -> str:
    """Read and check; anything but results or a refusal that says why is an error of ours."""
    try:
        known = with_declared(codes, source)
        checks = check_results(read_results(source, DATA, known), source, known)
    except Refused as refused:
        assert refused.problems, "a refusal says why"
        assert all(problem.reason for problem in refused.problems)
        return "refused"
    return "fatal" if fatal_problems(checks) else "clean"


def digest(settings) -> list[tuple[str]]:
    with psycopg.connect(settings.libpq_url) as connection:
        return connection.execute(
            """
            SELECT md5(string_agg(row::text, '|' ORDER BY row::text)) FROM (
                SELECT contest::text AS row FROM contest UNION ALL SELECT party_result::text FROM party_result
                UNION ALL SELECT party_tally::text FROM party_tally UNION ALL SELECT source_file::text FROM source_file
                UNION ALL SELECT party::text FROM party UNION ALL SELECT election::text FROM election
            ) AS rows
            """
        ).fetchall()


@pytest.fixture(scope="module")
def written_to(new_database, template_without_councils):
    with new_database(template_without_councils) as settings:
        yield settings


@pytest.mark.parametrize("batch", range(BATCHES))
def test_spoilt_files_are_checked_or_refused(batch, originals, codes_of_small_files, written_to, tmp_path):
    dice = random.Random(f"spoilt {batch}")
    outcomes = Counter()
    for number in range(FILES):
        reader, ending, content = spoil(originals, dice)
        path = tmp_path / f"{number}{ending}"
        path.write_bytes(content)
        source = declared(reader, path)
        outcomes[outcome(source, codes_of_small_files)] += 1
        if number < LOADED_OF_BATCH:
            loads_whole_or_not_at_all(replace(source, files=("spoilt",)), written_to)
    assert outcomes.total() == FILES
    assert outcomes["refused"] > 0
    assert outcomes["fatal"] > 0


def loads_whole_or_not_at_all(source: SourceDeclaration, settings) -> None:
    before = digest(settings)
    try:
        load(settings, [source], lambda loaded: None)
    except Refused:
        assert digest(settings) == before
