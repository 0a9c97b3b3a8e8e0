"""The shipped tables are the publisher's workbooks, cell by cell; compared wherever the workbooks are at hand."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from app.settings import ROOT
from etl.sources import read_publications, read_sources

WORKBOOK_FOLDERS = (ROOT / "data" / "raw", ROOT.parent / "shared" / "data" / "tafra")
ELECTIONS = (
    *("house-2011-national", "house-2016-local", "house-2016-national", "house-2021-local", "house-2021-regional"),
)


def workbook(origin_file: str, sha256: str) -> Path:
    found = [folder / origin_file for folder in WORKBOOK_FOLDERS if (folder / origin_file).is_file()]
    if not found:
        pytest.skip(f"{origin_file} is not in data/raw: download it to compare")
    assert hashlib.sha256(found[0].read_bytes()).hexdigest() == sha256
    return found[0]


@pytest.fixture(params=ELECTIONS)
def election(request) -> str:
    return request.param


@pytest.fixture
def published(election) -> pd.DataFrame:
    """The workbook's rows of the election, by our constituency code."""
    source = read_sources(ROOT / "data")[election]
    rows = pd.read_excel(workbook(source.origin_file, source.origin_sha256), sheet_name=0, engine="openpyxl")
    rows = rows[rows["typeListe"] == read_publications(ROOT / "data")[f"tafra-{election}"].list_type]
    codes = pd.read_csv(ROOT / "data/reference/constituencies.csv").set_index("tafra_id")["constituency_code"]
    return rows.set_index(rows["idCirconscription"].map(codes)).sort_index()


@pytest.fixture
def vote_columns(election) -> list[str]:
    """The columns that the workbook's dictionary calls votes."""
    source = read_sources(ROOT / "data")[election]
    dictionary = pd.read_excel(workbook(source.origin_file, source.origin_sha256), sheet_name=1, engine="openpyxl")
    return dictionary.loc[dictionary.iloc[:, 1].str.startswith("Nombre de voix"), "Label"].tolist()


def shipped(election: str, what: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / f"data/results/{election}-{what}.csv")


def test_votes(election, published, vote_columns):
    ours = shipped(election, "votes").pivot(index="area_code", columns="party_code", values="votes").astype("float64")
    theirs = published[vote_columns].astype("float64")
    theirs = theirs.loc[:, theirs.notna().any()]  # a party without a list anywhere is in neither
    pd.testing.assert_frame_equal(ours.sort_index(axis=1), theirs.sort_index(axis=1), check_names=False)


def test_seats_turnout_and_voters(election, published):
    ours = shipped(election, "contests").set_index("area_code")
    if "national" in election:  # seats of other lists
        assert ours["seats"].isna().all()
    else:
        assert (ours["seats"] == published["nSieges"]).all()
    if published["nInscrits"].isna().all():
        assert (ours["turnout"] - published["txParticipation"]).abs().max() < 1e-9
        return
    assert (ours["registered_voters"] == published["nInscrits"]).all()
    assert (ours["ballots_cast"] / ours["registered_voters"] - published["txParticipation"]).abs().max() < 1e-12
    assert (ours["invalid_votes"] / ours["ballots_cast"] - published["pctNuls"]).abs().max() < 1e-12
