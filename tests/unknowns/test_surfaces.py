"""Each figure of each surface is that of `app.analysis.figures`, also where little is known; none fails."""

import io
import json
import re
from tempfile import NamedTemporaryFile

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from sqlalchemy.orm import Session

from app.analyst import Kharita
from app.files.dossier.reading import read_dossier
from app.files.party_layers import write_party_gpkg
from app.maps.briefing_page import render_briefing
from app.maps.page import render_atlas
from app.maps.snapshot import atlas_of, briefing_of, read_snapshots
from app.store.database import create_reading_engine

ELECTION = "councils-simulated"
PARTIES = ("RNI", "PAM", "PI")


def asked(client, path: str, **parameters) -> dict:
    answer = client.get(path, params={"election": ELECTION, **parameters})
    assert answer.status_code == 200, answer.text
    return answer.json()


def of_party(truth: pd.DataFrame, party: str, figure: str) -> dict:
    """What is true of a party, by area; None where it is unknown."""
    own = truth[truth.index.get_level_values("party") == party].droplevel("party")[figure]
    return own.astype(object).where(own.notna(), None).to_dict()


def approximately(figures: dict) -> dict:
    return {area: pytest.approx(value, abs=1e-9) for area, value in figures.items()}


def json_rows(client, party, figure):
    rows = asked(client, "/v1/ranking", party=party)["items"]
    return {
        row["area"]["code"]: row[figure] for row in rows if "the party fielded no list" not in row["reasons"].values()
    }


def result_rows(client, party, figure):
    rows = asked(client, "/v1/results", party=party)["items"]
    return {row["area"]["code"]: row["parties"][0][figure] for row in rows if row["parties"][0]["lists"]}


def csv_rows(client, party, figure):
    answer = client.get("/v1/ranking", params={"election": ELECTION, "party": party, "format": "csv"})
    return where_listed(client, party, pd.read_csv(io.BytesIO(answer.content)), figure)


def xlsx_rows(client, party, figure):
    answer = client.get("/v1/ranking", params={"election": ELECTION, "party": party, "format": "xlsx"})
    header, *rows = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
    return where_listed(client, party, pd.DataFrame(rows, columns=header), figure)


def gpkg_rows(client, party, figure):
    answer = client.get("/v1/ranking", params={"election": ELECTION, "party": party, "format": "gpkg"})
    with NamedTemporaryFile(suffix=".gpkg") as file:
        file.write(answer.content)
        file.flush()
        return where_listed(client, party, gpd.read_file(file.name), figure)


def where_listed(client, party, frame, figure):
    """A figure of a table by area, of the areas where the party fielded a list."""
    known = frame.astype(object).where(frame.notna(), None)
    found = dict(zip(known["area_code"], known[figure], strict=True))
    return {area: found[area] for area in result_rows(client, party, "votes")}


SURFACES = {"ranking": json_rows, "results": result_rows, "csv": csv_rows, "xlsx": xlsx_rows, "gpkg": gpkg_rows}


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize("figure", ["votes", "share", "margin"])
@pytest.mark.parametrize("surface", SURFACES)
def test_figures_of_a_party(client, truth, surface, figure, party):
    assert SURFACES[surface](client, party, figure) == approximately(of_party(truth, party, figure))


@pytest.mark.parametrize("figure", ["leader", "lead", "effective_number_votes"])
def test_figures_of_a_contest(client, truth, figure):
    rows = {row["area"]["code"]: row for row in asked(client, "/v1/indices")["items"] if row["area"]}
    found = {area: row[figure] for area, row in rows.items()}
    once = truth.reset_index().drop_duplicates("area").set_index("area")[figure]
    expected = once.astype(object).where(once.notna(), None).to_dict()
    assert found == (expected if figure == "leader" else approximately(expected))
    for area, row in rows.items():
        assert (figure in row["reasons"]) == (expected[area] is None)


def test_a_sum_with_an_unknown_term_is_unknown_wherever_it_is_told(client):
    parties = {row["party"]: row for row in client.get(f"/v1/elections/{ELECTION}").json()["items"][0]["parties"]}
    assert parties["PI"]["votes"] is None and parties["PI"]["share"] is None
    [of_party] = [
        row for row in client.get("/v1/parties/PI").json()["items"][0]["elections"] if row["election"] == ELECTION
    ]
    assert of_party["votes"] is None and of_party["share"] is None
    [region] = asked(client, "/v1/results", level="region", party="PI")["items"]
    assert region["parties"][0]["votes"] is None
    totals = asked(client, "/v1/totals", areas="12.066.03.05,12.066.03.03")["items"][0]
    assert next(party for party in totals["parties"] if party["party"] == "PI")["votes"] is None


