"""The back-test as a plot, written as SVG by hand: the same bytes for the same numbers."""

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
