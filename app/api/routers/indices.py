"""Indices of elections: of contests, of parties over the country, and of what changed."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

import pandas as pd
from fastapi import APIRouter, Depends, Query, Response

from app.analysis.profile import INDICES as INDICES_OF_CONTEST
from app.analysis.profile import of_party, profile, spread
from app.analysis.swing import swing, volatilities
from app.api.dependencies import LAYER, TABLE, Answer, ComparedDep, ElectionDep, PartDep
from app.api.listings import Listing, list_of_areas, list_of_rows
from app.api.schemas import AreaIndices, Envelope, Nationalisation, Selection, Swing
from app.errors import BadParameter, NotFound
from app.http.parameters import SessionDep
from app.store.queries import areas, ballots, coverage, declared, elections, parties, results
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
    rows = results.compared(session, replace(part, party=None), answer.band)
    if part.area is None and answer.band is None:
        rows = [_country(country, part.election), *rows]
    shares = {found["party"]: found["share"] for found in country["parties"]}
    items = [_indices(row, part, shares) for row in rows]
    files = elections.source_files(part.election) + areas.source_files()
    return answer.send(items, files, coverage=[coverage.of(session, part.election, part.area)])


def _indices(row: Row, part: ElectionPart, national_shares: dict[str, float | None]) -> Row:
    place = {key: value for key, value in row.items() if key.startswith("area__") or key in ("election", "geometry")}
    own = of_party(row["parties"], part.party, national_shares.get(part.party)) if part.party else None
    named = place if "area__code" in place else place | {"area": None}
    figures = {name: row[name] for name in ("turnout", "leader", *INDICES_OF_CONTEST)}
    reasons = {name: _why(row, name) for name, value in figures.items() if value is None}
    other = {"turnout_other": row.get("turnout_other")}
    return named | figures | other | {"party": own, "reasons": reasons}


def _country(country: Row, election: str) -> Row:
    """Compare the parties over the whole country as the lists of one area are compared."""
    compared, margins = profile(country["parties"], country["valid_votes"])
    parties = [party | {"margin": margins[party["party"]]} for party in country["parties"]]
    turnouts = {name: country[name] for name in ("turnout", "turnout_other")}
    return {"election": election, **turnouts, **compared, "parties": parties}


def _why(row: Row, figure: str) -> str:
    """Say why a figure is unknown."""
    if figure == "turnout":
        return "not published"
    return row["why_unknown"] or "the seats of each list are not published"


@router.get("/nationalisation", response_model=Envelope[Nationalisation] | Selection, responses=TABLE)
def list_nationalisation(
    session: SessionDep, answer: Annotated[Answer, list_of_rows(NATIONALISATION)], election: ElectionDep
) -> Response:
    """How evenly each party's vote is spread over the areas of an election."""
    elections.require(session, election)
    table = spread(ballots.of_election(session, election)).rename(columns={"party_code": "party"})
    unknown = "votes are not published in every contest"
    items = [
        {
            "election": election,
            **row,
            "reasons": {name: unknown for name in ("pns", "pns_weighted") if row[name] is None},
        }
        for row in _records(table)
    ]
    return answer.send(items, elections.source_files(election), coverage=[coverage.of(session, election)])


@dataclass(frozen=True)
class SwingQuery:
    """Two elections, what is compared, and of whom."""

    before: str
    after: str
    by: By
    party: str | None


def wanted_comparison(
    session: SessionDep,
    codes: ComparedDep,
    by: Annotated[By, Query(description="unit of comparison")] = "area",
    party: Annotated[str | None, Query(max_length=100, description="code of a party, followed by its lineage")] = None,
) -> SwingQuery:
    """Read the parameters of a comparison."""
    before, after = codes
    if before == after:
        raise BadParameter("before", "is the same election")
    if by != "area" and not elections.is_general(session, after):
        raise BadParameter("by", f"must be area: {after} was not held in the whole country")
    return SwingQuery(before, after, by, party)


@router.get("/swing", response_model=Envelope[Swing] | Selection, responses=TABLE)
def list_swing(
    session: SessionDep,
    answer: Annotated[Answer, list_of_rows(SWINGS)],
    wanted: Annotated[SwingQuery, Depends(wanted_comparison)],
) -> Response:
    """Change of every party's share between two elections by the same kind of ballot."""
    codes = (wanted.before, wanted.after)
    found = ballots.of_elections(session, codes)
    voteless = [code for code in codes if code not in set(found["election_code"])]
    if voteless:
        raise NotFound(f"There is no swing: the votes of {' and '.join(voteless)} are not published.")
    lineage = declared.read_lineage(session)
    changes = swing(found, wanted.before, wanted.after, lineage, _groups(found, wanted.by))
    items = changes.join(volatilities(changes), on="area_code").rename(columns={"lineage_code": "lineage"})
    if wanted.party is not None:
        parties.require(session, wanted.party)
        followed = lineage.set_index("party_code")["lineage_code"].get(wanted.party, wanted.party)
        items = items[items["lineage"] == followed]
    level = "region" if wanted.by == "region" else elections.require(session, wanted.after)
    place_of = areas.names(session, level)  # the country is none of them
    rows = [{"area": place_of.get(row.pop("area_code"))} | row for row in _records(items)]
    files = [file for code in codes for file in elections.source_files(code)]
    covered = [coverage.of(session, code) for code in codes]
    return answer.send(rows, files + declared.lineage_files() + areas.source_files(), coverage=covered)


def _groups(found: pd.DataFrame, by: By) -> "pd.Series[str] | None":
    regions = found.drop_duplicates("area_code").set_index("area_code")["region_code"]
    return {"area": None, "region": regions, "country": regions.map(lambda _: "country")}[by]


def _records(frame: pd.DataFrame) -> list[Row]:
    """Rows as records; NaN is None and counts are whole."""
    counts = [column for column in frame.columns if column.startswith("votes_")]
    return rows_of(frame.astype(dict.fromkeys(counts, "Int64")))
