"""Read what a party's files are made from: everything at one moment."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from app.analysis.figures import GENERAL, Coverage
from app.analysis.indices import ratio
from app.analysis.seats import Rules, endangered, targets
from app.errors import NotFound
from app.files.columns import CLUSTER, OUTLOOK, PLACE, SOURCE, TARGET, ZONE, Column
from app.files.dossier import Dossier, Standings, Vote
from app.files.dossier.standings import ZOOM_BAND, read_standings
from app.maps.atlas import MapParty
from app.maps.snapshot import read_census
from app.maps.summary import coverage_note
from app.maps.words.catalogues import Text
from app.maps.words.outlook_reasons import OUTLOOK_REASONS
from app.store.queries import (
    areas,
    coverage,
    dataset,
    elections,
    electoral_outlines,
    indicators,
    outlook,
    parties,
    patterns,
    scores,
    seat_inputs,
    seats,
)
from app.store.queries.declared import read_declared
from app.store.queries.elections import ElectionPart
from app.store.records import Row

WHOLES = ("province", "region")

_OBJECTIVES = (
    ("win", targets, "votes_to_win", "votes_to_tie", "won_from"),
    ("hold", endangered, "votes_to_lose", "votes_to_risk", "lost_to"),
)
"""What each is called, how it is ranked, and the fields of a price that tell it."""


def read_dossier(session: Session, party: str, election: str | None) -> Dossier:
    """
    Read what a party's files are made from.

    Parameters
    ----------
    session : Session
        Not used yet: the snapshot it reads is chosen here.
    party : str
        Code of a party.
    election : str or None
        Code of the election the files are about; for None the party's latest of the House by local lists that is
        complete, or else its latest.

    Returns
    -------
    Dossier

    Raises
    ------
    NotFound
        A code names nothing, or the party fielded no list in the election.
    NotReady
        Nothing has been loaded.
    """
    # one snapshot for all that follows, whatever is loaded meanwhile
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    version, declared = dataset.current(session).version, read_declared(session)
    named = _party(session, party)
    held = _comparable(session, _chosen(session, named, election))
    level, code, votes = held[0]["level"], held[0]["code"], _votes(held)
    of_level = {one: read_standings(session, declared, votes, party, one) for one in (level, *WHOLES)}
    own = of_level.pop(level)
    if own is None:
        raise NotFound(f"The results of {code} are not loaded.")
    ranked, counted, law = _targets(session, declared.rules, code, party)
    return Dossier(
        party=MapParty(party, named["acronym"], Text(named["name_fr"], named["name_ar"])),
        votes=votes,
        areas=own,
        wholes=tuple(found for found in of_level.values() if found is not None),
        communes=electoral_outlines.parts(session, code, ZOOM_BAND),
        zones=_zones(session, code, party, own),
        clusters=_clusters(session, code, party, own),
        targets=_priced(ranked, own, votes[0], _acronyms(session)),
        unpriced=counted - sum(row["objective"] == "win" for row in ranked),
        sources=_sources(session, code),
        outlooks=_outlooks(session, party),
        census=read_census(session, level),
        said={"dataset_version": version, **_method(session, code), **_outlook_method(session), **law},
    )


def _party(session: Session, code: str) -> Row:
    known = [party["code"] for party in parties.every(session)]
    if code not in known:
        raise NotFound(f"There is no party {code!r}. There are: {', '.join(known) or 'none'}.")
    return parties.one(session, code)


def _chosen(session: Session, party: Row, election: str | None) -> str:
    """Choose the election the files are about."""
    stood = [result["election"] for result in party["elections"]]
    if election is not None:
        elections.require(session, election)
        if election not in stood:
            raise NotFound(f"{party['code']} fielded no list in {election}. It did in: {', '.join(stood) or 'none'}.")
        return election
    known = coverage.count(session, stood)
    usual = {
        each.code
        for each in elections.held(session)
        if (each.institution, each.ballot, each.scope) == (*elections.USUAL, GENERAL) and each.code in stood
    }
    complete = (code for code in stood if code in usual and known[code].is_complete)
    first: str | None = next(complete, next(iter(stood), None))
    if first is None:
        raise NotFound(f"{party['code']} fielded no list in any election.")
    return first


def _comparable(session: Session, code: str) -> list[Row]:
    """List an election and the comparable ones before it, the latest first."""
    every = {election["code"]: election for election in elections.every(session)}
    return [every[one] for one in reversed(elections.up_to(session, code))]


def _votes(held: Sequence[Row]) -> tuple[Vote, ...]:
    years = Counter(election["date"].year for election in held)
    return tuple(
        Vote(
            election["code"],
            Text(election["name_fr"], election["name_ar"]),
            str(date.year) if years[date.year] == 1 else date.isoformat().replace("-", "_"),
            coverage_note(Coverage(election["coverage"]["contests"], election["coverage"]["of"]), election["level"]),
        )
        for election in held
        for date in [election["date"]]
    )


def _zones(session: Session, election: str, party: str, own: Standings) -> gpd.GeoDataFrame:
    """Read the party's areas, outlined as the areas they are made of are."""
    rows = patterns.zones(session, election, party, outlined=False)
    shapes = [_multi(shapely.union_all(own.frame.geometry.loc[row["members"]].to_numpy())) for row in rows]
    told = [{**row, "members": ", ".join(row["members"])} for row in rows]
    return gpd.GeoDataFrame(_typed(told, ZONE), geometry=shapes, crs=own.frame.crs)


