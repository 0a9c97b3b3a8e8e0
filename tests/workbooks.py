"""Simulated: workbooks in TAFRA's layout, seeded, made from the project's own names of places and parties."""

import io
from collections.abc import Mapping, Sequence

import numpy as np
import openpyxl
import pandas as pd

from app.settings import ROOT

REFERENCE = ROOT / "data" / "reference"
COMMUNE_COLUMNS = [
    *("idRegion", "idWilaya", "idPrefProv", "idSousPref", "idCommune"),
    *("region", "wilaya", "prefProv", "sousPref", "commune", "nSieges", "nInscrits", "txParticipation"),
]
MEANINGS = {
    "idRegion": "id région",
    "idWilaya": "id wilaya",
    "idPrefProv": "id préfecture ou province",
    "idSousPref": "id sous-préfecture",
    "idCommune": "id commune",
    "region": "Nom de la région",
    "wilaya": "Nom de la wilaya",
    "prefProv": "Nom de la préfecture ou province",
    "sousPref": "Nom de la sous-préfecture",
    "commune": "Nom de la commune",
    "nSieges": "Nombre de sièges",
    "nInscrits": "Nombre d'inscrits",
    "txParticipation": "Taux de participation",
}
SIMULATED_PARTY = "AGD"
SIMULATED_PARTY_NAME = "la coalition simulée comprenant deux partis"


def units() -> pd.DataFrame:
    """The 1,538 communes and arrondissements with the names of their provinces and regions."""
    communes = pd.read_csv(REFERENCE / "communes.csv", dtype="string")
    provinces = pd.read_csv(REFERENCE / "provinces.csv", dtype="string").set_index("province_code")
    regions = pd.read_csv(REFERENCE / "regions.csv", dtype="string").set_index("region_code")
    rows = communes[communes["kind"] != "city"].reset_index(drop=True)
    region = rows["province_code"].map(provinces["region_code"])
    return rows.assign(
        province_fr=rows["province_code"].map(provinces["name_fr"]), region_fr=region.map(regions["name_fr"])
    )


def party_names() -> dict[str, str]:
    names = pd.read_csv(REFERENCE / "parties.csv", dtype="string").set_index("party_code")["name_fr"]
    return dict(names)


def communal_rows(places: pd.DataFrame, seed: int) -> list[list[object]]:
    """Rows of a communal workbook: some parties stand in each commune, the coalition in a few."""
    random = np.random.default_rng(seed)
    parties = [*party_names(), SIMULATED_PARTY]
    rows = []
    for number, place in enumerate(places.itertuples(), 40_000):
        # no more than the place has inhabitants, whoever stands
        most = int(place.population_2024 if pd.notna(place.population_2024) else place.population_2014) // len(parties)
        votes = random.integers(0, max(most, 1), len(parties)).tolist()
        stood = random.random(len(parties)) < 0.3
        stood[0] = True
        figures = [vote if stands else None for vote, stands in zip(votes, stood, strict=True)]
        names = [place.region_fr, place.region_fr, place.province_fr, None, place.name_fr]
        seats, turnout = int(random.integers(11, 50)), round(float(random.uniform(0.2, 0.9)), 4)
        rows.append([620, 16, 315, None, number, *names, seats, None, turnout, *figures])
    return rows


def communal_workbook(places: pd.DataFrame, seed: int) -> bytes:
    """Make the workbook of a communal election, its dictionary and notes included."""
    parties = party_names() | {SIMULATED_PARTY: SIMULATED_PARTY_NAME}
    meanings = MEANINGS | {code: f"Nombre de voix obtenu par {name}" for code, name in parties.items()}
    return workbook([[*COMMUNE_COLUMNS, *parties], *communal_rows(places, seed)], meanings)


def councillor_workbook(places: pd.DataFrame, seats: int, seed: int) -> bytes:
    """Make the workbook of councillors: simulated persons, so many in each place."""
    random = np.random.default_rng(seed)
    parties = list(party_names())[:8]
    header = ["idRegion", "region", "prefProv", "commune", "idCommune", "parti", "role", "prenomNom"]
    rows: list[list[object]] = [header]
    for number, place in enumerate(places.itertuples(), 40_000):
        for seat in range(seats):
            party = parties[int(random.integers(len(parties)))]
            person = f"Personne Simulée {number} {seat}"
            rows.append([620, place.region_fr, place.province_fr, place.name_fr, number, party, "membre", person])
    return workbook(rows, dict.fromkeys(header, "une colonne"))


def workbook(rows: Sequence[Sequence[object]], meanings: Mapping[str, str]) -> bytes:
    """Lay out rows as sheet 0, their dictionary as sheet 1, notes as sheet 2."""
    book = openpyxl.Workbook()
    data, dictionary, notes = book.worksheets[0], book.create_sheet("dictionnaire"), book.create_sheet("notes")
    data.title = "donnees"
    for row in rows:
        data.append(list(row))
    dictionary.append(["Label", "Définition (FR)", "Définition (EN)"])
    for label, meaning in meanings.items():
        dictionary.append([label, meaning, "simulated"])
    notes.append(["Simulated data of a test"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
