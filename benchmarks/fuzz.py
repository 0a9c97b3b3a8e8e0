"""Ask the service whatever its own documents allow and forbid: cases by schemathesis, reproducible by their seed."""

import math
import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import seed as seeded
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from app.main import create_app
from app.settings import Settings

DOCUMENTS = ("/openapi.json", "/ogc/api")
SLOW = {"POST /v1/seats/simulate": 6}
"""The most cases of each kind, where one takes long."""

AREAS = ["meknes", "fes-nord", "03", "04.421.01.05", "MEKNES"]
ELECTIONS = ["house-2021-local", "house-2016-local", "house-2011-national", "house-2021-regional"]
PARTIES = ["RNI", "PAM", "PI", "MP"]
# real values, so that the cases come past the search for a code
KNOWN: dict[str, list[str | int]] = {
    "query.election": [*ELECTIONS],
    "path.election": [*ELECTIONS],
    "query.before": ["house-2011-national", "house-2016-local"],
    "query.after": ["house-2021-local", "house-2016-local"],
    "query.party": [*PARTIES],
    "query.area": [*AREAS],
    "path.area": [*AREAS],
    "query.parent": ["03", "04", "meknes"],
    "query.areas": ["meknes,fes-nord", "meknes", "03,04"],
    "query.class": ["stronghold", "competitive"],
    "query.near": ["-8.01,31.63", "-5.5,33.9"],
    "query.contains": ["-5.5,33.9"],
    "query.bbox": ["-8,31,-5,34", "-5.6,33.8,-5.4,34"],
    "query.weights": ["share:1", "share:0.5,stability:0.5"],
    "query.datetime": ["2016-01-01/2021-12-31", "../2016-10-07", "2021-09-08"],
    "query.filter": ["name_fr LIKE 'M%'", "population_2024 > 5", "S_INTERSECTS(geometry, POINT(-5.5 33.9))"],
    "path.code": ["house-2021-local", *PARTIES, *AREAS],
    "path.featureId": ["03", "meknes", "04.421.01.05", "house-2021-local:constituency:meknes"]
    + [f"house-2021-local:{part}" for part in ("constituency:meknes:RNI", "RNI:1")],
    "path.tileMatrixSetId": ["WebMercatorQuad"],
    "path.tileMatrix": [6],
    "path.tileRow": [25, 26],
    "path.tileCol": [30],
}
# what a schema cannot tell of these: they hang on the data, on each other, or are small languages of their own
BEYOND_SCHEMA = {
    *("cursor", "sort", "fields", "format", "datetime", "filter", "filter-lang", "filter-crs", "bbox-crs"),
    *("bbox", "near", "radius_m", "contains", "q", "parent", "level", "area", "areas", "zone", "party", "weights"),
    *("before", "after", "by", "share_min", "relation", "estimate", "tileMatrix", "tileRow", "tileCol", "election"),
    *("key", "compared", "census"),
}


@dataclass
class Report:
    """What was asked of one document, and what came of it."""

    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """How many requests were made."""
        return self.statuses.total()

    @property
    def answered(self) -> float:
        """Share of the cases that got an answer and not a problem, in [0, 1]."""
        return sum(count for status, count in self.statuses.items() if status < 300) / self.cases


def open_service(settings: Settings) -> FastAPI:
    """Make a service that lets everyone ask everything as often as they like."""
    return create_app(settings.model_copy(update={"public_role": "admin", "rate_limit_per_s": 0.0}))


