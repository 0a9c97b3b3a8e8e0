"""The back-test of the House elections as a page of Markdown and two charts, from the results alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from app.analysis.outlook import ExpectedBallot, expected_lists, house_outlook
from app.analysis.outlook.expectation import ONE_CONTEST, TWO_CONTESTS
from app.analysis.seats import ContestInputs, SeatRule
from app.analysis.strength.method import COMPONENTS, DEFAULTS, METHOD_1_1, METHOD_VERSION, Parameters
from app.analysis.strength.score import importance, score
from app.analysis.validation.backtest import (
    METHODS,
    Ballots,
    accuracy,
    by_region,
    by_votes,
    jackknife_error,
    overall,
    predictions,
)
from app.analysis.validation.chart import calibration_chart, chart
from app.analysis.validation.forecasts import brier, calibration, forecasts, log_loss, seat_chances_by_last_share
from app.analysis.validation.looks import LOOKS

TITLES = {
    "score": "score",
    "last_share": "last share",
    "parent_mean": "region's mean",
    "uniform_swing": "uniform swing",
}
MEASURES = {"spearman": "Spearman", "kendall": "Kendall", "lift": "top-decile lift"}
MEANS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {"parties alike": overall, "by votes": by_votes}

PAGE = """# Does the score forecast the next election?

Method {version}. This page and its charts are computed by `app/analysis/validation/report.py` from the loaded
results; a test computes them again and compares. Only the looks at the end were written down by hand, as they
happened.

{verdicts}

## The test

The score of an election is computed from it and from those before it, as if the next had not happened, and compared
with the shares of the next, for each party with lists in 30 or more of the same constituencies both times. Weights
are equal, but for consistency with none: decided by reason, not by a result (decisions.md).

- *Spearman* and *Kendall*: how alike the two orders of a party's constituencies are (1 the same, 0 unrelated).
- *Top-decile lift*: mean share in the tenth of the constituencies put first, over the mean share in all.

The baselines are naive forecasts: the last share; the party's mean share in the region; the last share
plus the party's swing in the country, which nobody knew before the vote. A mean counts parties alike or by their
votes; the differences have standard errors by leaving out one region at a time, and one of less than two of them is
no difference.

{transitions}

## Chances of a seat

A score is no chance. The outlook gives one: P(seat) of every list with a past, from what was known before, with the
lists that stood. It is held against what really is its opponent, a logistic regression on the last share fitted on
the transition before (for the first one, on the other ballot), and not against a forecast that says 0 or 1. *Brier*
is the mean squared error, *log loss* the mean of −ln of the chance given to what came; 0 is perfect in both.

{chances}

How often chances came true, by tenths:

{calibration}

![Calibration](calibration.svg)

## What the score is made of

Each component as the whole score, and method 1.1, on {latest}:

{alone}

Weight, and correlation with the score of the latest lists (Paruolo, Saisana & Saltelli 2013: a weight is not
importance):

{importance}

{looks}
## What to keep in mind

- What the source calls the local lists of 2011 is the *national* list counted by constituency. It is another ballot:
  shown above, and never averaged with the rest.
- Two transitions are little, and parties in the same constituencies are not independent: standard errors are by
  region."""

TRANSITION = """### {title}

{note}{parties} parties, {lists} lists.

{means}

Advantage of the score over the last share:

{advantage}

{by_party}
"""


class SeatBallot(NamedTuple):
    """What turns an election's votes into seats."""

    contests: Sequence[ContestInputs]
    rule: SeatRule


@dataclass(frozen=True)
class Transition:
    """Two elections in a row, and what was forecast of the second; ``other_ballot``: they are not of one kind."""

    ballots: Ballots
    known: str
    outcome: str
    other_ballot: bool

    @property
    def title(self) -> str:
        """Its two elections."""
        return f"{self.known} → {self.outcome}" + (" (other ballot)" if self.other_ballot else "")


def transitions(ballots: Ballots, other: Ballots) -> list[Transition]:
    """
    List the transitions between elections, the oldest first.

    Parameters
    ----------
    ballots : Ballots
        Comparable elections.
    other : Ballots
        Elections of another ballot in the same areas: the last of them before the first comparable one is its past.

    Returns
    -------
    list of Transition
    """
    first, before = ballots.results["date"].min(), other.results[other.results["date"] < ballots.results["date"].min()]
    codes = list(ballots.results.sort_values("date", kind="stable")["election_code"].unique())
    found = [Transition(ballots, known, outcome, other_ballot=False) for known, outcome in pairwise(codes)]
    if before.empty:
        return found
    last = before[before["date"] == before["date"].max()]
    joined = pd.concat([last, ballots.results[ballots.results["date"] == first]])
    known = str(last["election_code"].iloc[0])
    return [Transition(ballots._replace(results=joined), known, codes[0], other_ballot=True), *found]


