"""Checks of results: each named, counted, fatal or warning, reported as a table or as JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from etl.readers.numerals import MAX_COUNT
from etl.results import COUNTS, KEY, Codes, Results, problems_of
from etl.sources import FileProblem, SourceDeclaration

TURNOUT_TOLERANCE = 0.001
"""Published turnouts are rounded, the coarsest to a tenth of a percent."""


class Severity(StrEnum):
    """Whether a finding keeps a source out of the database."""

    FATAL = "fatal"
    WARNING = "warning"


@dataclass(frozen=True)
class Check:
    """One check of one source and what it found; nothing found is passed."""

    name: str
    severity: Severity
    says: str
    problems: tuple[FileProblem, ...]


Finder = Callable[[Results, SourceDeclaration, Codes], list[FileProblem]]


def check_results(results: Results, source: SourceDeclaration, codes: Codes) -> list[Check]:
    """
    Run every check of results.

    Parameters
    ----------
    results : Results
        As a reader made them.
    source : SourceDeclaration
        Its ``assertions`` are checked, its ``tolerated`` findings are warnings, its ``coverage`` explains gaps.
    codes : Codes
        What the rows may refer to.

    Returns
    -------
    list of Check
        All of them, in the order of ``CHECKS``; a source with problems in a fatal one must not be loaded.
    """
    return [
        Check(
            name=name,
            severity=Severity.WARNING if name in source.tolerated else severity,
            says=says,
            problems=tuple(find(results, source, codes) if find else results.problems.get(name, ())),
        )
        for name, (severity, says, find) in CHECKS.items()
    ]


def fatal_problems(checks: Sequence[Check]) -> list[FileProblem]:
    """Everything found that keeps a source out."""
    return [problem for check in checks if check.severity is Severity.FATAL for problem in check.problems]


def _contest_problems(results: Results, failing: "pd.Series[bool]", reason: str) -> list[FileProblem]:
    """Make a problem of each contest of which a condition is known to be true."""
    areas = results.contests.loc[failing.fillna(False).astype(bool), "area_code"]
    return problems_of(results.contests_file, areas.astype("string") + f": {reason}")


def _of_contests(results: Results, totals: "pd.Series[Any]") -> "pd.Series[Any]":
    """Lay values by election and area beside the contests."""
    keys = pd.MultiIndex.from_frame(results.contests[KEY])
    return pd.Series(totals.reindex(keys).array, index=results.contests.index)


def _tables(results: Results) -> list[tuple[str, pd.DataFrame]]:
    return [(results.contests_file, results.contests), (results.votes_file, results.votes)]


def _unknown_elections(results: Results, _source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    problems = []
    for file, table in _tables(results):
        election = table["election_code"].dropna()
        unknown = election[~election.isin(list(codes.level_of_election))]
        problems += problems_of(file, "election_code '" + unknown + "' is no election of elections.csv")
    return problems


def _unknown_areas(results: Results, _source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    problems = []
    for file, table in _tables(results):
        for election, rows in table.groupby("election_code"):
            if election not in codes.level_of_election:
                continue
            unknown = rows.loc[~rows["area_code"].isin(codes.where_held(str(election))["code"]), "area_code"].dropna()
            problems += problems_of(file, "area_code '" + unknown + f"' is no area in which {election} was held")
    return problems


def _unknown_parties(results: Results, _source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    party = results.votes["party_code"].dropna()
    unknown = party[~party.isin([*codes.parties, *results.parties])]
    return problems_of(results.votes_file, "party_code '" + unknown + "' is no party of parties.csv")


def _repeated(table: pd.DataFrame, file: str, key: list[str]) -> list[FileProblem]:
    rows = table.loc[table.duplicated(key), key].astype("string")
    return problems_of(file, rows[key[0]].str.cat(rows[key[1:]], sep=" / ") + " stands twice")


def _repeated_contests(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    return _repeated(results.contests, results.contests_file, KEY)


def _repeated_lists(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    return _repeated(results.votes, results.votes_file, [*KEY, "party_code"])


def _votes_without_contest(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    held = pd.MultiIndex.from_frame(results.contests[KEY])
    stray = results.votes.loc[~pd.MultiIndex.from_frame(results.votes[KEY]).isin(held), "area_code"].dropna()
    return problems_of(results.votes_file, "'" + stray + f"' has no contest in {results.contests_file}")


def _held_by_others(results: Results, source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    others = codes.contests[codes.contests["source_code"] != source.code]
    shared = results.contests.reset_index(names="row").merge(others, on=KEY)
    held = shared.set_index("row")
    reasons = held["area_code"] + ": " + held["election_code"] + " is already there from " + held["source_code"]
    return problems_of(results.contests_file, reasons)


def _without_lists(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    lists = _of_contests(results, results.votes.groupby(KEY).size())
    return _contest_problems(results, lists.isna(), "no list is known here")


def _votes_sum(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    votes = results.votes.groupby(KEY)["votes"]
    known = _of_contests(results, votes.sum())
    all_known = _of_contests(results, votes.count() == votes.size())
    valid = results.contests["valid_votes"]
    differ = (known != valid) & all_known.fillna(False).astype(bool)
    reason = "the votes of the lists do not sum to valid_votes"
    return _contest_problems(results, differ | (known > valid), reason)


def _ballots_sum(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    held = results.contests
    differ = held["valid_votes"] + held["invalid_votes"] != held["ballots_cast"]
    exceed = held["valid_votes"] > held["ballots_cast"]
    return _contest_problems(results, differ, "valid_votes + invalid_votes differ from ballots_cast") + (
        _contest_problems(results, exceed & differ.isna(), "valid_votes exceed ballots_cast")
    )


def _within_registered(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    held = results.contests
    return [
        problem
        for figure in ("ballots_cast", "valid_votes", "invalid_votes")
        for problem in _contest_problems(
            results, held[figure] > held["registered_voters"], f"{figure} exceeds registered_voters"
        )
    ]


def _turnout_range(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    turnout = results.contests["turnout"]
    return _contest_problems(results, (turnout > 1) | (turnout < 0), "turnout is not in [0, 1]")


def _turnout_differs(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    held = results.contests
    registered = held["registered_voters"].replace(0, pd.NA)
    least, most = held["turnout"] - TURNOUT_TOLERANCE, held["turnout"] + TURNOUT_TOLERANCE
    ballots = held["ballots_cast"] / registered
    differ = (ballots < least) | (ballots > most)
    exceed = held["valid_votes"] / registered > most
    return _contest_problems(results, differ, "turnout is not ballots_cast / registered_voters") + (
        _contest_problems(results, exceed & ballots.isna(), "more valid_votes than turnout × registered_voters")
    )


def _seats_sum(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    won = results.votes.groupby(KEY)["seats_won"]
    known = _of_contests(results, won.sum(min_count=1))
    all_known = _of_contests(results, won.count() == won.size()).fillna(False).astype(bool)
    seats = results.contests["seats"]
    listed = seats - _unlisted(results)
    failing = ((known != listed) & all_known) | (known > seats)
    return _contest_problems(results, failing, "the seats won do not sum to seats")


def _unlisted(results: Results) -> "pd.Series[Any]":
    """Seats of each contest that its source assigns to no list; NA where it does not say."""
    none = pd.Series(0, index=results.contests.index, dtype="Int64")
    return results.contests.get("seats_unlisted", none).fillna(0)


def _seats_unlisted(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    unlisted = _unlisted(results)
    rows = results.contests[unlisted > 0]
    told = rows["area_code"] + ": " + unlisted.astype("string") + " of " + rows["seats"].astype("string")
    return problems_of(results.contests_file, (told + " seats not listed by the source").dropna())


def _legal_number_unknown(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    won = _of_contests(results, results.votes.groupby(KEY)["seats_won"].sum(min_count=1))
    return _contest_problems(results, won.notna() & results.contests["seats"].isna(), "no legal number known")


def _implausible(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    totals = {column: results.contests[column].sum() for column in COUNTS} | {"votes": results.votes["votes"].sum()}
    return [
        FileProblem(results.contests_file, None, f"{item} sum to {total:,}, more than {MAX_COUNT:,}")
        for item, total in totals.items()
        if total > MAX_COUNT
    ] + _contest_problems(results, results.contests["seats"] > _MOST_SEATS, f"more than {_MOST_SEATS} seats")


_MOST_SEATS = 1_000


def _other_totals(results: Results, source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    found = {
        "contests": len(results.contests),
        "seats": results.contests["seats"].sum(),
        "registered_voters": results.contests["registered_voters"].sum(),
        "valid_votes": results.votes["votes"].sum(),
        "seats_won": results.votes["seats_won"].sum(),
        "parties": results.votes["party_code"].nunique(),
        "lists": len(results.votes),
    }
    return [
        FileProblem(results.votes_file, None, f"{item} sum to {found[item]}, {declared} are declared")
        for item, declared in source.assertions.items()
        if item in found and found[item] != declared
    ]


def _areas_without_contest(results: Results, source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    if source.coverage:
        return []
    problems = []
    for election, rows in results.contests.groupby("election_code"):
        areas = codes.of_level(codes.level_of_election.get(str(election), ""))
        absent = areas.loc[~areas["code"].isin(rows["area_code"])]
        problems += [
            FileProblem(results.contests_file, None, f"{area}: no contest of {election}") for area in absent["code"]
        ]
    return problems


_FATAL, _WARNING = Severity.FATAL, Severity.WARNING
CHECKS: Mapping[str, tuple[Severity, str, Finder | None]] = {
    "readable": (_FATAL, "the file can be read, and is what it is said to be", None),
    "cells": (_FATAL, "every figure is a number or unknown", None),
    "columns": (_WARNING, "no column is left out", None),
    "rows": (_WARNING, "no row is left out", None),
    "units_matched": (_FATAL, "every name leads to one area", None),
    "party_names": (_WARNING, "a party's code and name agree with ours", None),
    "elections_known": (_FATAL, "every election is known or declared", _unknown_elections),
    "areas_known": (_FATAL, "every contest has an area of its election's level", _unknown_areas),
    "parties_known": (_FATAL, "every party is known or declared", _unknown_parties),
    "contests_unique": (_FATAL, "no contest stands twice", _repeated_contests),
    "lists_unique": (_FATAL, "no list stands twice in a contest", _repeated_lists),
    "votes_have_contest": (_FATAL, "every list belongs to a contest", _votes_without_contest),
    "one_source": (_FATAL, "no other source has these contests", _held_by_others),
    "votes_sum": (_FATAL, "votes of the lists = valid votes", _votes_sum),
    "ballots_sum": (_FATAL, "valid + invalid votes = ballots cast", _ballots_sum),
    "within_registered": (_FATAL, "ballots and votes ≤ registered voters", _within_registered),
    "turnout_range": (_FATAL, "turnout is in [0, 1]", _turnout_range),
    "seats_sum": (_FATAL, "seats won = seats of the contest", _seats_sum),
    "plausible": (_FATAL, "totals a country of 37 million can have", _implausible),
    "declared_totals": (_FATAL, "totals are those the source declares", _other_totals),
    "seats_listed": (_WARNING, "every seat is listed", _seats_unlisted),
    "seats_known": (_WARNING, "the legal number of seats is known", _legal_number_unknown),
    "announced": (_WARNING, "seats are those that the authorities announced", None),
    "turnout_consistent": (_WARNING, "turnout = ballots / registered voters", _turnout_differs),
    "lists_known": (_WARNING, "every contest has a list", _without_lists),
    "coverage": (_WARNING, "every area has a contest, or a reason", _areas_without_contest),
}
"""Name → severity, what holds when nothing is found, and how to find it; None: readers find it."""


def table(checks: Sequence[Check], most: int = 10) -> str:
    """Tell checks as text: a line each, and below it the first ``most`` problems."""
    lines = []
    for check in checks:
        state = f"{check.severity} {len(check.problems):,}" if check.problems else "passed"
        lines.append(f"  {check.name:<20} {state:<14} {check.says}")
        lines += [f"      {problem}" for problem in check.problems[:most]]
        if len(check.problems) > most:
            lines.append(f"      … and {len(check.problems) - most:,} more")
    return "\n".join(lines)


def as_json(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """Tell checks as plain values for JSON, with every problem."""
    return [asdict(check) | {"count": len(check.problems)} for check in checks]
