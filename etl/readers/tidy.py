"""Results in the project's tidy form: a table of contests and a table of votes, one election a source."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from etl.readers import cells
from etl.readers.text_table import TextTable, read_table
from etl.results import COUNTS, Codes, Results, merged, with_sums
from etl.sources import Refused, SourceDeclaration

CONTEST_COLUMNS = ("election_code", "area_code", *COUNTS, "turnout", "registered_voters_source")
VOTE_COLUMNS = ("election_code", "area_code", "party_code", "votes", "seats_won")


def read_tidy(source: SourceDeclaration, files: Mapping[str, Path], _codes: Codes) -> Results:
    """
    Read one election's contests and votes.

    Parameters
    ----------
    source : SourceDeclaration
        Its two files are the contests and the votes, in that order.
    files : mapping of str to Path
        Where its files are.
    _codes : Codes
        Not needed to read: the rows have codes.

    Returns
    -------
    Results
        What the files say, to be checked.

    Raises
    ------
    Refused
        A file cannot be read or has other columns.
    """
    contests_file, votes_file = source.files
    contests = read_table(files[contests_file], contests_file, CONTEST_COLUMNS)
    votes = read_table(files[votes_file], votes_file, VOTE_COLUMNS)
    if contests.problems or votes.problems:
        raise Refused(source.code, contests.problems + votes.problems)
    contests.clean(cells.code, "election_code", "area_code")
    contests.clean(cells.plain_text, "registered_voters_source")
    votes.clean(cells.code, "election_code", "area_code", "party_code")
    contests.require("election_code", "area_code")
    votes.require("election_code", "area_code", "party_code", "votes")
    lists = with_votes(votes)
    return Results(
        contests=with_sums(with_figures(contests), lists),
        votes=lists,
        contests_file=contests_file,
        votes_file=votes_file,
        problems=merged({"cells": contests.problems + votes.problems}, contests.notes, votes.notes),
    )


def with_figures(contests: TextTable) -> pd.DataFrame:
    """Convert the counts and turnout of contests."""
    counts = {column: contests.counts(column) for column in COUNTS}
    return contests.rows.assign(**counts, turnout=contests.rates("turnout"))


def with_votes(votes: TextTable) -> pd.DataFrame:
    """Convert the votes and seats of lists."""
    return votes.rows.assign(votes=votes.counts("votes"), seats_won=votes.counts("seats_won"))