def _clusters(session: Session, election: str, party: str, own: Standings) -> gpd.GeoDataFrame:
    rows: list[Row] = []
    with suppress(NotFound):
        rows = patterns.clusters(session, election, party, None)
    named = [row | {name: row[f"area__{name}"] for name in ("code", "name_fr", "name_ar")} for row in rows]
    shapes = own.frame.geometry.loc[[row["code"] for row in named]].to_numpy()
    return gpd.GeoDataFrame(_typed(named, CLUSTER), geometry=shapes, crs=own.frame.crs)


def _targets(session: Session, rules: Rules, election: str, party: str) -> tuple[list[Row], int, Row]:
    """Rank the seats to win and to hold; count the contests the party stood in; name the law."""
    try:
        inputs = seat_inputs.read(session, rules, election)
    except NotFound:
        return [], 0, {}
    places = seat_inputs.places(session, election)
    stood = sum(party in contest.votes for contest in inputs.contests.values())
    law = {"law": inputs.rule.law, "law_citation": inputs.rule.citation}
    ranked = [
        {**row, "objective": objective, "needed": row[sure], "possible_at": row[possible], "rivals": row[lists]}
        for objective, ranking, sure, possible, lists in _OBJECTIVES
        for row in seats.ranked(inputs, places, party, ranking)
    ]
    return ranked, stood, law


def _priced(rows: Sequence[Row], own: Standings, vote: Vote, acronyms: Mapping[str, str]) -> pd.DataFrame:
    """Lay out ranked prices with the places they are at."""
    named = [row | {"rivals": ", ".join(acronyms[rival] for rival in row["rivals"])} for row in rows]
    frame = _typed(named, TARGET)
    places = own.frame.loc[[row["area__code"] for row in rows]].reset_index()
    valid_votes = places[f"valid_votes_{vote.suffix}"].astype(float)
    frame["needed_share"] = ratio(frame["needed"].astype(float), valid_votes)
    return frame.join(places[places.columns.intersection([*PLACE]).drop("population")])


def _outlooks(session: Session, party: str) -> dict[str, gpd.GeoDataFrame]:
    """Read the party's chances at the next elections, each outlook apart; one that tells nothing of it is left out."""
    found = {}
    for run in outlook.runs(session):
        with suppress(NotFound):
            rows = outlook.by_area(session, ElectionPart(run.outlook, party=party), ZOOM_BAND)
            found[run.outlook] = _outlined(rows)
    return found


def _outlined(rows: Sequence[Row]) -> gpd.GeoDataFrame:
    told = [
        {**row, **{name: row[f"area__{name}"] for name in ("level", "code", "name_fr", "name_ar")}, **_reasons(row)}
        for row in rows
    ]
    shapes = [_multi(shape) for shape in shapely.from_geojson([row["geometry"] for row in rows])]
    return gpd.GeoDataFrame(_typed(told, OUTLOOK), geometry=shapes, crs=4326)


def _reasons(row: Row) -> Row:
    """Say in both languages why chances are unknown."""
    said = OUTLOOK_REASONS.get(row["reason"])
    return {"reason_fr": said and said.fr, "reason_ar": said and said.ar}


def _outlook_method(session: Session) -> Row:
    versions = dict.fromkeys(run.method_version for run in outlook.runs(session))
    return {"outlook_version": ", ".join(versions) or None}


def _acronyms(session: Session) -> dict[str, str]:
    return {party["code"]: party["acronym"] for party in parties.every(session)}


def _sources(session: Session, election: str) -> pd.DataFrame:
    """List the files behind the figures."""
    files = scores.source_files(session, election) + areas.source_files() + parties.source_files()
    files += indicators.source_files()
    files += [file for run in outlook.runs(session) for file in outlook.source_files(session, run)]
    used = {(source["source_code"], source["path"]) for source in dataset.sources_of(session, files)}
    rows = [source for source in dataset.sources(session) if (source["source_code"], source["path"]) in used]
    return _typed(rows, SOURCE)


def _method(session: Session, election: str) -> Row:
    with suppress(NotFound):
        method = scores.method(session, election)
        return {"method_version": method["method_version"], "parameters": method["parameters"]}
    return {"method_version": None, "parameters": None}


def _typed(rows: Sequence[Row], columns: Mapping[str, Column]) -> pd.DataFrame:
    """Make a frame of columns, each of the type that tells unknown from 0."""
    types = {"count": "Int64", "text": "string"}
    frame = pd.DataFrame([{key: row.get(key) for key in columns} for row in rows], columns=list(columns))
    return frame.astype({key: types.get(column.kind, "float64") for key, column in columns.items()})


def _multi(shape: Any) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape
