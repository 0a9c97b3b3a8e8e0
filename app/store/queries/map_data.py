"""What the pages of the atlas show, as frames: areas with a contest of their own, the communes in them, figures."""

from collections.abc import Collection, Sequence

import geopandas as gpd
import pandas as pd
from sqlalchemy import Double, Executable, Integer, Label, Select, case, column, func, or_, select, values
from sqlalchemy.orm import Session, aliased

from app.analysis.figures import GENERAL
from app.analysis.space.polygons import parse_geojson
from app.store.models import (
    Area,
    AreaPart,
    AreaShape,
    Cluster,
    Contest,
    Election,
    Party,
    PartyScore,
    PartyTally,
    PartyZone,
    ScoreRun,
    SourceFile,
    Tally,
)
from app.store.queries import coverage, indicators
from app.store.queries.elections import held, source_files
from app.store.queries.elections import stand_ins as of_another_ballot
from app.store.records import Row


def elections(session: Session, institution: str, ballot: str, level: str) -> list[Row]:
    """
    List the general elections of one kind, the oldest first: pages compare each with the one before it.

    Returns
    -------
    list of dict
        `code`, `date`, `law`, `name_fr`, `name_ar`, `method_version` and `basis` of its scores, None where it has
        none, and its `coverage`.
    """
    kind = (institution, ballot, level, GENERAL)
    codes = [one.code for one in held(session) if (one.institution, one.ballot, one.level, one.scope) == kind]
    known = coverage.count(session, codes)
    statement = (
        select(Election.code, Election.date, Election.law, Election.name_fr, Election.name_ar)
        .add_columns(ScoreRun.method_version, ScoreRun.basis)
        .outerjoin(ScoreRun, ScoreRun.election_code == Election.code)
        .where(Election.code.in_(codes))
        .order_by(Election.date)
    )
    return [dict(row) | {"coverage": known[row["code"]]} for row in session.execute(statement).mappings()]


def stand_ins(session: Session, election_code: str) -> list[tuple[str, str]]:
    """Name, in French and Arabic, the elections by another ballot that scores look back on, the oldest first."""
    statement = (
        select(Election.name_fr, Election.name_ar)
        .where(Election.code.in_(of_another_ballot(session, election_code)))
        .order_by(Election.date, Election.code)
    )
    return [(fr, ar) for fr, ar in session.execute(statement)]


def parties(session: Session, election_codes: Sequence[str], level: str) -> pd.DataFrame:
    """
    Name the parties that fielded a list in one of the elections, those with most votes first.

    Returns
    -------
    pandas.DataFrame
        Index `code`; `acronym`, `name_fr`, `name_ar`, `kind`.
    """
    statement = (
        select(Party.code, Party.acronym, Party.name_fr, Party.name_ar, Party.kind)
        .join(PartyTally, PartyTally.party_code == Party.code)
        .join(Area, Area.id == PartyTally.area_id)
        .where(PartyTally.election_code.in_(election_codes), Area.level == level)
        .group_by(Party.code)
        .order_by(func.sum(PartyTally.votes).desc(), Party.code)
    )
    return _frame(session, statement).set_index("code")


def areas(session: Session, level: str, band: str) -> gpd.GeoDataFrame:
    """
    Outline the areas of a level in one generalisation level.

    Returns
    -------
    geopandas.GeoDataFrame
        Index `code`; `name_fr`, `name_ar`; of the province and the region it lies in `province`, `region` (codes),
        `province_fr`, `province_ar`, `region_fr`, `region_ar`; `population` (census of 2024, NaN is unknown), polygons
        in EPSG:4326.
    """
    province, region = aliased(Area), aliased(Area)
    statement = (
        select(Area.code, Area.name_fr, Area.name_ar, Area.population_2024.label("population"))
        .add_columns(*_labelled(province, "province"), *_labelled(region, "region"), AreaShape.geojson)
        .join(AreaShape, (AreaShape.area_id == Area.id) & (AreaShape.band == band))
        .outerjoin(province, province.id == Area.parent_id)
        .outerjoin(region, region.id == province.parent_id)
        .where(Area.level == level)
        .order_by(Area.code)
    )
    return _outlined(_frame(session, statement).astype({"population": float}))


def search_names(session: Session, levels: Collection[str]) -> pd.Series:
    """
    Read all the names by which the areas of today are found: their own in both languages, aliases, the city's.

    Returns
    -------
    pandas.Series
        Tuples of folded names by (`level`, `code`).
    """
    statement = (
        select(Area.level, Area.code, Area.search_text)
        .where(Area.level.in_(levels), Area.valid_to.is_(None))
        .order_by(Area.level, Area.code)
    )
    names = _frame(session, statement).set_index(["level", "code"])["search_text"]
    return names.str.split(" | ", regex=False).map(tuple)


def _labelled(area: type[Area], level: str) -> tuple[Label[str], ...]:
    return area.code.label(level), area.name_fr.label(f"{level}_fr"), area.name_ar.label(f"{level}_ar")


