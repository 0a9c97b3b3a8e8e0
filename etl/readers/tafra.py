"""TAFRA's workbooks of results, of any election: columns are read through the workbook's own dictionary."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from app.analysis.names import fold
from etl.matching import agrees
from etl.readers import cells
from etl.readers.content import Cells, refusal
from etl.readers.files import framed_sheet
from etl.readers.form import NO_LIST
from etl.readers.text_table import TextTable
from etl.readers.workbooks import read_book
from etl.results import COUNTS, Codes, Results, merged, with_sums
from etl.sources import FileProblem, SourceDeclaration
from etl.totals import ACCEPT, says_total
from etl.units import match_areas, told_alike

_DICTIONARY = (
    "explain every column in the second sheet, as the publisher does, or use our own form (`./run etl template`)"
)
_UNUSED_COLUMN = "nothing need be done: the project has no use for it"
DICTIONARY_HEADER = ("label", "definition fr")

# by the French definition, folded
_ROLES = {
    "unit_id": re.compile(r"id (?!region|wilaya|prefecture|sous prefecture)\w.*"),
    "province_name": re.compile(r"nom de la prefecture ou province"),
    "region_name": re.compile(r"nom de la region"),
    "unit_name": re.compile(r"nom de (?:la|l) (?!prefecture|region|wilaya|sous prefecture)\w.*"),
    "list_type": re.compile(r"type de liste"),
    "seats": re.compile(r"nombre de sieges"),
    "registered_voters": re.compile(r"nombre d inscrits"),
    "turnout": re.compile(r"taux de participation"),
    "invalid_rate": re.compile(r"pourcentage de votes blancs ou nuls"),
}
_NUMBER = "give it the number that constituencies.csv has for its name"
_NAME_OR_NUMBER = "correct the name or the number, whichever is wrong"
_VOTES = re.compile(r"nombre de voix obtenue?s? par (.+)", re.DOTALL | re.IGNORECASE)
_UNUSED = re.compile(r"id (?:region|wilaya|prefecture|sous prefecture).*|nom de la (?:wilaya|sous prefecture)")

NAMES_AGREE = 80
"""Least likeness, in [0, 100], of a party's name in the workbook and ours: no other party's names are as like."""


@dataclass(frozen=True)
class Layout:
    """What the columns are: role → column, code of a party → its French name, and columns without use here."""

    columns: Mapping[str, str]
    parties: Mapping[str, str]
    left_out: Sequence[str]


def read_tafra(source: SourceDeclaration, files: Mapping[str, Path], codes: Codes) -> Results:
    """
    Read the results of one election from a workbook of TAFRA.

    Parameters
    ----------
    source : SourceDeclaration
        Its first file is the workbook: sheet 0 the data, sheet 1 the dictionary. ``election`` is the code its rows
        get; ``list_type`` picks the rows of one kind of list, where the workbook has several.
    files : mapping of str to Path
        Where its files are.
    codes : Codes
        Constituencies by TAFRA's number, communal units by name within their province.

    Returns
    -------
    Results
        An empty cell of a party is no list. Ballots and invalid votes are given where the workbook has exact shares
        of registered voters; a share of invalid votes that is 0 in every row is one that was not published.

    Raises
    ------
    Refused
        The file is no such workbook.
    """
    file = source.files[0]
    book = read_book(files[file], file)
    sheets = [sheet.rows for sheet in book.sheets]
    layout = read_layout(sheets, file)
    rows = _rows_of_list(framed_sheet(sheets[0], file), layout, source, file)
    layout, totals = without_total_columns(layout, rows, source, codes, file)
    columns = {role: rows[column] for role, column in layout.columns.items() if role not in source.left_out}
    table = TextTable(file, pd.DataFrame(columns | {party: rows[party] for party in layout.parties}))
    table.clean(cells.plain_text, *({"unit_name", "province_name"} & set(columns)))
    if book.unseen and source.empty != NO_LIST:
        _refuse_empty(table, layout)
    areas, unmatched, alike = _area_codes(table.rows, source, codes, file)
    election = pd.Series(source.election, index=rows.index, dtype="string")
    contests = _contests(table).assign(election_code=election, area_code=areas)
    votes = _votes(table, layout).join(contests[["election_code", "area_code"]])
    matched = contests["area_code"].notna()
    return Results(
        contests=with_sums(contests[matched], votes),
        votes=votes[votes["area_code"].notna()],
        contests_file=file,
        votes_file=file,
        parties=layout.parties,
        problems=merged(
            {
                "cells": table.problems,
                "columns": [
                    FileProblem(file, 1, f"{column} is left out", _UNUSED_COLUMN) for column in layout.left_out
                ],
                "units_matched": unmatched,
                "names_alike": alike,
                "party_names": _other_names(layout, codes, file),
            },
            totals,
            book.notes(len(sheets)),
        ),
    )


def read_layout(sheets: Sequence[Sequence[Cells]], file: str) -> Layout:
    """
    Map the columns of a workbook through its dictionary.

    Raises
    ------
    Refused
        There is no dictionary, a column is not in it, or none is the unit or a party's votes.
    """
    header = tuple(fold(str(cell)) for cell in sheets[1][0][:2]) if len(sheets) > 1 and sheets[1] else ()
    if header != DICTIONARY_HEADER or not sheets[0]:
        raise refusal(
            file, "is no workbook of TAFRA: its second sheet is no dictionary (Label, Définition (FR))", _DICTIONARY
        )
    meanings = {
        cells.clean(str(row[0])): cells.clean(str(row[1]))
        for row in sheets[1][1:]
        if len(row) > 1 and row[0] and row[1]
    }
    columns: dict[str, str] = {}
    parties: dict[str, str] = {}
    left_out = []
    for column in (cells.clean(str(cell)) for cell in sheets[0][0] if cell is not None):
        meaning = meanings.get(column)
        if meaning is None:
            raise refusal(file, f"column {column} is not in the workbook's dictionary", _DICTIONARY, 1)
        role = next((role for role, pattern in _ROLES.items() if pattern.fullmatch(fold(meaning))), None)
        votes = _VOTES.fullmatch(meaning)
        if votes:
            parties[column] = votes[1].strip()
        elif role:
            columns[role] = column
        elif not _UNUSED.fullmatch(fold(meaning)):
            left_out.append(column)
    if not {"unit_id", "unit_name"} <= set(columns) or not parties:
        raise refusal(file, "its dictionary names no unit, or no votes of a party", _DICTIONARY, 1)
    return Layout(columns, parties, left_out)


def _rows_of_list(rows: pd.DataFrame, layout: Layout, source: SourceDeclaration, file: str) -> pd.DataFrame:
    if source.list_type is None:
        return rows
    if "list_type" not in layout.columns:
        raise refusal(file, "its dictionary names no type of list", "leave `list_type` out", 1)
    kinds = rows[layout.columns["list_type"]].map(fold, na_action="ignore")
    chosen = rows[(kinds == fold(source.list_type)).fillna(False)]
    if chosen.empty:
        told = " or ".join(sorted(rows[layout.columns["list_type"]].dropna().unique())[:5])
        raise refusal(file, f"has no list of the type {source.list_type!r}", f"declare `list_type` as one of: {told}")
    return chosen


def without_total_columns(
    layout: Layout, rows: pd.DataFrame, source: SourceDeclaration, codes: Codes, file: str
) -> tuple[Layout, dict[str, list[FileProblem]]]:
    """
    Take columns of totals out of the parties: those called so, and unknown ones that are the sum of all others.

    Returns
    -------
    Layout, dict
        Without them; and what to tell: they are refused, or left out where the source accepts totals.
    """
    strange = [party for party in layout.parties if party not in codes.parties]
    counts = TextTable(file, rows[list(layout.parties)].copy())
    votes = pd.DataFrame({party: counts.counts(party) for party in layout.parties}) if strange else pd.DataFrame()
    totals = [
        party
        for party in strange
        if says_total(party) or says_total(layout.parties[party]) or _is_sum(votes[party], votes.drop(columns=party))
    ]
    remaining = {party: name for party, name in layout.parties.items() if party not in totals}
    told = [
        FileProblem(
            file, 1, f"column {party} ({layout.parties[party]}) is a total of the others, no party", ACCEPT, party
        )
        for party in totals
    ]
    where = "columns" if source.accept_totals else "totals"
    return Layout(layout.columns, remaining, layout.left_out), {where: told} if told else {}


def _is_sum(votes: "pd.Series[Any]", others: pd.DataFrame) -> bool:
    """Whether a column is the sum of at least two others in every row, and not zero in all."""
    sums = others.fillna(0).sum(axis=1)
    return others.shape[1] > 1 and bool(votes.notna().all() and (votes == sums).all() and (votes > 0).any())


def _refuse_empty(table: TextTable, layout: Layout) -> None:
    """Refuse empty cells of parties where an empty cell may have been an error or a formula without a value."""
    remedy = f'write 0 or -; or declare `empty = "{NO_LIST}"` where the list did not stand'
    for party in layout.parties:
        for row in table.rows.index[table.rows[party].isna()]:
            table.refuse(int(row), f"{party} is empty", remedy, "")


def _area_codes(
    rows: pd.DataFrame, source: SourceDeclaration, codes: Codes, file: str
) -> tuple["pd.Series[str]", list[FileProblem], list[FileProblem]]:
    level = codes.level_of_election.get(str(source.election), "")
    if level == "commune":
        none = pd.Series(pd.NA, index=rows.index, dtype="string")
        names = pd.DataFrame({"province_name": rows.get("province_name", none), "unit_name": rows["unit_name"]})
        found, uncertain = match_areas(names, level, source, codes, file)
        return found, uncertain, told_alike(names, found, codes, file)
    areas = codes.of_level(level).dropna(subset="publisher_id")
    found = rows["unit_id"].map(areas.set_index("publisher_id")["code"]).astype("string")
    unknown = rows.loc[found.isna(), ["unit_id", "unit_name"]]
    problems = [
        FileProblem(file, int(row), f"{name}: {number} is TAFRA's number of no {level or 'area'}", _NUMBER, str(number))
        for row, number, name in unknown.itertuples()
    ]
    return found, problems + _called_as_others(rows, found, areas, file), []


def _called_as_others(rows: pd.DataFrame, found: "pd.Series[str]", areas: pd.DataFrame, file: str) -> list[FileProblem]:
    """Find the rows whose number is one area's and whose name another's; a name that is nobody's is TAFRA's own."""
    columns = ["code", "name_fr", "name_ar", "kind"]
    called = {code: (fr, ar, kind) for code, fr, ar, kind in areas[columns].itertuples(index=False)}
    named = {fold(name): code for code, names in called.items() for name in names[:2]}
    problems = []
    beside = rows[["unit_id", "unit_name"]].assign(code=found).dropna()
    for row, number, called_here, code in beside.itertuples():
        name = str(called_here).rpartition(":")[2].strip()
        other = named.get(fold(name)) or next(
            (each for each in (code, *called) if agrees(name, each, *called[each])), code
        )
        if other != code:
            reason = f"{name!r} is {other}, and {number} is TAFRA's number of {code}"
            problems.append(FileProblem(file, int(str(row)), reason, _NAME_OR_NUMBER, name))
    return problems


def _contests(table: TextTable) -> pd.DataFrame:
    """Figures of each contest, as published or as they follow exactly."""
    nothing = pd.Series(pd.NA, index=table.rows.index, dtype="Int64")
    present = set(table.rows.columns)
    figures = {column: table.counts(column) if column in present else nothing for column in COUNTS}
    rates = {
        column: table.rates(column) if column in present else nothing.astype("Float64")
        for column in ("turnout", "invalid_rate")
    }
    ballots = _whole(figures["registered_voters"] * rates["turnout"])
    invalid_rate = rates["invalid_rate"] if (rates["invalid_rate"] > 0).any() else nothing.astype("Float64")
    invalid = _whole(ballots * invalid_rate)
    return pd.DataFrame(
        figures | {"turnout": rates["turnout"].where(ballots.isna()), "ballots_cast": ballots, "invalid_votes": invalid}
    ).assign(registered_voters_source=pd.Series(pd.NA, index=table.rows.index, dtype="string"))


def _whole(products: "pd.Series[float]") -> "pd.Series[int]":
    """Products of a count and an exact share; all unknown where any is no whole number, as its share was rounded."""
    rounded = products.round()
    if ((products - rounded).abs() > 1e-6).any():
        return pd.Series(pd.NA, index=products.index, dtype="Int64")
    return rounded.astype("Int64")


def _votes(table: TextTable, layout: Layout) -> pd.DataFrame:
    """One row per list: a cell that is not empty, be it 0 or unknown."""
    lists = []
    for party in layout.parties:
        stood = table.rows[party].notna()
        lists.append(pd.DataFrame({"party_code": party, "votes": table.counts(party)[stood]}))
    votes = pd.concat(lists).astype({"party_code": "string"})
    return votes.assign(seats_won=pd.Series(pd.NA, index=votes.index, dtype="Int64"))


_DECLARE = "see that it is the same party; where it is not, give the column a code of its own and declare [[parties]]"


def _other_names(layout: Layout, codes: Codes, file: str) -> list[FileProblem]:
    """Parties that the workbook calls by another name than we do, or that only it knows."""
    problems = []
    for code, name in layout.parties.items():
        ours = codes.parties.get(code)
        if ours is None:
            problems.append(FileProblem(file, None, f"{code} is known from the workbook alone: {name}", _DECLARE, code))
        elif fuzz.token_set_ratio(fold(ours), fold(name)) < NAMES_AGREE:
            problems.append(
                FileProblem(file, None, f"{code} is {name} here, and {ours} in parties.csv", _DECLARE, code)
            )
    return problems
