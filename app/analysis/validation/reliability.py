"""Reliability plots as SVG written by hand: how often chances came true, the same bytes for the same numbers."""

from collections.abc import Mapping

import pandas as pd

SIDE, GAP, LEFT, TOP = 220, 60, 50, 40


def reliability_chart(tables: Mapping[str, pd.DataFrame]) -> str:
    """
    Draw, side by side, the chances said against the part of them that came true; on the diagonal they are the same.

    Parameters
    ----------
    tables : mapping of title to DataFrame
        What `forecasts.calibration` returns.

    Returns
    -------
    str
        A self-contained SVG; the area of a dot goes with the number of lists.
    """
    width = LEFT + len(tables) * (SIDE + GAP)
    panels = (_panel(title, table, number) for number, (title, table) in enumerate(tables.items()))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {TOP + SIDE + 60}" '
            'font-family="sans-serif" font-size="12" role="img">',
            "<title>Chances said, and how often they came true</title>",
            '<rect width="100%" height="100%" fill="white"/>',
            *(line for panel in panels for line in panel),
            "</svg>\n",
        ]
    )


def _panel(title: str, table: pd.DataFrame, number: int) -> list[str]:
    left, bottom = LEFT + number * (SIDE + GAP), TOP + SIDE
    radii = 2 + 8 * (table["lists"] / table["lists"].max()) ** 0.5
    places = zip(left + SIDE * table["said"], bottom - SIDE * table["came_true"], radii, strict=True)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="#0072b2" fill-opacity="0.8"/>' for x, y, r in places]
    ticks = [
        f'<text x="{left + SIDE * tick / 100:.1f}" y="{bottom + 16}" text-anchor="middle">{tick} %</text>'
        f'<text x="{left - 6}" y="{bottom - SIDE * tick / 100 + 4:.1f}" text-anchor="end">{tick} %</text>'
        for tick in (0, 50, 100)
    ]
    return [
        f'<text x="{left}" y="{TOP - 14}" font-weight="bold">{title}</text>',
        f'<rect x="{left}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>',
        f'<line x1="{left}" y1="{bottom}" x2="{left + SIDE}" y2="{TOP}" stroke="#999"/>',
        *ticks,
        f'<text x="{left + SIDE / 2}" y="{bottom + 36}" text-anchor="middle">said (across), came true (up)</text>',
        *dots,
    ]
