"""Boundaries from a GeoPackage, Shapefile, GeoJSON or TopoJSON, any declared CRS, units matched by code or by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataSourceError, FieldError
from pyproj import CRS
from pyproj.exceptions import CRSError

from etl.boundaries import EQUAL_AREA, GAP_WIDTH_M, clean_coverage
from etl.corrections import Correction
from etl.matching import match_units
from etl.readers.content import refusal
from etl.sources import FileProblem, Refused, SourceDeclaration
from etl.suggestions import did_you_mean
from etl.units import BY_HAND

_MEND = "mend the outlines in a GIS: polygons that meet without overlapping"
_REPAIRED = "nothing need be done: it was repaired"
_SAVE = "save it again from a GIS as a GeoPackage of polygons"
_CODES = "give each outline the code that a unit of the tables has"
_ALL = "give every unit of the tables an outline"
DRIVERS = {
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".geojson": "GeoJSON",
    ".topojson": "TopoJSON",
}
UNTOLD = frozenset({"GeoJSON", "TopoJSON"})
"""Formats that are read as longitude and latitude whatever they hold, so that the declared CRS counts."""

BOUNDS = (-18.0, 20.0, 0.0, 37.0)
"""West, south, east, north of Morocco, generously: outlines beyond are in another CRS than declared."""

AREA_TOLERANCE = 0.02
"""How far an area may be from the declared one, as a share of it."""


@dataclass(frozen=True)
class Outlines:
    """
    A file's outlines, one for each code and together a clean coverage.

    ``areas``: in ``EQUAL_AREA``, indexed by code. ``repairs``: what had to be repaired, which is no reason to refuse.
    """

    areas: gpd.GeoSeries
    repairs: tuple[FileProblem, ...]


def read_outlines(
    source: SourceDeclaration,
    data_dir: Path,
    file: str,
    reference: pd.DataFrame,
    corrections: Sequence[Correction] = (),
) -> Outlines:
    """
    Read, check and clean the outlines of units.

    Parameters
    ----------
    source : SourceDeclaration
        Its ``outlines`` says what the file's columns are: ``code``, or ``province`` and ``unit``; and may say the
        ``layer``, the ``crs``, and ``area_km2``, a column of declared areas.
    data_dir : Path
        Where the file is.
    file : str
        The file, below ``data_dir``; rows of one code are parts of one area.
    reference : DataFrame
        The units there are, as for `match_units`.
    corrections : sequence of Correction
        For units matched by name.

    Returns
    -------
    Outlines
        One outline for each unit of the reference.

    Raises
    ------
    Refused
        The file cannot be read, its CRS is unknown or not the declared one, a unit is unknown, uncertain or missing,
        an outline is no polygon or outside the country, or an area is not within ``AREA_TOLERANCE`` of the declared.
    """
    form = source.outlines
    rows = _in_degrees(_read(data_dir / file, file, form.get("layer")), file, form.get("crs"))
    columns = [form[name] for name in ("code", "province", "unit", "area_km2") if name in form]
    missing = sorted(set(columns) - set(rows.columns))
    if missing or ("code" in form) == ("unit" in form):
        reason = f"columns missing: {', '.join(missing) or 'declare either code, or province and unit'}"
        raise refusal(
            file, reason, f"declare in `outlines` which of these they are: {', '.join(map(str, rows.columns))}"
        )
    codes = _codes(rows, file, form, reference, corrections)
    _check_shapes(rows, codes, file, set(reference["code"]))
    repaired = rows.geometry.make_valid()
    invalid = rows.index[~rows.geometry.is_valid]
    joined = gpd.GeoSeries(repaired.to_crs(EQUAL_AREA).values, index=codes, crs=EQUAL_AREA)
    areas = gpd.GeoDataFrame(geometry=joined).dissolve(level=0, sort=True).geometry
    if "area_km2" in form:
        _check_areas(areas, pd.to_numeric(rows[form["area_km2"]], errors="coerce").groupby(codes.array).first(), file)
    try:
        cleaned = clean_coverage(areas)
    except ValueError as error:
        raise refusal(file, str(error), _MEND) from error
    repairs = [
        FileProblem(file, None, f"{codes[row]}: {shapely.is_valid_reason(rows.geometry[row])}", _REPAIRED)
        for row in invalid
    ]
    return Outlines(cleaned, (*repairs, *_coverage_repairs(areas, cleaned, file)))


def _read(path: Path, file: str, layer: str | None) -> gpd.GeoDataFrame:
    """Read a file with the driver of its extension, whatever its content suggests."""
    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise refusal(file, f"has no known format ({path.suffix or 'no extension'}); use {', '.join(DRIVERS)}", _SAVE)
    if not path.is_file():
        raise refusal(file, "cannot be read: is not there", "see that the file lies where it is declared")
    try:
        found = pyogrio.read_info(path, layer=layer)["driver"]
        if found != driver:
            raise refusal(file, f"cannot be read: it is {found}, not {driver}", _SAVE)
        layers = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        if layer is None and len(layers) > 1:
            reason = f"has {len(layers)} layers, and none is declared: {', '.join(layers)}"
            raise refusal(file, reason, "declare the `layer` of the outlines in `outlines`")
        rows = gpd.read_file(path, layer=layer) if layer else gpd.read_file(path)
    except (DataSourceError, FieldError, ValueError, RuntimeError) as error:
        raise refusal(file, f"cannot be read: {error}", _SAVE) from error
    if not isinstance(rows, gpd.GeoDataFrame) or rows.empty:
        raise refusal(file, "has no outlines", _SAVE)
    if driver in UNTOLD:
        rows = rows.set_crs(None, allow_override=True)
    return rows


def _in_degrees(rows: gpd.GeoDataFrame, file: str, declared: str | None) -> gpd.GeoDataFrame:
    """Transform to longitude and latitude from the declared CRS or the file's own; the two must agree."""
    try:
        told = CRS.from_user_input(declared) if declared else None
    except CRSError as error:
        raise refusal(
            file, f"the declared CRS {declared!r} is unknown", "declare it as EPSG:4326 or the like"
        ) from error
    if told and rows.crs and not rows.crs.equals(told, ignore_axis_order=True):
        raise refusal(
            file, f"is in {rows.crs.name}, {told.name} is declared", "declare the `crs` that it is in, or none"
        )
    crs = told or rows.crs
    if crs is None:
        raise refusal(file, "has no CRS, and none is declared", "declare `crs` in `outlines`")
    return rows.set_crs(crs).to_crs(4326)


