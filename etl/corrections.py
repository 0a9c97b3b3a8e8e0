"""What matching cannot settle by itself, settled by hand, and guarded against growing stale."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.sources import FileProblem, Refused

CORRECTIONS = "corrections.toml"
_FIELDS = "give it the fields of docs/loading.md: province, unit, code, expect, reason"
_STALE = "remove the line, or correct its code and the name that it expects"


@dataclass(frozen=True)
class Correction:
    """
    What a name of one source means: a line of ``data/corrections.toml`` or of the source's own declaration.

    ``unit`` is None where the line settles a province. ``expect`` is the French name that ``code`` must bear.
    """

    source: str
    province: str
    code: str
    expect: str
    reason: str
    unit: str | None = None

    @property
    def name(self) -> tuple[str, str, str | None]:
        """What is settled: a source's name of a province, or of a unit in it."""
        return self.source, self.province, self.unit


def parse_corrections(lines: Iterable[Mapping[str, Any]], file: str) -> list[Correction]:
    """
    Make corrections of their declarations.

    Parameters
    ----------
    lines : iterable of mapping
        A table each, as ``[[name]]`` of ``data/corrections.toml``.
    file : str
        How a refusal calls the file.

    Returns
    -------
    list[Correction]
        In the order of the lines.

    Raises
    ------
    Refused
        When a line lacks a field, has one too many, gives no reason, or settles a name that one above it settles.
    """
    corrections: dict[tuple[str, str, str | None], Correction] = {}
    problems = []
    for number, line in enumerate(lines, start=1):
        place = f"correction {number}"
        if not all(isinstance(value, str) and value.strip() for value in line.values()):
            problems.append(FileProblem(file, None, f"{place}: every field is a text and not empty", _FIELDS))
        try:
            correction = Correction(**line)
        except TypeError as error:
            problems.append(FileProblem(file, None, f"{place}: {error}", _FIELDS))
            continue
        if correction.name in corrections:
            named = " / ".join(part for part in correction.name if part)
            problems.append(FileProblem(file, None, f"{place}: {named} stands twice", "keep one of the lines"))
        corrections[correction.name] = correction
    if problems:
        raise Refused(file, problems)
    return list(corrections.values())


def check_corrections(units: pd.DataFrame, reference: pd.DataFrame, corrections: Iterable[Correction]) -> None:
    """
    Refuse corrections that no longer apply.

    Raises
    ------
    Refused
        Naming the first whose code bears another name than it expects, or that no row needs.
    """
    names = dict(zip(reference["code"], reference["name_fr"], strict=True))
    names |= dict(zip(reference["province_code"], reference["province_fr"], strict=True))
    rows = set(names_of(units))
    provinces = set(units["province_name"])
    for correction in corrections:
        place = f"{correction.province} / {correction.unit}" if correction.unit else correction.province
        borne = (correction.province, correction.unit) in rows if correction.unit else correction.province in provinces
        problem = None if borne else "no row bears this name any more"
        if names.get(correction.code) != correction.expect:
            problem = f"{correction.code} is {names.get(correction.code, 'no unit')}, not {correction.expect}"
        if problem:
            raise Refused(
                correction.source, [FileProblem(CORRECTIONS, None, f"{place} no longer applies: {problem}", _STALE)]
            )


def names_of(units: pd.DataFrame) -> list[tuple[Any, Any]]:
    """Province and unit of each row, as written."""
    return list(zip(units["province_name"], units["unit_name"], strict=True))
