"""Results held against what the database knows of the area: inhabitants, adults, rolls, turnout, past shares."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from app.analysis.figures import Held, previous
from etl.results import KEY, Codes, Results, contest_problems, of_contests, province_of
from etl.sources import FileProblem, SourceDeclaration

GROWTH = 1.5
"""How many times the adults of the last census, or the voters of the last roll, an area may have before it is told."""

APART = 0.5
"""Difference, in [0, 1], beyond which a turnout or a share is told: half of the voters changed their minds."""

GAP = 0.25
"""Difference, in [0, 1], beyond which a turnout stands alone: those of one province may differ by twice that."""

LEAST_VOTES, LEAST_NEIGHBOURS = 100, 4
"""Valid votes from which on a share says something, and other contests of a province from which on they do."""

_LOOK = "look at the figure in the publication: a digit, a row or a column may have slipped"
_IMPOSSIBLE = "correct the figure, or the area that it is given for; `tolerated` says why it is right where it is"


@dataclass(frozen=True)
class _Comparison:
    """What is told of a figure beside another: a format of both, and what to do."""

    text: str
    remedy: str

    def of(
        self, results: Results, failing: "pd.Series[bool]", figure: "pd.Series[float]", known: "pd.Series[float]"
    ) -> list[FileProblem]:
        """Make a problem of each contest of which a condition is known to be true, with both figures."""
        fails = failing.fillna(False).astype(bool)
        if not fails.any():
            return []
        reasons = [self.text.format(*both) for both in zip(figure[fails], known[fails], strict=True)]
        return contest_problems(
            results, fails, pd.Series(reasons, index=fails.index[fails], dtype="string"), self.remedy
        )


def find_impossible(results: Results, _source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    """Find contests with more votes or ballots than the area has inhabitants, in whichever census it had more."""
    inhabitants = _of_areas(results, codes, "inhabitants")
    votes = of_contests(results, results.lists["votes"].sum(min_count=1))
    figures = {"votes": votes, **{name: results.contests[name] for name in ("ballots_cast", "valid_votes")}}
    problems: dict[int | None, FileProblem] = {}
    for name, figure in figures.items():
        told = _Comparison(f"{name} {{:,.0f}}, and the area has {{:,.0f}} inhabitants", _IMPOSSIBLE)
        for problem in told.of(results, figure > inhabitants, figure, inhabitants):
            problems.setdefault(problem.row, problem)
    return list(problems.values())


def find_unlikely(results: Results, _source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    """Find contests with far more votes or voters than the area has adults, or than its last roll had voters."""
    adults = _of_areas(results, codes, "adults")
    roll = _past(results, codes, "registered_voters")
    problems = []
    for name in ("registered_voters", "ballots_cast", "valid_votes"):
        figure = results.contests[name]
        for known, what in ((adults, "adults (15 and over)"), (roll, "voters on the roll of the election before")):
            told = _Comparison(f"{name} {{:,.0f}}, and the area has {{:,.0f}} {what}", _LOOK)
            problems += told.of(results, figure > GROWTH * known, figure, known)
    return problems


def find_turnouts(results: Results, _source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    """Find contests whose turnout is far from that of each other contest of the province, or of the election before."""
    turnout = results.contests["turnout"].astype("Float64")
    province = province_of(results.contests["area_code"], codes)
    nearest = pd.Series(pd.NA, index=turnout.index, dtype="Float64")
    known = turnout.dropna().astype(float)
    for _, rows in known.groupby([results.contests["election_code"], province]):
        if len(rows) > LEAST_NEIGHBOURS:
            apart = np.abs(np.subtract.outer(rows.to_numpy(), rows.to_numpy()))
            np.fill_diagonal(apart, np.inf)
            nearest[rows.index] = rows.to_numpy()[apart.argmin(axis=1)]
    problems = []
    for other, most, what in (
        (nearest, GAP, "the nearest of its province"),
        (_past(results, codes, "turnout"), APART, "that of the election before"),
    ):
        told = _Comparison(f"turnout {{:.1%}}, and {{:.1%}} is {what}", _LOOK)
        problems += told.of(results, (turnout - other).abs() > most, turnout, other)
    return problems


def find_shares(results: Results, _source: SourceDeclaration, codes: Codes) -> list[FileProblem]:
    """Find lists whose share is far from that of their party in the area at the election before."""
    lists = results.votes.dropna(subset=["votes", "party_code"])
    valid = results.contests.drop_duplicates(KEY).set_index(KEY)["valid_votes"]
    now = lists.assign(valid=valid.reindex(pd.MultiIndex.from_frame(lists[KEY])).array)
    now = now[(now["valid"] >= LEAST_VOTES).fillna(False).astype(bool)].reset_index(names="row")
    if now.empty or codes.past_votes.empty:
        return []
    before = _before(results, codes)
    now["before"] = pd.array([before.get(str(code)) for code in now["election_code"]], dtype="string")
    of_before = codes.past_votes["election_code"].isin(list(before.values()))
    then = codes.past_votes[of_before].merge(codes.past[[*KEY, "valid_votes"]], on=KEY)
    then = then[(then["valid_votes"] >= LEAST_VOTES).fillna(False).astype(bool)].rename(
        columns={"election_code": "before", "votes": "votes_before", "valid_votes": "valid_before"}
    )
    both = now.merge(then, on=["before", "area_code", "party_code"])
    share, past = both["votes"] / both["valid"], both["votes_before"] / both["valid_before"]
    apart = both[((share - past).abs() > APART).fillna(False).astype(bool)]
    return [
        FileProblem(
            results.votes_file,
            int(row),
            f"{area}: {party} has {share[at]:.1%} of the votes, and had {past[at]:.1%} before ({before})",
            _LOOK,
        )
        for at, row, area, party, before in apart[["row", "area_code", "party_code", "before"]].itertuples()
    ]


def _of_areas(results: Results, codes: Codes, column: str) -> "pd.Series[float]":
    """Lay what is known of areas beside the contests, at the level their election is held at."""
    if results.contests.empty:
        return pd.Series(pd.NA, index=results.contests.index, dtype="Float64")
    known = pd.Series(pd.NA, index=results.contests.index, dtype="Float64")
    for election, rows in results.contests.groupby("election_code"):
        held = codes.where_held(str(election))
        areas = held[held["code"].isin(rows["area_code"])].drop_duplicates("code").set_index("code")
        known[rows.index] = areas[column].reindex(rows["area_code"]).array
    return known


def _before(results: Results, codes: Codes) -> dict[str, str]:
    """Name, by election, the comparable one before it that is loaded."""
    held = {election.code: election for election in codes.elections}
    loaded = set(codes.past["election_code"])
    others = [election for election in codes.elections if election.code in loaded]
    found: dict[str, str] = {}
    for code in results.contests["election_code"].dropna().unique():
        election = held.get(str(code))
        before: Held | None = previous([*others, election], election) if election else None
        if before:
            found[str(code)] = before.code
    return found


def _past(results: Results, codes: Codes, column: str) -> "pd.Series[float]":
    """Lay a figure of the area at the election before beside each contest."""
    names = _before(results, codes)
    before = [names.get(str(code)) for code in results.contests["election_code"]]
    keys = pd.MultiIndex.from_arrays([before, results.contests["area_code"].astype(object)])
    known = codes.past.drop_duplicates(KEY).set_index(KEY)[column]
    return pd.Series(known.reindex(keys).array, index=results.contests.index).astype("Float64")
