"""What the outlook is computed from, as the database has it."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from psycopg import Connection
from sqlalchemy.orm import Session

from app.analysis.communes import LISTS, WARDS
from app.analysis.outlook.council_chances import Councils, councils_before, major_parties, party_shares
from app.analysis.seats import ContestInputs, Rules, SeatRule
from app.analysis.validation.outlook_report import CouncilTest
from app.store.queries import seat_inputs

COUNCILS_BEFORE, COUNCILS_NOW = "communal-2015", "communal-2021"
HOUSE_OF_THE_DAY, HOUSE_BEFORE = "house-2021-local", "house-2016-local"
"""The one transition that councils can be learned from, and the two Houses that could have been known."""

_COUNCIL_SEATS = """
    SELECT area.code AS area_code, party_code, seats_won AS count
    FROM party_result JOIN contest ON contest.id = contest_id JOIN area ON area.id = contest.area_id
    WHERE party_result.election_code = %(election)s ORDER BY area.code, party_code
"""

_HOUSE_VOTES = """
    WITH home AS (
        SELECT area_part.area_id AS constituency_id, part_id AS unit_id
        FROM area_part JOIN area ON area.id = area_id AND level = 'constituency'
        UNION
        SELECT area_part.area_id, of_city.area_id
        FROM area_part JOIN area ON area.id = area_part.area_id AND area.level = 'constituency'
        JOIN area_part AS of_city ON of_city.part_id = area_part.part_id
        JOIN area AS city ON city.id = of_city.area_id AND city.level = 'city'
    )
    SELECT unit.code AS area_code, party_code, votes AS count
    FROM home JOIN contest ON contest.area_id = constituency_id AND contest.election_code = %(election)s
    JOIN party_result ON contest_id = contest.id AND party_result.election_code = %(election)s
    JOIN area AS unit ON unit.id = unit_id
    ORDER BY unit.code, party_code
"""

_UNITS = """
    SELECT area.code, area.id AS area_id, area.kind, province.code AS province_code, ballot_kind, seats
    FROM area JOIN area AS province ON province.id = area.parent_id
    LEFT JOIN contest ON contest.area_id = area.id AND contest.election_code = %(election)s
    WHERE area.level IN ('commune', 'city') AND (area.valid_to IS NULL) ORDER BY area.code
"""


def house_contests(session: Session, rules: Rules, election: str) -> tuple[list[ContestInputs], SeatRule]:
    """Read the contests of an election of the House, by area, and the rule that gives their seats."""
    inputs = seat_inputs.read(session, rules, election)
    # in the order of codes, not of votes: draws go with the order, and an outlook must not depend on what it forecasts
    in_order = [replace(one, votes=dict(sorted(one.votes.items()))) for one in inputs.contests.values()]
    return in_order, inputs.rule


def council_transition(connection: Connection) -> CouncilTest:
    """Read the councils of communes and arrondissements that are known in both elections."""
    before, after = (council_seats(connection, election) for election in (COUNCILS_BEFORE, COUNCILS_NOW))
    parties = council_parties(before, after)
    places = units(connection).query("kind != 'city'")
    both = places[places.index.isin(before["area_code"]) & places.index.isin(after["area_code"])]
    same_day, older = (
        councils_before(before, _read(connection, _HOUSE_VOTES, election), both, parties)
        for election in (HOUSE_OF_THE_DAY, HOUSE_BEFORE)
    )
    shares = party_shares(after, both.index.tolist(), parties)
    total = after.groupby("area_code")["count"].sum().reindex(both.index).to_numpy()
    return CouncilTest(same_day, older, shares, np.round(shares * total[:, None]))


def councils_next(connection: Connection, house: str) -> tuple[Councils, pd.DataFrame]:
    """Read what is known of all councils before their next election, and their units."""
    before, now = (council_seats(connection, election) for election in (COUNCILS_BEFORE, COUNCILS_NOW))
    places = units(connection)
    # where the law's number is not known, the sitting council's
    places["seats"] = places["seats"].fillna(now.groupby("area_code")["count"].sum())
    votes = _read(connection, _HOUSE_VOTES, house)
    return councils_before(now, votes, places, council_parties(before, now)), places


def council_parties(before: pd.DataFrame, now: pd.DataFrame) -> list[str]:
    """Name the parties that have seats enough in both elections."""
    return major_parties(*(seats.groupby("party_code")["count"].sum() for seats in (before, now)))


def council_seats(connection: Connection, election: str) -> pd.DataFrame:
    """Read the seats of each list in each council: `area_code`, `party_code`, `count`."""
    return _read(connection, _COUNCIL_SEATS, election)


def units(connection: Connection) -> pd.DataFrame:
    """Read the communal units and cities: index code, `area_id`, `kind`, `province_code`, `stratum`, `seats`."""
    places = _read(connection, _UNITS, COUNCILS_NOW).set_index("code")
    strata: Mapping[str, str] = {"list": LISTS, "ward": WARDS}
    # cities and arrondissements have lists
    stratum = places["ballot_kind"].map(strata).mask(places["kind"] != "commune", LISTS)
    return places.assign(stratum=stratum, seats=places["seats"].astype(float)).drop(columns="ballot_kind")


def _read(connection: Connection, statement: str, election: str) -> pd.DataFrame:
    cursor = connection.execute(statement, {"election": election})
    frame = pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description or ()])
    return frame.astype({"count": float}) if "count" in frame else frame
