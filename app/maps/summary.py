"""What a page says in words and key figures, made from its numbers."""

from dataclasses import dataclass

import pandas as pd

from app.analysis.figures import Coverage
from app.maps.atlas import COMMUNE, CONSTITUENCY, SEATS, Atlas, MapElection, of_election
from app.maps.words.catalogues import Text, plural, text
from app.maps.words.numbers import number, percent

STRONG_SCORE = 80
NAMED_AREAS = 3
NAMED_REGIONS = 2

NONE = Text("–", "–")
NO_SCORE = text("No score for this election.")
NO_FORECAST = text(
    "No forecast of the next election is made for this ballot: neither strongholds nor seats within reach are told."
)

_STRONG = {
    CONSTITUENCY: text("Strong constituencies (score of 80 or more): {strong} of {areas}, mostly {regions}."),
    COMMUNE: text("Strong communes (score of 80 or more): {strong} of {areas}, mostly {regions}."),
}
_NONE_STRONG = {
    CONSTITUENCY: text("Strong constituencies (score of 80 or more): none of {areas}."),
    COMMUNE: text("Strong communes (score of 80 or more): none of {areas}."),
}


_COVERED = {
    CONSTITUENCY: plural("Results known: {n} constituency of {of}.", "Results known: {n} constituencies of {of}."),
    COMMUNE: plural("Results known: {n} council of {of}.", "Results known: {n} councils of {of}."),
}


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the whole country and what it counts."""

    label: Text
    value: Text


def coverage_note(coverage: Coverage, level: str) -> Text | None:
    """
    Say how many contests are known, where not all are.

    Parameters
    ----------
    coverage : Coverage
    level : str
        Of the areas that vote.

    Returns
    -------
    Text or None
    """
    if not coverage.is_partial:
        return None
    return _COVERED.get(level, _COVERED[CONSTITUENCY]).of(coverage.contests, of=number(coverage.of))


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
        share = won = NONE
    else:
        share = percent(results["votes"].sum(skipna=False) / contests["valid_votes"].sum(skipna=False))
        won = number(results["seats_won"].sum(skipna=False))
    return (
        KeyFigure(text("Share of the votes"), share),
        KeyFigure(text("Seats, of {seats}", seats=seats), won),
        KeyFigure(text("Lists, of {areas}", areas=areas), number(len(results))),
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
        return NO_SCORE
    extent = _extent(atlas, election, scores)
    leading = Text.join(_with_share(atlas, election, code) for code in scores.index[:NAMED_AREAS])
    return text("{extent} Highest scores: {leading}.", extent=extent, leading=leading)


def _extent(atlas: Atlas, election: MapElection, scores: pd.Series) -> Text:
    strong = scores[scores >= STRONG_SCORE].index
    areas = number(len(of_election(atlas.country.contests, election)))
    if strong.empty:
        return _NONE_STRONG[atlas.country.level].format(areas=areas)
    per_region = atlas.country.ground.areas.loc[strong].value_counts(["region_fr", "region_ar"]).head(NAMED_REGIONS)
    regions = Text.join(
        text("{name} ({count})", name=Text(*names), count=number(count)) for names, count in per_region.items()
    )
    return _STRONG[atlas.country.level].format(strong=number(len(strong)), areas=areas, regions=regions)


def _with_share(atlas: Atlas, election: MapElection, area_code: str) -> Text:
    area = atlas.country.ground.areas.loc[area_code]
    name, at = Text(area["name_fr"], area["name_ar"]), (election.code, area_code)
    if atlas.country.basis == SEATS:
        part = atlas.results["seats_won"].get(at, 0) / atlas.country.contests["seats"].get(at, float("nan"))
        return text("{name} ({share} of the seats)", name=name, share=percent(part))
    share = percent(atlas.results["share"].get(at, float("nan")))
    return text("{name} ({share} of the votes)", name=name, share=share)
