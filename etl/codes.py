"""What results may refer to, read from the database and the source's own declaration."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from psycopg import Connection
from psycopg.rows import dict_row

from app.analysis.figures import GENERAL, SCOPES, Held
from etl.corrections import Correction, parse_corrections
from etl.readers import cells
from etl.readers.reference import (
    LINEAGE_COLUMNS,
    TOTAL_COLUMNS,
    check_lineage,
    check_totals,
    law_rows,
    total_rows,
)
from etl.readers.text_table import TextTable
from etl.results import KEY, PAST_COLUMNS, Codes, Fact
from etl.sources import DECLARATION, FileProblem, Refused, SourceDeclaration
from etl.store import plain_rows
from etl.suggestions import did_you_mean

_AREAS = """
    SELECT DISTINCT ON (area.level, area.code) area.level, area.code, area.kind, area.name_fr, area.name_ar,
           province.code AS province_code, province.name_fr AS province_fr, province.name_ar AS province_ar,
           greatest(area.population_2014, area.population_2024) AS inhabitants, adults.value AS adults
    FROM area
    LEFT JOIN area AS province ON province.id = area.parent_id AND province.level = 'province'
    LEFT JOIN (
        SELECT area_id, max(value) AS value FROM indicator_value
        WHERE key = 'population_15_plus' AND units_known = units GROUP BY area_id
    ) AS adults ON adults.area_id = area.id
    ORDER BY area.level, area.code, area.valid_from DESC NULLS LAST
"""
_CONTESTS = """
    SELECT election_code, area.code AS area_code, source_code
    FROM contest JOIN area ON area.id = area_id JOIN source_file ON source_file.id = contest.source_file_id
"""
_PAST = """
    SELECT election_code, area.code AS area_code, registered_voters, valid_votes, turnout
    FROM contest JOIN area ON area.id = area_id
"""
_PAST_VOTES = """
    SELECT contest.election_code, area.code AS area_code, party_code, votes
    FROM party_result JOIN contest ON contest.id = contest_id JOIN area ON area.id = area_id
    WHERE votes IS NOT NULL
"""
# a fact that a source may declare: what it is about, what it says, and whose it is
_FACTS = """
    SELECT 'lineage' AS kind, party_code AS name, '' AS part, to_jsonb(lineage_code) AS says, source_code
    FROM party_lineage JOIN source_file ON source_file.id = source_file_id
    UNION ALL
    SELECT 'law', law, ballot, rule, source_code FROM seat_law JOIN source_file ON source_file.id = source_file_id
    UNION ALL
    SELECT 'total', election_code, item, to_jsonb(value), source_code
    FROM declared_total JOIN source_file ON source_file.id = source_file_id
"""
_ELECTIONS = "SELECT code, institution, ballot, level, scope, date FROM election"

ELECTION_FIELDS = ("election_code", "institution", "ballot", "level", "date", "law", "name_fr", "name_ar", "scope")
"""Of a declared election; without `scope` it is general."""
_MAY_LACK = ("symbol_fr", "symbol_ar", "lineage_code", "note", "scope")
PARTY_FIELDS = ("party_code", "acronym", "name_fr", "name_ar", "kind", "symbol_fr", "symbol_ar")


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
    areas = _frame(connection, _AREAS, ["level", "code", "kind", "name_fr", "name_ar", "inhabitants", "adults"])
    areas = areas.astype({"inhabitants": "Float64", "adults": "Float64"})
    constituency = areas["level"].isin(["constituency", "regional_constituency"])
    past = _frame(connection, _PAST, PAST_COLUMNS)
    past_votes = _frame(connection, _PAST_VOTES, [*KEY, "party_code", "votes"])
    return Codes(
        areas=areas.assign(publisher_id=areas["code"].map(publisher_ids).where(constituency)),
        level_of_election=dict(connection.execute("SELECT code, level FROM election").fetchall()),
        parties=dict(connection.execute("SELECT code, name_fr FROM party").fetchall()),
        contests=_frame(connection, _CONTESTS, ["election_code", "area_code", "source_code"]),
        party_names_ar=dict(connection.execute("SELECT code, name_ar FROM party").fetchall()),
        elections=[Held(*row) for row in connection.execute(_ELECTIONS)],
        past=past.astype(dict.fromkeys(PAST_COLUMNS[2:], "Float64")),
        past_votes=past_votes.astype({"votes": "Float64"}),
        facts={Fact(*fact): (says, source) for *fact, says, source in connection.execute(_FACTS)},
    )


def read_corrections(connection: Connection, source: SourceDeclaration) -> list[Correction]:
    """
    Read the names of a source that were settled by hand: in the database, and in the source's own declaration.

    Raises
    ------
    Refused
        A correction that the source declares is wrong, or settles what is settled already.
    """
    rows = connection.execute(
        """
        SELECT province, unit, code, expect, reason FROM name_correction
        WHERE source_code = %s ORDER BY province, unit
        """,
        [source.code],
    )
    names = ("province", "unit", "code", "expect", "reason")
    loaded = [{name: said for name, said in zip(names, row, strict=True) if said} for row in rows]
    of_source = {"source": source.code}
    return parse_corrections([{**of_source, **line} for line in (*loaded, *source.corrections)], DECLARATION)


def _frame(connection: Connection, query: Any, columns: list[str]) -> pd.DataFrame:
    rows = connection.cursor(row_factory=dict_row).execute(query).fetchall()
    return pd.DataFrame(rows, columns=list(rows[0]) if rows else columns).astype("string")


def with_declared(codes: Codes, source: SourceDeclaration, corrections: Sequence[Correction] = ()) -> Codes:
    """
    Add the elections and parties that a source brings along, and the corrections of its names.

    Raises
    ------
    Refused
        What it declares lacks a field, has one too many, is wrong in itself, or contradicts what is known.
    """
    problems = [
        FileProblem(DECLARATION, None, f"{what} {entry.get(fields[0], '?')}: {wrong}", remedy)
        for what, entries, fields in (
            ("election", source.elections, ELECTION_FIELDS),
            ("party", source.parties, PARTY_FIELDS),
            ("lineage", source.lineage, LINEAGE_COLUMNS),
            ("total", source.totals, TOTAL_COLUMNS),
        )
        for entry in entries
        for wrong, remedy in _wrong_fields(entry, fields)
    ]
    area_codes = set(codes.areas["code"])
    problems += [
        FileProblem(
            DECLARATION, None, f"absent: no area has the code {code}", did_you_mean(code, area_codes) or _ABSENT
        )
        for code in source.absent
        if code not in area_codes
    ]
    if source.absent and not source.coverage:
        reason = "absent: coverage must say why these areas have no contest"
        problems.append(FileProblem(DECLARATION, None, reason, "say it in `coverage`"))
    if problems:
        raise Refused(source.code, problems)
    levels = {str(election["election_code"]): str(election["level"]) for election in source.elections}
    for code, level in levels.items():
        if codes.level_of_election.get(code, level) != level:
            known = codes.level_of_election[code]
            reason = f"election {code} is held by {known}"
            raise Refused(source.code, [FileProblem(DECLARATION, None, reason, f"declare level = {known!r}")])
    together = replace(
        codes,
        level_of_election={**codes.level_of_election, **levels},
        parties={**{str(party["party_code"]): str(party["name_fr"]) for party in source.parties}, **codes.parties},
        party_names_ar={**{str(p["party_code"]): str(p["name_ar"]) for p in source.parties}, **codes.party_names_ar},
        elections=[*codes.elections, *_declared_elections(codes, source)],
        corrections=corrections,
    )
    _check_facts(together, source)
    return together


_ABSENT = "write the code of an area, or of the province or region that the areas lie in"
_OTHERWISE = "leave the line out, or correct the one of the other source"


def _declared_elections(codes: Codes, source: SourceDeclaration) -> list[Held]:
    """Elections that a source brings and nobody else has."""
    known = {election.code for election in codes.elections}
    return [
        Held(
            code=str(election["election_code"]),
            institution=str(election["institution"]),
            ballot=str(election["ballot"]),
            level=str(election["level"]),
            scope=str(election.get("scope", GENERAL)),
            date=cells.date(str(election["date"])),
        )
        for election in source.elections
        if election["election_code"] not in known
    ]


def _check_facts(codes: Codes, source: SourceDeclaration) -> None:
    """Refuse lineage, laws and totals that are wrong in themselves, or are declared otherwise by another source."""
    if not (source.lineage or source.laws or source.totals):
        return
    lineage, totals = declared_lineage(source), declared_totals(source)
    loaded = {str(says) for fact, (says, _) in codes.facts.items() if fact.kind == "lineage" and says}
    check_lineage(lineage, codes.parties, loaded)
    check_totals(totals, codes.level_of_election)
    total_rows(totals)  # notes the values that are no numbers
    problems = [*lineage.problems, *totals.problems]
    if not problems:
        problems += [
            FileProblem(DECLARATION, None, f"{fact}: {other} declares {known!r}, not {says!r}", _OTHERWISE)
            for fact, says in _facts(source)
            for known, other in [codes.facts.get(fact, (says, source.code))]
            if other != source.code and known != says
        ]
    if problems:
        raise Refused(source.code, problems)


def _facts(source: SourceDeclaration) -> Iterator[tuple[Fact, Any]]:
    """Name what a source declares, and what it says."""
    for party, lineage, *_ in plain_rows(declared_lineage(source).rows):
        yield Fact("lineage", party, ""), lineage
    for law, ballot, rule in plain_rows(declared_laws(source)):
        yield Fact("law", law, ballot), rule
    for election, item, value, *_ in plain_rows(total_rows(declared_totals(source))):
        yield Fact("total", election, item), value


def declared_lineage(source: SourceDeclaration) -> TextTable:
    """Lay out the lineage that a source declares as the project's own table."""
    return _text_table("lineage", source.lineage, LINEAGE_COLUMNS)


