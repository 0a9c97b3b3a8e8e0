"""What results may refer to, asked of the database and of the source's own declaration."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from psycopg import Connection
from psycopg.rows import dict_row

from app.analysis.figures import GENERAL, SCOPES
from etl.corrections import read_corrections
from etl.results import Codes
from etl.sources import FileProblem, Refused, SourceDeclaration

_AREAS = """
    SELECT DISTINCT ON (area.level, area.code) area.level, area.code, area.kind, area.name_fr, area.name_ar,
           province.code AS province_code, province.name_fr AS province_fr, province.name_ar AS province_ar
    FROM area LEFT JOIN area AS province ON province.id = area.parent_id AND province.level = 'province'
    ORDER BY area.level, area.code, area.valid_from DESC NULLS LAST
"""
_CONTESTS = """
    SELECT election_code, area.code AS area_code, source_code
    FROM contest JOIN area ON area.id = area_id JOIN source_file ON source_file.id = contest.source_file_id
"""
ELECTION_FIELDS = ("election_code", "institution", "ballot", "level", "date", "law", "name_fr", "name_ar", "scope")
"""Of a declared election; without `scope` it is general."""
PARTY_FIELDS = ("party_code", "acronym", "name_fr", "name_ar", "kind", "symbol_fr", "symbol_ar")
_OPTIONAL_FIELDS = ("scope", "symbol_fr", "symbol_ar")


def read_codes(connection: Connection, data_dir: Path) -> Codes:
    """
    Ask the database what results may refer to.

    Parameters
    ----------
    connection : Connection
        To the database.
    data_dir : Path
        Where the table of constituencies is, for the numbers that publishers give them.

    Returns
    -------
    Codes
        Areas, elections, parties and contests that are loaded.
    """
    numbers = pd.read_csv(data_dir / "reference" / "constituencies.csv", dtype="string")
    publisher_ids = numbers.set_index("constituency_code")["tafra_id"]
    areas = _frame(connection, _AREAS, ["level", "code", "kind", "name_fr", "name_ar"])
    constituency = areas["level"].isin(["constituency", "regional_constituency"])
    return Codes(
        areas=areas.assign(publisher_id=areas["code"].map(publisher_ids).where(constituency)),
        level_of_election=dict(connection.execute("SELECT code, level FROM election").fetchall()),
        parties=dict(connection.execute("SELECT code, name_fr FROM party").fetchall()),
        contests=_frame(connection, _CONTESTS, ["election_code", "area_code", "source_code"]),
    )


def _frame(connection: Connection, query: Any, columns: list[str]) -> pd.DataFrame:
    rows = connection.cursor(row_factory=dict_row).execute(query).fetchall()
    return pd.DataFrame(rows, columns=list(rows[0]) if rows else columns).astype("string")


def with_declared(codes: Codes, source: SourceDeclaration, data_dir: Path) -> Codes:
    """
    Add the elections and parties that a source brings along, and its corrections.

    Raises
    ------
    Refused
        A declared election or party lacks a field, has one too many, or contradicts what is known.
    """
    problems = [
        FileProblem("declaration", None, f"{what} {entry.get(fields[0], '?')}: {wrong}")
        for what, entries, fields in (
            ("election", source.elections, ELECTION_FIELDS),
            ("party", source.parties, PARTY_FIELDS),
        )
        for entry in entries
        if (wrong := _wrong_fields(entry, fields))
    ]
    area_codes = set(codes.areas["code"])
    problems += [
        FileProblem("declaration", None, f"absent: no area has the code {code}")
        for code in source.absent
        if code not in area_codes
    ]
    if source.absent and not source.coverage:
        problems.append(FileProblem("declaration", None, "absent: coverage must say why these areas have no contest"))
    if problems:
        raise Refused(source.code, problems)
    levels = {str(election["election_code"]): str(election["level"]) for election in source.elections}
    for code, level in levels.items():
        if codes.level_of_election.get(code, level) != level:
            known = codes.level_of_election[code]
            raise Refused(source.code, [FileProblem("declaration", None, f"election {code} is held by {known}")])
    return replace(
        codes,
        level_of_election={**codes.level_of_election, **levels},
        parties={**{str(party["party_code"]): str(party["name_fr"]) for party in source.parties}, **codes.parties},
        corrections=read_corrections(data_dir, source.code),
    )


def _wrong_fields(entry: Mapping[str, Any], fields: tuple[str, ...]) -> str:
    required = [field for field in fields if field not in _OPTIONAL_FIELDS]
    missing = [field for field in required if not str(entry.get(field, "")).strip()]
    unknown = [field for field in entry if field not in fields]
    parts = (("lacks", missing), ("has unknown", unknown))
    wrong = [f"{verb} {', '.join(names)}" for verb, names in parts if names]
    if entry.get("scope", GENERAL) not in SCOPES:
        wrong.append(f"scope must be {' or '.join(SCOPES)}, not {entry['scope']!r}")
    return ", ".join(wrong)
