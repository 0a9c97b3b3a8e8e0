"""Dependencies of the routers: response format, provenance, shared parameters, caches."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Annotated, Any, Literal, TypeVar

import orjson
import pandas as pd
from fastapi import Depends, Path, Query, Request, Response
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.analysis.history import Record, record
from app.analysis.strength.method import Parameters
from app.analysis.strength.score import score_record
from app.analysis.strength.uncertainty import Variants, draw_unit, drawn_variants
from app.api.formats import FORMS, LAYERS, MEDIA_TYPES, TABLES, About, LayerForm, TableForm, columns_of, negotiate
from app.api.paging import ListPage
from app.api.schemas import Level, item_of
from app.errors import BadParameter, NotAcceptable, Problem
from app.http.cache import DatasetCache
from app.http.etag import validators
from app.http.lanes import turn_of_its_own
from app.http.parameters import SessionDep, reject_undecodable
from app.store.queries import ballots, dataset, elections, seat_inputs
from app.store.queries.dataset import Dataset
from app.store.queries.declared import read_lineage, read_rules
from app.store.queries.elections import ElectionPart
from app.store.queries.seat_inputs import SeatInputs
from app.store.records import Row

SCORINGS_KEPT = 64
REMEMBERED = 32
"""Elections whose seat inputs a process caches."""

Code = Annotated[str, Path(max_length=100, description="code, as the list has it")]
LevelParam = Annotated[Level | None, Query(description="level of the areas")]
Band = Literal["low", "medium", "high"]
F = TypeVar("F", bound=LayerForm)


def _offered(forms: Iterable[LayerForm]) -> dict[int | str, dict[str, Any]]:
    known = {"geojson": {"type": "object"}, "csv": {"type": "string"}}
    files = {form: {"type": "string", "format": "binary"} for form in forms if form not in ("json", *known)}
    content = {
        MEDIA_TYPES[form].partition(";")[0]: {"schema": (known | files)[form]} for form in forms if form != "json"
    }
    link = {"description": "the next page, where there is one (RFC 8288)", "schema": {"type": "string"}}
    return {200: {"content": content, "headers": {"Link": link}}}


TABLE = _offered(TABLES)
LAYER = _offered(LAYERS)
PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem: 400 bad parameter, 401 key needed, 403 role needed, 404 unknown code, "
        "406 no such form, 410 page of outdated list, 413 body too large, 422 body that cannot be used, "
        "429 too many requests, 503 no database",
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
}


_ELECTION = "code of an election, as in /v1/elections"
ElectionParam = Annotated[
    str | None,
    Query(max_length=100, description=f"{_ELECTION}; unless given, the latest of the House by local lists"),
]
ElectionFilter = Annotated[str | None, Query(max_length=100, description=f"{_ELECTION}; every election unless given")]
ElectionPath = Annotated[str, Path(max_length=100, description=_ELECTION, examples=["house-2021-local"])]
PartyParam = Annotated[str, Query(max_length=100, description="code of a party, as in /v1/parties", examples=["RNI"])]
PartyFilter = Annotated[str | None, Query(max_length=100, description="code of a party; every party unless given")]
AreaFilter = Annotated[str | None, Query(max_length=100, description="code of an area: it, or what lies in it")]
BeforeParam = Annotated[
    str | None,
    Query(max_length=100, description="code of the earlier election; the comparable one before `after` unless given"),
]


def chosen_election(session: SessionDep, election: ElectionParam = None) -> str:
    """Read which election is asked about."""
    return elections.chosen(session, election)


ElectionDep = Annotated[str, Depends(chosen_election)]


def compared_elections(session: SessionDep, before: BeforeParam = None, after: ElectionParam = None) -> tuple[str, str]:
    """Read which two elections are compared."""
    later = elections.chosen(session, after)
    known = [one.code for one in elections.comparable(session, later)]
    earlier = before or elections.previous(session, later)
    if earlier is None:
        raise BadParameter("before", f"must be given: no election by the same kind of ballot was before {later}")
    elections.require(session, earlier)
    if earlier != later and earlier not in known:
        raise BadParameter("before", f"is not a general election by the same kind of ballot as {later}")
    return earlier, later


ComparedDep = Annotated[tuple[str, str], Depends(compared_elections)]


def wanted_part(
    election: ElectionDep,
    level: LevelParam = None,
    party: PartyFilter = None,
    area: AreaFilter = None,
) -> ElectionPart:
    """Read the parameters that select a part of an election."""
    return ElectionPart(election, level, party, area)


PartDep = Annotated[ElectionPart, Depends(wanted_part)]


def cached_seat_inputs() -> Callable[[Session, str], SeatInputs]:
    """Make a function that reads the seat inputs of an election, cached by dataset."""
    known = DatasetCache[SeatInputs](REMEMBERED)

    def read(session: Session, election: str) -> SeatInputs:
        version = dataset.current(session).version
        return known.get(version, election, lambda: seat_inputs.read(session, read_rules(session), election))

    return read


def cached_scores() -> Callable[[Session, ElectionPart, Parameters], pd.DataFrame]:
    """Make a function that scores the parties of a part of an election with custom parameters, cached by dataset."""
    known = DatasetCache[pd.DataFrame](SCORINGS_KEPT)
    # weights are tried on one election at a time, and what they weigh stays the same
    past = DatasetCache[Record](1)
    drawn = DatasetCache[Variants](1)

    def scored(session: Session, part: ElectionPart, parameters: Parameters) -> pd.DataFrame:
        version, election = dataset.current(session).version, part.election

        def read() -> Record:
            counted = [*elections.stand_ins(session, election), *elections.up_to(session, election)]
            results = ballots.of_elections(session, counted)
            regions = results.drop_duplicates("area_code").set_index("area_code")["region_code"]
            return record(results, election, read_lineage(session), regions)

        def compute() -> pd.DataFrame:
            of, unit = past.get(version, election, read), draw_unit(parameters)[0]
            sizes = (election, parameters.shrinkages, parameters.seed, parameters.draws)
            variants = drawn.get(version, sizes, lambda: drawn_variants(of, unit, parameters.shrinkages))
            return score_record(of, parameters, variants, None if part.party is None else [part.party])

        return known.get(version, (election, part.party, orjson.dumps(asdict(parameters))), compute)

    return scored


async def simulate_in_turn(request: Request) -> AsyncIterator[None]:
    """Let a simulation wait for its turn, holding neither a thread nor a connection."""
    async with turn_of_its_own(request, request.state.simulating):
        yield


async def reject_undeclared(request: Request) -> None:
    """
    Reject a query parameter that is not declared or is repeated, and undecodable text.

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
            raise BadParameter(name, f"unknown parameter; there are: {', '.join(declared) or 'none'}")
        if name in seen:
            raise BadParameter(name, "is given more than once")
        reject_undecodable(name, value)
        seen.add(name)
    for name, value in request.path_params.items():
        reject_undecodable(name, value)


