"""Checks of results: each named, counted, fatal or warning, reported as a table or as JSON."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from app.analysis.names import fold
from etl.plausibility import find_impossible, find_shares, find_turnouts, find_unlikely
from etl.readers.cells import MAX_COUNT
from etl.results import COUNTS, KEY, Codes, Results, contest_problems, of_contests, problems_of
from etl.sources import DECLARATION, FileProblem, SourceDeclaration, told
from etl.suggestions import did_you_mean
from etl.totals import find_totals

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


_ONCE = "keep one of the rows"
_CORRECT = "correct the figure that is wrong; write - for what is not known, or declare why it is right in `tolerated`"
_DECLARED = "correct the file, or the assertion in its declaration, whichever is wrong"
_COVERAGE = "add the contest, or say in `coverage` why there is none"

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
            problems=tuple(
                dict.fromkeys([*results.problems.get(name, ()), *(find(results, source, codes) if find else ())])
            ),
        )
        for name, (severity, says, find) in CHECKS.items()
    ]


def fatal_problems(checks: Sequence[Check]) -> list[FileProblem]:
    """Everything found that keeps a source out."""
    return [problem for check in checks if check.severity is Severity.FATAL for problem in check.problems]


def _tables(results: Results) -> list[tuple[str, pd.DataFrame]]:
    return [(results.contests_file, results.contests), (results.votes_file, results.votes)]


def _unknown_elections(results: Results, _source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    problems = []
    for file, table in _tables(results):
        election = table["election_code"].dropna()
        unknown = election[~election.isin(list(codes.level_of_election))]
        known = dict.fromkeys(codes.level_of_election, ())
        problems += _strange(file, unknown, "election of elections.csv", known)
    return problems


Names = Mapping[str, Iterable[str]]


def _strange(file: str, unknown: "pd.Series[str]", what: str, known: Names) -> list[FileProblem]:
    """Make a problem of each code that nobody knows, with those it may have been meant to be."""
    hints = {code: did_you_mean(code, known, known) for code in unknown.unique()}
    otherwise = f"write the {unknown.name} that is meant; a new election or party is declared (docs/loading.md)"
    return [
        FileProblem(file, int(str(row)), f"{unknown.name} '{code}' is no {what}", hints[code] or otherwise, code)
        for row, code in unknown.items()
    ]


def _unknown_areas(results: Results, _source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    problems = []
    for file, table in _tables(results):
        for election, rows in table.groupby("election_code"):
            if election not in codes.level_of_election:
                continue
            held = codes.where_held(str(election))
            unknown = rows.loc[~rows["area_code"].isin(held["code"]), "area_code"].dropna()
            if unknown.empty:
                continue
            names = {code: (fr, ar) for code, fr, ar in held[["code", "name_fr", "name_ar"]].itertuples(index=False)}
            problems += _strange(file, unknown, f"area in which {election} was held", names)
    return problems


def _unknown_parties(results: Results, _source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    party = results.votes["party_code"].dropna()
    known = {**codes.parties, **results.parties}
    names = {code: (name, codes.party_names_ar.get(code, name)) for code, name in known.items()}
    unknown = party[~party.isin(list(known))]
    return _strange(results.votes_file, unknown, "party of parties.csv", names)


def _repeated(table: pd.DataFrame, file: str, key: list[str]) -> list[FileProblem]:
    rows = table.loc[table.duplicated(key), key].astype("string")
    return problems_of(file, rows[key[0]].str.cat(rows[key[1:]], sep=" / ") + " stands twice", _ONCE)


def _repeated_contests(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    return _repeated(results.contests, results.contests_file, KEY)


def _repeated_lists(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    return _repeated(results.votes, results.votes_file, [*KEY, "party_code"])


def _votes_without_contest(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    contests, of_lists = results.numbers
    stray = results.votes.loc[~np.isin(of_lists, contests), "area_code"].dropna()
    reasons = "'" + stray + f"' has no contest in {results.contests_file}"
    return problems_of(results.votes_file, reasons, f"add its contest to {results.contests_file}, or correct the code")


def _held_by_others(results: Results, source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    others = codes.contests[codes.contests["source_code"] != source.code]
    shared = results.contests.reset_index(names="row").merge(others, on=KEY)
    held = shared.set_index("row")
    reasons = held["area_code"] + ": " + held["election_code"] + " is already there from " + held["source_code"]
    return problems_of(results.contests_file, reasons, "unload that source first, or leave these contests out")


def _without_lists(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    lists = of_contests(results, results.lists.size())
    return contest_problems(
        results, lists.isna(), "no list is known here", "add the lists that stood, or nothing where none is known"
    )


def _votes_sum(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    votes = results.lists["votes"]
    known = of_contests(results, votes.sum())
    all_known = of_contests(results, votes.count() == votes.size())
    valid = results.contests["valid_votes"]
    differ = (known != valid) & all_known.fillna(False).astype(bool)
    reason = "the votes of the lists do not sum to valid_votes"
    return contest_problems(results, differ | (known > valid), reason, _CORRECT)


def _ballots_sum(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    held = results.contests
    differ = held["valid_votes"] + held["invalid_votes"] != held["ballots_cast"]
    exceed = held["valid_votes"] > held["ballots_cast"]
    return contest_problems(results, differ, "valid_votes + invalid_votes differ from ballots_cast", _CORRECT) + (
        contest_problems(results, exceed & differ.isna(), "valid_votes exceed ballots_cast", _CORRECT)
    )


def _within_registered(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    held = results.contests
    return [
        problem
        for figure in ("ballots_cast", "valid_votes", "invalid_votes")
        for problem in contest_problems(
            results, held[figure] > held["registered_voters"], f"{figure} exceeds registered_voters", _CORRECT
        )
    ]


def _turnout_range(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    turnout = results.contests["turnout"]
    return contest_problems(results, (turnout > 1) | (turnout < 0), "turnout is not in [0, 1]", _CORRECT)


def _turnout_differs(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    held = results.contests
    registered = held["registered_voters"].replace(0, pd.NA)
    least, most = held["turnout"] - TURNOUT_TOLERANCE, held["turnout"] + TURNOUT_TOLERANCE
    ballots = held["ballots_cast"] / registered
    differ = (ballots < least) | (ballots > most)
    exceed = held["valid_votes"] / registered > most
    return contest_problems(results, differ, "turnout is not ballots_cast / registered_voters", _CORRECT) + (
        contest_problems(
            results, exceed & ballots.isna(), "more valid_votes than turnout × registered_voters", _CORRECT
        )
    )


def _seats_sum(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    won = results.lists["seats_won"]
    known = of_contests(results, won.sum(min_count=1))
    all_known = of_contests(results, won.count() == won.size()).fillna(False).astype(bool)
    seats = results.contests["seats"]
    listed = seats - _unlisted(results)
    failing = ((known != listed) & all_known) | (known > seats)
    return contest_problems(results, failing, "the seats won do not sum to seats", _CORRECT)


def _unlisted(results: Results) -> "pd.Series[Any]":
    """Seats of each contest that its source assigns to no list; NA where it does not say."""
    none = pd.Series(0, index=results.contests.index, dtype="Int64")
    return results.contests.get("seats_unlisted", none).fillna(0)


def _seats_unlisted(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    unlisted = _unlisted(results)
    rows = results.contests[unlisted > 0]
    told = rows["area_code"] + ": " + unlisted.astype("string") + " of " + rows["seats"].astype("string")
    return problems_of(
        results.contests_file,
        (told + " seats not listed by the source").dropna(),
        "list them where it is known who won them",
    )


def _legal_number_unknown(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    won = of_contests(results, results.lists["seats_won"].sum(min_count=1))
    return contest_problems(
        results,
        won.notna() & results.contests["seats"].isna(),
        "no legal number known",
        "write `seats`, the legal number, where it is known",
    )


def _implausible(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    totals = {column: results.contests[column].sum() for column in COUNTS} | {"votes": results.votes["votes"].sum()}
    return [
        FileProblem(results.contests_file, None, f"{item} sum to {total:,}, more than {MAX_COUNT:,}", _CORRECT)
        for item, total in totals.items()
        if total > MAX_COUNT
    ] + contest_problems(results, results.contests["seats"] > _MOST_SEATS, f"more than {_MOST_SEATS} seats", _CORRECT)


_MOST_SEATS = 1_000


ASSERTED = ("contests", "seats", "registered_voters", "valid_votes", "seats_won", "parties", "lists")
"""What a source of results may assert."""


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
        FileProblem(results.votes_file, None, f"{item} sum to {found[item]}, {declared} are declared", _DECLARED)
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
            FileProblem(results.contests_file, None, f"{area}: no contest of {election}", _COVERAGE)
            for area in absent["code"]
        ]
    return problems


def _totals(results: Results, _source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    return find_totals(results, codes)


def _nobody_voted(results: Results, _source: SourceDeclaration, _codes: Codes) -> list[FileProblem]:
    votes = results.lists["votes"]
    nobody = of_contests(results, (votes.max() == 0) & (votes.count() == votes.size()))
    remedy = "write - where the votes are not known: 0 says that nobody voted, and no strength follows from it"
    return contest_problems(results, nobody.fillna(False).astype(bool), "every list has 0 votes", remedy)


def _same_name_elsewhere(results: Results, source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    """Find the parties that are new by their code and known by their name: their history would be cut."""
    new = [(str(p["party_code"]), [str(p.get("name_fr", "")), str(p.get("name_ar", ""))]) for p in source.parties]
    new += [(code, [name]) for code, name in results.parties.items()]
    called = {code: {fold(name), fold(codes.party_names_ar.get(code, name))} for code, name in codes.parties.items()}
    return [
        FileProblem(
            DECLARATION,
            None,
            f"party {code}: {known} has its name, {codes.parties[known]}",
            f"use {known}; where it is another party, declare [[lineage]] or give it a name of its own",
            code,
        )
        for code, names in new
        for known, theirs in called.items()
        if known != code and theirs & {fold(name) for name in names if name}
    ]


_FATAL, _WARNING = Severity.FATAL, Severity.WARNING
CHECKS: Mapping[str, tuple[Severity, str, Finder | None]] = {
    "readable": (_FATAL, "the file can be read, and is what it is said to be", None),
    "cells": (_FATAL, "every figure is a number or unknown", None),
    "columns": (_WARNING, "no column is left out", None),
    "rows": (_WARNING, "no row is left out", None),
    "units_matched": (_FATAL, "every name leads to one area", None),
    "names_alike": (_WARNING, "no name is matched by likeness alone", None),
    "party_names": (_WARNING, "a party's code and name agree with ours", _same_name_elsewhere),
    "elections_known": (_FATAL, "every election is known or declared", _unknown_elections),
    "areas_known": (_FATAL, "every contest has an area of its election's level", _unknown_areas),
    "parties_known": (_FATAL, "every party is known or declared", _unknown_parties),
    "contests_unique": (_FATAL, "no contest stands twice", _repeated_contests),
    "lists_unique": (_FATAL, "no list stands twice in a contest", _repeated_lists),
    "votes_have_contest": (_FATAL, "every list belongs to a contest", _votes_without_contest),
    "totals": (_FATAL, "no row or column is the sum of others", _totals),
    "one_source": (_FATAL, "no other source has these contests", _held_by_others),
    "votes_sum": (_FATAL, "votes of the lists = valid votes", _votes_sum),
    "ballots_sum": (_FATAL, "valid + invalid votes = ballots cast", _ballots_sum),
    "within_registered": (_FATAL, "ballots and votes ≤ registered voters", _within_registered),
    "turnout_range": (_FATAL, "turnout is in [0, 1]", _turnout_range),
    "seats_sum": (_FATAL, "seats won = seats of the contest", _seats_sum),
    "plausible": (_FATAL, "totals a country of 37 million can have", _implausible),
    "possible": (_FATAL, "no more votes than inhabitants", find_impossible),
    "declared_totals": (_FATAL, "totals are those the source declares", _other_totals),
    "seats_listed": (_WARNING, "every seat is listed", _seats_unlisted),
    "seats_known": (_WARNING, "the legal number of seats is known", _legal_number_unknown),
    "announced": (_WARNING, "seats are those that the authorities announced", None),
    "turnout_consistent": (_WARNING, "turnout = ballots / registered voters", _turnout_differs),
    "lists_known": (_WARNING, "every contest has a list", _without_lists),
    "votes_cast": (_WARNING, "somebody voted in every contest", _nobody_voted),
    "voters_likely": (_WARNING, "voters and votes fit the adults and the rolls of the area", find_unlikely),
    "turnout_likely": (_WARNING, "turnout fits its neighbours and its past", find_turnouts),
    "shares_likely": (_WARNING, "a party's share fits its past in the area", find_shares),
    "coverage": (_WARNING, "every area has a contest, or a reason", _areas_without_contest),
}
"""Name → severity, what holds when nothing is found, and how to find it; None: readers find it."""


def table(checks: Sequence[Check], most: int = 10) -> str:
    """Tell checks as text: a line each, and below it the first ``most`` problems."""
    lines = []
    for check in checks:
        state = f"{check.severity} {len(check.problems):,}" if check.problems else "passed"
        lines.append(f"  {check.name:<20} {state:<14} {check.says}")
        lines += [f"      {line}" for line in told(check.problems[:most])]
        if len(check.problems) > most:
            lines.append(f"      … and {len(check.problems) - most:,} more")
    return "\n".join(lines)


def as_json(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """Tell checks as plain values for JSON, with every problem."""
    return [asdict(check) | {"count": len(check.problems)} for check in checks]
