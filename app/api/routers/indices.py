"""Indices of elections: of contests, of parties over the country, and of what changed."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

import pandas as pd
from fastapi import APIRouter, Depends, Query, Request, Response

from app.analysis.profile import of_party, profile, spread
from app.analysis.swing import swing, volatilities
from app.api.dependencies import LAYER, TABLE, Answer, ElectionParam, PartDep
from app.api.listings import Listing, list_of_areas, list_of_rows
from app.api.schemas import AreaIndices, Envelope, Nationalisation, Selection, Swing
from app.errors import BadParameter
from app.http.parameters import SessionDep
from app.store.queries import areas, ballots, elections, parties, results
from app.store.queries.elections import ElectionPart
from app.store.records import Row, rows_of

router = APIRouter(prefix="/v1", tags=["indices"])

OF_THE_PARTY = {figure: f"party__{figure}" for figure in ("share", "margin", "location_quotient")}
INDICES = Listing(AreaIndices, key=("area",), of_party=OF_THE_PARTY)
NATIONALISATION = Listing(Nationalisation, key=("party",))
SWINGS = Listing(Swing, key=("area", "lineage"))

By = Literal["area", "region", "country"]


@router.get("/indices", response_model=Envelope[AreaIndices] | Selection, responses=LAYER)
def list_indices(session: SessionDep, answer: Annotated[Answer, list_of_areas(INDICES)], part: PartDep) -> Response:
    """
    Turnout, lead, effective numbers of parties and disproportionality of an election by area; the country first.

    The country is left out of GeoJSON and where `area` is given. With `party`, its share, margin and location quotient.
    """
    if part.party is not None:
        parties.require(session, part.party)
    country = elections.one(session, part.election)
    rows = results.by_area(session, replace(part, party=None), answer.band)
    if part.area is None and answer.band is None:
        rows = [country | {"election": part.election}, *rows]
    shares = {found["party"]: found["share"] for found in country["parties"]}
    items = [_indices(row, part, shares) for row in rows]
    return answer.send(items, elections.source_files(part.election) + areas.source_files())


def _indices(row: Row, part: ElectionPart, national_shares: dict[str, float | None]) -> Row:
    place = {key: value for key, value in row.items() if key.startswith("area__") or key in ("election", "geometry")}
    own = of_party(row["parties"], part.party, national_shares.get(part.party)) if part.party else None
    named = place if "area__code" in place else place | {"area": None}
    return named | {"turnout": row["turnout"], **profile(row["parties"]), "party": own}


@router.get("/nationalisation", response_model=Envelope[Nationalisation] | Selection, responses=TABLE)
def list_nationalisation(
    session: SessionDep, answer: Annotated[Answer, list_of_rows(NATIONALISATION)], election: ElectionParam
) -> Response:
    """How evenly each party's vote is spread over the areas of an election."""
    elections.require(session, election)
    found = ballots.comparable(session, election)
    table = spread(found[found["election_code"] == election]).rename(columns={"party_code": "party"})
    items = [{"election": election} | row for row in _records(table)]
    return answer.send(items, elections.source_files(election))


@dataclass(frozen=True)
class SwingQuery:
    """Two elections, what is compared, and of whom."""

    before: str
    after: str
    by: By
    party: str | None


def wanted_comparison(
    before: ElectionParam,
    after: ElectionParam,
    by: Annotated[By, Query(description="unit of comparison")] = "area",
    party: Annotated[str | None, Query(max_length=100, description="code of a party, followed by its lineage")] = None,
) -> SwingQuery:
    """Read the parameters of a comparison."""
    return SwingQuery(before, after, by, party)


@router.get("/swing", response_model=Envelope[Swing] | Selection, responses=TABLE)
def list_swing(
    request: Request,
    session: SessionDep,
    answer: Annotated[Answer, list_of_rows(SWINGS)],
    wanted: Annotated[SwingQuery, Depends(wanted_comparison)],
) -> Response:
    """Change of every party's share between two elections by the same kind of ballot."""
    for code in (wanted.before, wanted.after):
        elections.require(session, code)
    found = ballots.comparable(session, wanted.after)
    if wanted.before == wanted.after or wanted.before not in set(found["election_code"]):
        raise BadParameter("before", f"is not another election by the same kind of ballot as {wanted.after}")
    lineage = request.state.lineage
    changes = swing(found, wanted.before, wanted.after, lineage, _groups(found, wanted.by))
    items = changes.join(volatilities(changes), on="area_code").rename(columns={"lineage_code": "lineage"})
    if wanted.party is not None:
        parties.require(session, wanted.party)
        followed = lineage.set_index("party_code")["lineage_code"].get(wanted.party, wanted.party)
        items = items[items["lineage"] == followed]
    level = "region" if wanted.by == "region" else elections.require(session, wanted.after)
    place_of = areas.names(session, level)  # the country is none of them
    rows = [{"area": place_of.get(row.pop("area_code"))} | row for row in _records(items)]
    files = [file for code in (wanted.before, wanted.after) for file in elections.source_files(code)]
    return answer.send(rows, files + areas.source_files())


def _groups(found: pd.DataFrame, by: By) -> "pd.Series[str] | None":
    regions = found.drop_duplicates("area_code").set_index("area_code")["region_code"]
    return {"area": None, "region": regions, "country": regions.map(lambda _: "country")}[by]


def _records(frame: pd.DataFrame) -> list[Row]:
    """Rows as records; NaN is None and counts are whole."""
    counts = [column for column in frame.columns if column.startswith("votes_")]
    return rows_of(frame.astype(dict.fromkeys(counts, "Int64")))
