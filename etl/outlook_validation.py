"""The back-test of the outlook, from the loaded results."""

from pathlib import Path

import pandas as pd
from sqlalchemy.orm import Session

from app.analysis.validation.outlook_report import CouncilTest, HouseTest, outlook_report
from app.errors import NotReady
from app.settings import Settings
from app.store.database import reading_session
from app.store.queries.declared import read_rules
from app.store.queries.outlook_inputs import OutlookElections, read_ballots, read_contests, read_elections
from etl.council_transitions import council_transition


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

    Raises
    ------
    NotReady
        The elections that it takes are not loaded.
    """
    tests = read_outlook_tests(settings)
    if tests is None:
        raise NotReady("The outlook cannot be tested: two elections of the House and of councils are not loaded.")
    paths = [folder / "validation-outlook.md", folder / "validation-outlook.svg"]
    for path, text in zip(paths, outlook_report(*tests), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def read_outlook_tests(settings: Settings) -> tuple[list[HouseTest], HouseTest, CouncilTest] | None:
    """Read what `outlook_report` takes; None where no transition of the House or of councils is loaded."""
    with reading_session(settings) as session:
        rest_on = read_elections(session)
        tests = house_tests(session, rest_on)
        if not tests or rest_on.councils is None:
            return None
        return tests, flagged_test(session, rest_on, tests[0]), council_transition(session, rest_on.councils)


def house_tests(session: Session, rest_on: OutlookElections) -> list[HouseTest]:
    """Read the transitions of the House."""
    rules = read_rules(session)
    return [
        HouseTest(known, outcome, read_ballots(session, outcome), *read_contests(session, rules, outcome))
        for known, outcome in rest_on.transitions
    ]


def flagged_test(session: Session, rest_on: OutlookElections, first: HouseTest) -> HouseTest:
    """Count another ballot as the election before the first transition, as no local ballot before it is known."""
    if rest_on.other_ballot is None:
        return first
    other = read_ballots(session, rest_on.other_ballot).results
    earlier = other[other["election_code"] == rest_on.other_ballot]
    results = pd.concat([earlier, first.ballots.results], ignore_index=True)
    return first._replace(ballots=first.ballots._replace(results=results))
