"""Results in the project's tidy form: a table of contests and a table of votes, one election a source."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl.readers.tables import Table, read_table
from etl.sources import Refused, Source

CONTEST_COLUMNS = (
    "election_code",
    "area_code",
    "seats",
    "registered_voters",
    "ballots_cast",
    "valid_votes",
    "invalid_votes",
    "turnout",
    "registered_voters_source",
)
VOTE_COLUMNS = ("election_code", "area_code", "party_code", "votes", "seats_won")


@dataclass(frozen=True)
class Codes:
    """The codes a result may use: areas of each election's level, and parties."""

    areas_of_election: dict[str, set[str]]
    parties: set[str]


@dataclass(frozen=True)
class Results:
    """
    One source's results, checked.

    ``contests``: the file's columns; ``valid_votes`` is the sum of the lists where the file is silent. ``votes``: one
    row per list that stood, ``seats_won`` NA where winners are unknown.
    """

    contests: pd.DataFrame
    votes: pd.DataFrame


def read_tidy(source: Source, data_dir: Path, codes: Codes) -> Results:
    """
    Read and check one election's contests and votes.

    Parameters
    ----------
    source : Source
        Its two files are the contests and the votes, in that order.
    data_dir : Path
        Where the files are.
    codes : Codes
        What the rows may refer to.

    Returns
    -------
    Results
        Frames ready to load.

    Raises
    ------
    Refused
        With file, row and reason of everything that is wrong.
    """
    contests_file, votes_file = source.files
    contests = read_table(data_dir / contests_file, contests_file, CONTEST_COLUMNS)
    votes = read_table(data_dir / votes_file, votes_file, VOTE_COLUMNS)
    for table in (contests, votes):
        _check_codes(table, codes)
    contests.unique("election_code", "area_code")
    votes.require("party_code", "votes")
    votes.known("party_code", codes.parties, "party of parties.csv")
    votes.unique("election_code", "area_code", "party_code")
    results = _converted(contests, votes)
    if not contests.problems and not votes.problems:
        _check_accounts(contests, votes, results)
        _check_declared(votes, results, source)
    if contests.problems or votes.problems:
        raise Refused(source.code, contests.problems + votes.problems)
    return results


def _check_codes(table: Table, codes: Codes) -> None:
    table.require("election_code", "area_code")
    table.known("election_code", codes.areas_of_election, "election of elections.csv")
    for election, areas in codes.areas_of_election.items():
        own = Table(table.name, table.rows[table.rows["election_code"] == election], table.problems)
        own.known("area_code", areas, f"area in which {election} was held")


def _converted(contests: Table, votes: Table) -> Results:
    counted = votes.rows.assign(votes=votes.counts("votes"), seats_won=votes.counts("seats_won"))
    summed = counted.groupby(["election_code", "area_code"])["votes"].sum().rename("votes_of_lists")
    held = contests.rows.assign(
        seats=contests.counts("seats"),
        registered_voters=contests.counts("registered_voters"),
        ballots_cast=contests.counts("ballots_cast"),
        valid_votes=contests.counts("valid_votes"),
        invalid_votes=contests.counts("invalid_votes"),
        turnout=contests.rates("turnout"),
    ).join(summed, on=["election_code", "area_code"])
    turnout = (held["ballots_cast"] / held["registered_voters"]).astype("Float64")
    known = held.assign(
        turnout=held["turnout"].fillna(turnout), valid_votes=held["valid_votes"].fillna(held["votes_of_lists"])
    )
    return Results(contests=known, votes=counted)


def _check_accounts(contests: Table, votes: Table, results: Results) -> None:
    """Votes belong to contests, and the figures of each contest add up."""
    held = results.contests
    keys = pd.MultiIndex.from_frame(held[["election_code", "area_code"]])
    vote_keys = pd.MultiIndex.from_frame(results.votes[["election_code", "area_code"]])
    for row in results.votes.index[~vote_keys.isin(keys)]:
        votes.refuse(int(row), f"{results.votes.at[row, 'area_code']!r} has no contest in {contests.name}")
    won = results.votes.groupby(["election_code", "area_code"])["seats_won"].sum(min_count=1).reindex(keys)
    won_of_row = pd.Series(won.array, index=held.index)
    findings = {
        "no list has votes here": held["votes_of_lists"].isna(),
        "the votes of the lists do not sum to valid_votes": held["votes_of_lists"] != held["valid_votes"],
        "ballots_cast exceeds registered_voters": held["ballots_cast"] > held["registered_voters"],
        "valid_votes + invalid_votes differ from ballots_cast": held["valid_votes"] + held["invalid_votes"]
        != held["ballots_cast"],
        "valid_votes exceed registered_voters": held["valid_votes"] > held["registered_voters"],
        "the seats won do not sum to seats": won_of_row != held["seats"],
    }
    for reason, failing in findings.items():
        for row in held.index[failing.fillna(False).astype(bool)]:
            contests.refuse(int(row), f"{held.at[row, 'area_code']!s}: {reason}")


def _check_declared(votes: Table, results: Results, source: Source) -> None:
    """Hold the totals against those the source declares."""
    found = {
        "contests": len(results.contests),
        "seats": results.contests["seats"].sum(),
        "registered_voters": results.contests["registered_voters"].sum(),
        "valid_votes": results.votes["votes"].sum(),
        "seats_won": results.votes["seats_won"].sum(),
        "parties": results.votes["party_code"].nunique(),
    }
    for item, declared in source.assertions.items():
        if found[item] != declared:
            votes.refuse(None, f"{item} sum to {found[item]}, {declared} are declared in sources.toml")
