"""The real results of the repository's tables, and a simulated communal election."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app.analysis.seats import ContestInputs, contests_from_frames
from app.analysis.validation.backtest import Ballots

DATA = Path(__file__).parents[2] / "data"


def read_results() -> pd.DataFrame:
    elections = pd.read_csv(DATA / "reference" / "elections.csv").query("institution == 'house'")
    elections = elections[["election_code", "date", "ballot"]]
    codes = elections["election_code"]
    votes = pd.concat([pd.read_csv(DATA / "results" / f"{code}-votes.csv") for code in codes])
    contests = pd.concat([pd.read_csv(DATA / "results" / f"{code}-contests.csv") for code in codes])
    keys = ["election_code", "area_code"]
    frame = votes.merge(contests[[*keys, "seats"]], on=keys).merge(elections, on="election_code")
    return frame.assign(valid_votes=frame.groupby(keys)["votes"].transform("sum"))


def contests_as_loaded(code: str) -> list[ContestInputs]:
    """Contests as the loader has them, to whom a second-hand national figure is no bound."""
    totals = pd.read_csv(DATA / "results" / "national-totals.csv")
    registered = totals[(totals["election_code"] == code) & (totals["item"] == "registered_voters")]
    return contests_from_frames(
        pd.read_csv(DATA / "results" / f"{code}-contests.csv"),
        pd.read_csv(DATA / "results" / f"{code}-votes.csv"),
        next((int(row.value) for row in registered.itertuples() if row.status != "second-hand"), None),
    )


@pytest.fixture(scope="session")
def lineage() -> pd.DataFrame:
    return pd.read_csv(DATA / "reference" / "party_lineage.csv")


@pytest.fixture(scope="session")
def regions() -> pd.Series:
    table = pd.read_csv(DATA / "reference" / "constituencies.csv", dtype=str)
    return table.set_index("constituency_code")["region_code"]


@pytest.fixture(scope="session")
def all_results() -> pd.DataFrame:
    return read_results()


@pytest.fixture(scope="session")
def local(all_results: pd.DataFrame) -> pd.DataFrame:
    return all_results[all_results["ballot"] == "local"]


@pytest.fixture(scope="session")
def house(all_results: pd.DataFrame, local: pd.DataFrame, lineage: pd.DataFrame, regions: pd.Series) -> Ballots:
    """Local ballots; those of 2011 are unpublished, and the national ones of that day stand in."""
    return Ballots(local, lineage, regions, all_results[all_results["election_code"] == "house-2011-national"])


@pytest.fixture(scope="session")
def simulated_communes() -> Ballots:
    """SIMULATED: two communal elections of 300 communes in 15 provinces, 12 parties, seeded; no real figure."""
    rng = np.random.default_rng(1)
    areas, parties = 300, 12
    persistent = rng.normal(0, 1.2, (areas, parties)) + np.linspace(0, -3, parties)
    frames = []
    for year in (2015, 2021):
        stood = rng.random((areas, parties)) < 0.7
        stood[:, 0] = True
        weights = np.where(stood, np.exp(persistent + rng.normal(0, 0.6, persistent.shape)), 0)
        shares = weights / weights.sum(axis=1, keepdims=True)
        valid = rng.integers(200, 20_000, areas)
        votes = np.array([rng.multinomial(size, p) for size, p in zip(valid, shares, strict=True)])
        area, party = np.nonzero(stood)
        frames.append(
            pd.DataFrame(
                {
                    "election_code": f"simulated-{year}",
                    "date": f"{year}-09-04",
                    "area_code": [f"commune-{i:03d}" for i in area],
                    "party_code": [f"P{j:02d}" for j in party],
                    "votes": votes[area, party],
                    "valid_votes": valid[area],
                    "seats": 20,
                    "seats_won": np.floor(20 * shares[area, party]),
                }
            )
        )
    provinces = pd.Series({f"commune-{i:03d}": f"province-{i % 15:02d}" for i in range(areas)})
    nobody = pd.DataFrame({"party_code": [], "lineage_code": []}, dtype=str)
    return Ballots(pd.concat(frames, ignore_index=True), nobody, provinces)
