"""What is scored together: the contests of one kind of ballot, with the outlines of the areas they were held in."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from psycopg import Connection
from sqlalchemy import Select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from app.analysis.figures import Held, comparable, stand_ins
from app.analysis.history import lineages
from app.analysis.validation.backtest import Ballots
from app.store.models import Area, held_elections, known_lists

_LINEAGE = "SELECT party_code, lineage_code FROM party_lineage ORDER BY party_code"
BAND = "medium"
"""Generalisation level whose outlines are a clean coverage like the full ones, and light enough to draw zones of."""

_OUTLINES = """
    SELECT area.id AS area_id, code, name_fr, name_ar, population_2014, population_2024, geojson
    FROM area JOIN area_shape ON area_shape.area_id = area.id AND band = %s
    WHERE area.id = ANY(%s) ORDER BY code
"""


@dataclass(frozen=True)
class Stratum:
    """
    Comparable contests.

    ``ballots``: results, lineage and the region of each area. ``areas``: outlines (EPSG:4326) by area code, with
    ``area_id``, names and ``population``.
    """

    ballots: Ballots
    areas: gpd.GeoDataFrame

    @property
    def elections(self) -> list[str]:
        """Codes, the oldest first."""
        return list(self.ballots.results["election_code"].unique())

    def input_digest(self, election: str, method: object) -> str:
        """
        Sum up all that what is computed of an election depends on.

        Parameters
        ----------
        election : str
            One of `elections`.
        method : object
            Version and parameters, told apart by their `repr`.

        Returns
        -------
        str
            SHA-256 of the method, of the results up to the election and those that stand in for some, of the lineage,
            and of the areas of the stratum; not of ids.
        """
        results, lineage = self.ballots.scored, self.ballots.lineage
        day = results.loc[results["election_code"] == election, "date"].iloc[0]
        told = results[results["date"] <= day].drop(columns="area_id")
        outlines = self.areas.drop(columns=["area_id", "geometry"]).to_csv() + "".join(
            self.areas.to_wkb(hex=True).geometry
        )
        parts = (repr(method), election, told.to_csv(index=False), lineage.to_csv(index=False), outlines)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def read_strata(connection: Connection) -> Iterator[Stratum]:
    """Read every kind of ballot that has votes; by-elections are in none."""
    lineage, every = read_lineage(connection), read_held(connection)
    strata = {tuple(comparable(every, election)) for election in every}
    for elections in sorted(filter(None, strata)):
        contests = _lists(connection, elections)
        if contests.empty:
            continue
        held = contests.drop_duplicates("area_code").set_index("area_code")
        others = _lists(connection, stand_ins(every, elections[-1]))
        ballots = Ballots(contests, lineage, held["region_code"], others if len(others) else None)
        yield Stratum(ballots, read_areas(connection, held["area_id"].tolist()))


def read_lineage(connection: Connection) -> pd.DataFrame:
    """Read who is the same party over time, see `history.lineages`."""
    return read_frame(connection, _LINEAGE, []).astype("string")


def read_held(connection: Connection) -> list[Held]:
    """Read which elections have contests, the oldest first."""
    return [Held(*row) for row in _select(connection, held_elections()).itertuples(index=False, name=None)]


def previous_votes(ballots: Ballots, election: str) -> pd.DataFrame:
    """
    Votes of each party's lineage in the comparable election before this one.

    Parameters
    ----------
    ballots : Ballots
    election : str

    Returns
    -------
    DataFrame
        `party_code`, `area_code`, `previous_votes`, `previous_valid_votes`; no row where the lineage had no list, and
        no row at all where there was no election before.
    """
    codes = list(ballots.results["election_code"].unique())
    earlier = codes[: codes.index(election)][-1:]
    before = ballots.results[ballots.results["election_code"].isin(earlier)]
    before = before.assign(lineage_code=lineages(before["party_code"], ballots.lineage))
    lineage_votes = before.groupby(["lineage_code", "area_code"], as_index=False).agg(
        previous_votes=("votes", "sum"), previous_valid_votes=("valid_votes", "first")
    )
    now = ballots.results.loc[ballots.results["election_code"] == election, ["party_code", "area_code"]]
    now = now.assign(lineage_code=lineages(now["party_code"], ballots.lineage))
    return now.merge(lineage_votes, on=["lineage_code", "area_code"]).drop(columns="lineage_code")


def read_areas(connection: Connection, area_ids: list[int]) -> gpd.GeoDataFrame:
    """Read areas with their outlines (EPSG:4326) by code, as `Stratum` has them."""
    areas = read_frame(connection, _OUTLINES, [BAND, area_ids]).set_index("code")
    outlines = shapely.from_geojson(areas.pop("geojson").to_numpy())
    populations = areas["population_2024"].fillna(areas["population_2014"])
    return gpd.GeoDataFrame(areas.assign(population=populations.astype(float)), geometry=outlines, crs=4326)


def _lists(connection: Connection, elections: Sequence[Held]) -> pd.DataFrame:
    return _select(connection, known_lists([one.code for one in elections]).add_columns(Area.id.label("area_id")))


def _select(connection: Connection, selection: Select[Any]) -> pd.DataFrame:
    compiled = selection.compile(dialect=PGDialect_psycopg())
    return read_frame(connection, compiled.string, compiled.params)


def read_frame(
    connection: Connection, statement: str, parameters: Sequence[object] | Mapping[str, object]
) -> pd.DataFrame:
    """Read the rows of a statement; numbers that may be unknown are floating, NaN where they are."""
    cursor = connection.execute(statement, parameters)
    frame = pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description or ()])
    unknown_as_nan = frame.columns.intersection(["votes", "valid_votes", "seats", "seats_won"])
    return frame.astype(dict.fromkeys(unknown_as_nan, float))