def communes(session: Session, level: str, band: str) -> gpd.GeoDataFrame:
    """
    Outline the communal units that make the areas, in one generalisation level.

    Returns
    -------
    geopandas.GeoDataFrame
        Index `code`; `name_fr`, `name_ar`, `area_code`, polygons in EPSG:4326.
    """
    whole = aliased(Area)
    statement = (
        select(Area.code, Area.name_fr, Area.name_ar, whole.code.label("area_code"), AreaShape.geojson)
        .join(AreaShape, (AreaShape.area_id == Area.id) & (AreaShape.band == band))
        .join(AreaPart, AreaPart.part_id == Area.id)
        .join(whole, (whole.id == AreaPart.area_id) & (whole.level == level))
        .order_by(Area.code)
    )
    return _outlined(_frame(session, statement))


def censuses(session: Session, level: str) -> pd.DataFrame:
    """
    Read how many people lived in each area, and what kind of area it is.

    Returns
    -------
    pandas.DataFrame
        Index `code`; `kind`, `population_2014`, `population_2024`; NaN is unknown.
    """
    statement = select(Area.code, Area.kind, Area.population_2014, Area.population_2024).where(Area.level == level)
    frame = _frame(session, statement).set_index("code")
    return frame.astype({"population_2014": float, "population_2024": float})


def units_at(session: Session, places: gpd.GeoSeries) -> pd.DataFrame:
    """
    Name the communal units of today that places lie in.

    Parameters
    ----------
    session : Session
    places : geopandas.GeoSeries
        Points in EPSG:4326, with whole numbers as index.

    Returns
    -------
    pandas.DataFrame
        Index `place`, that of the points that lie in one; `code`, `name_fr`, `name_ar` (of an arrondissement, those of
        its city), `search_text`: all its names, folded.
    """
    rows = list(zip(places.index.tolist(), places.x.tolist(), places.y.tolist(), strict=True))
    place = values(column("place", Integer), column("x", Double), column("y", Double), name="places").data(rows)
    point = func.ST_SetSRID(func.ST_MakePoint(place.c.x, place.c.y), 4326)
    statement = (
        select(place.c.place, Area.code, Area.search_text)
        .add_columns(func.coalesce(Area.city_fr, Area.name_fr).label("name_fr"))
        .add_columns(func.coalesce(Area.city_ar, Area.name_ar).label("name_ar"))
        .join_from(place, Area, func.ST_Contains(Area.geom, point))
        .where(Area.level == "commune", Area.valid_to.is_(None))
    )
    return _frame(session, statement).set_index("place")


def contests(session: Session, election_codes: Sequence[str], level: str) -> pd.DataFrame:
    """
    Read the contests of elections.

    Returns
    -------
    pandas.DataFrame
        Index (`election_code`, `area_code`); `seats`, `valid_votes`, `turnout` in [0, 1]; NaN is unknown.
    """
    statement = (
        select(Contest.election_code, Area.code.label("area_code"), Contest.seats, Contest.valid_votes, Contest.turnout)
        .join(Area, Area.id == Contest.area_id)
        .where(Contest.election_code.in_(election_codes), Area.level == level)
    )
    return _figures(session, statement)


def sums(session: Session, election_codes: Sequence[str], level: str) -> pd.DataFrame:
    """
    Read the figures of a larger area, summed over the contests inside it.

    Returns
    -------
    pandas.DataFrame
        Index (`election_code`, `area_code`); `seats`, `turnout` in [0, 1]; NaN is unknown.
    """
    statement = (
        select(Tally.election_code, Area.code.label("area_code"), Tally.seats, Tally.turnout)
        .join(Area, Area.id == Tally.area_id)
        .where(Tally.election_code.in_(election_codes), Area.level == level)
    )
    return _figures(session, statement)


def leaders(session: Session, election_codes: Sequence[str], level: str) -> pd.Series:
    """
    Read the party of the list with most votes.

    Returns
    -------
    pandas.Series
        Party code by (`election_code`, `area_code`); no row where nobody leads, or it is not known who.
    """
    statement = (
        select(Tally.election_code, Area.code.label("area_code"), Tally.leader.label("party_code"))
        .join(Area, Area.id == Tally.area_id)
        .where(Tally.election_code.in_(election_codes), Area.level == level, Tally.leader.is_not(None))
        .order_by(Tally.election_code, Area.code)
    )
    return _frame(session, statement).set_index(["election_code", "area_code"])["party_code"]


def results(session: Session, election_codes: Sequence[str], level: str) -> pd.DataFrame:
    """
    Read what every list obtained.

    Returns
    -------
    pandas.DataFrame
        Index (`party_code`, `election_code`, `area_code`); `votes`, `share` in [0, 1], `margin` over the best other
        list in [-1, 1], `seats_won`; NaN is unknown.
    """
    statement = (
        select(PartyTally.party_code, PartyTally.election_code, Area.code.label("area_code"), PartyTally.votes)
        .add_columns(PartyTally.share, PartyTally.margin, PartyTally.seats_won)
        .join(Area, Area.id == PartyTally.area_id)
        .where(PartyTally.election_code.in_(election_codes), Area.level == level)
    )
    return _figures(session, statement)


