"""The censuses on their way into the database: read for the areas that are there, held against what is declared."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from psycopg import Connection

from etl.census_indicators import INDICATORS, census_indicators, read_catalogue
from etl.packages import CENSUS
from etl.readers.census import CENSUSES
from etl.sources import MEND_TABLE, FileProblem, Refused, SourceDeclaration
from etl.store import stage


@dataclass(frozen=True)
class Censuses:
    """
    All that the censuses tell.

    ``indicators`` and ``fields`` are those of `read_catalogue`, the latter with ``country_value``. ``values`` has
    ``level``, ``code``, ``census``, ``key``, ``value``, ``units`` and ``units_known``.
    """

    indicators: pd.DataFrame
    fields: pd.DataFrame
    values: pd.DataFrame


def read_censuses(connection: Connection, source: SourceDeclaration, data_dir: Path) -> Censuses:
    """
    Read every census for the areas that are loaded.

    Parameters
    ----------
    connection : Connection
        Areas of the source's vintage are there.
    source : SourceDeclaration
        Asserts ``indicators``, and ``population_…`` of each census: inhabitants of the country.
    data_dir : Path
        Where the catalogue of indicators is.

    Raises
    ------
    Refused
        The catalogue or the package is not as expected, or figures are of an area that there is not.
    """
    indicators, fields = read_catalogue(data_dir)
    members = _members(connection, source.vintage)
    found = pd.concat([census_indicators(census, members, data_dir) for census in CENSUSES], ignore_index=True)
    is_country = found["level"] == "country"
    country = found[is_country].set_index(["key", "census"])["value"].rename("country_value")
    values = found[~is_country]
    problems = [*_wrong_counts(source, indicators, country), *_without_area(connection, source.vintage, values)]
    if problems:
        raise Refused(source.code, problems)
    return Censuses(indicators, fields.join(country, on=["key", "census"]), values)


def _members(connection: Connection, vintage: str) -> dict[str, "pd.Series[str]"]:
    """Level → code of the area of that level by the codes of the communal units it is made of."""
    rows = connection.execute(_MEMBERS, [vintage]).fetchall()
    parts = pd.DataFrame(rows, columns=["level", "code", "unit"], dtype=str)
    return {str(level): of.set_index("unit")["code"] for level, of in parts.groupby("level")}


_MEMBERS = """
    SELECT area.level, area.code, part.code FROM area_part
    JOIN area ON area.id = area_id JOIN area AS part ON part.id = part_id
    WHERE area.vintage = %s
"""


def _wrong_counts(
    source: SourceDeclaration, indicators: pd.DataFrame, country: "pd.Series[float]"
) -> list[FileProblem]:
    found = {f"population_{census}": country[("population", census)] for census in CENSUSES}
    found["indicators"] = len(indicators)
    return [
        FileProblem(INDICATORS, None, f"{found[name]:,.0f} {name}, {declared:,} are declared", MEND_TABLE)
        for name, declared in source.assertions.items()
        if found[name] != declared
    ]


def _without_area(connection: Connection, vintage: str, values: pd.DataFrame) -> list[FileProblem]:
    known = set(connection.execute("SELECT level, code FROM area WHERE vintage = %s", [vintage]).fetchall())
    named = values[["level", "code"]].drop_duplicates().itertuples(index=False, name=None)
    return [
        FileProblem(
            CENSUS, None, f"{level} {code} is no area of the division {vintage}", "load `areas` before the censuses"
        )
        for level, code in named
        if (level, code) not in known
    ]


_INDICATOR_COLUMNS = {"position": "smallint"} | dict.fromkeys(
    ("key", "topic", "unit", "name_fr", "name_ar", "name_en", "definition", "source"), "text"
)
_FIELD_COLUMNS = dict.fromkeys(("key", "census", "measure", "fields", "base"), "text") | {"country_value": "float8"}
_VALUE_COLUMNS = dict.fromkeys(("level", "code", "census", "key"), "text") | {
    "value": "float8",
    "units": "integer",
    "units_known": "integer",
}


def write_censuses(
    connection: Connection, censuses: Censuses, source: SourceDeclaration, file_ids: Sequence[int]
) -> int:
    """Replace all that is known from censuses; a regional constituency has its region's figures. Return the rows."""
    parameters = {"indicators": file_ids[0], "package": file_ids[-1], "vintage": source.vintage}
    ordered = censuses.indicators.assign(position=range(1, len(censuses.indicators) + 1))
    stage(connection, "staged_indicator", _INDICATOR_COLUMNS, ordered)
    stage(connection, "staged_indicator_census", _FIELD_COLUMNS, censuses.fields)
    stage(connection, "staged_indicator_value", _VALUE_COLUMNS, censuses.values)
    connection.execute(_DELETE, parameters)
    return sum(connection.execute(statement, parameters).rowcount for statement in _INSERT)


_DELETE = "DELETE FROM indicator WHERE source_file_id = %(indicators)s"
_INSERT = (
    """
    INSERT INTO indicator (key, position, topic, unit, name_fr, name_ar, name_en, definition, source, source_file_id)
    SELECT key, position, topic, unit, name_fr, name_ar, name_en, definition, source, %(indicators)s
    FROM staged_indicator
    """,
    """
    INSERT INTO indicator_census (key, census, measure, fields, base, country_value, source_file_id)
    SELECT key, census, measure, fields, base, country_value, %(package)s FROM staged_indicator_census
    """,
    """
    INSERT INTO indicator_value (area_id, census, key, value, units, units_known)
    SELECT id, census, key, value, units, units_known
    FROM (
        SELECT id, level, code FROM area WHERE vintage = %(vintage)s
        UNION ALL
        SELECT area.id, region.level, region.code FROM area JOIN area AS region ON region.id = area.parent_id
        WHERE area.level = 'regional_constituency' AND area.vintage = %(vintage)s
    ) AS counted JOIN staged_indicator_value USING (level, code)
    """,
)
