"""Checks of areas: outlines valid, coverage clean, surface as declared, holes listed."""

from concurrent.futures import ThreadPoolExecutor

import shapely

from etl.areas import Areas
from etl.boundaries import EQUAL_AREA
from etl.checks import Check, Severity
from etl.sources import FileProblem, SourceDeclaration

_MEND = "mend the outlines in a GIS, or declare the surface they have"
SURFACE_TOLERANCE = 0.02
"""How far the surface of all areas of a level may be from the declared one."""


def check_areas(areas: Areas, source: SourceDeclaration) -> list[Check]:
    """
    Run every check of outlines.

    Parameters
    ----------
    areas : Areas
        As `read_areas` made them.
    source : SourceDeclaration
        Its assertion ``area_km2``, where it has one, is the surface that each level must cover.

    Returns
    -------
    list of Check
        All of them; a source with problems in a fatal one must not be loaded.
    """
    findings = (
        ("geometry_valid", Severity.FATAL, "each outline is a valid polygon", _invalid(areas)),
        ("coverage_clean", Severity.FATAL, "neighbours meet without gap or overlap", _overlapping(areas)),
        ("surface", Severity.FATAL, "each level covers the declared surface, within 2 %", _surface(areas, source)),
        ("holes", Severity.WARNING, "no land lies outside of every area", _holes(areas)),
    )
    return [
        Check(name, severity, says, tuple(FileProblem(source.code, None, reason, _MEND) for reason in reasons))
        for name, severity, says, reasons in findings
    ]


def _invalid(areas: Areas) -> list[str]:
    outlines = areas.areas.geometry
    failing = areas.areas[~outlines.is_valid | outlines.is_empty]
    return [
        f"{level} {code} has no valid outline" for level, code in zip(failing["level"], failing["code"], strict=True)
    ]


def _overlapping(areas: Areas) -> list[str]:
    """Levels whose outlines overlap or leave slivers, at full detail and in each generalisation level."""
    drawn = [("full detail", areas.areas), *areas.shapes.groupby("band")]
    coverages = {
        f"the {level} outlines of {detail} are no clean coverage": members.geometry.values
        for detail, frame in drawn
        for level, members in frame.groupby("level")
    }
    with ThreadPoolExecutor() as pool:  # GEOS works outside of Python's lock
        clean = pool.map(shapely.coverage_is_valid, coverages.values())
    return [problem for problem, is_clean in zip(coverages, clean, strict=True) if not is_clean]


def _surface(areas: Areas, source: SourceDeclaration) -> list[str]:
    declared = source.assertions.get("area_km2")
    if declared is None:
        return []
    of_country = areas.areas[areas.areas["level"] != "city"]
    covered = of_country.groupby("level")["area_km2"].sum()
    return [
        f"level {level} covers {surface:,.0f} km², {declared:,} are declared"
        for level, surface in covered.items()
        if abs(surface / declared - 1) > SURFACE_TOLERANCE
    ]


def _holes(areas: Areas) -> list[str]:
    holes = areas.holes.to_crs(EQUAL_AREA)
    centres = holes.centroid.to_crs(4326)
    return [
        f"a hole of {surface:.1f} km² near {centre.y:.2f}° N, {-centre.x:.2f}° W"
        for surface, centre in zip(holes["area_km2"], centres, strict=True)
    ]
