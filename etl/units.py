"""Codes for areas that a file calls by name; what is not certain becomes a problem with the best candidates."""

import pandas as pd

from app.analysis.names import fold
from etl.matching import Matching, match_units
from etl.results import Codes
from etl.sources import FileProblem, SourceDeclaration


def match_areas(
    names: pd.DataFrame, level: str, source: SourceDeclaration, codes: Codes, file: str
) -> tuple["pd.Series[str]", list[FileProblem]]:
    """
    Find the code of each area named.

    Parameters
    ----------
    names : DataFrame
        ``province_name`` (NA where the file has none) and ``unit_name``; the index is the row in the file.
    level : str
        Level of the areas; communal units are matched within their province, others by their name alone.
    source : SourceDeclaration
        Whose corrections apply.
    codes : Codes
        The areas there are.
    file : str
        How problems call the file.

    Returns
    -------
    Series, list of Problem
        Codes on the index of ``names``, NA where uncertain; and what was uncertain, with candidates.
    """
    distinct = names.drop_duplicates()
    if level == "commune":
        matching = match_units(distinct, codes.of_level(level), codes.corrections)
        found = pd.Series(matching.codes.array, index=pd.MultiIndex.from_frame(distinct), dtype="string")
        problems = _uncertain(matching, file)
    else:
        found, problems = _by_folded_name(distinct, codes.of_level(level), level, file)
    keys = pd.MultiIndex.from_frame(names)
    return pd.Series(found.reindex(keys).array, index=names.index, dtype="string"), problems


def _uncertain(matching: Matching, file: str) -> list[FileProblem]:
    problems = []
    for line in matching.report.to_dict("records"):
        best = ", ".join(f"{code} {name} ({likeness:.0f})" for code, name, likeness in line["candidates"])
        place = f"{line['province_name']} / {line['unit_name']}"
        problems.append(FileProblem(file, int(line["row"]), f"{place}: {line['reason']}; candidates: {best or 'none'}"))
    return problems


def _by_folded_name(
    distinct: pd.DataFrame, areas: pd.DataFrame, level: str, file: str
) -> tuple["pd.Series[str]", list[FileProblem]]:
    """Codes of areas whose French or Arabic name, folded, is the one given."""
    known: dict[str, set[str]] = {}
    for code, *both in areas[["code", "name_fr", "name_ar"]].itertuples(index=False):
        for name in both:
            known.setdefault(fold(name), set()).add(code)
    found, problems = [], []
    for row, name in distinct["unit_name"].items():
        candidates = set() if pd.isna(name) else known.get(fold(str(name)), set())
        found.append(next(iter(candidates)) if len(candidates) == 1 else None)
        if len(candidates) != 1:
            problems.append(
                FileProblem(file, int(str(row)), f"{name!r} is the name of {len(candidates)} areas ({level})")
            )
    return pd.Series(found, index=pd.MultiIndex.from_frame(distinct), dtype="string"), problems