def fuzz(service: FastAPI, document: str, cases: int, seed: int) -> Report:
    """
    Ask every operation of a document what is valid and what is not, and check each answer against the document.

    Parameters
    ----------
    service : FastAPI
        With its database.
    document : str
        Path of the OpenAPI document, of `DOCUMENTS`.
    cases : int
        About how many requests; an operation that can be asked few things is asked those once.
    seed : int
        The same seed makes the same requests.

    Returns
    -------
    Report
        `failures` by operation, each with the smallest request that shows it, as a curl line.
    """
    load_all_checks()
    described = schemathesis.openapi.from_asgi(document, service, config=_config(seed))
    operations = [found.ok() for found in described.get_all_operations()]
    weights = [1 + len(list(operation.iter_parameters())) for operation in operations]
    report = Report()
    for operation, weight in zip(operations, weights, strict=True):
        share = math.ceil(cases * weight / sum(weights) / 2)
        for mode in _modes(operation):
            most = min(share, SLOW.get(operation.label, share))
            try:
                _ask(operation, mode, most, seed, report.statuses)
            except (Exception, FailureGroup) as failure:
                report.failures[f"{operation.label}, {mode.value}"] = "\n".join(_told(failure))
    return report


def _told(failure: BaseException) -> list[str]:
    inner = getattr(failure, "exceptions", ())
    return [str(failure), *(line for one in inner for line in _told(one))]


def _config(seed: int) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "generation": {"allow-x00": False},  # no text of PostgreSQL's; the injections have it
            "dictionaries": {name.replace(".", "-"): {"values": values} for name, values in KNOWN.items()},
            "parameters": {name: {"dictionary": name.replace(".", "-"), "probability": 0.8} for name in KNOWN},
        }
    )


def _modes(operation: Any) -> list[GenerationMode]:
    """Nothing can be wrong with a question that has no parameter."""
    if operation.body or list(operation.iter_parameters()):
        return [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    return [GenerationMode.POSITIVE]


def _ask(operation: Any, mode: GenerationMode, cases: int, seed: int, statuses: Counter[int]) -> None:
    @seeded(seed)
    @hypothesis_settings(
        max_examples=cases,
        deadline=None,
        database=None,
        print_blob=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode), st.booleans())
    def ask(case: Any, from_the_start: bool) -> None:
        if from_the_start and isinstance(case.query, dict):  # a cursor at random is never one of ours
            case.query.pop("cursor", None)
        assume(not _is_garbled(case))
        answer = case.call()
        statuses[answer.status_code] += 1
        # a limit past the largest counts as the largest, as OGC API Features wants it
        clamped = [negative_data_rejection] if str(case.query.get("limit", "")).isdigit() else []
        case.validate_response(answer, excluded_checks=[positive_data_acceptance, *clamped])
        if answer.status_code == 400 and case.meta.generation.mode.is_positive:
            refused = set(answer.json()["parameters"])
            assert refused <= BEYOND_SCHEMA, f"{refused} refused though valid: {case.as_curl_command()}"

    ask()


def _is_garbled(case: Any) -> bool:
    """Tell whether a text has U+FFFD, which bytes that are no text become, too; the injections have such bytes."""
    texts = [*(case.query or {}).values(), *(case.path_parameters or {}).values()]
    return any("\ufffd" in str(text) for text in texts)


def run(cases: int, seed: int | None = None) -> bool:
    """
    Ask many more cases than the tests do, and print what came of them.

    Parameters
    ----------
    cases : int
        About how many requests, over all documents.
    seed : int, optional
        A new one unless given; it is printed.

    Returns
    -------
    bool
        Whether every answer was as the documents tell.
    """
    seed = secrets.randbits(32) if seed is None else seed
    print(f"seed {seed}: ./run bench --fuzz {cases} --seed {seed} asks the same again", flush=True)
    service = open_service(Settings())
    good = True
    for document in DOCUMENTS:
        report = fuzz(service, document, cases // len(DOCUMENTS), seed)
        counts = ", ".join(f"{count:,} × {status}" for status, count in sorted(report.statuses.items()))
        print(f"{document}: {report.cases:,} requests, {report.answered:.0%} answered ({counts})", flush=True)
        for operation, told in report.failures.items():
            print(f"\n{operation}\n{told}", flush=True)
        good = good and not report.failures
    return good
