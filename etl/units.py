"""Codes for areas that a file calls by name; what is not certain becomes a problem with the best candidates."""

from dataclasses import replace
from typing import Any

import pandas as pd

from app.analysis.names import fold
from etl.matching import Matching, agrees, exact_units, match_provinces, match_units
from etl.results import Codes
from etl.sources import FileProblem, SourceDeclaration
from etl.suggestions import nearest

BY_HAND = "write the code of the area, its name as we spell it, or settle it in [[corrections]] (docs/loading.md)"
_CONTRADICTS = "correct the code or the name, or leave the name out: a code is enough"


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
        Level of the areas; communal units are matched within their province, others by their name alone, and their
        province must be the one that is named.
    source : SourceDeclaration
        Whose corrections apply.
    codes : Codes
        The areas there are.
    file : str
        How problems call the file.

    Returns
    -------
    Series, list of Problem
        Codes on the index of ``names``, NA where uncertain; and what was uncertain, with candidates. Several spellings
        of one name are one area.
    """
    distinct = names.drop_duplicates()
    if level == "commune":
        found, problems = _units(distinct, codes, file)
    else:
        found, problems = _by_folded_name(distinct, codes, level, file)
    keys = pd.MultiIndex.from_frame(names)
    by_name = pd.Series(found.array, index=pd.MultiIndex.from_frame(distinct), dtype="string")
    return pd.Series(by_name.reindex(keys).array, index=names.index, dtype="string"), problems


def _units(distinct: pd.DataFrame, codes: Codes, file: str) -> tuple["pd.Series[str]", list[FileProblem]]:
    """Match communal units, each of several spellings of one name standing for all of them."""
    reference = codes.of_level("commune")
    settled = {(correction.province, correction.unit) for correction in codes.corrections}
    by_hand = pd.Series(
        [
            (province, unit) in settled or (province, None) in settled
            for province, unit in distinct[["province_name", "unit_name"]].itertuples(index=False)
        ],
        index=distinct.index,
        dtype=bool,
    )
    provinces = match_provinces(distinct["province_name"], codes.provinces)
    exact = exact_units(distinct["unit_name"], provinces, reference).mask(by_hand)
    first = exact.dropna().drop_duplicates()
    stands_for = pd.Series(distinct.index, index=distinct.index)
    known = exact.dropna()
    if len(known):
        stands_for[known.index] = known.map({code: row for row, code in first.items()}).astype("int64")
    matching = match_units(distinct.loc[stands_for.unique()], reference, codes.corrections)
    found = pd.Series(matching.codes.reindex(stands_for).array, index=distinct.index, dtype="string")
    problems = _uncertain(matching, file)
    told = {problem.row: problem for problem in problems}
    others = [row for row in distinct.index[stands_for != stands_for.index] if stands_for[row] in told]
    return found, problems + [replace(told[int(stands_for[row])], row=int(row)) for row in others]


def _uncertain(matching: Matching, file: str) -> list[FileProblem]:
    problems = []
    for line in matching.report.to_dict("records"):
        best = ", ".join(f"{code} {name} ({likeness:.0f})" for code, name, likeness in line["candidates"])
        place = f"{line['province_name']} / {line['unit_name']}"
        reason = f"{place}: {line['reason']}; candidates: {best or 'none'}"
        problems.append(FileProblem(file, int(line["row"]), reason, BY_HAND, str(line["unit_name"])))
    return problems


def _by_folded_name(
    distinct: pd.DataFrame, codes: Codes, level: str, file: str
) -> tuple["pd.Series[str]", list[FileProblem]]:
    """Codes of areas whose French or Arabic name, folded, is the one given, in the province that is given, if any."""
    areas = codes.of_level(level)
    called = {code: (fr, ar) for code, fr, ar in areas[["code", "name_fr", "name_ar"]].itertuples(index=False)}
    known: dict[str, set[str]] = {}
    for code, names in called.items():
        for name in names:
            known.setdefault(fold(name), set()).add(code)
    found, problems = [], []
    for row, province, name in distinct[["province_name", "unit_name"]].itertuples():
        candidates = set() if pd.isna(name) else known.get(fold(str(name)), set())
        code = next(iter(candidates)) if len(candidates) == 1 else None
        if code is None:
            near = [f"{code} {called[code][0]}" for code in nearest(str(name), called, called)]
            remedy = f"did you mean {', or '.join(near)}?" if near else BY_HAND
            reason = f"{name!r} is the name of {len(candidates)} areas ({level})"
            problems.append(FileProblem(file, int(str(row)), reason, remedy, str(name)))
        elif wrong := _of_other_province(province, code, codes, level):
            problems.append(FileProblem(file, int(str(row)), f"{name!r} {wrong}", _CONTRADICTS, str(province)))
            code = None
        found.append(code)
    return pd.Series(found, index=distinct.index, dtype="string"), problems


def _of_other_province(province: Any, code: str, codes: Codes, level: str) -> str | None:
    """Say that an area is not in the province that a row names; None where it is, or where nobody can say."""
    if pd.isna(province):
        return None
    area = codes.of_level(level).set_index("code").loc[code]
    if pd.isna(area["province_code"]):
        return None
    named = match_provinces(pd.Series([str(province)]), codes.provinces).iloc[0]
    if not pd.isna(named) and named == area["province_code"]:
        return None
    return f"is in the province {area['province_fr']}, province_name is {province!r}"


def contradictions(rows: pd.DataFrame, codes: Codes, file: str) -> list[FileProblem]:
    """
    Find the rows whose name or province is not that of their code.

    Parameters
    ----------
    rows : DataFrame
        ``level`` of the row's election, ``area_code``, ``province_name``, ``area_name``; indexed by the file's row.
    codes : Codes
        The areas there are; a code that is none of them is passed over here.
    file : str
        How problems call the file.

    Returns
    -------
    list of FileProblem
        A problem for each such combination, at its first row.
    """
    columns = ["level", "area_code", "province_name", "area_name"]
    named = rows[rows["area_code"].notna() & rows[["province_name", "area_name"]].notna().any(axis=1)]
    distinct = named[columns].drop_duplicates()
    areas = _areas_by_level(distinct["area_code"], codes)
    provinces = match_provinces(distinct["province_name"], codes.provinces)
    units = distinct[(distinct["level"] == "commune") & distinct["area_name"].notna()]
    homes = [areas.get(("commune", code), {}).get("province_code") for code in units["area_code"]]
    of_name = exact_units(
        units["area_name"], pd.Series(homes, index=units.index, dtype="string"), codes.of_level("commune")
    )
    problems = []
    for row, level, code, province, name in distinct.itertuples():
        area = areas.get((level, code)) or areas.get(("city", code))
        if area is None:
            continue
        wrong = value = None
        if not pd.isna(name):
            agreed = agrees(str(name), code, area["name_fr"], area["name_ar"], area["kind"])
            other = of_name.get(row, code)
            if not agreed or (not pd.isna(other) and other != code):
                wrong, value = f"area_name is {name!r}", str(name)
        if not wrong and not pd.isna(province) and not pd.isna(area["province_code"]):
            named_province = provinces[row]
            if pd.isna(named_province) or named_province != area["province_code"]:
                wrong, value = f"province_name is {province!r}", str(province)
        if wrong:
            told = area["name_fr"] if pd.isna(area["province_fr"]) else f"{area['name_fr']} in {area['province_fr']}"
            reason = f"area_code {code} is {told}, {wrong}"
            problems.append(FileProblem(file, int(str(row)), reason, _CONTRADICTS, value))
    return problems


def _areas_by_level(area_codes: "pd.Series[str]", codes: Codes) -> dict[tuple[str, str], dict[Any, Any]]:
    known = codes.areas[codes.areas["code"].isin(area_codes)]
    return {(area["level"], area["code"]): area for area in known.to_dict("records")}


def told_alike(names: pd.DataFrame, found: "pd.Series[str]", codes: Codes, file: str) -> list[FileProblem]:
    """
    List the communal units that were matched by likeness alone, to be looked at.

    Parameters
    ----------
    names : DataFrame
        As for `match_areas`.
    found : Series
        The codes it gave.
    codes : Codes
        The areas there are, and the corrections by which a name was settled.
    file : str
        How problems call the file.
    """
    distinct = names[found.notna()].drop_duplicates()
    reference = codes.of_level("commune")
    settled = {(correction.province, correction.unit) for correction in codes.corrections}
    called = reference.set_index("code")["name_fr"]
    provinces = match_provinces(distinct["province_name"], codes.provinces)
    exact = exact_units(distinct["unit_name"], provinces, reference)
    return [
        FileProblem(
            file,
            int(str(row)),
            f"{province} / {unit} is taken for {found[row]} {called[found[row]]} by likeness",
            "see that it is; write the code, or a correction, where it is not",
            str(unit),
        )
        for row, province, unit in distinct[["province_name", "unit_name"]].itertuples()
        if pd.isna(exact[row]) and (province, unit) not in settled
    ]
