"""A consistent snapshot of the data that the maps draw, and the part of it that one page shows."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import cast

import pandas as pd
from sqlalchemy.orm import Session

from app.analysis.communes import communal_ballots
from app.analysis.seats import Rules
from app.errors import NotFound, NotReady
from app.maps.atlas import (
    COMMUNE,
    CONSTITUENCY,
    SEATS,
    VOTES,
    WHOLES,
    Atlas,
    BackTest,
    Census,
    Country,
    Ground,
    MapElection,
    MapParty,
    Publication,
    Sibling,
    Sums,
    Surroundings,
)
from app.maps.briefing import Briefing, brief
from app.maps.ground import draw_ground
from app.maps.lists import all_lists, swings
from app.maps.prices import party_prices
from app.maps.regions import Region, regions_of
from app.maps.surroundings import SOURCES, named_as_ours, read_neighbours, read_sea, read_towns
from app.maps.words.catalogues import Text
from app.store.queries import dataset, indicators, patterns, seat_inputs
from app.store.queries import map_data as queries
from app.store.queries.dataset import Dataset
from app.store.queries.declared import Declared, read_declared
from app.store.queries.seat_inputs import SeatInputs
from app.store.records import Row


@dataclass(frozen=True)
class Ballot:
    """
    A kind of election with an atlas of its own.

    Attributes
    ----------
    institution, name : str
        As in ``elections.csv``.
    level : str
        Of the areas that elect.
    band : str
        Generalisation level of their outlines.
    suffix : str
        What its atlases' names have after the party's code.
    """

    institution: str
    name: str
    level: str
    band: str
    suffix: str


HOUSE = Ballot("house", "local", CONSTITUENCY, "medium", "")
COUNCILS = Ballot("communal_council", "communal", COMMUNE, "low", "-communal")


INDICATORS = {
    CONSTITUENCY: (
        *("urban_share", "age_15_34_share", "illiteracy_10_plus_rate", "higher_education_share"),
        *("unemployment_rate", "tachelhit_share", "tamazight_share", "tarifit_share"),
    ),
    COMMUNE: (
        *("urban_share", "age_15_34_share", "illiteracy_10_plus_rate", "higher_education_share"),
        "unemployment_rate",
    ),
}
"""Indicators of the latest census that a page carries, all of them shares: few, as a page must stay below 2.5 MB."""


@dataclass(frozen=True)
class Snapshot:
    """
    The data that the pages of one kind of ballot draw.

    Attributes
    ----------
    ballot : Ballot
        Whose elections.
    dataset : Dataset
        The data, by version.
    country : Country
        What all pages have in common.
    regions : tuple of Region
        By name.
    results, scores, clusters, zones : pandas.DataFrame
        As those of `Atlas`, by party first.
    seat_inputs : dict of election code to SeatInputs
        Elections whose seats can be counted.
    lineage : pandas.DataFrame
        Who is the same party over time, as `app.store.queries.declared.Declared`.
    """

    ballot: Ballot
    dataset: Dataset
    country: Country
    regions: tuple[Region, ...]
    results: pd.DataFrame
    scores: pd.DataFrame
    clusters: pd.DataFrame
    zones: pd.DataFrame
    seat_inputs: dict[str, SeatInputs]
    lineage: pd.DataFrame

    @property
    def party_codes(self) -> list[str]:
        """Parties with a page, most votes first; lists without a party are not one party."""
        parties = self.country.parties
        return list(parties.index[parties["kind"] != "independents"])


@dataclass(frozen=True)
class Snapshots:
    """
    The data of all pages, read in one transaction.

    ``councils`` are None where no results of communal councils are loaded; ``surroundings`` are those of every map.
    """

    house: Snapshot
    councils: Snapshot | None
    surroundings: Surroundings

    @property
    def dataset(self) -> Dataset:
        """The data, by version."""
        return self.house.dataset

    def of_party(self, party_code: str) -> tuple[Snapshot, ...]:
        """List the snapshots that the atlases of a party of the House draw, that of the House first."""
        councils = self.councils
        if councils is None or party_code not in councils.country.parties.index:
            return (self.house,)
        return self.house, councils

    @property
    def pages(self) -> dict[str, tuple[Snapshot, str]]:
        """Snapshot and party of each atlas, by the name of its page."""
        return {
            party + each.ballot.suffix: (each, party)
            for party in self.house.country.parties.index
            for each in self.of_party(party)
        }

    def siblings(self, snapshot: Snapshot, party_code: str) -> list[Sibling]:
        """Lead from one atlas of a party to its others."""
        others = [each for each in self.of_party(party_code) if each is not snapshot]
        return [Sibling(other.country.level, f"{party_code}{other.ballot.suffix}.html") for other in others]


def read_snapshots(session: Session) -> Snapshots:
    """
    Read the data of the pages of all parties.

    Parameters
    ----------
    session : Session
        Not used yet: the snapshot it reads is chosen here.

    Returns
    -------
    Snapshots

    Raises
    ------
    NotReady
        Nothing has been loaded, or no election of the House.
    """
    # one snapshot for all that follows, whatever is loaded meanwhile
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    declared = read_declared(session)
    house, councils = _read(session, HOUSE, declared), None
    with suppress(NotReady):
        councils = _read(session, COUNCILS, declared)
    return Snapshots(house, councils, _surroundings(session, house.country.ground))


def _surroundings(session: Session, ground: Ground) -> Surroundings:
    """Cut our areas out of neighbours and sea, which are of another scale: 14,000 km² would be drawn twice."""
    towns, neighbours, country = read_towns(), read_neighbours(), ground.areas.union_all()
    return Surroundings(
        neighbours=neighbours.set_geometry(neighbours.difference(country)),
        sea=read_sea().difference(country),
        towns=named_as_ours(towns, queries.units_at(session, towns.geometry)),
        sources=SOURCES,
    )


def _read(session: Session, ballot: Ballot, declared: Declared) -> Snapshot:
    now, level, band = dataset.current(session), ballot.level, ballot.band
    elections = queries.elections(session, ballot.institution, ballot.name, level)
    codes = [election["code"] for election in elections]
    parties, contests = queries.parties(session, codes, level), queries.contests(session, codes, level)
    if parties.empty:
        raise NotReady(
            f"No results of {ballot.institution} elections by {ballot.name} lists have been loaded: `./run etl load`."
        )
    results = queries.results(session, codes, level)
    country = Country(
        level=level,
        ground=draw_ground(queries.areas(session, level, band), queries.communes(session, level, band)),
        elections=tuple(_election(session, row) for row in elections),
        contests=contests,
        parties=parties,
        lists=all_lists(results),
        leaders=queries.leaders(session, codes, level),
        boundaries=tuple(Publication(**row) for row in queries.sources_of_areas(session, level)),
        sources=(*_sources(session, codes), *_census_sources(session)),
        dataset_version=now.version,
        ballots=_ballots(elections, declared.rules, contests, queries.censuses(session, level)),
        sums={whole: _sums(session, codes, whole) for whole in WHOLES},
        names=queries.search_names(session, {level, COMMUNE, *WHOLES}),
        back_test=_back_test(session, elections),
        census=read_census(session, level, INDICATORS[level], WHOLES),
        basis=SEATS if {row["basis"] for row in elections} - {None} == {SEATS} else VOTES,
        stand_ins=tuple(Text(*names) for names in queries.stand_ins(session, codes[-1])),
    )
    results = results.join(swings(results, contests, codes, declared.lineage))
    return Snapshot(
        ballot=ballot,
        dataset=now,
        country=country,
        regions=regions_of(country.ground),
        results=results,
        scores=queries.scores(session, codes, level),
        clusters=queries.clusters(session, codes, level),
        zones=queries.zones(session, codes),
        seat_inputs=dict(_seat_inputs(session, declared.rules, codes)),
        lineage=declared.lineage,
    )


def atlas_of(snapshot: Snapshot, party_code: str) -> Atlas:
    """
    Take one party's part of the snapshot.

    Parameters
    ----------
    snapshot : Snapshot
    party_code : str
        A party of ``snapshot.country.parties``.

    Returns
    -------
    Atlas
        What its page shows.

    Raises
    ------
    KeyError
        The party fielded no list.
    """
    counted = {code: (inputs.rule, list(inputs.contests.values())) for code, inputs in snapshot.seat_inputs.items()}
    return replace(unpriced_atlas(snapshot, party_code), prices=party_prices(counted, party_code))


def unpriced_atlas(snapshot: Snapshot, party_code: str) -> Atlas:
    """As `atlas_of`, without prices, which take most of its time and which the gallery does not show."""
    named = snapshot.country.parties.loc[party_code]
    acronym, french, arabic = (str(named[column]) for column in ("acronym", "name_fr", "name_ar"))
    return Atlas(
        country=snapshot.country,
        party=MapParty(party_code, acronym, Text(french, arabic)),
        results=_of_party(snapshot.results, party_code),
        scores=_of_party(snapshot.scores, party_code),
        clusters=_of_party(snapshot.clusters, party_code),
        prices=party_prices({}, party_code),
        zones=_of_party(snapshot.zones, party_code),
    )


def briefing_of(snapshot: Snapshot, atlas: Atlas, region: Region) -> Briefing:
    """
    Take the content of one party's briefing on a region.

    Parameters
    ----------
    snapshot : Snapshot
    atlas : Atlas
        The party's, from the same snapshot.
    region : Region
        One of ``snapshot.regions``.

    Returns
    -------
    Briefing
    """
    inputs = snapshot.seat_inputs.get(atlas.opening.code)
    counted = None if inputs is None else (inputs.rule, inputs.contests)
    return brief(atlas, region, snapshot.results, snapshot.lineage, counted)


def _ballots(elections: list[Row], rules: Rules, contests: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """Name the ballot of each contest, where the law has two of them."""
    told = {row["code"]: communal_ballots(rules, row["law"], row["date"].year, places) for row in elections}
    by_election = pd.concat(told, names=["election_code", "area_code"]).dropna()
    return cast(pd.Series, by_election[by_election.index.isin(contests.index)])


def _seat_inputs(session: Session, rules: Rules, codes: Sequence[str]) -> Iterator[tuple[str, SeatInputs]]:
    """Read the elections whose seats can be counted: those with results and a law that is declared."""
    for code in codes:
        with suppress(NotFound):
            yield code, seat_inputs.read(session, rules, code)


def _sums(session: Session, codes: Sequence[str], level: str) -> Sums:
    lists = all_lists(queries.results(session, codes, level))
    return Sums(queries.sums(session, codes, level), lists, queries.leaders(session, codes, level))


def _election(session: Session, row: Row) -> MapElection:
    name, sources = Text(row["name_fr"], row["name_ar"]), _sources(session, [row["code"]])
    return MapElection(row["code"], row["date"], name, row["coverage"], row["method_version"], sources)


def _back_test(session: Session, elections: list[Row]) -> BackTest | None:
    """Take the latest back-test's means over the parties."""
    years = {election["code"]: election["date"].year for election in elections}
    means = [row for row in patterns.validation(session) if row["party"] is None and row["election"] in years]
    if not means:
        return None
    latest = means[-1]["election"]
    found = {row["method"]: row["spearman"] for row in means if row["election"] == latest}
    return BackTest(years[latest], found["score"], found["last_share"], patterns.advantage_error(session, latest))


