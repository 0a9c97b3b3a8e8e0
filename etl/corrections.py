"""What matching cannot settle by itself, settled by hand: ``data/corrections.toml``, guarded against growing stale."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from etl.sources import FileProblem, Refused

CORRECTIONS = "corrections.toml"


@dataclass(frozen=True)
class Correction:
    """
    One line of ``data/corrections.toml``: what a name of one source means.

    ``unit`` is None where the line settles a province. ``expect`` is the French name that ``code`` must bear.
    """

    source: str
    province: str
    code: str
    expect: str
    reason: str
    unit: str | None = None


def read_corrections(data_dir: Path, source: str) -> list[Correction]:
    """
    Read the corrections of one source.

    Parameters
    ----------
    data_dir : Path
        The project's ``data`` directory.
    source : str
        Code of a source.

    Returns
    -------
    list[Correction]
        In the order of the file.

    Raises
    ------
    Refused
        When a line lacks a field, has one too many, or gives no reason.
    """
    lines = tomllib.loads((data_dir / CORRECTIONS).read_text(encoding="utf-8")).get("name", [])
    corrections, problems = [], []
    for number, line in enumerate(lines, start=1):
        try:
            correction = Correction(**line)
        except TypeError as error:
            problems.append(FileProblem(CORRECTIONS, None, f"line {number} of name: {error}"))
            continue
        if not all(isinstance(value, str) and value.strip() for value in line.values()):
            problems.append(
                FileProblem(CORRECTIONS, None, f"line {number} of name: every field is a text and not empty")
            )
        corrections.append(correction)
    if problems:
        raise Refused(source, problems)
    return [correction for correction in corrections if correction.source == source]


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
            raise Refused(correction.source, [FileProblem(CORRECTIONS, None, f"{place} no longer applies: {problem}")])


def names_of(units: pd.DataFrame) -> list[tuple[Any, Any]]:
    """Province and unit of each row, as written."""
    return list(zip(units["province_name"], units["unit_name"], strict=True))
