"""The page's figures as arrays in the order of its areas, and as JSON that is safe inside a script element."""

import json
from dataclasses import asdict
from typing import Any

import pandas as pd
import shapely
from shapely.geometry import mapping

from app.analysis.strength.method import COMPONENTS
from app.maps import scale
from app.maps.atlas import CONSTITUENCY, Atlas, Country, Ground, MapElection, of_election
from app.maps.ground import label_points
from app.maps.readings import ballots_note, readings
from app.maps.summary import coverage_note
from app.maps.texts import COUNTED, words
from app.maps.themes import Theme, themes
from app.maps.words.catalogues import CATALOGUES, LANGUAGES, Text
from app.maps.words.explanation import explain

RATE_DECIMALS = 5
SCORE_DECIMALS = 3
MOST_EXPLAINED = 200
"""Areas: so many sentences in two languages weigh 100 kB for each election."""

RATES = ("share", "margin", "swing", "turnout", "p_stronghold", "change")


def payload(atlas: Atlas) -> dict[str, Any]:
    """
    Gather what the page's script reads.

    Parameters
    ----------
    atlas : Atlas
        Everything the page shows.

    Returns
    -------
    dict
        ``areas`` and ``communes`` as columns; per election, ``contests``, ``results`` and ``scores`` as columns in the
        order of ``areas``, null where unknown, and what is said of them; ``themes``, ``texts`` and,
        by plural category, ``counted``.
    """
    country = atlas.country
    return {
        "party": asdict(atlas.party),
        "levels": levels(country),
        "areas": _areas(country),
        "units": {level: _names(country.ground, level) for level in levels(country)[1:]},
        "communes": _communes(country.ground),
        "elections": [_election(atlas, election) for election in country.elections],
        "acronyms": country.parties["acronym"].to_dict(),
        "themes": {theme.key: _theme(theme) for theme in themes(country.parties, country.level)},
        "no_list": scale.NO_LIST,
        "texts": {key: asdict(text) for key, text in words(country.level).items()},
        "counted": {
            key: {language: CATALOGUES[language].forms(message) for language in LANGUAGES}
            for key, message in COUNTED.items()
        },
    }


def levels(country: Country) -> tuple[str, ...]:
    """Name the levels that a page shows figures of: its areas, and what they are summed to."""
    return country.level, "province", "region"


