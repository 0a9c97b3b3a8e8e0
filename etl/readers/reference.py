"""Elections, parties and published national figures, from the project's own tables."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from app.analysis.figures import GENERAL, SCOPES
from etl.readers.text_table import TextTable, read_table
from etl.sources import Refused, SourceDeclaration

ELECTION_COLUMNS = ("election_code", "institution", "ballot", "level", "date", "law", "name_fr", "name_ar", "scope")
PARTY_COLUMNS = ("party_code", "acronym", "name_fr", "name_ar", "kind", "symbol_fr", "symbol_ar")
TOTAL_COLUMNS = ("election_code", "item", "value", "status", "note")
TOTAL_ITEMS = ("registered_voters", "ballots_cast", "valid_votes", "invalid_votes", "turnout")


@dataclass(frozen=True)
class Reference:
    """What results refer to: columns as in the files, dates and numbers converted."""

    elections: pd.DataFrame
    parties: pd.DataFrame
    totals: pd.DataFrame


def read_reference(source: SourceDeclaration, data_dir: Path) -> Reference:
    """
    Read and check the reference tables.

    Raises
    ------
    Refused
        With every row that cannot be understood, or a count other than the declared one.
    """
    elections, parties, totals = (
        read_table(data_dir / file, file, columns)
        for file, columns in zip(source.files, (ELECTION_COLUMNS, PARTY_COLUMNS, TOTAL_COLUMNS), strict=True)
    )
    elections.require(*(column for column in ELECTION_COLUMNS if column != "scope"))
    elections.unique("election_code")
    elections.known("scope", SCOPES, "scope")
    parties.require("party_code", "acronym", "name_fr", "name_ar", "kind")
    parties.unique("party_code")
    totals.require("election_code", "item", "value", "status")
    totals.unique("election_code", "item")
    totals.known("election_code", set(elections.rows["election_code"]), "election of elections.csv")
    totals.known("item", TOTAL_ITEMS, "national figure")
    _expect_rows(elections, source, "elections")
    _expect_rows(parties, source, "parties")
    reference = Reference(
        elections=elections.rows.assign(date=elections.dates("date"), scope=elections.rows["scope"].fillna(GENERAL)),
        parties=parties.rows,
        totals=totals.rows.assign(value=totals.numbers("value"), note=totals.rows["note"].fillna("")),
    )
    problems = elections.problems + parties.problems + totals.problems
    if problems:
        raise Refused(source.code, problems)
    return reference


def _expect_rows(table: TextTable, source: SourceDeclaration, what: str) -> None:
    declared = source.assertions[what]
    if len(table.rows) != declared:
        table.refuse(None, f"has {len(table.rows)} {what}, {declared} are declared")