def read_census(session: Session, level: str, keys: Sequence[str] = (), wholes: Sequence[str] = ()) -> Census | None:
    """
    Read the latest census in areas of a level.

    Parameters
    ----------
    session : Session
    level : str
        Of the areas; a divided city is one beside the communes.
    keys : sequence of str
        Of indicators; every one unless given.
    wholes : sequence of str
        Levels to read too.

    Returns
    -------
    Census or None
        None where no census is loaded.
    """
    year = indicators.latest(session)
    if year is None:
        return None
    named = indicators.catalogue(session, year)
    shown = named.loc[list(keys) or named.index]
    levels = [level, *wholes, *(["city"] if level == COMMUNE else [])]
    rows = indicators.values(session, year, levels, list(shown.index)).rename(index={"city": level}, level="level")
    known = rows.groupby(level=["level", "code"])[["units", "units_known"]].min()
    values = rows["value"].unstack("key").reindex(columns=shown.index)
    return Census(year, shown, values, known["units"], known["units_known"])


def _census_sources(session: Session) -> tuple[Publication, ...]:
    return tuple(Publication(**row) for row in queries.sources_of_censuses(session))


def _sources(session: Session, codes: Sequence[str]) -> tuple[Publication, ...]:
    return tuple(Publication(**row) for row in queries.sources_of_results(session, codes))


def _of_party(frame: pd.DataFrame, party_code: str) -> pd.DataFrame:
    return frame[frame.index.get_level_values("party_code") == party_code].droplevel("party_code")
