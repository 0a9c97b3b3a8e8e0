"""TAFRA's workbook of councillors, aggregated to seats per party and commune while it is read: no name is stored."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from etl.readers import cells
from etl.readers.content import Cells, refusal
from etl.readers.files import framed_sheet
from etl.readers.text_table import TextTable, columns_remedy
from etl.readers.workbooks import read_book
from etl.results import COUNTS, KEY, Codes, Results, merged
from etl.sources import FileProblem, SourceDeclaration
from etl.units import match_areas, told_alike

COLUMNS = ("prefProv", "commune", "parti")
"""All that is taken of a councillor's row."""


def read_councillors(source: SourceDeclaration, files: Mapping[str, Path], codes: Codes) -> Results:
    """
    Count the councillors of each party and commune.

    Parameters
    ----------
    source : SourceDeclaration
        Its first file is the workbook; ``election`` is the code its rows get, ``records`` the declared number of rows.
    files : mapping of str to Path
        Where its files are.
    codes : Codes
        The communal units and their names.

    Returns
    -------
    Results
        Seats won per list; votes and all figures of the contests are unknown here, and lists without a seat too. The
        row of a list or contest is that of its first councillor.

    Raises
    ------
    Refused
        The file is no such workbook, or has another number of rows than declared.
    """
    file = source.files[0]
    book = read_book(files[file], file)
    table = TextTable(file, _councillors(book.sheets[0].rows, file))
    table.clean(cells.plain_text, *COLUMNS)
    councillors = table.rows
    declared = source.assertions.get("records", len(councillors))
    if len(councillors) != declared:
        reason = f"has {len(councillors):,} councillors, {declared:,} are declared"
        raise refusal(file, reason, "fetch the file again, or declare the `records` it has")
    names = councillors.rename(columns={"prefProv": "province_name", "commune": "unit_name"}).drop(columns="parti")
    areas, unmatched = match_areas(names, "commune", source, codes, file)
    elected = pd.DataFrame(
        {"area_code": areas, "party_code": councillors["parti"], "row": councillors.index},
    ).assign(election_code=source.election)
    contests = elected.dropna(subset="area_code").drop_duplicates("area_code").set_index("row")
    nothing = pd.Series(pd.NA, index=contests.index, dtype="Int64")
    unnamed = elected.loc[elected["party_code"].isna(), "row"]
    return Results(
        contests=contests[KEY].assign(
            **dict.fromkeys(COUNTS, nothing),
            turnout=nothing.astype("Float64"),
            registered_voters_source=pd.Series(pd.NA, index=contests.index, dtype="string"),
        ),
        votes=_counted(elected),
        contests_file=file,
        votes_file=file,
        problems=merged(
            {
                "cells": table.problems,
                "units_matched": unmatched,
                "names_alike": told_alike(names, areas, codes, file),
                "rows": [FileProblem(file, int(row), "the councillor has no party", _NO_PARTY) for row in unnamed],
            },
            book.notes(2),
        ),
    )


_NO_PARTY = "write the party, or leave the row out: its seat is counted for no party"


def _councillors(sheet: Sequence[Cells], file: str) -> pd.DataFrame:
    """Keep the columns of ``COLUMNS``; the others are dropped before a row is parsed."""
    header = [str(cell).strip() for cell in sheet[0]] if sheet else []
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise refusal(file, f"columns missing: {', '.join(missing)}", columns_remedy(header, missing), 1)
    places = [header.index(column) for column in COLUMNS]
    return framed_sheet([[row[place] if place < len(row) else None for place in places] for row in sheet], file)


def _counted(elected: pd.DataFrame) -> pd.DataFrame:
    """One row per list with a seat, at the row of its first councillor."""
    grouped = elected.groupby([*KEY, "party_code"])["row"].agg(["size", "first"]).reset_index()
    return (
        grouped.set_index("first")
        .rename(columns={"size": "seats_won"})
        .assign(votes=pd.Series(pd.NA, index=grouped["first"], dtype="Int64"))
        .astype({"seats_won": "Int64", "party_code": "string"})
        .sort_index()
    )


def with_seats(results: Results, councillors: Results) -> Results:
    """
    Lay the seats won, counted in one file, beside the votes of another.

    Parameters
    ----------
    results : Results
        Votes; seats won unknown.
    councillors : Results
        Of the same election; a list that is not in it has no seat in a contest that is.

    Returns
    -------
    Results
        The votes with seats; a list with a seat but without votes has a row of its own.
    """
    key = [*KEY, "party_code"]
    counted = councillors.votes[councillors.votes["area_code"].isin(results.contests["area_code"])]
    seats = counted[[*key, "seats_won"]]
    lists = results.votes.drop(columns="seats_won").reset_index(names="row").merge(seats, on=key, how="outer")
    rows = results.contests.reset_index(names="row").set_index(KEY)["row"]
    of_contest = pd.Series(rows.reindex(pd.MultiIndex.from_frame(lists[KEY])).array, index=lists.index)
    complete = lists["area_code"].isin(councillors.contests["area_code"])
    votes = lists.assign(
        row=lists["row"].fillna(of_contest).astype("int64"),
        seats_won=lists["seats_won"].mask(complete & lists["seats_won"].isna(), 0),
    )
    return Results(
        contests=results.contests,
        votes=votes.set_index("row").sort_index(),
        contests_file=results.contests_file,
        votes_file=results.votes_file,
        parties=results.parties,
        problems=merged(results.problems, councillors.problems),
    )
