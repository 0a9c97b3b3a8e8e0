"""The outlook of the next House and of the councils of 2027, computed and stored where something behind it changed."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import psycopg
from psycopg import Connection
from psycopg.types.json import Jsonb
from sqlalchemy.orm import Session

from app.analysis.outlook import DEFAULTS, METHOD_VERSION, ExpectedBallot, expected_lists, house_outlook
from app.analysis.outlook.council_chances import Councils, council_outlook, expected_shares, fit, with_errors_of
from app.analysis.seats import ContestInputs, SeatRule
from app.analysis.validation.backtest import Ballots
from app.analysis.validation.outlook_report import (
    CouncilTest,
    HouseTest,
    council_calibration,
    house_calibration,
)
from app.settings import Settings
from app.store.database import reading_session
from app.store.models import OUTLOOKS
from app.store.queries.declared import read_rules
from etl.identity import renew
from etl.load import LOCK
from etl.outlook_inputs import (
    COUNCILS_BEFORE,
    COUNCILS_NOW,
    HOUSE_BEFORE,
    HOUSE_OF_THE_DAY,
    council_seats,
    council_transition,
    councils_next,
    house_contests,
)
from etl.outlook_validation import ballots_of, read_outlook_tests
from etl.store import copy_rows
from etl.strata import read_strata

HOUSE = OUTLOOKS["next-house"]
"""The ballots of the last House, which the next one is forecast from, with its lists."""

NEEDED = {*HOUSE, COUNCILS_BEFORE, COUNCILS_NOW, HOUSE_OF_THE_DAY, HOUSE_BEFORE, "house-2021-regional"}
"""Elections without which no outlook is computed."""

OutlookTests = tuple[list[HouseTest], HouseTest, CouncilTest]

NO_COUNCIL = "the council elected last is not published"
NO_HOUSE = "votes of the last House are not published here"
NO_SIZE = "the number of seats is not published"

FIGURES = (
    *("basis", "share_now", "share", "share_low_80", "share_high_80", "share_low_90", "share_high_90", "seats_now"),
    *("expected_seats", "seats_low_80", "seats_high_80", "seats_low_90", "seats_high_90"),
    *("p_seat", "p_first", "p_majority", "reason"),
)
WHOLE = ("seats_now", "seats_low_80", "seats_high_80", "seats_low_90", "seats_high_90")


class Computed(NamedTuple):
    """An outlook: rows of ``area_outlook`` and ``party_outlook``, and what its run says."""

    areas: pd.DataFrame
    parties: pd.DataFrame
    calibration: list[dict[str, Any]]
    parameters: dict[str, Any]
    drawn: int
    contests: int


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
        loaded = {code for (code,) in connection.execute("SELECT DISTINCT election_code FROM contest").fetchall()}
        missing = NEEDED - loaded
        inputs = {} if missing else read_inputs(connection, session)
        digests = {outlook: _digest(parts) for outlook, parts in inputs.items()}
        outdated = {outlook for outlook in {*before, *digests} if before.get(outlook) != digests.get(outlook)}
        connection.execute("DELETE FROM outlook_run WHERE outlook = ANY(%s)", [list(outdated)])
        tests = read_outlook_tests(settings) if outdated and inputs else None
        for outlook, parts in inputs.items():
            if tests is None or outlook not in outdated:
                tell(outlook, None)
                continue
            computed = parts.compute(tests)
            _write(connection, outlook, parts.known, digests[outlook], computed)
            tell(outlook, len(computed.areas))
        if outdated:
            renew(connection, [])
            connection.execute("ANALYZE outlook_run, area_outlook, party_outlook")


def read_inputs(connection: Connection, session: Session) -> dict[str, "HouseInputs | CouncilInputs"]:
    """Read what each outlook is computed from."""
    return {"next-house": _read_house(connection, session), "councils-2027": _read_councils(connection)}


@dataclass(frozen=True)
class HouseInputs:
    """The last House: its comparable ballots, its contests with the lists that are taken to stand again, its rules."""

    ballots: dict[str, Ballots]
    contests: dict[str, list[ContestInputs]]
    rules: dict[str, SeatRule]
    areas: "pd.Series[int]"

    known = HOUSE[0]

    @property
    def told(self) -> list[str]:
        """All of it as text, but ids."""
        tables = [
            table.drop(columns="area_id", errors="ignore").to_csv()
            for one in self.ballots.values()
            for table in one[:2]
        ]
        return [
            *tables,
            *(one.parents.to_csv() for one in self.ballots.values()),
            repr(self.contests),
            repr(self.rules),
        ]

    def compute(self, tests: OutlookTests) -> Computed:
        """Forecast both ballots of the next House together."""
        drawn = [
            ExpectedBallot(
                expected_lists(self.ballots[code], code, self.contests[code]), self.contests[code], self.rules[code]
            )
            for code in HOUSE
        ]
        found = house_outlook(drawn)
        results = pd.concat([self.ballots[code].results.query("election_code == @code") for code in HOUSE])
        now = results.assign(share_now=results["votes"] / results["valid_votes"], seats_now=results["seats_won"])
        rows = found.lists.merge(now[["area_code", "party_code", "share_now", "seats_now"]], how="left")
        parties = found.parties.join(now.groupby("party_code")["seats_now"].sum(min_count=1))
        known = rows.drop_duplicates("area_code")["reason"].isna()
        return Computed(
            rows.assign(area_id=rows["area_code"].map(self.areas)),
            parties.rename_axis("party_code").reset_index(),
            house_calibration(tests[0]),
            asdict(DEFAULTS),
            int(known.sum()),
            len(known),
        )


@dataclass(frozen=True)
class CouncilInputs:
    """The transition that councils are learned from, and what is known before the next one."""

    transition: CouncilTest
    councils: Councils
    places: pd.DataFrame
    seats: pd.DataFrame

    known = COUNCILS_NOW

    @property
    def told(self) -> list[str]:
        """All of it as text, but ids."""
        councils = (self.transition.same_day, self.transition.older, self.councils)
        arrays = [*(array for one in councils for array in one), self.transition.shares, self.transition.won]
        return [*(pd.DataFrame(list(array)).to_csv() for array in arrays), self.places.drop(columns="area_id").to_csv()]

    def compute(self, tests: OutlookTests) -> Computed:
        """Tell the chances of all councils, with the wider errors."""
        learned = self.transition
        fits = with_errors_of(*(fit(one, learned.shares, learned.won) for one in (learned.same_day, learned.older)))
        expected = expected_shares(self.councils, fits)
        rows = council_outlook(self.councils, expected, self.places["seats"].to_numpy(), fits)
        sitting = self.seats.set_index(["area_code", "party_code"])["count"]
        keys = pd.MultiIndex.from_frame(rows[["area_code", "party_code"]])
        held = self.seats.groupby("area_code")["count"].sum().reindex(rows["area_code"]).to_numpy()
        seats_now = np.where(np.isnan(held), np.nan, sitting.reindex(keys).fillna(0).to_numpy())
        unknown = rows["p_seat"].isna()
        house = pd.Series(self.councils.house[:, 0], self.councils.areas).reindex(rows["area_code"]).isna().to_numpy()
        reason = np.select([np.isnan(held), house, unknown], [NO_COUNCIL, NO_HOUSE, NO_SIZE], "")
        rows = rows.assign(
            seats_now=seats_now,
            share_now=seats_now / held,
            reason=pd.Series(reason, rows.index, object).replace("", None),
            area_id=rows["area_code"].map(self.places["area_id"]),
        )
        drawn = ~unknown.groupby(rows["area_code"]).any()
        return Computed(
            rows,
            pd.DataFrame(columns=["party_code"]),
            council_calibration(tests[2]),
            {stratum: asdict(one) for stratum, one in fits.items()} | {"parties": list(self.councils.parties)},
            int(drawn.sum()),
            len(drawn),
        )


def _read_house(connection: Connection, session: Session) -> HouseInputs:
    strata = [stratum for stratum in read_strata(connection) if set(stratum.elections) & set(HOUSE)]
    read = {code: house_contests(session, read_rules(session), code) for code in HOUSE}
    return HouseInputs(
        {code: ballots_of([stratum.ballots for stratum in strata], code) for code in HOUSE},
        {code: contests for code, (contests, _) in read.items()},
        {code: rule for code, (_, rule) in read.items()},
        pd.concat([stratum.areas["area_id"] for stratum in strata]),
    )


def _read_councils(connection: Connection) -> CouncilInputs:
    councils, places = councils_next(connection, HOUSE[0])
    return CouncilInputs(council_transition(connection), councils, places, council_seats(connection, COUNCILS_NOW))


def _digest(inputs: HouseInputs | CouncilInputs) -> str:
    """Sum up all that an outlook depends on, its method included."""
    text = "\0".join([METHOD_VERSION, repr(DEFAULTS), *inputs.told])
    return hashlib.sha256(text.encode()).hexdigest()


def _write(connection: Connection, outlook: str, known: str, digest: str, computed: Computed) -> None:
    connection.execute(
        """
        INSERT INTO outlook_run (outlook, election_code, method_version, parameters, input_digest, calibration,
            contests_drawn, contests)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            *(outlook, known, METHOD_VERSION, Jsonb(computed.parameters), digest, Jsonb(computed.calibration)),
            *(computed.drawn, computed.contests),
        ],
    )
    rows = _whole(
        computed.areas.assign(outlook=outlook).reindex(columns=["outlook", "area_id", "party_code", *FIGURES])
    )
    copy_rows(connection, "area_outlook", rows)
    copy_rows(connection, "party_outlook", _whole(computed.parties.assign(outlook=outlook)))


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({name: "Int64" for name in WHOLE if name in rows})