def scores(session: Session, election_codes: Sequence[str], level: str) -> pd.DataFrame:
    """
    Read the scores of every party.

    Returns
    -------
    pandas.DataFrame
        Index (`party_code`, `election_code`, `area_code`); `score` in [0, 100], `rank`, `ranked`, `rank_low`,
        `rank_high`, `top_fifth` and `p_seat` in [0, 1], `strength_class`, `components`; of councils' seats none, as
        they would take more room than all the rest.
    """
    parts = case((ScoreRun.basis == "votes", PartyScore.components))
    statement = (
        select(PartyScore.party_code, ScoreRun.election_code, Area.code.label("area_code"), PartyScore.score)
        .add_columns(PartyScore.rank, PartyScore.ranked, PartyScore.rank_low, PartyScore.rank_high)
        .add_columns(PartyScore.top_fifth, PartyScore.p_seat, PartyScore.strength_class)
        .add_columns(parts.label("components"))
        .join(ScoreRun, ScoreRun.id == PartyScore.score_run_id)
        .join(Area, Area.id == PartyScore.area_id)
        .where(ScoreRun.election_code.in_(election_codes), Area.level == level)
    )
    return _figures(session, statement)


def clusters(session: Session, election_codes: Sequence[str], level: str) -> pd.DataFrame:
    """
    Read where the shares of a party gather.

    Returns
    -------
    pandas.DataFrame
        Index (`party_code`, `election_code`, `area_code`); `label`, None for an area without a neighbour to test.
    """
    statement = (
        select(Cluster.party_code, ScoreRun.election_code, Area.code.label("area_code"))
        .add_columns(case((~Cluster.isolate, Cluster.label)).label("label"))
        .join(ScoreRun, ScoreRun.id == Cluster.score_run_id)
        .join(Area, Area.id == Cluster.area_id)
        .where(ScoreRun.election_code.in_(election_codes), Area.level == level)
    )
    return _figures(session, statement)


def zones(session: Session, election_codes: Sequence[str]) -> pd.DataFrame:
    """
    Read the areas of every party.

    Returns
    -------
    pandas.DataFrame
        Index (`party_code`, `election_code`, `zone`); `name_fr`, `name_ar`, `members` (area codes), `share` in [0, 1],
        `change` of it in [-1, 1], `seats_won`; NaN is unknown.
    """
    statement = (
        select(PartyZone.party_code, ScoreRun.election_code, PartyZone.zone, PartyZone.name_fr, PartyZone.name_ar)
        .add_columns(PartyZone.members, PartyZone.share, PartyZone.change, PartyZone.seats_won)
        .join(ScoreRun, ScoreRun.id == PartyZone.score_run_id)
        .where(ScoreRun.election_code.in_(election_codes))
    )
    numbers = dict.fromkeys(("share", "change", "seats_won"), float)
    return _frame(session, statement).astype(numbers).set_index(["party_code", "election_code", "zone"]).sort_index()


def sources_of_results(session: Session, election_codes: Sequence[str]) -> list[Row]:
    """Name the publications that the elections' figures come from."""
    return _publications(session, [ids for code in election_codes for ids in source_files(code)])


def sources_of_areas(session: Session, level: str) -> list[Row]:
    """Name the publications that the outlines of a level come from."""
    return _publications(session, [select(Area.source_file_id).where(Area.level == level)])


def sources_of_censuses(session: Session) -> list[Row]:
    """Name the publications that indicators of censuses come from."""
    return _publications(session, indicators.source_files())


def _publications(session: Session, file_ids: Sequence[Select[int]]) -> list[Row]:
    """List a publication once, however many files it was carried over into."""
    columns = (SourceFile.title, SourceFile.publisher, SourceFile.licence, SourceFile.citation, SourceFile.url)
    statement = (
        select(*columns, SourceFile.note)
        .where(or_(*(SourceFile.id.in_(ids) for ids in file_ids)))
        .group_by(*columns, SourceFile.note)
        .order_by(func.min(SourceFile.source_code))
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def _frame(session: Session, statement: Executable) -> pd.DataFrame:
    found = session.execute(statement)
    return pd.DataFrame(found.all(), columns=list(found.keys()))


def _figures(session: Session, statement: Executable) -> pd.DataFrame:
    """Index by the codes; numbers become floating, so that unknown is NaN even in a column of nothing else."""
    frame = _frame(session, statement)
    keys = [name for name in frame.columns if name.endswith("_code")]
    numbers = frame.columns.difference([*keys, "strength_class", "components", "label"])
    return frame.astype(dict.fromkeys(numbers, float)).set_index(keys).sort_index()


def _outlined(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    outlines = parse_geojson(frame["geojson"].tolist())
    return gpd.GeoDataFrame(frame.drop(columns="geojson"), geometry=outlines, crs=4326).set_index("code")
