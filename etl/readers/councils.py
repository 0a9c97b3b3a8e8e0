"""Seats of communal councils by party, of which no votes are published: legal sizes beside what the source lists."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from etl.readers.text_table import TextTable, read_table
from etl.results import COUNTS, KEY, Codes, Results
from etl.sources import FileProblem, Refused, SourceDeclaration

CONTEST_COLUMNS = (*KEY, "seats_unlisted")
SEAT_COLUMNS = (*KEY, "party_code", "seats_won")
SIZE_COLUMNS = (
    *("commune_code", "seats_2015", "seats_2021", "ballot_2021", "population_legal_2014", "population_legal_2024"),
)
_APART = "nothing need be done: both figures stand as published, and this names where they differ"
ANNOUNCED_COLUMNS = (
    *("election_code", "level", "area_code", "party_code", "seats", "seats_published", "completeness", "source"),
)


def read_councils(source: SourceDeclaration, files: Mapping[str, Path], codes: Codes) -> Results:
    """
    Read one election's councils.

    Parameters
    ----------
    source : SourceDeclaration
        Its files are the councils, their seats by party, the legal sizes, and what authorities announced; its
        ``election`` is the one whose figures are taken.
    files : mapping of str to Path
        Where its files are.
    codes : Codes
        Areas: an arrondissement elects lists, and is no part of a sum that its city is in.

    Returns
    -------
    Results
        Contests of ``basis`` "seats": all votes are unknown. ``seats`` is the legal number, NA where none is known;
        ``seats_unlisted`` how many of them the source assigns to no list.

    Raises
    ------
    Refused
        A file cannot be read or has other columns.
    """
    columns = (CONTEST_COLUMNS, SEAT_COLUMNS, SIZE_COLUMNS, ANNOUNCED_COLUMNS)
    tables = [read_table(files[file], file, wanted) for file, wanted in zip(source.files, columns, strict=True)]
    problems = [problem for table in tables for problem in table.problems]
    if problems:
        raise Refused(source.code, problems)
    councils, seats, sizes, announced = tables
    councils.require(*KEY)
    seats.require(*SEAT_COLUMNS)
    sizes.unique("commune_code")
    votes = seats.rows.assign(
        seats_won=seats.counts("seats_won"), votes=pd.Series(pd.NA, index=seats.rows.index, dtype="Int64")
    )
    contests = _contests(councils, sizes, str(source.election), codes)
    differences = _differences(votes, announced, str(source.election), codes)
    return Results(
        contests=contests,
        votes=votes,
        contests_file=councils.name,
        votes_file=seats.name,
        problems={"cells": [problem for table in tables for problem in table.problems], "announced": differences},
    )


def _contests(councils: TextTable, sizes: TextTable, election: str, codes: Codes) -> pd.DataFrame:
    year = election.rpartition("-")[2]
    area = councils.rows["area_code"]
    legal = pd.Series(sizes.counts(f"seats_{year}").array, index=sizes.rows["commune_code"])
    ballot_kind = pd.Series(pd.NA, index=area.index, dtype="string")
    if f"ballot_{year}" in sizes.rows:
        ballot_kind = area.map(sizes.rows.set_index("commune_code")[f"ballot_{year}"]).astype("string")
    nothing = pd.Series(pd.NA, index=area.index, dtype="Int64")
    return councils.rows.assign(
        **dict.fromkeys(COUNTS, nothing),
        turnout=nothing.astype("Float64"),
        registered_voters_source=nothing.astype("string"),
    ).assign(
        seats=area.map(legal).astype("Int64"),
        seats_unlisted=councils.counts("seats_unlisted"),
        ballot_kind=ballot_kind.mask(area.isin(_arrondissements(codes)), "list"),
        basis="seats",
    )


def _arrondissements(codes: Codes) -> "pd.Series[str]":
    return codes.areas.loc[codes.areas["kind"] == "arrondissement", "code"]


def _differences(votes: pd.DataFrame, announced: TextTable, election: str, codes: Codes) -> list[FileProblem]:
    """List the provinces and councils whose announced seats differ from the listed ones, with both figures."""
    of_election = announced.rows["election_code"] == election
    told = announced.rows.assign(seats=announced.counts("seats"))[of_election]
    province = votes["area_code"].map(codes.areas.dropna(subset="province_code").set_index("code")["province_code"])
    whole = votes.assign(area_code=province)[~votes["area_code"].isin(_arrondissements(codes))]
    listed = pd.concat([votes, whole]).groupby(["area_code", "party_code"])["seats_won"].sum()
    problems = []
    by_area = {str(area): seats.droplevel(0) for area, seats in listed.groupby(level=0)}
    for area, rows in told.groupby("area_code"):
        ours, theirs = by_area.get(str(area)), rows.set_index("party_code")["seats"]
        if ours is None:
            continue
        is_whole = (rows["completeness"] == "complete").all()
        parties = theirs.index.union(ours.index) if is_whole else theirs.index
        pairs = [(party, int(theirs.get(party, 0)), int(ours.get(party, 0))) for party in parties]
        apart = [f"{party} {said} announced, {found} listed" for party, said, found in pairs if said != found]
        if apart:
            reason = f"{area}: {'; '.join(apart)}"
            problems.append(FileProblem(announced.name, int(rows.index[0]), reason, _APART))
    return problems
