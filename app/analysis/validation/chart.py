"""The back-test as plots, written as SVG by hand: the same bytes for the same numbers."""

from collections.abc import Mapping
from html import escape

import numpy as np
import pandas as pd

COLOURS = {"score": "#0072b2", "last_share": "#d55e00"}
LEFT, WIDTH, STEP, TOP = 70, 440, 26, 50
LOW, HIGH = -0.4, 1.0


def chart(measured: pd.DataFrame) -> str:
    """
    Draw each party's rank correlation, of the score and of the last share.

    Parameters
    ----------
    measured : DataFrame
        What `validation.accuracy` returns.

    Returns
    -------
    str
        A self-contained SVG.
    """
    table = measured.pivot(index="party_code", columns="method", values="spearman").sort_values(
        "score", ascending=False
    )
    bottom = TOP + STEP * len(table)
    rows = zip(table.index, table["score"], table["last_share"], range(TOP, bottom, STEP), strict=True)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 30} {bottom + 40}" '
            'font-family="sans-serif" font-size="12" role="img">',
            "<title>Spearman rank correlation with the next shares, by party</title>",
            '<rect width="100%" height="100%" fill="white"/>',
            *_legend(),
            *(line for tick in np.arange(LOW, HIGH + 0.1, 0.2).round(1) for line in _tick(tick, bottom)),
            *(line for row in rows for line in _row(*row)),
            "</svg>\n",
        ]
    )


def _across(value: float) -> float:
    """Horizontal position of a correlation."""
    return round(LEFT + WIDTH * (value - LOW) / (HIGH - LOW), 1)


def _dot(x: float, y: float, name: str) -> str:
    """Full for the score, hollow for the last share: told apart without colour too."""
    fill = COLOURS[name] if name == "score" else "white"
    return f'<circle cx="{x}" cy="{y}" r="4.5" fill="{fill}" stroke="{COLOURS[name]}" stroke-width="2"/>'


def _legend() -> list[str]:
    """Name the two kinds of dots."""
    return [
        f'{_dot(LEFT, 20, "score")}<text x="{LEFT + 10}" y="24">score</text>',
        f'{_dot(LEFT + 80, 20, "last_share")}<text x="{LEFT + 90}" y="24">last share</text>',
    ]


def _tick(value: float, bottom: int) -> list[str]:
    """Grid line with its number."""
    x = _across(value)
    return [
        f'<line x1="{x}" x2="{x}" y1="{TOP - 12}" y2="{bottom}" stroke="#ddd"/>',
        f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{value:g}</text>',
    ]


def _row(party: str, score: float, last_share: float, y: int) -> list[str]:
    """One party: its name and its two dots."""
    return [
        f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end">{escape(party)}</text>',
        f'<line x1="{_across(score)}" x2="{_across(last_share)}" y1="{y}" y2="{y}" stroke="#999"/>',
        _dot(_across(score), y, "score"),
        _dot(_across(last_share), y, "last_share"),
    ]


SIDE = 320
SERIES = ("#d55e00", "#0072b2", "#009e73", "#cc79a7")


def calibration_chart(tables: Mapping[str, pd.DataFrame]) -> str:
    """
    Draw how often chances came true against what was said.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        By title, what `forecasts.calibration` returns; at most as many as there are `SERIES`.

    Returns
    -------
    str
        A self-contained SVG: a dot for each tenth of chances, its area as the number of lists.
    """
    bottom, right = TOP + SIDE, LEFT + SIDE
    ticks = [round(tick, 1) for tick in np.arange(0, 1.1, 0.2)]
    series = list(zip(tables.items(), SERIES, strict=False))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right + 30} {bottom + 60}" '
            'font-family="sans-serif" font-size="12" role="img">',
            "<title>Chances of a seat, and how often they came true</title>",
            '<rect width="100%" height="100%" fill="white"/>',
            *(
                f'<text x="{LEFT}" y="{16 + 15 * number}" fill="{colour}">{escape(title)}</text>'
                for number, ((title, _), colour) in enumerate(series)
            ),
            f'<line x1="{LEFT}" y1="{bottom}" x2="{right}" y2="{TOP}" stroke="#999"/>',
            *(line for tick in ticks for line in _ticks(tick, bottom)),
            f'<text x="{LEFT + SIDE / 2:.0f}" y="{bottom + 40}" text-anchor="middle">chance said</text>',
            f'<text x="20" y="{TOP + SIDE / 2:.0f}" text-anchor="middle" '
            f'transform="rotate(-90 20 {TOP + SIDE / 2:.0f})">came true</text>',
            *(dot for (_, table), colour in series for dot in _calibrated(table, colour, bottom)),
            "</svg>\n",
        ]
    )


def _ticks(value: float, bottom: int) -> list[str]:
    """Grid lines across and up, with their number."""
    x, y = LEFT + SIDE * value, bottom - SIDE * value
    return [
        f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{TOP}" y2="{bottom}" stroke="#eee"/>',
        f'<line x1="{LEFT}" x2="{LEFT + SIDE}" y1="{y:.0f}" y2="{y:.0f}" stroke="#eee"/>',
        f'<text x="{x:.0f}" y="{bottom + 18}" text-anchor="middle">{value:g}</text>',
        f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{value:g}</text>',
    ]


def _calibrated(table: pd.DataFrame, colour: str, bottom: int) -> list[str]:
    return [
        f'<circle cx="{LEFT + SIDE * said:.1f}" cy="{bottom - SIDE * came:.1f}" r="{1 + lists**0.5 / 2:.1f}" '
        f'fill="{colour}" fill-opacity="0.6"/>'
        for lists, said, came in table[["lists", "said", "came_true"]].itertuples(index=False)
    ]
