"""The page's figures as arrays in the order of its areas, and as JSON that is safe inside a script element."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from app.analysis import figures
from app.analysis.names import fold
from app.analysis.strength.method import COMPONENTS
from app.maps import scale
from app.maps.atlas import COMMUNE, CONSTITUENCY, WHOLES, Atlas, Country, Ground, MapElection, of_election
from app.maps.ground import label_points
from app.maps.lists import RATE_DECIMALS, list_columns, list_rows, plain
from app.maps.readings import ballots_note, readings
from app.maps.summary import coverage_note
from app.maps.texts import COUNTED, flag, words
from app.maps.themes import Theme, classes, council_parts, themes
from app.maps.words.catalogues import CATALOGUES, LANGUAGES, Text, text
from app.maps.words.explanation import describe

SCORE_DECIMALS = 3
MOST_EXPLAINED = 200
"""Areas: so many sentences in two languages weigh 100 kB for each election."""

NAMES = ["name_fr", "name_ar"]
RATES = ("share", "margin", "swing", "turnout", "top_fifth", "p_seat", "change", "part")
WIDE_RANKS = 0.1


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
        ``areas`` and ``communes`` as columns; ``aliases`` of places for the search; the ``census`` as columns by level,
        in thousandths, or null; per election, ``contests``, ``results``, ``scores`` and the ``classes`` of their
        figures as columns in the order of ``areas``, null where unknown, ``lists`` with a row for each as
        ``list_columns`` names it, ``sums`` by level as columns in the order of their own ``code``, and what is said of
        them; ``themes``, ``texts`` and, by plural category, ``counted``.
    """
    country = atlas.country
    return {
        "party": asdict(atlas.party),
        "levels": levels(country),
        "areas": _areas(country),
        "units": {level: _names(country.ground, level) for level in levels(country)[1:]},
        "aliases": _aliases(country),
        "communes": _communes(country.ground),
        "census": _census(country),
        "elections": [_election(atlas, election) for election in country.elections],
        "acronyms": country.parties["acronym"].to_dict(),
        "parties": list(country.parties.index),
        "list_columns": list_columns(country.level),
        "themes": {key: _theme(theme) for key, theme in _themes(country).items()},
        "no_list": scale.NO_LIST,
        "texts": {key: asdict(text) for key, text in words(country.level, country.basis).items()},
        "counted": {
            key: {language: CATALOGUES[language].forms(message) for language in LANGUAGES}
            for key, message in COUNTED.items()
        },
    }


def levels(country: Country) -> tuple[str, ...]:
    """Name the levels that a page shows figures of: its areas, and what they are summed to."""
    return country.level, *WHOLES


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


def _aliases(country: Country) -> dict[str, dict[str, list[str]]]:
    """List the other names of places, folded: of areas and communes by position, of what areas lie in by code."""
    ground = country.ground
    wholes = {level: _names(ground, level) for level in WHOLES}
    return {
        "areas": _other_names(country, country.level, ground.areas, range(len(ground.areas))),
        "communes": _other_names(country, COMMUNE, ground.communes, range(len(ground.communes))),
        **{
            level: _other_names(country, level, pd.DataFrame.from_dict(named, "index", columns=NAMES), named)
            for level, named in wholes.items()
        },
    }


def _other_names(country: Country, level: str, named: pd.DataFrame, keys: Iterable[Any]) -> dict[str, list[str]]:
    others = {
        str(key): [name for name in country.names.get((level, code), ()) if name not in {fold(fr), fold(ar)}]
        for key, (code, fr, ar) in zip(keys, named[NAMES].itertuples(), strict=True)
    }
    return {key: names for key, names in others.items() if names}


def _communes(ground: Ground) -> dict[str, list[Any]]:
    names = ground.communes[["name_fr", "name_ar"]]
    positions = ground.areas.index.get_indexer(ground.communes["area_code"])
    return {**_columns(names), "area": positions.tolist(), "point": label_points(ground.communes).tolist()}


