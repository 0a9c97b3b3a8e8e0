"""The colour of each area by the party's strength, for drawings that have no script."""

from bisect import bisect_right

import pandas as pd

from app.maps import scale
from app.maps.atlas import Atlas, MapElection, of_election
from app.maps.themes import Theme, themes

UNKNOWN = "url(#unknown)"
"""The hatching that the page defines."""


def strength(atlas: Atlas) -> Theme:
    """Find the theme of the score."""
    return next(theme for theme in themes(atlas.country.parties) if theme.key == "score")


def strength_colours(atlas: Atlas, election: MapElection) -> pd.Series:
    """
    Colour the areas of the country.

    Parameters
    ----------
    atlas : Atlas
        The party's.
    election : MapElection
        Whose scores.

    Returns
    -------
    pandas.Series
        By area code: ``#rrggbb`` of the class, of "no list", or ``UNKNOWN``.
    """
    theme = strength(atlas)
    codes = atlas.country.ground.areas.index
    scores = of_election(atlas.scores, election)["score"].reindex(codes)
    held, listed = (codes.isin(of_election(frame, election).index) for frame in (atlas.country.contests, atlas.results))
    classes = [UNKNOWN if pd.isna(score) else theme.colours[bisect_right(theme.limits, score)] for score in scores]
    return pd.Series(classes, index=codes).mask(held & ~listed, scale.NO_LIST)
