"""The outlook of the next House and of the next councils, computed and stored where something behind it changed."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import psycopg
from psycopg import Connection
from psycopg.types.json import Jsonb
from sqlalchemy.orm import Session

from app.analysis.figures import ratio
from app.analysis.outlook import DEFAULTS, METHOD_VERSION
from app.analysis.outlook.council_chances import Councils, council_outlook, expected_shares, fit, with_errors_of
from app.analysis.outlook.elections import NEXT_HOUSE, CouncilElections
from app.analysis.outlook.scenario import HouseInputs, blind_house
from app.analysis.validation.outlook_report import CouncilTest, HouseTest, council_calibration, house_calibration
from app.settings import Settings
from app.store.database import reading_session
from app.store.queries.outlook_inputs import council_seats, read_councils, read_elections, read_house
from etl.council_transitions import council_transition
from etl.identity import renew
from etl.load import LOCK
from etl.outlook_validation import house_tests
from etl.store import copy_rows

FIGURES = (
    *("basis", "share_now", "share", "share_low_80", "share_high_80", "share_low_90", "share_high_90", "seats_now"),
    *("expected_seats", "seats_low_80", "seats_high_80", "seats_low_90", "seats_high_90"),
    *("p_seat", "p_first", "p_majority", "reason"),
)
_AREAS = "SELECT code, area_id FROM contest JOIN area ON area.id = area_id WHERE election_code = ANY(%s)"

WHOLE = ("seats_now", "seats_low_80", "seats_high_80", "seats_low_90", "seats_high_90")


class Computed(NamedTuple):
    """An outlook: rows of ``area_outlook`` and ``party_outlook``, and what its run says."""

    areas: pd.DataFrame
    parties: pd.DataFrame
    calibration: list[dict[str, Any]]
    parameters: dict[str, Any]
    drawn: int
    contests: int


class StorableOutlook(NamedTuple):
    """
    An outlook that can be computed.

    Attributes
    ----------
    elections : sequence of str
        The last elections that it knows.
    told : sequence of str
        All that it depends on as text, but ids.
    compute : callable
    """

    elections: Sequence[str]
    told: Sequence[str]
    compute: Callable[[], Computed]


def store_outlooks(settings: Settings, tell: Callable[[str, int | None], None]) -> None:
    """
    Compute each outlook unless it was computed from the same; the same data give the same rows.

    Parameters
    ----------
    settings : Settings
        Database.
    tell : callable
        Called with each outlook's code and its number of chances, None where they are unchanged.
    """
    with psycopg.connect(settings.libpq_url) as connection, reading_session(settings) as session:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        before: dict[str, str] = dict(connection.execute("SELECT outlook, input_digest FROM outlook_run").fetchall())
        outlooks = read_outlooks(connection, session)
        digests = {code: _digest(outlook) for code, outlook in outlooks.items()}
        outdated = {code for code in {*before, *digests} if before.get(code) != digests.get(code)}
        connection.execute("DELETE FROM outlook_run WHERE outlook = ANY(%s)", [list(outdated)])
        for code, outlook in outlooks.items():
            if code not in outdated:
                tell(code, None)
                continue
            computed = outlook.compute()
            _write(connection, code, outlook.elections, digests[code], computed)
            tell(code, len(computed.areas))
        if outdated:
            renew(connection, [])
            connection.execute("ANALYZE outlook_run, area_outlook, party_outlook")


def read_outlooks(connection: Connection, session: Session) -> dict[str, StorableOutlook]:
    """Read what each outlook is computed from, by its code: those whose elections are loaded."""
    rest_on = read_elections(session)
    outlooks = {}
    if rest_on.house:
        areas: dict[str, int] = dict(connection.execute(_AREAS, [list(rest_on.house)]).fetchall())
        house = StoredHouse(read_house(session, rest_on.house), house_tests(session, rest_on), areas)
        outlooks[NEXT_HOUSE] = StorableOutlook(rest_on.house, house.told, house.compute)
    if rest_on.councils is not None:
        councils = _read_councils(session, rest_on.councils)
        known = (rest_on.councils.now.code, rest_on.councils.house_now.code)
        outlooks[rest_on.councils.outlook] = StorableOutlook(known, councils.told, councils.compute)
    return outlooks


@dataclass(frozen=True)
class StoredHouse:
    """The last House, the transitions that its outlook is judged on, and the ids of areas by code."""

    inputs: HouseInputs
    tests: list[HouseTest]
    areas: dict[str, int]

    @property
    def told(self) -> list[str]:
        """All of it as text, but ids."""
        tables = [
            table.to_csv() for one in self.inputs.ballots.values() for table in (one.results, one.lineage, one.parents)
        ]
        judged = [test.title for test in self.tests]
        return [*tables, repr(dict(self.inputs.contests)), repr(dict(self.inputs.rules)), repr(judged)]

    def compute(self) -> Computed:
        """Forecast both ballots of the next House together."""
        found = blind_house(self.inputs).outlook
        ballots = self.inputs.ballots
        results = pd.concat([one.results[one.results["election_code"] == code] for code, one in ballots.items()])
        now = results.assign(share_now=results["votes"] / results["valid_votes"], seats_now=results["seats_won"])
        rows = found.lists.merge(now[["area_code", "party_code", "share_now", "seats_now"]], how="left")
        parties = found.parties.join(now.groupby("party_code")["seats_now"].sum(min_count=1))
        known = rows.drop_duplicates("area_code")["reason"].isna()
        return Computed(
            rows.assign(area_id=rows["area_code"].map(self.areas)),
            parties.rename_axis("party_code").reset_index(),
            house_calibration(self.tests),
            asdict(DEFAULTS),
            int(known.sum()),
            len(known),
        )


@dataclass(frozen=True)
class StoredCouncils:
    """The transition that councils are learned from, and what is known before the next one."""

    transition: CouncilTest
    councils: Councils
    places: pd.DataFrame
    seats: pd.DataFrame

    @property
    def told(self) -> list[str]:
        """All of it as text, but ids."""
        councils = (self.transition.same_day, self.transition.older, self.councils)
        arrays = [*(array for one in councils for array in one), self.transition.shares, self.transition.won]
        return [*(pd.DataFrame(list(array)).to_csv() for array in arrays), self.places.drop(columns="area_id").to_csv()]

    def compute(self) -> Computed:
        """Tell the chances of all councils, with the wider errors."""
        learned = self.transition
        fits = with_errors_of(*(fit(one, learned.shares, learned.won) for one in (learned.same_day, learned.older)))
        expected = expected_shares(self.councils, fits)
        rows = council_outlook(self.councils, expected, self.places["seats"].to_numpy(), fits)
        sitting = self.seats.set_index(["area_code", "party_code"])["count"]
        keys = pd.MultiIndex.from_frame(rows[["area_code", "party_code"]])
        held = self.seats.groupby("area_code")["count"].sum().reindex(rows["area_code"]).to_numpy()
        seats_now = np.where(np.isnan(held), np.nan, sitting.reindex(keys).fillna(0).to_numpy())
        rows = rows.assign(
            seats_now=seats_now,
            share_now=ratio(seats_now, held),
            area_id=rows["area_code"].map(self.places["area_id"]),
        )
        drawn = ~rows["p_seat"].isna().groupby(rows["area_code"]).any()
        return Computed(
            rows,
            pd.DataFrame(columns=["party_code"]),
            council_calibration(learned),
            {stratum: asdict(one) for stratum, one in fits.items()} | {"parties": list(self.councils.parties)},
            int(drawn.sum()),
            len(drawn),
        )


def _read_councils(session: Session, rest_on: CouncilElections) -> StoredCouncils:
    councils, places = read_councils(session, rest_on)
    return StoredCouncils(
        council_transition(session, rest_on), councils, places, council_seats(session, rest_on.now.code)
    )


def _digest(outlook: StorableOutlook) -> str:
    """Sum up all that an outlook depends on, its method included."""
    text = "\0".join([METHOD_VERSION, repr(DEFAULTS), *outlook.elections, *outlook.told])
    return hashlib.sha256(text.encode()).hexdigest()


def _write(connection: Connection, outlook: str, known: Sequence[str], digest: str, computed: Computed) -> None:
    connection.execute(
        """
        INSERT INTO outlook_run (outlook, election_code, elections, method_version, parameters, input_digest,
            calibration, contests_drawn, contests)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            *(outlook, known[0], Jsonb(list(known)), METHOD_VERSION, Jsonb(computed.parameters), digest),
            *(Jsonb(computed.calibration), computed.drawn, computed.contests),
        ],
    )
    rows = _whole(
        computed.areas.assign(outlook=outlook).reindex(columns=["outlook", "area_id", "party_code", *FIGURES])
    )
    copy_rows(connection, "area_outlook", rows)
    copy_rows(connection, "party_outlook", _whole(computed.parties.assign(outlook=outlook)))


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({name: "Int64" for name in WHOLE if name in rows})
