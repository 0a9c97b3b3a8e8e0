"""The back-test of the House elections as a page of Markdown and two charts, from the results alone."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

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
from app.analysis.validation.chart import chart
from app.analysis.validation.forecasts import calibration
from app.analysis.validation.looks import LOOKS
from app.analysis.validation.reliability import reliability_chart
from app.analysis.validation.transitions import SeatBallot, Transition, chance_measures, seat_chances, transitions

TITLES = {
    "score": "score",
    "last_share": "last share",
    "parent_mean": "region's mean",
    "uniform_swing": "uniform swing",
}
MEASURES = {"spearman": "Spearman", "kendall": "Kendall", "lift": "top-decile lift"}
FORECASTS = {"last_share_logistic": "logistic on the last share"}
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


def report(ballots: Ballots, seats: Mapping[str, SeatBallot]) -> dict[str, str]:
    """
    Back-test the score on the House elections and say how it did.

    Parameters
    ----------
    ballots : Ballots
        The local ballots, with the region of each constituency as its parent, and what stands in for an earlier one.
    seats : mapping
        By the code of each local election.

    Returns
    -------
    dict of str to str
        `validation.md`, `validation.svg`, `calibration.svg`: the same bytes for the same results.
    """
    every = transitions(ballots)
    parts = [_transition(transition) for transition in every]
    chances = [(of.title, rows) for of, rows in seat_chances(every, seats)]
    last = every[-1]
    tables = {title: calibration(rows["outlook"], rows["seats_won"] > 0) for title, rows in chances}
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
    return {"validation.md": page, "validation.svg": chart(measured), "calibration.svg": reliability_chart(tables)}


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


def _chance_measures(title: str, rows: pd.DataFrame) -> pd.DataFrame:
    table = chance_measures(rows).rename(columns={"brier": "Brier", "log_loss": "log loss"}, index=FORECASTS)
    return table.rename(index=lambda name: f"{title}: {name}")


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
    _, lineage, parents, _ = of.ballots
    return importance(score(of.ballots.scored, of.outcome, lineage, DEFAULTS, parents)).set_index("component")


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
