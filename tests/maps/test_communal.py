"""Communal results as data on the map: simulated ones, of one region, in a database of their own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.commands.map_pages import write_party
from app.main import create_app
from app.maps.snapshot import Snapshots, read_snapshots
from app.maps.words.numbers import number, percent
from app.settings import Settings
from app.store.database import create_reading_engine
from etl.load import load, unload
from etl.scoring import score_elections
from etl.sources import read_publications
from tests import workbooks
from tests.browsers import opened_from_disk

REGION, PARTY = "Fès-Meknès", "PI"
COUNCILS = ("communal-2015", "communal-2021")
NO_DATA = "url(#unknown)"


@pytest.fixture(scope="module")
def simulated(new_database, loaded_template, tmp_path_factory) -> Iterator[Settings]:
    """The shipped data, and simulated results of two communal elections in one region."""
    places = workbooks.units().query("region_fr == @REGION")
    with new_database(loaded_template) as settings:
        for election in COUNCILS:
            unload(settings, election)
        sources = []
        for year in (2015, 2021):
            path = tmp_path_factory.mktemp("communal") / f"{year}.xlsx"
            path.write_bytes(workbooks.communal_workbook(places, seed=year))
            published = read_publications(settings.data_dir)[f"tafra-communal-{year}"]
            own = {"files": (path.name,), "location": path, "sha256": None, "size_bytes": None, "seats_from": None}
            sources.append(replace(published, assertions={}, **own))
        load(settings, sources, lambda loaded: None)
        score_elections(settings, tell=lambda election, rows: None)
        yield settings


@pytest.fixture(scope="module")
def councils(simulated) -> Snapshots:
    engine = create_reading_engine(simulated)
    with Session(engine) as session:
        found = read_snapshots(session)
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def service(simulated) -> Iterator[TestClient]:
    with TestClient(create_app(simulated), "http://127.0.0.1:8000", client=("127.0.0.1", 50_000)) as client:
        yield client


@pytest.fixture(scope="module")
def folder(councils, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("maps")
    write_party(councils, folder, PARTY)
    return folder


@pytest.fixture
def page(tab, folder) -> Iterator[Page]:
    """The atlas of the councils as a reader opens it."""
    with opened_from_disk(tab, folder / f"{PARTY}-communal.html") as opened:
        yield opened


def show(page: Page, folder: Path, address: str) -> None:
    """Open the page anew at an address of its own: from another page, as it would answer a change of address itself."""
    page.goto("about:blank")
    page.goto((folder / f"{PARTY}-communal.html").as_uri() + address)


def strongest(service: TestClient) -> dict:
    """The commune where the party has its largest share."""
    asked = {"election": "communal-2021", "party": PARTY, "sort": "-share", "limit": 1}
    [item] = service.get("/v1/results", params=asked).json()["items"]
    return item


def test_without_communal_results_there_is_no_such_page(own_settings):
    for election in COUNCILS:
        unload(own_settings, election)
    engine = create_reading_engine(own_settings)
    with Session(engine) as session:
        snapshots = read_snapshots(session)
    engine.dispose()
    assert snapshots.councils is None
    assert not [name for name in snapshots.pages if name.endswith("-communal")]


def test_both_atlases_of_a_party_and_the_gallery_lead_to_each_other(service):
    house, communal, gallery = (
        service.get(f"/maps/{name}").text for name in (f"{PARTY}.html", f"{PARTY}-communal.html", "")
    )
    assert f'href="{PARTY}-communal.html"' in house
    assert f'href="{PARTY}-communal.html"' in gallery
    assert f'href="{PARTY}.html"' in communal
    assert service.get(f"/maps/{PARTY}-communal/regions/fes-meknes.html").status_code == 404


def test_every_commune_is_an_area_and_those_without_results_are_hatched(page, councils):
    areas = page.locator(".leaflet-areas-pane path")
    expect(areas).to_have_count(1538)
    inside = len(workbooks.units().query("region_fr == @REGION"))
    hatched = page.locator(f'.leaflet-areas-pane path[fill="{NO_DATA}"]')
    assert hatched.count() == 1538 - inside
    assert len(councils.councils.country.contests.loc["communal-2021"]) == inside


def test_the_panel_tells_the_numbers_of_the_service(page, service, folder):
    found = strongest(service)
    code, listed = found["area"]["code"], found["parties"][0]
    for language, name in (("fr", "name_fr"), ("ar", "name_ar")):
        show(page, folder, f"#{language}/commune/{code}?theme=share&year=2021")
        panel = page.locator("#area")
        expect(panel).to_contain_text(found["area"][name])
        for said in (percent(listed["share"]), number(listed["votes"])):
            expect(panel).to_contain_text(getattr(said, language))


def test_a_commune_says_by_which_ballot_it_voted_and_the_page_that_there_are_two(page, councils, folder):
    ballots = councils.councils.country.ballots.loc["communal-2021"]
    assert set(ballots) == {"lists", "wards"}
    expect(page.locator("#two-ballots")).to_contain_text("Deux scrutins")
    for ballot, said in (("lists", "Scrutin de liste"), ("wards", "Scrutin uninominal")):
        code = ballots.index[ballots == ballot][0]
        show(page, folder, f"#fr/commune/{code}")
        expect(page.locator("#area .ballot")).to_contain_text(said)


def test_what_a_seat_costs_is_told_of_constituencies_alone(page):
    offered = page.locator("#themes input").evaluate_all("inputs => inputs.map(input => input.value)")
    assert "price" not in offered
    assert "council" in offered


def test_the_sum_of_a_region_is_that_of_its_communes(page, service, folder):
    items = service.get("/v1/results", params={"election": "communal-2021", "level": "region", "party": PARTY}).json()[
        "items"
    ]
    [item] = [each for each in items if each["area"]["code"] == "03"]
    show(page, folder, "#fr/region/03?theme=share&year=2021")
    expect(page.locator("#area")).to_contain_text(number(item["parties"][0]["votes"]).fr)


def test_a_name_is_found_in_either_language(page, service):
    found = strongest(service)["area"]
    page.locator("input[type=search], #search").first.fill(found["name_ar"])
    expect(page.locator("[role=option]").first).to_be_visible()


def test_no_page_is_larger_than_a_telephone_takes(folder):
    assert {path.name for path in folder.glob("*.html")} == {f"{PARTY}.html", f"{PARTY}-communal.html"}
    for path in folder.glob("*.html"):
        assert path.stat().st_size <= 2.5e6
