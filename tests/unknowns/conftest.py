"""One database of everything that can be unknown, with what is true of it."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from app.analysis import figures
from app.main import create_app
from app.settings import Settings
from etl.load import load
from etl.naming import find_sources
from etl.scoring import score_elections

SAMPLES = Path(__file__).parent / "samples"
FILES = ("partly-known", "one-of-many", "before-the-census")


@pytest.fixture(scope="session")
def partly_known(new_database, loaded_template) -> Iterator[Settings]:
    """The shipped data, and simulated elections of which much is unknown; scored."""
    with new_database(loaded_template) as settings:
        sources = find_sources([str(SAMPLES / f"{name}.csv") for name in FILES], settings.data_dir)
        load(settings, sources, lambda loaded: None)
        score_elections(settings, tell=lambda election, rows: None)
        yield settings


@pytest.fixture(scope="session")
def client(partly_known) -> Iterator[TestClient]:
    with TestClient(create_app(partly_known), "http://127.0.0.1:8000", client=("127.0.0.1", 50_000)) as client:
        yield client


@pytest.fixture(scope="session")
def truth() -> pd.DataFrame:
    """
    Margin and rank of each list, leader and lead of its contest, as `app.analysis.figures` tells them of the file.

    Index: area and party; a contest without a list has one row, of no party.
    """
    rows = pd.read_csv(SAMPLES / "partly-known.csv").assign(unknown=lambda frame: frame["votes"] == "-")
    rows["votes"] = pd.to_numeric(rows["votes"], errors="coerce")
    return pd.concat([_told(area, lists) for area, lists in rows.groupby("area_code")]).set_index(["area", "party"])


def _told(area: str, lists: pd.DataFrame) -> pd.DataFrame:
    stood = lists["party_code"].notna().to_numpy()
    contest = figures.contests(lists["votes"].to_numpy(), lists["valid_votes"].iloc[0], stood)
    leader, margins = int(figures.leader(contest)), figures.margin(contest)
    return pd.DataFrame(
        {
            "area": area,
            "party": lists["party_code"].fillna("").to_numpy(),
            "votes": lists["votes"].to_numpy(),
            "share": figures.share(contest.votes, contest.valid_votes),
            "margin": margins,
            "rank": figures.rank(contest),
            "leader": lists["party_code"].iloc[leader] if leader >= 0 else None,
            "lead": margins[leader] if leader >= 0 else None,
            "effective_number_votes": float(figures.effective_number(contest)),
        }
    )
