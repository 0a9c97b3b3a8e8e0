"""What results refer to and figures depend on: elections, parties and their lineage, laws, totals, corrections."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from app.analysis.figures import GENERAL, SCOPES
from app.analysis.seats import UnknownLawError, rules_of
from etl.corrections import Correction, parse_corrections
from etl.readers.content import refusal
from etl.readers.text_table import TextTable, read_table
from etl.sources import MEND_TABLE, Refused, SourceDeclaration

ELECTION_COLUMNS = ("election_code", "institution", "ballot", "level", "date", "law", "name_fr", "name_ar", "scope")
PARTY_COLUMNS = ("party_code", "acronym", "name_fr", "name_ar", "kind", "symbol_fr", "symbol_ar")
TOTAL_COLUMNS = ("election_code", "item", "value", "status", "note")
LINEAGE_COLUMNS = ("party_code", "lineage_code", "relation", "note", "source")
TOTAL_ITEMS = ("registered_voters", "ballots_cast", "valid_votes", "invalid_votes", "turnout", "turnout_other")
NO_PARTY = "not comparable"
RELATIONS = ("renamed", "coalition", "merger", "split", NO_PARTY)


@dataclass(frozen=True)
class Reference:
    """
    What results refer to: columns as in the files, dates and numbers converted.

    ``laws`` has ``law``, ``ballot``, and the ``rule`` as a mapping.
    """

    elections: pd.DataFrame
    parties: pd.DataFrame
    totals: pd.DataFrame
    lineage: pd.DataFrame
    laws: pd.DataFrame
    corrections: list[Correction]


def read_reference(source: SourceDeclaration, data_dir: Path) -> Reference:
    """
    Read and check the reference tables.

    Raises
    ------
    Refused
        With every row that cannot be understood, or a count other than the declared one.
    """
    columns = (ELECTION_COLUMNS, PARTY_COLUMNS, TOTAL_COLUMNS, LINEAGE_COLUMNS)
    *tables, laws, corrections = source.files
    elections, parties, totals, lineage = (
        read_table(data_dir / file, file, expected) for file, expected in zip(tables, columns, strict=True)
    )
    elections.require(*(column for column in ELECTION_COLUMNS if column != "scope"))
    elections.unique("election_code")
    elections.known("scope", SCOPES, "scope")
    parties.require("party_code", "acronym", "name_fr", "name_ar", "kind")
    parties.unique("party_code")
    check_totals(totals, set(elections.rows["election_code"]))
    check_lineage(lineage, set(parties.rows["party_code"]))
    _expect_rows(elections, source, "elections")
    _expect_rows(parties, source, "parties")
    reference = Reference(
        elections=elections.rows.assign(date=elections.dates("date"), scope=elections.rows["scope"].fillna(GENERAL)),
        parties=parties.rows,
        totals=total_rows(totals),
        lineage=lineage.rows,
        laws=law_rows(_tables(data_dir, laws, "rule"), laws),
        corrections=parse_corrections(_tables(data_dir, corrections, "name"), corrections),
    )
    problems = elections.problems + parties.problems + totals.problems + lineage.problems
    if problems:
        raise Refused(source.code, problems)
    return reference


def _tables(data_dir: Path, file: str, name: str) -> list[dict[str, Any]]:
    """Read the tables of one name in a file of TOML."""
    try:
        tables = tomllib.loads((data_dir / file).read_text(encoding="utf-8-sig")).get(name, [])
    except (OSError, ValueError) as error:
        raise refusal(file, f"cannot be read: {error}", MEND_TABLE) from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise refusal(file, f"{name!r} is not a list of tables", f"begin each with [[{name}]]")
    return tables


def check_totals(totals: TextTable, elections: Collection[str]) -> None:
    """Refuse national figures that are given twice or refer to an unknown election or item."""
    totals.require("election_code", "item", "value", "status")
    totals.unique("election_code", "item")
    totals.known("election_code", elections, "election of elections.csv")
    totals.known("item", TOTAL_ITEMS, "national figure")


def total_rows(totals: TextTable) -> pd.DataFrame:
    """Convert national figures."""
    return totals.rows.assign(value=totals.numbers("value"), note=totals.rows["note"].fillna(""))


def check_lineage(lineage: TextTable, parties: Collection[str], lineages: Collection[str] = ()) -> None:
    """
    Refuse lines on who is the same party that contradict each other or lead nowhere.

    Parameters
    ----------
    lineage : TextTable
        With `LINEAGE_COLUMNS`.
    parties : collection of str
        Codes of all parties.
    lineages : collection of str
        Names of lineages that other lines have brought.
    """
    lineage.require("party_code", "relation", "source")
    lineage.unique("party_code")
    lineage.known("party_code", parties, "party of parties.csv")
    lineage.known("relation", RELATIONS, f"relation: {', '.join(RELATIONS)}")
    named = lineage.rows["lineage_code"]
    in_common = named[named.duplicated(keep=False)].dropna()
    lineage.known("lineage_code", {*parties, *in_common, *lineages}, "party, nor a lineage that two parties have")
    for row in named.index[named.isna() != (lineage.rows["relation"] == NO_PARTY)]:
        reason = f"lineage_code is empty where the relation is {NO_PARTY!r}, and nowhere else"
        lineage.refuse(int(row), reason, "name the lineage, or say that the lists are of no party")
    onward = lineage.rows.set_index("party_code")["lineage_code"].dropna()
    for row, code in named[named.isin(onward.index)].items():
        reason = f"lineage_code {code!r} is followed further itself: name the last of the lineage"
        lineage.refuse(int(str(row)), reason, f"write {onward[code]} in its place", str(code))


def law_rows(entries: Iterable[Mapping[str, Any]], file: str) -> pd.DataFrame:
    """
    Make a row of each law and kind of ballot.

    Parameters
    ----------
    entries : iterable of mapping
        As ``[[rule]]`` of ``data/laws.toml``.
    file : str
        How a refusal calls the file.

    Returns
    -------
    DataFrame
        ``law``, ``ballot``, ``rule``: all else that the entry says.

    Raises
    ------
    Refused
        Naming the law that cannot be followed.
    """
    entries = list(entries)
    try:
        rules_of(entries)
    except UnknownLawError as error:
        raise refusal(file, str(error), "give the rule the fields that data/laws.toml explains") from error
    rows = [
        (entry["law"], ballot, {name: value for name, value in entry.items() if name not in ("law", "ballots")})
        for entry in entries
        for ballot in entry["ballots"]
    ]
    return pd.DataFrame(rows, columns=["law", "ballot", "rule"])


def _expect_rows(table: TextTable, source: SourceDeclaration, what: str) -> None:
    declared = source.assertions[what]
    if len(table.rows) != declared:
        table.refuse(
            None,
            f"has {len(table.rows)} {what}, {declared} are declared",
            "declare the number there are",
            str(len(table.rows)),
        )
