"""Simulated: results by polling station, seeded, in the long and the wide form."""

from collections.abc import Sequence

import numpy as np
import pandas as pd


def simulate_stations(
    election: str, communes: Sequence[str], parties: Sequence[str], stations: int, seed: int
) -> pd.DataFrame:
    """Make the wide form: each station in a commune, with its voters and votes of each list."""
    random = np.random.default_rng(seed)
    votes = random.poisson(8, size=(stations, len(parties)))
    valid = votes.sum(axis=1)
    invalid = random.poisson(6, stations)
    where = np.sort(random.integers(len(communes), size=stations))
    frame = pd.DataFrame(
        {
            "election_code": election,
            "commune_code": np.asarray(communes)[where],
            "station_code": [f"{number:05d}" for number in range(1, stations + 1)],
            "lon": random.uniform(-10, -2, stations).round(5),
            "lat": random.uniform(29, 35, stations).round(5),
            "registered_voters": valid + invalid + random.poisson(300, stations),
            "ballots_cast": valid + invalid,
            "valid_votes": valid,
            "invalid_votes": invalid,
        }
    )
    return frame.assign(**dict(zip(parties, votes.T, strict=True)))


def long_form(wide: pd.DataFrame, parties: Sequence[str]) -> pd.DataFrame:
    """One row per station and list."""
    known = [column for column in wide.columns if column not in set(parties)]
    rows = wide.melt(id_vars=known, value_vars=list(parties), var_name="party_code", value_name="votes")
    return rows.dropna(subset=["votes"]).sort_values(["station_code", "party_code"], ignore_index=True)
