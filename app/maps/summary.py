"""What a page says in words and key figures, made from its numbers."""

from dataclasses import dataclass

import pandas as pd

from app.maps.atlas import Atlas, MapElection, Text, of_election
from app.maps.numbers import number, percent
from app.maps.texts import TEXTS
from app.maps.wording import words

STRONG_SCORE = 80
NAMED_AREAS = 3
NAMED_REGIONS = 2


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the whole country and what it counts."""

    label: Text
    value: Text


def key_figures(atlas: Atlas, election: MapElection) -> tuple[KeyFigure, ...]:
    """
    Sum an election over the country.

    Parameters
    ----------
    atlas : Atlas
        The page's figures.
    election : MapElection
        Which of its elections.

    Returns
    -------
    tuple of KeyFigure
        Share of the valid votes, seats won, lists fielded. A sum with an unknown term is unknown; without a list there
        is none to tell.
    """
    contests, results = of_election(atlas.country.contests, election), of_election(atlas.results, election)
    areas, seats = number(len(contests)), number(contests["seats"].sum(skipna=False))
    if results.empty:
        share = won = TEXTS["none"]
    else:
        share = percent(results["votes"].sum(skipna=False) / contests["valid_votes"].sum(skipna=False))
        won = number(results["seats_won"].sum(skipna=False))
    return (
        KeyFigure(TEXTS["key_share"], share),
        KeyFigure(TEXTS["key_seats"].format({"seats": seats}), won),
        KeyFigure(TEXTS["key_lists"].format({"areas": areas}), number(len(results))),
    )


def reading(atlas: Atlas, election: MapElection) -> Text:
    """
    Say in one or two sentences where the party is strong.

    Parameters
    ----------
    atlas : Atlas
        The page's figures.
    election : MapElection
        Which of its elections.

    Returns
    -------
    Text
        How many areas score ``STRONG_SCORE`` or more, in which regions most of them are, and which areas lead.
    """
    scores = of_election(atlas.scores, election)["score"].dropna().sort_values(ascending=False, kind="stable")
    if scores.empty:
        return words(atlas.country.level)["reading_no_score"]
    extent = _extent(atlas, scores)
    leading = Text.join(_with_share(atlas, election, code) for code in scores.index[:NAMED_AREAS])
    sentence = words(atlas.country.level)["reading_leading"].format({"leading": leading})
    return Text(f"{extent.fr} {sentence.fr}", f"{extent.ar} {sentence.ar}")


def _extent(atlas: Atlas, scores: pd.Series) -> Text:
    strong = scores[scores >= STRONG_SCORE].index
    areas = number(len(atlas.country.ground.areas))
    if strong.empty:
        return words(atlas.country.level)["reading_not_strong"].format({"areas": areas})
    per_region = atlas.country.ground.areas.loc[strong].value_counts(["region_fr", "region_ar"]).head(NAMED_REGIONS)
    regions = Text.join(
        TEXTS["counted"].format({"name": Text(*names), "count": number(count)}) for names, count in per_region.items()
    )
    return words(atlas.country.level)["reading_strong"].format(
        {"strong": number(len(strong)), "areas": areas, "regions": regions}
    )


def _with_share(atlas: Atlas, election: MapElection, area_code: str) -> Text:
    area = atlas.country.ground.areas.loc[area_code]
    share = percent(atlas.results["share"].get((election.code, area_code), float("nan")))
    return TEXTS["share_of_votes"].format({"name": Text(area["name_fr"], area["name_ar"]), "share": share})