def script_json(value: Any) -> str:
    r"""
    Write JSON that no text in it can end: ``<`` becomes ``\u003c``.

    Parameters
    ----------
    value : Any
        Dicts, lists, text, numbers and None; no NaN.

    Returns
    -------
    str
        To be put inside ``<script type="application/json">``.

    Raises
    ------
    ValueError
        If a number is NaN or infinite: unknown must have been made null.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _areas(country: Country) -> dict[str, list[Any]]:
    ground = country.ground
    names = ground.areas[["name_fr", "name_ar", "province", "region"]]
    return {
        country.level: list(names.index),
        **_columns(names),
        **_columns(ground.areas[["population"]]),
        "point": label_points(ground.areas).tolist(),
        "circle": ground.circles.astype(int).tolist(),
        "neighbours": ground.neighbours,
    }


def _names(ground: Ground, level: str) -> dict[str, list[str]]:
    """Name the provinces or regions that areas lie in, in French and Arabic, each once."""
    named = ground.areas.drop_duplicates(level).dropna(subset=level)
    return {code: names for code, *names in named[[level, f"{level}_fr", f"{level}_ar"]].to_numpy().tolist()}


def _communes(ground: Ground) -> dict[str, list[Any]]:
    names = ground.communes[["name_fr", "name_ar"]]
    positions = ground.areas.index.get_indexer(ground.communes["area_code"])
    return {**_columns(names), "area": positions.tolist(), "point": label_points(ground.communes).tolist()}


def _theme(theme: Theme) -> dict[str, Any]:
    return asdict(theme) | {"inks": [scale.ink(colour) for colour in theme.colours]}


def _election(atlas: Atlas, election: MapElection) -> dict[str, Any]:
    codes = atlas.country.ground.areas.index
    frames = (atlas.country.contests, atlas.results, atlas.scores, atlas.prices, atlas.clusters)
    contests, results, scores, prices, clusters = (of_election(frame, election).reindex(codes) for frame in frames)
    fielded = _fielded(atlas, election)
    note, covered = ballots_note(atlas.country, election), coverage_note(election.coverage, atlas.country.level)
    classes = scores["strength_class"].fillna(fielded.map({False: "absent"})).fillna("insufficient")
    said = _explanations(atlas, scores)
    return {
        "code": election.code,
        "year": election.date.year,
        "name": asdict(election.name),
        "coverage": covered and asdict(covered),
        "two_ballots": note and asdict(note),
        "scored": election.method_version is not None,
        "fielded": fielded.tolist(),
        "ballot": _columns(of_election(atlas.country.ballots.to_frame("ballot"), election).reindex(codes))["ballot"],
        "sources": [source.citation for source in election.sources],
        "contests": _columns(contests[["seats", "valid_votes", "turnout"]]),
        "lists": _lists(atlas.country, election),
        "winner": _columns(of_election(atlas.country.leaders.to_frame("party"), election).reindex(codes))["party"],
        "results": _columns(results),
        "scores": _columns(scores.assign(strength_class=classes).drop(columns="components")),
        "prices": _columns(prices) if atlas.country.level == CONSTITUENCY else {},
        "cluster": _columns(clusters)["label"],
        "components": {name: [_weighed(parts, name) for parts in scores["components"]] for name in COMPONENTS},
        "explanation": {"fr": [text and text.fr for text in said], "ar": [text and text.ar for text in said]},
        "zones": [_zone(atlas.country.ground, row) for _, row in of_election(atlas.zones, election).iterrows()],
        "readings": {key: asdict(text) for key, text in readings(atlas, election).items()},
    }


def _lists(country: Country, election: MapElection) -> list[list[list[Any]]]:
    """Tell per area what every list obtained, most votes first: party, votes and seats."""
    lists = of_election(country.lists, election)
    rows = lists.astype(object).where(lists.notna(), None).itertuples(name=None)
    by_area: dict[str, list[list[Any]]] = {code: [] for code in country.ground.areas.index}
    for area, *figures in rows:
        by_area[area].append(_known([_plain(figure) for figure in figures]))
    return list(by_area.values())


def _known(figures: list[Any]) -> list[Any]:
    """Leave out unknown seats, the last figure, which the page puts back: there are thousands of lists."""
    return figures[:-1] if figures[-1] is None else figures


def _fielded(atlas: Atlas, election: MapElection) -> pd.Series:
    """Tell per area whether the party fielded a list: True, False, or None where no contest is known."""
    codes = atlas.country.ground.areas.index
    held, listed = (codes.isin(of_election(frame, election).index) for frame in (atlas.country.contests, atlas.results))
    return pd.Series(listed, index=codes, dtype=object).where(held | listed, None)


def _weighed(parts: Any, name: str) -> float | None:
    """Take the value in [0, 1] of a component that counts in the score; there is none without a list or a row."""
    listed = parts if isinstance(parts, list) else []
    values = [part["normalised"] for part in listed if part["component"] == name and part["weight"]]
    return round(values[0], SCORE_DECIMALS) if values else None


def _explanations(atlas: Atlas, scores: pd.DataFrame) -> list[Text | None]:
    """Put the scores in words, unless there are so many areas that the words would weigh more than their map."""
    if len(scores) > MOST_EXPLAINED:
        return []
    return [_explanation(atlas, str(code), row) for code, row in scores.iterrows()]


def _explanation(atlas: Atlas, area_code: str, row: pd.Series) -> Text | None:
    """Put an area's score in words; nothing to say where there is no row."""
    if not isinstance(row["components"], list):
        return None
    area, party = atlas.country.ground.areas.loc[area_code], atlas.party.name
    names = {"fr": area["name_fr"], "ar": area["name_ar"], "en": area["name_fr"]}
    parties = {"fr": party.fr, "ar": party.ar, "en": party.fr}
    said = explain(dict(zip(row.index, row, strict=True)), names, parties, atlas.country.level)
    return Text(said["fr"], said["ar"])


def _zone(ground: Ground, row: pd.Series) -> dict[str, Any]:
    """Outline the members as they are drawn, so that the outline runs along their borders."""
    members = ground.areas.loc[row["members"]]
    outline = shapely.union_all(members.geometry.to_numpy())
    figures = _columns(row[["share", "change", "seats_won"]].astype(float).to_frame().T)
    return {
        "name": {"fr": row["name_fr"], "ar": row["name_ar"]},
        "members": ground.areas.index.get_indexer(members.index).tolist(),
        **{name: values[0] for name, values in figures.items()},
        "point": label_points(members.iloc[:1].set_geometry([outline], crs=4326)).tolist()[0],
        "outline": mapping(outline.boundary),
    }


def _columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    decimals = dict.fromkeys(RATES, RATE_DECIMALS) | {"score": SCORE_DECIMALS}
    rounded = frame.round({name: decimals[name] for name in decimals if name in frame})
    return {str(name): [_plain(value) for value in column] for name, column in rounded.items()}


def _plain(value: Any) -> Any:
    """Make NaN null, and write 12.0 as 12: a column of counts is floating as soon as one of them is unknown."""
    if pd.isna(value):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
