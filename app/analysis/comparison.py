"""Two results side by side: of two areas, or of two elections."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from app.analysis.history import continuities, lineages

FIGURES = ("seats", "registered_voters", "ballots_cast", "valid_votes", "invalid_votes", "turnout")
WHERE_TOLD = ("turnout_other",)
"""Figures of the country that few elections have."""
OF_LISTS = ("votes", "share", "seats_won")

Result = Mapping[str, Any]


def compare(first: Result, second: Result, lineage: pd.DataFrame) -> dict[str, Any]:
    """
    Put two results side by side.

    Parameters
    ----------
    first, second : mapping
        `FIGURES` and `WHERE_TOLD`, None unknown, and `parties`: a sequence of `party`, `lists`, `votes`, `share`,
        `seats_won`.
    lineage : DataFrame
        Who is the same party, see `history.lineages` and `continuities`: the lists of a lineage are added up; a party
        that is not in it is compared with itself.

    Returns
    -------
    dict
        `figures`: for each of `FIGURES`, and of `WHERE_TOLD` that one side has, its `first`, `second` and `difference`
        (second − first); `parties`: each with `first` and `second` (`members`, `lists`, `votes`, `share`, `seats_won`,
        or None where it fielded no list), `votes_difference`, `share_difference` in [−1, 1], `seats_difference`, their
        `continuity` (None for the same parties), and `reason`, why there is no difference; the most votes on either
        side first. Lists that are no party stand alone, without a difference.
    """
    one, two = (_by_party(result["parties"], lineage) for result in (first, second))
    stood_first, stood_second = ([found["party"] for found in result["parties"]] for result in (first, second))
    flags = continuities(stood_first, stood_second, lineage)
    rows = [
        _party(party, one.get(party), two.get(party), lineage) | {"continuity": flags.get(party)}
        for party in {**one, **two}
    ]
    told = [*FIGURES, *(name for name in WHERE_TOLD if {first.get(name), second.get(name)} != {None})]
    pairs = {name: (first.get(name), second.get(name)) for name in told}
    figures = {
        name: {"first": one, "second": two, "difference": _difference(one, two)} for name, (one, two) in pairs.items()
    }
    return {"figures": figures, "parties": sorted(rows, key=_most_votes_first)}


def _by_party(lists: Sequence[Mapping[str, Any]], lineage: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Give each party or lineage its list."""
    codes = pd.Series([found["party"] for found in lists], dtype="str")
    names = lineages(codes, lineage).fillna(codes)
    sides: dict[str, dict[str, Any]] = {}
    for name, found in zip(names, lists, strict=True):
        own = {"members": [found["party"]], **{key: found[key] for key in ("lists", *OF_LISTS)}}
        sides[name] = own if name not in sides else _joined(sides[name], own)
    return sides


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Add up two lists; what is unknown of one is unknown of both."""
    sums = {key: None if None in (one[key], other[key]) else one[key] + other[key] for key in OF_LISTS}
    lists = one["lists"] + other["lists"]
    return {"members": sorted([*one["members"], *other["members"]]), "lists": lists, **sums}


def _party(party: str, first: Any, second: Any, lineage: pd.DataFrame) -> dict[str, Any]:
    reason = _reason(party, first, second, lineage)
    row = {"party": party, "first": first, "second": second, "reason": reason}
    if reason is not None:
        return row | dict.fromkeys(("votes_difference", "share_difference", "seats_difference"))
    names = {"votes_difference": "votes", "share_difference": "share", "seats_difference": "seats_won"}
    return row | {name: _difference(first[key], second[key]) for name, key in names.items()}


def _reason(party: str, first: Any, second: Any, lineage: pd.DataFrame) -> str | None:
    if first is None or second is None:
        return f"no list in the {'first' if first is None else 'second'}"
    if pd.isna(lineages(pd.Series([party]), lineage)[0]):
        return "lists without a party: other people in each place and year"
    return None


def _difference(first: Any, second: Any) -> Any:
    return None if None in (first, second) else second - first


def _most_votes_first(row: Mapping[str, Any]) -> tuple[float, str]:
    votes = [side["votes"] or 0 for side in (row["first"], row["second"]) if side is not None]
    return -max(votes), row["party"]
