"""The maps, drawn when they are asked for."""

import re

import psycopg
import pytest

from app.http import cache
from app.maps import inline
from etl.identity import TERRITORY, renew

BRIEFING = "/maps/MP/regions/fes-meknes.html"


def test_the_gallery_leads_to_a_page_for_every_party_and_region(client):
    page = client.get("/maps/").text
    atlases = re.findall(r'<h2><a href="([^"/]+\.html)"', page)
    assert len(atlases) == len(set(atlases)) == 34
    briefings = re.findall(r'<li><a href="([^"]+)"', page)
    assert len(briefings) == 34 * 12
    for address in (atlases[0], "MP.html", briefings[0], "PSD/regions/dakhla-oued-ed-dahab.html"):
        answer = client.get(f"/maps/{address}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_a_briefing_has_the_prices_of_the_service(client):
    page = client.get(BRIEFING).text
    targets = client.get("/v1/seats/house-2026-local/targets", params={"party": "MP", "area": "03"}).json()["items"]
    for target in targets[:5]:
        cost = f"{target['votes_to_win']:,}"
        row = f'<th scope="row">{target["area"]["name_fr"]}</th><td>{cost.replace(",", chr(0x202F))}</td>'
        assert row in page
        assert f'<th scope="row">{target["area"]["name_ar"]}</th><td>{cost.replace(",", ".")}</td>' in page


def test_links_between_the_pages_lead_somewhere(client):
    page = client.get(BRIEFING).text
    for address in re.findall(r'<a href="\.\./\.\./([^"#]+)#', page):
        assert client.get(f"/maps/{address}").status_code == 200
    assert client.get("/maps", follow_redirects=False).headers["location"].endswith("/maps/")


@pytest.mark.parametrize("address", ["/maps/", "/maps/MP.html", BRIEFING])
def test_a_page_that_did_not_change_is_not_sent_again(client, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address).text == first.text


@pytest.mark.parametrize(
    ("address", "status", "hint"),
    [
        ("/maps/mp.html", 404, "Near: MP"),
        ("/maps/ZZZZ.html", 404, "Codes look like"),
        ("/maps/ZZZZ/regions/oriental.html", 404, "Codes look like"),
        ("/maps/MP/regions/fes.html", 404, "fes-meknes"),
        ("/maps/MP.pdf", 404, "Nothing is at this address"),
        ("/maps/..%2f..%2fpyproject.toml", 404, "Nothing is at this address"),
        ("/maps/MP.html?year=2016", 400, "year"),
    ],
)
def test_what_names_no_page_is_a_problem(client, address, status, hint):
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert hint in answer.json()["detail"]


def test_pages_follow_the_data(own_settings, serving, monkeypatch):
    monkeypatch.setattr(cache, "FRESH_S", 0)
    with serving(own_settings) as client:
        before = client.get(BRIEFING)
        with psycopg.connect(own_settings.libpq_url) as connection:
            connection.execute("UPDATE area SET name_fr = 'Ifrane-la-Neuve' WHERE code = 'ifrane'")
            renew(connection, [], TERRITORY)
        after = client.get(BRIEFING, headers={"If-None-Match": before.headers["etag"]})
    assert before.headers["etag"] != after.headers["etag"]
    assert ("Ifrane-la-Neuve" in before.text, "Ifrane-la-Neuve" in after.text) == (False, True)


def test_without_leaflet_the_atlas_says_what_is_missing(settings, serving, monkeypatch, tmp_path):
    monkeypatch.setattr(inline, "LEAFLET", tmp_path / "leaflet")
    with serving(settings) as client:
        answer = client.get("/maps/MP.html")
        assert client.get(BRIEFING).status_code == 200
    assert answer.status_code == 503
    assert "npm ci" in answer.json()["detail"]