def _census(country: Country) -> dict[str, Any] | None:
    """Tell the census indicators, in thousandths, of areas and of what they are summed to, in the order of each."""
    census = country.census
    if census is None:
        return None
    codes = {
        country.level: list(country.ground.areas.index),
        **{level: list(_names(country.ground, level)) for level in WHOLES},
    }
    places = {level: pd.MultiIndex.from_product([[level], inside]) for level, inside in codes.items()}
    partial = census.known.where(census.known < census.units)
    return {
        "title": asdict(text("Census of {year} (HCP)", year=Text(census.year, census.year))),
        "names": [asdict(Text(*names)) for names in census.indicators[["name_fr", "name_ar"]].to_numpy()],
        "country": _thousandths(census.indicators["country_value"]),
        "values": {
            level: [_thousandths(column) for _, column in census.values.reindex(at).items()]
            for level, at in places.items()
        },
        "partial": {
            level: {
                place: [int(known), int(units)]
                for place, (known, units) in enumerate(zip(partial.reindex(at), census.units.reindex(at), strict=True))
                if not np.isnan(known)
            }
            for level, at in places.items()
        },
    }


def _thousandths(shares: "pd.Series[float]") -> list[int | None]:
    """Round shares to what a page shows of them, in the fewest characters."""
    return [None if np.isnan(share) else round(1000 * share) for share in shares]


def _theme(theme: Theme) -> dict[str, Any]:
    return asdict(theme) | {"inks": [scale.ink(colour) for colour in theme.colours]}


def _election(atlas: Atlas, election: MapElection) -> dict[str, Any]:
    country = atlas.country
    codes = country.ground.areas.index
    read = {
        "contests": country.contests,
        "results": atlas.results,
        "scores": atlas.scores,
        "prices": atlas.prices,
        "clusters": atlas.clusters,
        "leaders": country.leaders.to_frame("party"),
        "ballots": country.ballots.to_frame("ballot"),
    }
    frames = {name: of_election(frame, election).reindex(codes) for name, frame in read.items()}
    contests, results, scores = frames["contests"], frames["results"], frames["scores"]
    fielded = _fielded(atlas, election)
    note, covered = ballots_note(country, election), coverage_note(election.coverage, country.level)
    strength = scores["strength_class"].fillna(fielded.map({False: "absent"})).fillna("unknown")
    frames["scores"] = scores = scores.assign(strength_class=strength)
    frames["results"] = results = results.assign(part=figures.ratio(results["seats_won"], contests["seats"]))
    said, continuity = _explanations(atlas, scores), atlas.continuity(election)
    lists = list_rows(of_election(country.lists, election), contests["seats"], codes, _themes(country), country)
    return {
        "code": election.code,
        "year": election.date.year,
        "name": asdict(election.name),
        "coverage": covered and asdict(covered),
        "two_ballots": note and asdict(note),
        "scored": election.method_version is not None,
        "fielded": fielded.tolist(),
        "ballot": _columns(frames["ballots"])["ballot"],
        "sources": [source.citation for source in election.sources],
        "contests": _columns(contests[["seats", "turnout"]]),
        "lists": lists,
        "sums": {level: _sums(country, election, level, lists) for level in WHOLES},
        "winner": _columns(frames["leaders"])["party"],
        "results": _columns(results.drop(columns="continuity")),
        "continuity": {"key": continuity, **asdict(flag(continuity))} if continuity else None,
        "scores": _columns(scores.drop(columns="components")),
        "uncertain": _uncertain(scores),
        "classes": _classes(country, frames),
        "prices": _columns(frames["prices"]) if country.level == CONSTITUENCY else {},
        "cluster": _columns(frames["clusters"])["label"],
        "components": _components(scores["components"]),
        "explanation": {"fr": [text and text.fr for text in said], "ar": [text and text.ar for text in said]},
        "zones": [_zone(country.ground, row) for _, row in of_election(atlas.zones, election).iterrows()],
        "readings": {key: asdict(text) for key, text in readings(atlas, election).items()},
    }