@dataclass(frozen=True)
class Answer:
    """
    How to answer one request.

    ``band`` is the generalisation level of the outlines that the form needs, None where it needs none; ``page`` the
    part of a list that is asked for, None where all of it is.
    """

    request: Request
    session: Session
    form: LayerForm
    band: Band | None
    page: ListPage | None = None

    def send(
        self,
        items: list[Row],
        files: list[Select[int]],
        matched: int | None = None,
        method: Row | None = None,
        coverage: Sequence[Row | None] = (),
    ) -> Response:
        """
        Put items into the form that was asked for, with their provenance.

        Parameters
        ----------
        items : list of dict
            Rows of a query, all that match; with `geometry` as GeoJSON text where there is a `band`.
        files : list of Select
            Selections of the ids of the source files behind the items.
        matched : int, optional
            How many items there are in all, where `items` are fewer.
        method : dict, optional
            Behind computed items: `method_version`, `parameters`, the `input_digest` and `past_flag` of scores, `law`
            and `citation`.
        coverage : sequence of (dict or None), optional
            As `app.store.queries.coverage.of`, one of each election behind the items.
        """
        now = dataset.current(self.session)
        sources = dataset.sources_of(self.session, files)
        provenance = {"dataset_version": now.version, "sources": sources, **(method or {})}
        shown, links = self._shown(items, now)
        covered = tuple(one for one in coverage if one is not None)
        fields = None if self.page is None else self.page.fields
        columns = partial(columns_of, item_of(self.request.scope["route"].response_model), items, fields)
        about = About(self._resource, len(items) if matched is None else matched, provenance, links, columns, covered)
        headers = validators(self.request.scope, now)
        if links:
            headers["Link"] = ", ".join(map(_link_header, links))
        media_type, write, _, extension = FORMS[self.form]
        if extension is not None:
            headers["Content-Disposition"] = f'attachment; filename="{self._resource}.{extension}"'
        return Response(write(shown, about), headers=headers, media_type=media_type)

    @property
    def _resource(self) -> str:
        """Resource of the route: `scores` of `list_scores`."""
        return str(self.request.scope["route"].name).partition("_")[2]

    def _shown(self, items: list[Row], now: Dataset) -> tuple[list[Row], list[dict[str, str]]]:
        """Slice the page, and link to the next."""
        if self.page is None:
            return items, []
        cut, cursor = self.page.cut(items, now.version)
        shown = [self.page.narrow(item) for item in cut]
        if cursor is None:
            return shown, []
        following = self.request.url.include_query_params(format=self.form, cursor=cursor)
        return shown, [{"rel": "next", "href": str(following), "type": MEDIA_TYPES[self.form].partition(";")[0]}]


def _link_header(link: dict[str, str]) -> str:
    return f'<{link["href"]}>; rel="{link["rel"]}"; type="{link["type"]}"'


TableParam = Annotated[TableForm | None, Query(alias="format", description="form of the answer; overrides Accept")]
LayerParam = Annotated[LayerForm | None, Query(alias="format", description="form of the answer; overrides Accept")]
DetailParam = Annotated[Band, Query(description="how fine the outlines are, in the forms that have them")]


def table_response(request: Request, session: SessionDep, form: TableParam = None) -> Answer:
    """Respond with a table."""
    return Answer(request, session, _agreed(request, form, TABLES), None)


def layer_response(
    request: Request, session: SessionDep, form: LayerParam = None, detail: DetailParam = "medium"
) -> Answer:
    """Respond with a table or a layer of outlines."""
    agreed = _agreed(request, form, LAYERS)
    return Answer(request, session, agreed, detail if FORMS[agreed].outlined else None)


def record_response(request: Request, session: SessionDep) -> Answer:
    """Respond with nested records, in JSON only."""
    return Answer(request, session, _agreed(request, None, ["json"]), None)


RecordResponse = Annotated[Answer, Depends(record_response)]
TableResponse = Annotated[Answer, Depends(table_response)]
LayerResponse = Annotated[Answer, Depends(layer_response)]


def _agreed(request: Request, asked: F | None, offered: Sequence[F]) -> F:
    """Negotiate the format."""
    media_types = {offer: MEDIA_TYPES[offer] for offer in offered}
    form = asked or negotiate(request.headers.get("accept", ""), offered, media_types)
    if form is None:
        raise NotAcceptable(f"This answer exists as {', '.join(media_types.values())}.")
    return form
