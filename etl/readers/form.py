"""Our own form for results at any level: one row per list, figures of the contest beside it."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from etl.readers.files import read_rows, refusal
from etl.readers.text_table import TextTable
from etl.readers.tidy import with_figures, with_votes
from etl.results import COUNTS, KEY, Codes, Results, with_sums
from etl.sources import FileProblem, SourceDeclaration
from etl.units import match_areas

FORM: Mapping[str, str] = {
    "election_code": "election the row belongs to, as in the declaration or in `./run etl status`",
    "area_code": "code of the area: HCP code of a communal unit, code of a constituency; or empty, and the names given",
    "province_name": "province of a communal unit that is given by name, in French or Arabic",
    "area_name": "name of the area in French or Arabic, where it has no code",
    "party_code": "code of the party; empty in a row about the contest as a whole",
    "votes": "votes of the list; - where it stood and its votes are unknown, 0 where it had none; no row: no list",
    "seats_won": "seats the list won",
    "seats": "seats of the contest; figures of a contest may stand in each of its rows, or in one",
    "registered_voters": "voters on the electoral roll",
    "ballots_cast": "ballots found in the boxes",
    "valid_votes": "valid ballots; the sum of the lists where it is empty",
    "invalid_votes": "blank, spoilt and contested ballots",
    "turnout": "ballots cast / registered voters: 0.4512, or 45,12 %",
    "registered_voters_source": "where the number of registered voters is from, if not from the file's own source",
}
"""Column → what it holds. Only ``election_code``, ``party_code`` and a code or name of the area are required."""

_FIGURES = [*COUNTS, "turnout", "registered_voters_source"]


def read_form(source: SourceDeclaration, files: Mapping[str, Path], codes: Codes) -> Results:
    """
    Read a file in our own form.

    Parameters
    ----------
    source : SourceDeclaration
        Its first file is a CSV file, an Excel workbook or JSON lines with columns of ``FORM``.
    files : mapping of str to Path
        Where its files are.
    codes : Codes
        The areas, for those given by name.

    Returns
    -------
    Results
        What the file says, to be checked.

    Raises
    ------
    Refused
        The file cannot be read, lacks a required column, or has one that is not in ``FORM``.
    """
    file = source.files[0]
    table = TextTable(file, _form_rows(files[file], file))
    table.require("election_code")
    areas, unmatched = _areas(table, source, codes)
    table.rows["area_code"] = areas
    located = table.rows[areas.notna() & table.rows["election_code"].notna()]
    contests = TextTable(file, _contest_rows(located, table), table.problems)
    votes = TextTable(file, located.dropna(subset="party_code"), table.problems)
    lists = with_votes(votes)[[*KEY, "party_code", "votes", "seats_won"]]
    return Results(
        contests=with_sums(with_figures(contests), lists),
        votes=lists,
        contests_file=file,
        votes_file=file,
        problems={"cells": table.problems, "units_matched": unmatched},
    )


def _form_rows(path: Path, file: str) -> pd.DataFrame:
    rows = read_rows(path, file)
    unknown = sorted(set(rows.columns) - set(FORM))
    missing = sorted({"election_code", "party_code"} - set(rows.columns))
    if not {"area_code", "area_name"} & set(rows.columns):
        missing.append("area_code or area_name")
    if missing or unknown:
        reason = f"columns missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
        raise refusal(file, reason, 1)
    if rows.empty:
        raise refusal(file, "has no rows")
    return rows.reindex(columns=list(FORM)).astype("string")


def _areas(table: TextTable, source: SourceDeclaration, codes: Codes) -> tuple["pd.Series[str]", list[FileProblem]]:
    """Codes as given, or found by name at the level of the row's election."""
    rows = table.rows
    areas = rows["area_code"].copy()
    named = rows[areas.isna()]
    for row in named.index[named["area_name"].isna()]:
        table.refuse(int(row), "area_code and area_name are empty")
    problems = []
    named = named.dropna(subset=["area_name", "election_code"])
    for level, of_level in named.groupby(named["election_code"].map(dict(codes.level_of_election))):
        names = of_level[["province_name", "area_name"]].rename(columns={"area_name": "unit_name"})
        found, unmatched = match_areas(names, str(level), source, codes, table.name)
        areas[found.index] = found
        problems += unmatched
    return areas, problems


def _contest_rows(located: pd.DataFrame, table: TextTable) -> pd.DataFrame:
    """One row per contest at the first of its rows, each figure as it stands in any of them."""
    grouped = located.groupby(KEY, sort=False)
    for column in _FIGURES:
        several = grouped[column].nunique()
        for election, area in several.index[several > 1]:
            table.refuse(None, f"{area}: {column} of {election} has several values")
    first = located.drop_duplicates(KEY)
    figures = grouped[_FIGURES].first()
    return figures.reset_index().set_axis(first.index).astype("string")