def _sums(country: Country, election: MapElection, level: str, areas: list[list[Any]]) -> dict[str, Any]:
    """
    List the figures of provinces or regions, and how many of the areas inside each had a contest.

    Most provinces have one area and its lists, and then the position of that area in their place.
    """
    own, sums, shown = country.ground.areas, country.sums[level], _themes(country)
    names = list(_names(country.ground, level))
    contests = of_election(sums.contests, election).reindex(names)
    held = own.index.isin(of_election(country.contests, election).index)
    leaders = of_election(sums.leaders.to_frame("party"), election).reindex(names)["party"]
    lists = of_election(sums.lists, election)
    rows = list_rows(lists[lists.index.isin(names)], contests["seats"], names, shown, country)
    inside = {code: np.flatnonzero(own[level] == code) for code in names}
    alone = {code: int(areas_in[0]) for code, areas_in in inside.items() if len(areas_in) == 1}
    return {
        "code": names,
        "held": [int(held[inside[code]].sum()) for code in names],
        "areas": [len(inside[code]) for code in names],
        **_columns(contests[["seats", "turnout"]]),
        "winner": _columns(leaders.to_frame())["party"],
        "classes": {
            "turnout": classes(shown["turnout"], contests["turnout"]),
            "winner": classes(shown["winner"], leaders),
        },
        "lists": [
            alone[code] if code in alone and row == areas[alone[code]] else row
            for code, row in zip(names, rows, strict=True)
        ],
    }


def _themes(country: Country) -> dict[str, Theme]:
    return {theme.key: theme for theme in themes(country.parties, country.level, country.basis)}


def _classes(country: Country, frames: dict[str, pd.DataFrame]) -> dict[str, list[int | None]]:
    """Put the party's figures in the classes of every theme."""
    results, contests, scores = frames["results"], frames["contests"], frames["scores"]
    values = {
        "score": scores["score"],
        "class": scores["strength_class"],
        "share": results["share"],
        "margin": results["margin"],
        "swing": results["swing"],
        "turnout": contests["turnout"],
        "cluster": frames["clusters"]["label"],
        "price": frames["prices"]["votes_to_win"],
        "seats": results["seats_won"],
        "council": council_parts(results["part"]),
        "winner": frames["leaders"]["party"],
    }
    return {key: classes(theme, values[key]) for key, theme in _themes(country).items()}


def _fielded(atlas: Atlas, election: MapElection) -> pd.Series:
    """Whether the party fielded a list, per area: True, False, or None where no contest is known."""
    codes = atlas.country.ground.areas.index
    held, listed = (codes.isin(of_election(frame, election).index) for frame in (atlas.country.contests, atlas.results))
    return pd.Series(listed, index=codes, dtype=object).where(held | listed, None)


def _uncertain(scores: pd.DataFrame) -> list[int]:
    """List the positions of areas whose range of method is wider than a tenth of the ranked."""
    wide = (scores["rank_high"] - scores["rank_low"]) > WIDE_RANKS * scores["ranked"]
    wide &= scores["strength_class"] != "none"  # nobody ranks councils in which the party has nothing
    return [int(position) for position in np.flatnonzero(wide)]


def _components(scored: pd.Series) -> dict[str, list[float | None]]:
    """Take the components of the scores, where they are told."""
    if scored.isna().all():
        return {}
    return {name: [_weighed(parts, name) for parts in scored] for name in COMPONENTS}


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
    said = describe(
        {**dict(zip(row.index, row, strict=True)), "basis": atlas.country.basis}, names, parties, atlas.country.level
    )
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
    return {str(name): [plain(value) for value in column] for name, column in rounded.items()}
