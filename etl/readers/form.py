"""Our own form for results at any level: one row per list, figures of the contest beside it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from etl.readers import cells
from etl.readers.content import refusal
from etl.readers.files import read_file
from etl.readers.text_table import TextTable, columns_remedy
from etl.readers.tidy import with_figures, with_votes
from etl.results import COUNTS, KEY, Codes, Results, merged, with_sums
from etl.sources import FileProblem, SourceDeclaration
from etl.units import contradictions, match_areas, told_alike

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

_OF_LISTS = ("votes", "seats_won")
_FIGURES = [*COUNTS, "turnout", "registered_voters_source"]


def read_form(source: SourceDeclaration, files: Mapping[str, Path], codes: Codes) -> Results:
    """
    Read a file in our own form.

    Parameters
    ----------
    source : SourceDeclaration
        Its first file is a CSV file, a workbook or JSON lines with columns of ``FORM``.
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
    read = read_file(files[file], file)
    table = TextTable(file, _form_rows(read.rows, file), notes=read.notes)
    table.clean(cells.code, "election_code", "area_code", "party_code")
    table.clean(cells.plain_text, "province_name", "area_name", "registered_voters_source")
    table.require("election_code")
    if not read.seen and source.empty != NO_LIST:
        _refuse_empty(table)
    _refuse_nameless(table)
    areas, uncertain, alike = _areas(table, source, codes)
    table.rows["area_code"] = areas
    converted = with_votes(TextTable(file, with_figures(table), table.problems))
    located = converted[areas.notna() & converted["election_code"].notna()]
    lists = located.dropna(subset="party_code")[[*KEY, "party_code", "votes", "seats_won"]]
    return Results(
        contests=with_sums(_contests(located, table), lists),
        votes=lists,
        contests_file=file,
        votes_file=file,
        problems=merged(
            {"cells": table.problems, "units_matched": uncertain, "names_alike": alike},
            table.notes,
        ),
    )


NO_LIST = "no_list"
"""What an empty cell of a party is in a workbook whose formulas and errors cannot be seen, where it is declared."""


def _form_rows(rows: pd.DataFrame, file: str) -> pd.DataFrame:
    unknown = sorted(set(rows.columns) - set(FORM))
    missing = sorted({"election_code", "party_code"} - set(rows.columns))
    if not {"area_code", "area_name"} & set(rows.columns):
        missing.append("area_code or area_name")
    if missing or unknown:
        reason = f"columns missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
        raise refusal(file, reason, columns_remedy(unknown, [column for column in FORM if column not in rows]), 1)
    if rows.empty:
        raise refusal(file, "has no rows", "write a row for each list below the header")
    return rows.reindex(columns=list(FORM)).astype("string")


def _refuse_empty(table: TextTable) -> None:
    """Refuse empty cells of lists where an empty cell may have been an error or a formula without a value."""
    rows = table.rows[table.rows["party_code"].notna()]
    for column in _OF_LISTS:
        if rows[column].isna().all():
            continue
        for row in rows.index[rows[column].isna()]:
            remedy = f'write 0, - or the figure; or declare `empty = "{NO_LIST}"` where the cell is meant to be empty'
            table.refuse(int(row), f"{column} is empty", remedy)


def _refuse_nameless(table: TextTable) -> None:
    """Refuse votes and seats of a list whose party is not told: those of merged cells, or of a row of totals."""
    nameless = table.rows[table.rows["party_code"].isna()]
    for column in _OF_LISTS:
        for row, text in nameless[column].dropna().map(str).items():
            remedy = "write the party_code of the list; figures of the whole contest stand in columns of their own"
            table.refuse(int(str(row)), f"{column} is {text!r} and party_code is empty", remedy, str(text))


def _areas(
    table: TextTable, source: SourceDeclaration, codes: Codes
) -> tuple["pd.Series[str]", list[FileProblem], list[FileProblem]]:
    """Codes as given, or found by name at the level of the row's election; what is uncertain, what is by likeness."""
    rows = table.rows
    areas = rows["area_code"].copy()
    levels = rows["election_code"].map(dict(codes.level_of_election))
    problems, alike = contradictions(rows.assign(level=levels), codes, table.name), []
    named = rows[areas.isna()]
    for row in named.index[named["area_name"].isna()]:
        table.refuse(int(row), "area_code and area_name are empty", "write the code or the name of the area")
    named = named.dropna(subset=["area_name", "election_code"])
    for level, of_level in named.groupby(levels[named.index]):
        names = of_level[["province_name", "area_name"]].rename(columns={"area_name": "unit_name"})
        found, uncertain = match_areas(names, str(level), source, codes, table.name)
        areas[found.index] = found
        problems += uncertain
        if level == "commune":
            alike += told_alike(names, found, codes, table.name)
    return areas, problems, alike


def _contests(located: pd.DataFrame, table: TextTable) -> pd.DataFrame:
    """One row per contest at the first of its rows, each figure as it stands in any of them."""
    grouped = located.groupby(KEY, sort=False)
    for column in _FIGURES:
        texts = table.rows.loc[located.index, column]
        told_unknown = [not pd.isna(text) and cells.is_unknown(str(text)) for text in texts]
        said = located[column].astype("string").mask(np.array(told_unknown, dtype=bool), "-")
        several = said.groupby([located[name] for name in KEY]).nunique()
        for election, area in several.index[several > 1]:
            of_contest = located[(located["election_code"] == election) & (located["area_code"] == area)]
            distinct = said[of_contest.index].dropna().drop_duplicates()
            told = ", ".join(f"{table.rows.at[row, column]!s} (row {row})" for row in distinct.index)
            reason = f"{area}: {column} of {election} has several values: {told}"
            remedy = "write the one that is right in each row of the contest, or in one of them"
            table.refuse(int(distinct.index[1]), reason, remedy, str(table.rows.at[distinct.index[1], column]))
    first = located.drop_duplicates(KEY)
    return grouped[_FIGURES].first().reset_index().set_axis(first.index)