def report(ballots: Ballots, other: Ballots, seats: Mapping[str, SeatBallot]) -> dict[str, str]:
    """
    Back-test the score on the House elections and say how it did.

    Parameters
    ----------
    ballots : Ballots
        The local ballots, with the region of each constituency as its parent.
    other : Ballots
        The other ballots that were counted in the same areas.
    seats : mapping
        By the code of each local election.

    Returns
    -------
    dict of str to str
        `validation.md`, `validation.svg`, `calibration.svg`: the same bytes for the same results.
    """
    every = transitions(ballots, other)
    parts = [_transition(transition) for transition in every]
    chances = list(_chances(every, seats))
    last = every[-1]
    tables = {title: calibration(rows["p_seat"], rows["seats_won"] > 0) for title, rows in chances}
    page = PAGE.format(
        version=METHOD_VERSION,
        verdicts="\n".join(f"- {part.verdict}" for part in parts),
        transitions="\n".join(part.text for part in parts),
        chances=markdown_table(pd.concat([_chance_measures(title, rows) for title, rows in chances]), "transition"),
        calibration="\n\n".join(_calibration(title, table) for title, table in tables.items()),
        latest=last.title,
        alone=markdown_table(_alone(last), "score made of"),
        importance=markdown_table(_importance(last), "component", 2),
        looks=LOOKS,
    )
    measured = accuracy(predictions(last.ballots, last.known, last.outcome))
    return {"validation.md": page, "validation.svg": chart(measured), "calibration.svg": calibration_chart(tables)}


class _Part(NamedTuple):
    verdict: str
    text: str


def _transition(of: Transition) -> _Part:
    predicted = predictions(of.ballots, of.known, of.outcome)
    measured = accuracy(predicted)
    means = {name: mean(measured) for name, mean in MEANS.items()}
    errors = {name: jackknife_error(by_region(predicted, mean)) for name, mean in MEANS.items()}
    advantage = pd.DataFrame(
        [_compared(means[name], errors[name]) for name in MEANS], pd.Index(list(MEANS), name="mean")
    )
    text = TRANSITION.format(
        title=of.title,
        note="The two ballots are not the same thing: this counts in no mean. " if of.other_ballot else "",
        parties=measured["party_code"].nunique(),
        lists=predicted["party_code"].isin(measured["party_code"]).sum(),
        means=markdown_table(pd.concat([_named(table, name) for name, table in means.items()], axis=1), "method"),
        advantage=_text_table(advantage.rename(columns=MEASURES), "parties"),
        by_party=markdown_table(_by_party(measured), "party", 2),
    )
    return _Part(verdict(of.title, means["parties alike"], errors["parties alike"]), text)


def verdict(title: str, means: pd.DataFrame, error: "pd.Series[float]") -> str:
    """
    Say in one paragraph whether the score did better than the last share, measure by measure.

    Parameters
    ----------
    title : str
        Of the transition.
    means : DataFrame
        What `overall` or `by_votes` returns.
    error : Series
        Standard error of each difference.

    Returns
    -------
    str
    """
    said = "; ".join(f"{MEASURES[name]} {text}" for name, text in _compared(means, error).items())
    return f"**{title}**, against the last share: {said}."


def _compared(means: pd.DataFrame, error: "pd.Series[float]") -> dict[str, str]:
    """Say each difference with its error; it is one beyond two standard errors only."""
    told = {}
    for measure in MEASURES:
        difference = float(means[measure]["score"] - means[measure]["last_share"])
        word = "better" if difference > 0 else "worse"
        if abs(difference) < 2 * error[measure]:
            word = f"no different (nominally {word})"
        told[measure] = f"{word}, {difference:+.3f} ± {error[measure]:.3f}"
    return told


def _named(table: pd.DataFrame, mean: str) -> pd.DataFrame:
    return table.rename(index=TITLES, columns={key: f"{title}, {mean}" for key, title in MEASURES.items()})


