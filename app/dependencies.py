"""What the routers ask for: a session, the form and identity of the answer, parameters that several of them take."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal

import orjson
import pandas as pd
from fastapi import Depends, Path, Query, Request, Response
from pydantic import AfterValidator
from sqlalchemy import Select
from sqlalchemy.orm import Session, sessionmaker

from app.analysis import strength
from app.analysis.parameters import Parameters
from app.analysis.seats import Rules
from app.errors import BadParameter, NotAcceptable
from app.formats import MEDIA_TYPES, WRITERS, Format, Row, negotiate
from app.identity import validators
from app.queries import ballots, dataset, polls
from app.queries.elections import Part
from app.queries.polls import Poll
from app.schemas import Level, Problem

LIMIT = 2000
POLLS = 32  # elections that are remembered

Code = Annotated[str, Path(max_length=100)]
LevelParam = Annotated[Level | None, Query(description="level of the areas")]
LimitParam = Annotated[
    int,
    Query(ge=1, description=f"the most items to return; more than {LIMIT} counts as {LIMIT}"),
    AfterValidator(lambda limit: min(limit, LIMIT)),
]
Band = Literal["low", "medium", "high"]

TABLE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
LAYER: dict[int | str, dict[str, Any]] = {
    200: {"content": {**TABLE[200]["content"], "application/geo+json": {"schema": {"type": "object"}}}}
}
PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem: 400 bad parameter, 401 key needed, 403 role needed, 404 unknown code, "
        "406 no such form, 413 body too large, 422 body that cannot be used, 429 too many requests, 503 no database",
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
}


def open_session(request: Request) -> Iterator[Session]:
    """Lend a session for as long as the answer is being made."""
    with request.state.sessions() as session:
        yield session


# given back before the answer is sent: a slow client holds no connection
SessionDep = Annotated[Session, Depends(open_session, scope="function")]


def wanted_part(
    election: Annotated[str, Query(max_length=100, description="code of an election, as in /v1/elections")],
    level: LevelParam = None,
    party: Annotated[str | None, Query(max_length=100, description="code of a party, as in /v1/parties")] = None,
    area: Annotated[str | None, Query(max_length=100, description="code of an area: it, or what lies in it")] = None,
) -> Part:
    """Read the parameters that tell a part of an election."""
    return Part(election, level, party, area)


PartDep = Annotated[Part, Depends(wanted_part)]


def remembered_polls(rules: Rules) -> Callable[[Session, str], Poll]:
    """Make a function that reads an election as the seat laws see it, once for each version of the data."""
    known: dict[tuple[str, int], Poll] = {}

    def read(session: Session, election: str) -> Poll:
        asked = (election, dataset.current(session).version)
        poll = known.get(asked) or polls.read(session, rules, election)
        if len(known) >= POLLS:
            known.clear()
        known[asked] = poll
        return poll

    return read


def remembered_scores(sessions: sessionmaker[Session], crosswalk: pd.DataFrame) -> Callable[..., pd.DataFrame]:
    """Make a function that scores an election with parameters of one's own, and remembers the latest."""

    @lru_cache(maxsize=64)
    def scored(_dataset_version: int, election: str, chosen: str) -> pd.DataFrame:
        with sessions() as session:
            results = ballots.comparable(session, election)
        regions = results.drop_duplicates("area_code").set_index("area_code")["region_code"]
        return strength.score(results, election, crosswalk, Parameters(**orjson.loads(chosen)), regions)

    return lambda version, election, parameters: scored(version, election, orjson.dumps(asdict(parameters)).decode())


async def refuse_unusable(request: Request) -> None:
    """
    Refuse a query parameter that the address does not declare or that is given twice, and text that is none.

    Raises
    ------
    BadParameter
        For the first of them.
    """
    operation = request.app.openapi()["paths"][request.scope["route"].path][request.method.lower()]
    declared = [parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"]
    seen: set[str] = set()
    for name, value in request.query_params.multi_items():
        if name not in declared:
            raise BadParameter(name, f"is not a parameter here; there are: {', '.join(declared) or 'none'}")
        if name in seen:
            raise BadParameter(name, "is given more than once")
        _refuse_garbled(name, value)
        seen.add(name)
    for name, value in request.path_params.items():
        _refuse_garbled(name, value)


def _refuse_garbled(name: str, value: str) -> None:
    """Bytes that are not UTF-8 arrive as U+FFFD; PostgreSQL holds no NUL."""
    if "\0" in value or "\ufffd" in value:
        raise BadParameter(name, "is not text in UTF-8")


@dataclass(frozen=True)
class Answer:
    """
    How to answer one request.

    ``band`` is the zoom band of the outlines that the form needs, None where it needs none.
    """

    request: Request
    session: Session
    form: Format
    band: Band | None

    def send(
        self, items: list[Row], files: list[Select[int]], matched: int | None = None, method: Row | None = None
    ) -> Response:
        """
        Put items into the form that was asked for, with their provenance.

        Parameters
        ----------
        items : list of dict
            Rows of a query; with `geometry` as GeoJSON text where there is a `band`.
        files : list of Select
            Selections of the ids of the source files behind the items.
        matched : int, optional
            How many items there are in all, where `items` may be fewer.
        method : dict, optional
            Behind computed items: `method_version`, `parameters`, the `dataset_version` they were computed from, `law`
            and `citation`.
        """
        now = dataset.current(self.session)
        sources = dataset.sources_of(self.session, files)
        provenance = {"dataset_version": now.version, "sources": sources, **(method or {})}
        about = {"matched": len(items) if matched is None else matched, "provenance": provenance}
        headers = validators(self.request.scope, now)
        if self.form == "csv":
            headers["Content-Disposition"] = f'attachment; filename="{self.request.scope["route"].name}.csv"'
        return Response(WRITERS[self.form](items, about), headers=headers, media_type=MEDIA_TYPES[self.form])


def table_answer(
    request: Request,
    session: SessionDep,
    form: Annotated[Literal["json", "csv"] | None, Query(alias="format", description="overrides Accept")] = None,
) -> Answer:
    """Answer with a table."""
    return Answer(request, session, _agreed(request, form, ["json", "csv"]), None)


def layer_answer(
    request: Request,
    session: SessionDep,
    form: Annotated[Format | None, Query(alias="format", description="overrides Accept")] = None,
    detail: Annotated[Band, Query(description="how fine the outlines of GeoJSON are")] = "medium",
) -> Answer:
    """Answer with a table or with a layer of outlines."""
    agreed = _agreed(request, form, ["json", "geojson", "csv"])
    return Answer(request, session, agreed, detail if agreed == "geojson" else None)


def record_answer(request: Request, session: SessionDep) -> Answer:
    """Answer with records too deep for a table."""
    return Answer(request, session, _agreed(request, None, ["json"]), None)


RecordAnswer = Annotated[Answer, Depends(record_answer)]
TableAnswer = Annotated[Answer, Depends(table_answer)]
LayerAnswer = Annotated[Answer, Depends(layer_answer)]


def _agreed(request: Request, asked: Format | None, offered: list[Format]) -> Format:
    """Settle on a form."""
    form = asked or negotiate(request.headers.get("accept", ""), offered)
    if form is None:
        raise NotAcceptable(f"This answer exists as {', '.join(MEDIA_TYPES[offer] for offer in offered)}.")
    return form
