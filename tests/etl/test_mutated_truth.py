"""
Three thousand files of known content, each spoilt in one of the ways in which files are.

Each is read as what it was, or refused with file, row, value, reason and remedy. A figure that is loaded and is not the
one that was meant, or a contest or list more or less, without a word, is a silent difference, and there is none.
"""

import random
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from etl.checks import Check, check_results, fatal_problems
from etl.readers.form import read_form
from etl.readers.stations import read_stations, sum_to_contests
from etl.results import COUNTS, KEY, Codes, Results
from etl.sources import Refused, SourceDeclaration
from tests import truths

BATCHES, FILES = 30, 100
SAID = dict.fromkeys(("title", "publisher", "licence", "citation", "vintage", "coverage"), "simulated")
LIST = [*KEY, "party_code"]
WRITE = {".csv": truths.write_csv, ".xlsx": truths.write_xlsx, ".ods": truths.write_ods}


@pytest.fixture(scope="module")
def names(codes_of_small_files) -> dict[str, tuple[str, str]]:
    """Codes of the communes of the files, with the names of their provinces and their own."""
    areas = codes_of_small_files.of_level("commune").set_index("code")
    return {code: (areas.at[code, "province_fr"], areas.at[code, "name_fr"]) for code, *_ in truths.COMMUNES}


@pytest.fixture(scope="module")
def near(codes_of_small_files) -> Codes:
    """What results may refer to, without the elections before: they are simulated, and would only be told of."""
    known = codes_of_small_files
    return replace(known, past=known.past.head(0), past_votes=known.past_votes.head(0))


def source_of(reader: str, path, rows: truths.Rows) -> SourceDeclaration:
    """Declare a file with the totals that its publisher told."""
    header, *lines = rows
    figures = pd.DataFrame(lines, columns=header)
    of_contests = figures.drop_duplicates("area_code") if reader == "form" else figures
    contests = of_contests[header[1]].nunique()
    asserted = {
        "contests": contests,
        "registered_voters": int(of_contests["registered_voters"].sum()),
        "valid_votes": int(of_contests["valid_votes"].sum()),
        "lists": contests * len(truths.PARTIES),
    }
    if reader == "form":
        asserted |= {"seats": int(of_contests["seats"].sum()), "seats_won": int(figures["seats_won"].sum())}
    return SourceDeclaration(code="own", reader=reader, files=(path.name,), location=path, assertions=asserted, **SAID)


def read(source: SourceDeclaration, codes: Codes) -> tuple[Results, list[Check]]:
    if source.reader == "form":
        results = read_form(source, {source.files[0]: source.location}, codes)
    else:
        communes = dict(zip(*[codes.of_level("commune")["code"]] * 2, strict=True))
        polled = read_stations(source, source.location.parent, codes.level_of_election, communes, codes.parties)
        results = sum_to_contests(polled, dict.fromkeys(codes.level_of_election, communes))
    return results, check_results(results, source, codes)


def truth_of(reader: str, rows: truths.Rows) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What a file's rows say, counted from the rows: its contests and lists."""
    header, *lines = rows
    table = pd.DataFrame(lines, columns=header)
    if reader == "form":
        return table.drop_duplicates("area_code")[[*KEY, *COUNTS]], table[[*LIST, "votes", "seats_won"]]
    sums = table.rename(columns={"commune_code": "area_code"}).groupby(KEY)[[*truths.STATIONS[3:]]].sum().reset_index()
    lists = sums.melt(KEY, list(truths.PARTIES), "party_code", "votes").assign(seats_won=pd.NA)
    return sums.drop(columns=list(truths.PARTIES)).assign(seats=pd.NA), lists


def differences(truth: tuple[pd.DataFrame, pd.DataFrame], found: Results) -> list[str]:
    """What is in one and not in the other, and the figures that are known and differ."""
    told = []
    for key, figures, one, other in (
        (KEY, COUNTS, truth[0], found.contests),
        (LIST, ("votes", "seats_won"), truth[1], found.votes),
    ):
        both = one.merge(other[[*key, *figures]], on=key, how="outer", indicator=True, suffixes=("", " found"))
        told += [f"{row}" for row in both.loc[both["_merge"] != "both", key].itertuples(index=False)]
        for figure in figures:
            meant, read_ = both[figure].astype("Float64"), both[f"{figure} found"].astype("Float64")
            differ = (meant != read_).fillna(False) | (meant.isna() & read_.notna())
            told += [f"{figure} of {row}" for row in both.loc[differ.astype(bool), key].itertuples(index=False)]
    return told


def spoil(names, dice: random.Random) -> tuple[str, truths.Rows, str, bytes, bool]:
    """Make a file and spoil it: its reader, rows, ending and content, and whether it still says what was meant."""
    reader = dice.choice(["form", "form", "stations"])
    rows = truths.form(names, dice) if reader == "form" else truths.stations(dice)
    kind = dice.choice(truths.OF_FORM if reader == "form" else truths.OF_STATIONS)
    changed = kind.change([list(row) for row in rows], dice)
    ending = dice.choice([".csv", ".csv", ".csv", ".xlsx", ".ods"])
    content, right = WRITE[ending](changed, dice), kind.right
    if ending == ".xlsx" and dice.random() < 0.2:
        content, right = dice.choice([truths.merge_cells, truths.format_percent])(content, dice), False
    return reader, rows, ending, content, right


def written(path, content: bytes):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("reader", ["form", "stations"])
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ods"])
def test_the_truth_is_read(reader, ending, names, near, tmp_path):
    dice = random.Random(reader)
    rows = truths.form(names, dice) if reader == "form" else truths.stations(dice)
    results, checks = read(
        source_of(reader, written(tmp_path / f"truth{ending}", WRITE[ending](rows, dice)), rows), near
    )
    assert fatal_problems(checks) == []
    assert differences(truth_of(reader, rows), results) == []
    assert len(results.votes) == len(results.contests) * len(truths.PARTIES)


def outcomes(batch: int, names, near: Codes, folder) -> tuple[Counter[str], list[object], list[object]]:
    """Spoil and read the files of a batch: how each ended, those that differ in silence, the right ones refused."""
    dice = random.Random(f"truth {batch}")
    ended: Counter[str] = Counter()
    silent: list[object] = []
    unread: list[object] = []
    for number in range(FILES):
        reader, rows, ending, content, right = spoil(names, dice)
        try:
            results, checks = read(source_of(reader, written(folder / f"{number}{ending}", content), rows), near)
        except Refused as refused:
            fatal, results, checks = refused.problems, None, []
            assert fatal
        else:
            fatal = fatal_problems(checks)
        assert all(problem.file and problem.reason and problem.remedy for problem in fatal)
        assert all(
            problem.row and problem.value is not None
            for check in checks
            for problem in check.problems
            if check.name == "cells"
        )
        if fatal:
            ended["refused"] += 1
            unread += [(number, str(fatal[0]))] if right else []
            continue
        apart = differences(truth_of(reader, rows), results)
        told = any(check.problems for check in checks if check.name not in EXPECTED)
        ended["told" if apart and told else "silent" if apart else "right"] += 1
        silent += [(number, apart[:3])] if apart and not told else []
    return ended, silent, unread


EXPECTED = ("seats_known", "coverage")


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_difference_is_silent(batch, names, near, tmp_path):
    ended, silent, unread = outcomes(batch, names, near, tmp_path)
    assert silent == []
    assert unread == []
    assert ended.total() == FILES
    assert min(ended["refused"], ended["right"]) > 10