def _by_party(measured: pd.DataFrame) -> pd.DataFrame:
    """Rank correlation of each method, and lift of the score and the last share, by party."""
    wide = measured.pivot(index=["party_code", "areas"], columns="method", values=["spearman", "lift"])
    columns = {("spearman", method): f"ρ {TITLES[method]}" for method in METHODS}
    columns |= {("lift", method): f"lift {TITLES[method]}" for method in METHODS[:2]}
    table = wide[list(columns)].set_axis(list(columns.values()), axis=1).reset_index("areas")
    return table.sort_values("ρ score", ascending=False)


def _chances(every: Sequence[Transition], seats: Mapping[str, SeatBallot]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give each comparable transition's lists with a past: P(seat) of the outlook and of the regression, seats won."""
    told = [forecasts(of.ballots, of.known, of.outcome, seats[of.outcome].contests) for of in every]
    for of, earlier, later in zip(every[1:], told, told[1:], strict=False):
        if of.other_ballot:
            continue
        contests, rule = _ordered(seats[of.outcome].contests), seats[of.outcome].rule
        drawn = house_outlook([ExpectedBallot(expected_lists(of.ballots, of.known, contests), contests, rule)])
        learned, rows = _with_past(earlier), _with_past(later)
        rows = rows.merge(drawn.lists[["area_code", "party_code", "p_seat"]], on=["area_code", "party_code"])
        yield of.title, rows.assign(logistic=seat_chances_by_last_share(learned, rows))


def _ordered(contests: Sequence[ContestInputs]) -> list[ContestInputs]:
    """Put contests and lists in the order of their codes, so that the same draws fall on the same lists."""
    in_order = sorted(contests, key=lambda contest: contest.area_code)
    return [replace(contest, votes=dict(sorted(contest.votes.items()))) for contest in in_order]


def _with_past(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["basis"].isin([ONE_CONTEST, TWO_CONTESTS])]


def _chance_measures(title: str, rows: pd.DataFrame) -> pd.DataFrame:
    won = rows["seats_won"] > 0
    table = {
        name: {"lists": len(rows), "Brier": brier(rows[column], won), "log loss": log_loss(rows[column], won)}
        for name, column in {"outlook": "p_seat", "logistic on the last share": "logistic"}.items()
    }
    return pd.DataFrame(table).T.rename(index=lambda name: f"{title}: {name}")


def _calibration(title: str, table: pd.DataFrame) -> str:
    named = table.rename(index=lambda low: f"{low:.1f}–{low + 0.1:.1f}").rename(columns={"came_true": "came true"})
    return f"{title}\n\n{markdown_table(named, 'chance', 2)}"


def _alone(of: Transition) -> pd.DataFrame:
    """Measures of each component as the whole score, of all alike, and of method 1.1."""
    weights = {name: dict.fromkeys(COMPONENTS, 0.0) | {name: 1.0} for name in COMPONENTS}
    weights |= {"all five alike": dict.fromkeys(COMPONENTS, 0.2)}
    choices = {name: Parameters(weights=chosen, draws=1) for name, chosen in weights.items()}
    choices |= {"the default": DEFAULTS, "method 1.1": METHOD_1_1}
    rows = {
        name: overall(accuracy(predictions(of.ballots, of.known, of.outcome, chosen))).loc["score"]
        for name, chosen in choices.items()
    }
    return pd.DataFrame(rows).T.rename(columns=MEASURES)


def _importance(of: Transition) -> pd.DataFrame:
    """Weight and importance of each component in the latest scores."""
    results, lineage, parents = of.ballots
    return importance(score(results, of.outcome, lineage, DEFAULTS, parents)).set_index("component")


def markdown_table(frame: pd.DataFrame, corner: str, decimals: int = 3) -> str:
    """Markdown table; whole numbers stay whole, unknown is a dash."""
    return _text_table(frame.map(lambda number: _cell(float(number), decimals)), corner)


def _text_table(frame: pd.DataFrame, corner: str) -> str:
    head = [corner, *map(str, frame.columns)]
    rows = [[str(index), *row] for index, row in zip(frame.index, frame.to_numpy(), strict=True)]
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(number: float, decimals: int) -> str:
    """One number of a table."""
    if np.isnan(number):
        return "–"
    return f"{number:.0f}" if number > 1 and number.is_integer() else f"{number:.{decimals}f}"