OPERATIONS = (
    *("results", "results?level=province", "results?level=region", "indices", "nationalisation", "contests"),
    *("ranking?party=RNI", "scores?party=RNI", "clusters?party=RNI", "zones?party=RNI", "patterns?party=RNI"),
    *("totals?areas=12.066", "comparison/areas?areas=12.066.03.05,12.066.03.03"),
)


@pytest.mark.parametrize(
    "election", [ELECTION, "house-simulated", "communal-2009-simulated", "communal-2021", "communal-2015"]
)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_question_about_an_election_of_which_little_is_known_fails(client, operation, election):
    path, _, query = operation.partition("?")
    answer = client.get(f"/v1/{path}?{query}&election={election}" if query else f"/v1/{path}?election={election}")
    assert answer.status_code in (200, 404), answer.text
    if answer.status_code == 404:
        assert answer.json()["detail"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "gpkg", "geoparquet", "geojson"])
def test_every_format_writes_what_is_unknown(client, form):
    for path in ("results", "indices", "ranking"):
        answer = client.get(f"/v1/{path}", params={"election": ELECTION, "party": "RNI", "format": form})
        assert answer.status_code == 200, (path, answer.text)


@pytest.mark.parametrize("collection", ["results", "contests"])
def test_features_are_those_of_the_results(client, truth, collection):
    answer = client.get(
        f"/ogc/collections/{collection}/items", params={"election": ELECTION, "level": "commune", "limit": 100}
    )
    assert answer.status_code == 200, answer.text
    features = [feature["properties"] for feature in answer.json()["features"]]
    if collection == "results":
        found = {(row["code"], row["party"]): row["votes"] for row in features}
        expected = truth.loc[[party != "" for _, party in truth.index], "votes"]
        assert found == expected.astype(object).where(expected.notna(), None).to_dict()


@pytest.fixture(scope="module")
def snapshots(partly_known):
    engine = create_reading_engine(partly_known)
    with Session(engine) as session:
        found = read_snapshots(session)
    engine.dispose()
    return found


def test_atlas_and_briefing_of_every_election_are_drawn(snapshots):
    atlas = atlas_of(snapshots.house, "MP")
    data = json.loads(re.search(r'id="data">(.*?)</script>', render_atlas(atlas), re.DOTALL)[1])
    assert {"house-simulated", "house-2026-local"} <= {election["code"] for election in data["elections"]}
    assert render_briefing(briefing_of(snapshots.house, atlas, snapshots.house.regions[0]))


def test_the_atlas_colours_no_leader_that_nobody_knows(snapshots, truth):
    leaders = snapshots.house.country.leaders
    assert ("house-simulated", "khenifra") in leaders.index
    assert leaders.loc["house-simulated", "khenifra"] == "RNI"


def test_maps_are_served(client):
    for page in ("/maps/", "/maps/MP.html", "/maps/PI-communal.html"):
        answer = client.get(page)
        assert answer.status_code == 200, answer.text[:500]


def test_files_of_a_party_tell_margins_as_the_service_does(partly_known, client, tmp_path):
    engine = create_reading_engine(partly_known)
    with Session(engine) as session:
        dossier = read_dossier(session, "RNI", "house-simulated")
    engine.dispose()
    write_party_gpkg(dossier, tmp_path / "RNI.gpkg")
    frame = gpd.read_file(tmp_path / "RNI.gpkg", layer="constituencies").set_index("code")
    [row] = client.get("/v1/ranking?election=house-simulated&party=RNI").json()["items"]
    margin = frame.loc["khenifra", next(name for name in frame if name.startswith("margin_"))]
    assert margin == pytest.approx(row["margin"])


def test_the_client_reads_what_the_service_answers(partly_known, truth, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", partly_known.libpq_url)
    with Kharita() as kharita:
        found = kharita.results(ELECTION, party="PI").set_index("area_code")
        own = of_party(truth, "PI", "votes")
        assert {area: None if pd.isna(found.loc[area, "votes"]) else found.loc[area, "votes"] for area in own} == own
