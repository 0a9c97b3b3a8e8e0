"""Names matched to codes: province first, then unit, one to one; what is not certain is listed, never guessed."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from etl.corrections import Correction, check_corrections, names_of
from etl.spelling import Spelling, spell

THRESHOLD = 84.0
"""Least likeness, in [0, 100], at which two names that differ in sound may be the same."""

MARGIN = 10.0
"""Least distance in likeness to the next best name, both ways, at which they are."""

CANDIDATES = 3
DEPTHS = ("words", "key", "sound")
REPORT_COLUMNS = ["row", "province_name", "unit_name", "reason", "candidates"]


@dataclass(frozen=True)
class Matching:
    """
    Which unit each row is.

    ``codes``: on the index of the rows, NA where uncertain. ``how``: ``correction``, ``words``, ``key``, ``sound`` or
    ``likeness``, NA likewise. ``report``: one line for each uncertain row, ``row, province_name, unit_name, reason,
    candidates``, the last a list of ``(code, name_fr, likeness)``, best first.
    """

    codes: "pd.Series[Any]"
    how: "pd.Series[Any]"
    report: pd.DataFrame


def match_units(units: pd.DataFrame, reference: pd.DataFrame, corrections: Sequence[Correction] = ()) -> Matching:
    """
    Match names of units to codes.

    A name is compared within its province at three depths of folding (`Spelling`), and last by likeness of sound:
    accepted from ``THRESHOLD`` on, when the next best unit and the next best row are ``MARGIN`` away. No code is given
    twice.

    Parameters
    ----------
    units : DataFrame
        ``province_name``, ``unit_name``: text in French or Arabic.
    reference : DataFrame
        ``code, kind, province_code, name_fr, name_ar, province_fr, province_ar``: the units there are.
    corrections : sequence of Correction
        What was settled by hand; it goes before everything else.

    Returns
    -------
    Matching
        Codes for the certain rows and a report on the others.

    Raises
    ------
    Refused
        When a correction no longer applies: its code bears another name, or no row needs it.
    """
    check_corrections(units, reference, corrections)
    provinces = match_provinces(units["province_name"], reference, corrections)
    by_name = {(c.province, c.unit): c.code for c in corrections if c.unit is not None}
    corrected = {row: by_name.get(name) for row, name in zip(units.index, names_of(units), strict=True)}
    times = Counter(corrected.values())
    settled = {row: (code, "correction") for row, code in corrected.items() if code and times[code] == 1}
    report = [
        _line(units, row, "two rows are corrected to one code", [])
        for row, code in corrected.items()
        if code and times[code] > 1
    ]
    open_rows = units[[code is None for code in corrected.values()]]
    places = _places(reference[reference["province_code"].isin(provinces)])
    taken = {code for code in corrected.values() if code}
    for province, rows in open_rows.groupby(provinces, sort=False):
        found, uncertain = _match_province(rows, places.get(str(province), []), taken)
        settled |= found
        report += uncertain
    report += [
        _line(units, row, "the province is not certain", []) for row in open_rows.index if pd.isna(provinces[row])
    ]
    nothing = (pd.NA, pd.NA)
    return Matching(
        codes=pd.Series([settled.get(row, nothing)[0] for row in units.index], index=units.index, dtype="string"),
        how=pd.Series([settled.get(row, nothing)[1] for row in units.index], index=units.index, dtype="string"),
        report=pd.DataFrame(report, columns=REPORT_COLUMNS).sort_values("row", ignore_index=True),
    )


def match_provinces(
    names: "pd.Series[Any]", reference: pd.DataFrame, corrections: Sequence[Correction] = ()
) -> "pd.Series[Any]":
    """
    Match names of provinces to codes, each name by itself: a file may spell one province in two ways.

    Parameters
    ----------
    names : Series
        Names in French or Arabic.
    reference : DataFrame
        ``province_code, province_fr, province_ar``, in any number of rows.
    corrections : sequence of Correction
        Those without ``unit`` count.

    Returns
    -------
    Series
        Code of each name on the same index, NA where uncertain.
    """
    known = reference[["province_code", "province_fr", "province_ar"]].drop_duplicates()
    places = [_Place(code, fr, (spell(fr), spell(ar)), "") for code, fr, ar in known.itertuples(index=False)]
    settled = {c.province: c.code for c in corrections if c.unit is None}
    found = {name: settled.get(name) or _one(spell(str(name)), places) for name in names.dropna().unique()}
    return names.map(found).astype("string")


@dataclass(frozen=True)
class _Place:
    """A unit there is, and its spellings."""

    code: str
    name: str
    spellings: tuple[Spelling, ...]
    kind: str


def _places(reference: pd.DataFrame) -> dict[str, list[_Place]]:
    places: dict[str, list[_Place]] = {}
    columns = ["province_code", "code", "name_fr", "name_ar", "kind"]
    for province, code, fr, ar, kind in reference[columns].itertuples(index=False):
        places.setdefault(province, []).append(_Place(code, fr, (spell(fr), spell(ar)), kind))
    return places


def _one(name: Spelling, places: Sequence[_Place]) -> str | None:
    """Code of the one place a name can be."""
    exact = _exact(name, places)
    if exact:
        return exact
    likenesses = sorted(((_likeness(name, place), place.code) for place in places), reverse=True)
    (best, code), (second, _) = likenesses[0], (*likenesses, (0.0, ""))[1]
    return code if best >= THRESHOLD and best - second >= MARGIN else None


def exact_units(names: "pd.Series[Any]", provinces: "pd.Series[Any]", reference: pd.DataFrame) -> "pd.Series[Any]":
    """
    Find the unit of each name that is spelled as only one of its province is, whatever the other names are.

    Parameters
    ----------
    names : Series
        Names of units.
    provinces : Series
        Code of the province of each, on the same index; NA where it is not certain.
    reference : DataFrame
        As for `match_units`.

    Returns
    -------
    Series
        Codes on the index of ``names``, NA where no spelling or those of two units agree.
    """
    places = _places(reference[reference["province_code"].isin(provinces)])
    found = [
        None if pd.isna(province) or pd.isna(name) else _exact(spell(str(name)), places.get(str(province), []))
        for province, name in zip(provinces, names, strict=True)
    ]
    return pd.Series(found, index=names.index, dtype="string")


def _exact(name: Spelling, places: Sequence[_Place]) -> str | None:
    for depth in DEPTHS:
        same = {place.code for place in places if _same(name, place, depth)}
        if len(same) == 1:
            return same.pop()
    return None


def agrees(name: str, code: str, fr: str, ar: str, kind: str) -> bool:
    """Whether a name may be that of a place: spelled alike at any depth, or at least ``THRESHOLD`` like."""
    place = _Place(code, fr, (spell(fr), spell(ar)), kind)
    spelled = spell(name)
    return any(_same(spelled, place, depth) for depth in DEPTHS) or _likeness(spelled, place) >= THRESHOLD


def _same(name: Spelling, place: _Place, depth: str) -> bool:
    wanted = getattr(name, depth)
    return (
        bool(wanted)
        and _same_kind(name, place)
        and any(getattr(spelling, depth) == wanted for spelling in place.spellings)
    )


def _same_kind(name: Spelling, place: _Place) -> bool:
    """Whether a name may be of a place, by what they say they are; what says nothing may be anything."""
    return not (name.kind and place.kind) or (name.kind == "arrondissement") == (place.kind == "arrondissement")


def _contrary(one: Spelling, other: Spelling) -> bool:
    """Whether two names begin with other common words or sounds, or lie on other sides: slips seldom fall there."""
    if one.rest[:1] != other.rest[:1]:
        return True
    return any(
        mine and theirs and mine != theirs for mine, theirs in ((one.head, other.head), (one.sides, other.sides))
    )


def _likeness(name: Spelling, place: _Place) -> float:
    """
    Likeness of a name to the nearest spelling of a place, in [0, 100]: normalised Indel similarity of the sounds.

    Where both begin with common words, the rest has to be alike too: Sidi Moussa is not Sidi Aissa.
    """
    if not _same_kind(name, place):
        return 0.0
    likenesses = []
    for spelling in place.spellings:
        if _contrary(name, spelling):
            continue
        likeness = fuzz.ratio(name.sound, spelling.sound)
        if name.head and spelling.head:
            likeness = min(likeness, fuzz.ratio(name.rest, spelling.rest))
        likenesses.append(likeness)
    return max(likenesses, default=0.0)


def _match_province(
    rows: pd.DataFrame, places: Sequence[_Place], taken: Collection[str]
) -> tuple[dict[Any, tuple[str, str]], list[dict[str, Any]]]:
    """Match the rows of one province: code and depth of the certain ones, a line of the report on each other."""
    names = {
        row: spell("" if pd.isna(name) else str(name)) for row, name in zip(rows.index, rows["unit_name"], strict=True)
    }
    free = {place.code: place for place in places if place.code not in taken}
    settled: dict[Any, tuple[str, str]] = {}

    def settle(pairs: Iterable[tuple[Any, str]], how: str) -> None:
        for row, code in pairs:
            settled[row] = (code, how)
            del names[row], free[code]

    for depth in DEPTHS:
        settle(_same_names(names, free.values(), depth), depth)
    likeness = pd.DataFrame(
        [[_likeness(name, place) for place in places] for name in names.values()],
        index=list(names),
        columns=[place.code for place in places],
        dtype=float,
    )
    while pairs := _mutual_best(likeness, list(names), list(free)):
        settle(pairs, "likeness")
    named = {place.code: place.name for place in places}
    return settled, [_uncertain(rows, row, likeness.loc[row], free, named) for row in names]


def _same_names(names: dict[Any, Spelling], places: Iterable[_Place], depth: str) -> list[tuple[Any, str]]:
    """Pairs of row and code that are the same at a depth, where neither has another partner."""
    candidates = list(places)
    pairs = [(row, place.code) for row, name in names.items() for place in candidates if _same(name, place, depth)]
    of_row, of_code = Counter(row for row, _ in pairs), Counter(code for _, code in pairs)
    return [(row, code) for row, code in pairs if of_row[row] == 1 and of_code[code] == 1]


def _mutual_best(likeness: pd.DataFrame, rows: list[Any], codes: list[str]) -> list[tuple[Any, str]]:
    """
    Pairs that reach the threshold and stand out by the margin from all else that either could be paired with.

    A row that is more like a unit already taken is a second row of that unit, not the unit that happens to be left.
    """
    free = likeness.loc[rows][codes].to_numpy()
    best_of_all = likeness.loc[rows].max(axis=1).to_numpy()
    pairs = []
    for i, j in np.argwhere(free >= THRESHOLD):
        rivals = np.concatenate([np.delete(free[i], j), np.delete(free[:, j], i), [0.0]])
        if free[i, j] - rivals.max() >= MARGIN and free[i, j] == best_of_all[i]:
            pairs.append((rows[i], codes[j]))
    return pairs


def _uncertain(
    rows: pd.DataFrame, row: Any, likeness: "pd.Series[float]", free: Collection[str], named: dict[str, str]
) -> dict[str, Any]:
    best = likeness.sort_values(ascending=False).head(CANDIDATES)
    candidates = [(str(code), named[str(code)], round(float(value), 1)) for code, value in best.items()]
    if not candidates:
        reason = "its province has no unit in the reference"
    elif best.iloc[0] < THRESHOLD:
        reason = f"no name is as like as {THRESHOLD:g} of 100"
    elif str(best.index[0]) not in free:
        reason = "the unit it is most like is another row's"
    else:
        reason = f"two names or rows are within {MARGIN:g} of each other"
    return _line(rows, row, reason, candidates)


def _line(units: pd.DataFrame, row: Any, reason: str, candidates: list[tuple[str, str, float]]) -> dict[str, Any]:
    values = (row, units.at[row, "province_name"], units.at[row, "unit_name"], reason, candidates)
    return dict(zip(REPORT_COLUMNS, values, strict=True))
