"""The councils that the project ships, as the outlook takes them. Run: python -m benchmarks."""

import pandas as pd

from app.analysis.communes import LISTS, WARDS
from app.analysis.outlook.council_chances import Councils, councils_before, major_parties, party_shares
from benchmarks.laws import DATA

REFERENCE, RESULTS = DATA / "reference", DATA / "results"


def council_seats(election: str) -> pd.DataFrame:
    """Read the seats of each list in each council: `area_code`, `party_code`, `count`."""
    return pd.read_csv(RESULTS / f"{election}-seats.csv").rename(columns={"seats_won": "count"})


def house_votes(election: str) -> pd.DataFrame:
    """Read the House's votes by communal unit: `area_code`, `party_code`, `count`."""
    communes = pd.read_csv(REFERENCE / "communes.csv")
    inside = pd.read_csv(REFERENCE / "constituency_communes.csv")[["constituency_code", "commune_code"]]
    cities = inside.merge(communes[["commune_code", "city_code"]].dropna(), on="commune_code")
    whole = cities[["constituency_code", "city_code"]].drop_duplicates()
    homes = pd.concat([inside, whole.rename(columns={"city_code": "commune_code"})])
    votes = pd.read_csv(RESULTS / f"{election}-votes.csv").rename(columns={"area_code": "constituency_code"})
    told = homes.merge(votes, on="constituency_code")
    return told.rename(columns={"commune_code": "area_code", "votes": "count"})[["area_code", "party_code", "count"]]


def places() -> pd.DataFrame:
    """Read the communal units: index code, `kind`, `province_code`, `stratum` and `seats`, as in 2021."""
    communes = pd.read_csv(REFERENCE / "communes.csv").set_index("commune_code")
    sizes = pd.read_csv(REFERENCE / "commune_council_size.csv").set_index("commune_code")
    # cities and arrondissements have lists, and no size in the table
    strata = sizes["ballot_2021"].map({"list": LISTS, "ward": WARDS}).reindex(communes.index).fillna(LISTS)
    sitting = council_seats("communal-2021").groupby("area_code")["count"].sum()
    seats = sizes["seats_2021"].reindex(communes.index).fillna(sitting)
    return communes[["kind", "province_code"]].assign(stratum=strata, seats=seats)


def transition(house: str) -> tuple[Councils, pd.DataFrame]:
    """Put the councils known in 2015 and 2021 together: what was known before, and the seats that came, by party."""
    before, after = council_seats("communal-2015"), council_seats("communal-2021")
    parties = major_parties(*(seats.groupby("party_code")["count"].sum() for seats in (before, after)))
    both = places().loc[lambda table: table["kind"] != "city"]
    both = both[both.index.isin(before["area_code"]) & both.index.isin(after["area_code"])]
    councils = councils_before(before, house_votes(house), both, parties)
    total = after.groupby("area_code")["count"].sum().reindex(both.index).to_numpy()
    won = party_shares(after, both.index.tolist(), parties) * total[:, None]
    return councils, pd.DataFrame(won.round(), both.index, councils.parties)