def _codes(
    rows: gpd.GeoDataFrame,
    file: str,
    form: Mapping[str, str],
    reference: pd.DataFrame,
    corrections: Sequence[Correction],
) -> "pd.Series[str]":
    """Code of each row: its own, or matched by name."""
    if "code" in form:
        told: pd.Series[str] = rows[form["code"]].astype("str").str.strip()
        return told
    units = pd.DataFrame({"province_name": rows[form["province"]], "unit_name": rows[form["unit"]]})
    distinct = units.drop_duplicates()
    matching = match_units(distinct, reference, corrections)
    if len(matching.report):
        problems = [
            FileProblem(
                file, None, f"{line.province_name} / {line.unit_name}: {line.reason}; {_told(candidates)}", BY_HAND
            )
            for line, candidates in zip(matching.report.itertuples(), matching.report["candidates"], strict=True)
        ]
        raise Refused(file, problems)
    keys = pd.MultiIndex.from_frame(distinct)
    codes = pd.Series(matching.codes.array, index=keys).reindex(pd.MultiIndex.from_frame(units))
    return pd.Series(codes.array, index=rows.index)


def _told(candidates: list[tuple[str, str, float]]) -> str:
    return "perhaps " + ", ".join(f"{name} ({code}, {likeness:g})" for code, name, likeness in candidates)


def _check_shapes(rows: gpd.GeoDataFrame, codes: "pd.Series[str]", file: str, known: set[str]) -> None:
    problems = [
        FileProblem(file, None, f"{code}: no such unit", did_you_mean(code, known) or _CODES)
        for code in sorted(set(codes) - known)
    ]
    problems += [FileProblem(file, None, f"{code}: no outline", _ALL) for code in sorted(known - set(codes))]
    polygons = rows.geometry.notna() & rows.geometry.geom_type.isin(["Polygon", "MultiPolygon"]) & ~rows.is_empty
    problems += [FileProblem(file, None, f"{code}: its outline is no polygon", _SAVE) for code in codes[~polygons]]
    west, south, east, north = BOUNDS
    bounds = rows.geometry.bounds
    inside = (bounds.minx >= west) & (bounds.miny >= south) & (bounds.maxx <= east) & (bounds.maxy <= north)
    outside = codes[polygons & ~inside]
    if len(outside):
        problems.append(
            FileProblem(
                file, None, f"{len(outside)} outlines are outside the country", "declare the `crs` that they are in"
            )
        )
    if problems:
        raise Refused(file, problems)


def _check_areas(areas: gpd.GeoSeries, declared: "pd.Series[float]", file: str) -> None:
    """Compare each surface with the declared one."""
    found = areas.area / 1e6
    off = (found / declared.reindex(areas.index) - 1).abs()
    problems = [
        FileProblem(
            file,
            None,
            f"{code}: {found[code]:,.1f} km², {declared[code]:,.1f} km² are declared",
            "correct the outline or the area that is declared",
        )
        for code in off.index[~(off <= AREA_TOLERANCE)]
    ]
    if problems:
        raise Refused(file, problems)


def _coverage_repairs(areas: gpd.GeoSeries, cleaned: gpd.GeoSeries, file: str) -> list[FileProblem]:
    """List the areas that cleaning changed by more than the tolerance, and report moved borders."""
    moved = (cleaned.area / areas.area - 1).abs()
    repairs = [
        FileProblem(file, None, f"{code}: cleaning the borders changed its area by {moved[code]:.1%}", _REPAIRED)
        for code in moved.index[moved > AREA_TOLERANCE]
    ]
    if not shapely.coverage_is_valid(areas.values, gap_width=GAP_WIDTH_M):
        covered = shapely.union_all(np.asarray(areas.values)).area
        overlap, filled = (areas.area.sum() - covered) / 1e6, (cleaned.area.sum() - covered) / 1e6
        reason = f"borders did not meet: {overlap:,.2f} km² overlapped, slivers of {filled:,.2f} km² were filled"
        repairs.append(FileProblem(file, None, reason, _REPAIRED))
    return repairs
