"""The back-test of the outlook, from the loaded results."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import psycopg

from app.analysis.validation.backtest import Ballots
from app.analysis.validation.outlook_report import CouncilTest, HouseTest, outlook_report
from app.settings import Settings
from app.store.database import reading_session
from app.store.queries.declared import read_rules
from etl.outlook_inputs import council_transition, house_contests
from etl.strata import read_strata

TRANSITIONS = (
    ("house-2016-local", "house-2021-local"),
    ("house-2021-local", "house-2026-local"),
    ("house-2021-regional", "house-2026-regional"),
)
"""Elections of the House that the outlook is judged on: the last one known, and the outcome."""

OTHER_BALLOT = "house-2011-national"
"""Counted as the election before in the test that is flagged, as no local ballot of 2011 is known."""


def write_outlook_validation(settings: Settings, folder: Path) -> list[Path]:
    """
    Write the back-test of the outlook as a page and a chart.

    Parameters
    ----------
    settings : Settings
        Database.
    folder : Path
        Where ``validation-outlook.md`` and ``validation-outlook.svg`` go.

    Returns
    -------
    list of Path
        The two files.
    """
    paths = [folder / "validation-outlook.md", folder / "validation-outlook.svg"]
    for path, text in zip(paths, outlook_report(*read_outlook_tests(settings)), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def read_outlook_tests(settings: Settings) -> tuple[list[HouseTest], HouseTest, CouncilTest]:
    """Read what `outlook_report` takes."""
    with psycopg.connect(settings.libpq_url) as connection, reading_session(settings) as session:
        strata = [stratum.ballots for stratum in read_strata(connection)]
        rules = read_rules(session)
        tests = [
            HouseTest(known, outcome, ballots_of(strata, outcome), *house_contests(session, rules, outcome))
            for known, outcome in TRANSITIONS
        ]
        national = ballots_of(strata, OTHER_BALLOT).results
        earlier = national[national["election_code"] == OTHER_BALLOT]
        local = tests[0].ballots
        flagged = tests[0]._replace(ballots=local._replace(results=pd.concat([earlier, local.results])))
        return tests, flagged, council_transition(connection)


def ballots_of(strata: Sequence[Ballots], election: str) -> Ballots:
    """Find the ballots that an election is compared in."""
    [found] = [ballots for ballots in strata if election in set(ballots.results["election_code"])]
    return found
