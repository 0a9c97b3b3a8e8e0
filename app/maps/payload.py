"""The page's figures as arrays in the order of its areas, and as JSON that is safe inside a script element."""

import json
from dataclasses import asdict
from typing import Any

import pandas as pd

from app.maps import scale
from app.maps.atlas import Atlas, Election, Ground, of_election
from app.maps.ground import label_points
from app.maps.texts import TEXTS

RATE_DECIMALS = 5
SCORE_DECIMALS = 3


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
        order of ``areas``, null where unknown; ``scale`` and ``texts``.
    """
    return {
        "party": asdict(atlas.party),
        "areas": _areas(atlas.country.ground),
        "communes": _communes(atlas.country.ground),
        "elections": [_election(atlas, election) for election in atlas.country.elections],
        "scale": {
            "breaks": scale.BREAKS,
            "colours": scale.COLOURS,
            "inks": scale.INKS,
            "no_list": scale.NO_LIST_COLOUR,
        },
        "texts": {key: asdict(text) for key, text in TEXTS.items()},
    }


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


def _areas(ground: Ground) -> dict[str, list[Any]]:
    names = ground.areas[["name_fr", "name_ar", "region_fr", "region_ar"]]
    return {"code": list(names.index), **_columns(names), "point": label_points(ground.areas).tolist()}


def _communes(ground: Ground) -> dict[str, list[Any]]:
    names = ground.communes[["name_fr", "name_ar"]]
    positions = ground.areas.index.get_indexer(ground.communes["area_code"])
    return {**_columns(names), "area": positions.tolist(), "point": label_points(ground.communes).tolist()}


def _election(atlas: Atlas, election: Election) -> dict[str, Any]:
    codes = atlas.country.ground.areas.index
    contests, results, scores = (
        of_election(frame, election).reindex(codes) for frame in (atlas.country.contests, atlas.results, atlas.scores)
    )
    fielded = _fielded(atlas, election)
    classes = scores["strength_class"].fillna(fielded.map({False: "absent"})).fillna("insufficient")
    return {
        "code": election.code,
        "year": election.date.year,
        "name": asdict(election.name),
        "scored": election.method_version is not None,
        "fielded": fielded.tolist(),
        "contests": _columns(contests[["seats", "turnout"]].round({"turnout": RATE_DECIMALS})),
        "results": _columns(results.round({"share": RATE_DECIMALS, "margin": RATE_DECIMALS})),
        "scores": _columns(scores.assign(strength_class=classes).round({"score": SCORE_DECIMALS})),
    }


def _fielded(atlas: Atlas, election: Election) -> pd.Series:
    """Tell per area whether the party fielded a list: True, False, or None where no contest is known."""
    codes = atlas.country.ground.areas.index
    held, listed = (codes.isin(of_election(frame, election).index) for frame in (atlas.country.contests, atlas.results))
    return pd.Series(listed, index=codes, dtype=object).where(held | listed, None)


def _columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    return {str(name): [_plain(value) for value in column] for name, column in frame.items()}


def _plain(value: Any) -> Any:
    """Make NaN null, and write 12.0 as 12: a column of counts is floating as soon as one of them is unknown."""
    if pd.isna(value):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