def declared_totals(source: SourceDeclaration) -> TextTable:
    """Lay out the national figures that a source declares as the project's own table."""
    return _text_table("totals", source.totals, TOTAL_COLUMNS)


def declared_laws(source: SourceDeclaration) -> pd.DataFrame:
    """
    Make rows of the laws that a source declares.

    Raises
    ------
    Refused
        Naming the law that cannot be followed.
    """
    return law_rows(source.laws, DECLARATION)


def _text_table(what: str, entries: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> TextTable:
    cells = [[str(entry.get(column, "")).strip() or None for column in columns] for entry in entries]
    rows = pd.DataFrame(cells, columns=list(columns), index=range(1, len(cells) + 1), dtype="string")
    return TextTable(f"{DECLARATION} of {what}", rows)


_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CODES = ("election_code", "party_code", "lineage_code")


def _wrong_fields(entry: Mapping[str, Any], fields: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a table of a declaration, and what to do."""
    required = [field for field in fields if field not in _MAY_LACK]
    missing = [field for field in required if not str(entry.get(field, "")).strip()]
    unknown = [field for field in entry if field not in fields]
    if missing or unknown:
        parts = (("lacks", missing), ("has unknown", unknown))
        hints = [f"{name}: {hint}" for name in unknown if (hint := did_you_mean(name, fields))]
        remedy = "; ".join(hints) or f"give it the fields {', '.join(required)}"
        yield ", ".join(f"{verb} {', '.join(names)}" for verb, names in parts if names), remedy
    if entry.get("scope", GENERAL) not in SCOPES:
        told = " or ".join(SCOPES)
        yield f"scope must be {told}, not {entry['scope']!r}", f"write {told}"
    for field in _CODES:
        if field in entry and (code := str(entry[field]).strip()) and not _ADDRESS.fullmatch(code):
            yield f"{field} {code!r} cannot stand in an address", "use letters A-Z, digits, point, _ and - alone"
    if "date" in fields and "date" in entry:
        try:
            cells.date(str(entry["date"]))
        except cells.UnreadableError as error:
            yield f"date must be a date YYYY-MM-DD, not {str(entry['date'])!r}", error.remedy
