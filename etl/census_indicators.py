"""Census indicators of every area: HCP's own rows where it publishes one, else rebuilt from the communal units."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from app.analysis.indicators import aggregate
from etl.readers.census import read_census
from etl.readers.text_table import TextTable, read_table
from etl.sources import MEND_TABLE, FileProblem, Refused

INDICATORS, FIELDS = "reference/indicators.csv", "reference/indicator_fields.csv"
INDICATOR_COLUMNS = ("key", "topic", "unit", "name_fr", "name_ar", "name_en", "definition", "source")
FIELD_COLUMNS = ("key", "census", "measure", "fields", "base", "published")


def read_catalogue(data_dir: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Read what the indicators are, and of which figures each census makes them.

    Returns
    -------
    DataFrame, DataFrame
        Columns `INDICATOR_COLUMNS` and `FIELD_COLUMNS`.

    Raises
    ------
    Refused
        A row is incomplete, stands twice, or is of an indicator that is not named.
    """
    named, fields = (
        read_table(data_dir / file, file, columns)
        for file, columns in ((INDICATORS, INDICATOR_COLUMNS), (FIELDS, FIELD_COLUMNS))
    )
    _check(named, fields)
    return named.rows, fields.rows


def _check(named: TextTable, fields: TextTable) -> None:
    named.require(*INDICATOR_COLUMNS)
    named.unique("key")
    fields.require("key", "census", "measure", "fields")
    fields.unique("key", "census")
    fields.known("key", set(named.rows["key"]), "indicator of indicators.csv")
    problems = named.problems + fields.problems
    if problems:
        raise Refused("census", problems)


def census_indicators(census: str, members: Mapping[str, "pd.Series[str]"], data_dir: Path) -> pd.DataFrame:
    """
    Give every indicator of a census in every area.

    Parameters
    ----------
    census : str
        One of `etl.readers.census.CENSUSES`.
    members : mapping of str to Series
        Level → code of the area of that level each communal unit lies in, by the unit's code.
    data_dir : Path
        Where the catalogue is.

    Returns
    -------
    DataFrame
        `level`, `code`, `census`, `key`, `value`, `units`, `units_known`, as `app.analysis.indicators.aggregate`. An
        area that HCP publishes has its figures and is one unit; the others are made of their communal units.

    Raises
    ------
    Refused
        The catalogue or the package is not as expected.
    """
    named, fields = read_catalogue(data_dir)
    figures = read_census(census)
    definitions = fields[fields["census"] == census].merge(named[["key", "unit"]], on="key")
    missing = _missing(definitions, figures)
    if missing:
        raise Refused(
            "census", [FileProblem(FIELDS, None, f"{name} is no figure of {census}", MEND_TABLE) for name in missing]
        )
    levels = {}
    for level in figures.index.unique("level"):
        own = _of_level(figures, level)
        levels[level] = aggregate(own, own.index.to_series(), _as_published(definitions))
    units = _of_level(figures, "commune")
    for level, areas in members.items():
        if level not in levels:
            levels[level] = aggregate(units, areas.reindex(units.index), definitions)
    found = pd.concat(levels, names=["level"]).reset_index(level="level").assign(census=census)
    found["value"] = found["value"].round(12)  # the same on every machine, in whatever order it sums
    columns = ["level", "code", "census", "key", "value", "units", "units_known"]
    return pd.DataFrame(found[columns]).reset_index(drop=True)


def _as_published(definitions: pd.DataFrame) -> pd.DataFrame:
    """Take a rate itself where the census publishes one beside the counts that it is made of."""
    given = definitions["published"].notna()
    measure = definitions["measure"].mask(given, "published")
    return definitions.assign(measure=measure, fields=definitions["published"].fillna(definitions["fields"]))


def _of_level(figures: pd.DataFrame, level: str) -> pd.DataFrame:
    return figures[figures.index.get_level_values("level") == level].droplevel("level")


def _missing(definitions: pd.DataFrame, figures: pd.DataFrame) -> list[str]:
    told = definitions[["fields", "base", "published"]].fillna("").agg("+".join, axis=1)
    names = told.str.split(r"[+-]")
    return sorted({name for row in names for name in row if name} - set(figures))
