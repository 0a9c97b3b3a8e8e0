"""The real data rendered: what the pages show is what the data and the service say, and what the command writes."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest
import typer
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from app.commands.map_pages import write_party
from app.commands.maps import render
from app.main import create_app
from app.maps.page import render_atlas
from app.maps.snapshot import atlas_of
from app.maps.words.numbers import number, percent
from app.settings import ROOT

LATEST = "house-2021-local"
PRICES = ("votes_to_tie", "votes_to_win", "votes_to_risk", "votes_to_lose")


@pytest.fixture(scope="module")
def rendered(snapshot) -> str:
    return render_atlas(atlas_of(snapshot, "MP"))


@pytest.fixture(scope="module")
def data(rendered) -> dict:
    return json.loads(re.search(r'id="data">(.*?)</script>', rendered, re.DOTALL)[1])


@pytest.fixture(scope="module")
def latest(data) -> dict:
    return next(election for election in data["elections"] if election["code"] == LATEST)


@pytest.fixture(scope="module")
def client(settings):
    with TestClient(create_app(settings), "http://127.0.0.1", client=("127.0.0.1", 0)) as client:
        yield client


def by_area(client, path: str) -> dict:
    """Rows by the code of their area; that of the country has none."""
    rows = client.get(path).raise_for_status().json()["items"]
    return {row["area"]["code"]: row for row in rows if row["area"] is not None}


def test_the_page_of_the_mp_shows_ifrane_as_the_data_have_it(rendered, data, latest):
    ifrane = data["areas"]["constituency"].index("ifrane")
    # 17,400 of 51,544 valid votes
    assert latest["results"]["votes"][ifrane] == 17400
    assert latest["results"]["share"][ifrane] == pytest.approx(17400 / 51544, abs=1e-5)
    assert latest["results"]["seats_won"][ifrane] == 1
    assert latest["contests"]["seats"][ifrane] == 2
    assert 0 <= latest["scores"]["score"][ifrane] <= 100
    assert sum(fielded for fielded in latest["fielded"]) == 79
    [own] = [row for row in latest["lists"][ifrane] if data["parties"][row[0]] == "MP"]
    told = dict(zip(data["list_columns"], own, strict=True))
    assert (told["votes"], told["seats_won"], told["share"]) == (17400, 1, latest["results"]["share"][ifrane])


@pytest.mark.parametrize("party", ["MP", "RNI", "PAM"])
def test_no_page_is_larger_than_a_telephone_takes(snapshot, party):
    assert len(render_atlas(atlas_of(snapshot, party)).encode()) < 2.5e6


def test_prices_and_clusters_are_those_of_the_service(client, data, latest):
    prices = by_area(client, f"/v1/seats/{LATEST}/prices?party=MP")
    clusters = by_area(client, f"/v1/clusters?election={LATEST}&party=MP")
    assert len(prices) == 79
    for position, code in enumerate(data["areas"]["constituency"]):
        shown = [latest["prices"][name][position] for name in PRICES]
        assert shown == [prices.get(code, {}).get(name) for name in PRICES], code
        tested = code in clusters and not clusters[code]["isolate"]
        assert latest["cluster"][position] == (clusters[code]["label"] if tested else None), code


def test_a_price_that_is_not_known_has_a_reason(latest):
    reasons = latest["prices"]["no_price"]
    for fielded, price, reason in zip(latest["fielded"], latest["prices"]["votes_to_win"], reasons, strict=True):
        assert (reason is not None) == (fielded and price is None)
    assert reasons.count("registered") == 13


def test_the_circles_still_look_like_the_country(data, snapshot):
    """Of areas that touch, one that lay well to the north or the east of another still does."""
    circles = np.array(data["areas"]["circle"], dtype=float)
    seen = snapshot.country.ground.areas.to_crs(3857).geometry.centroid
    places = np.column_stack([seen.x, seen.y])
    pairs = [(one, other) for one, touching in enumerate(data["areas"]["neighbours"]) for other in touching]
    first, second = np.array(pairs).T
    before, after = places[first] - places[second], circles[first, :2] - circles[second, :2]
    clear = np.abs(before) > 0.5 * np.hypot(*before.T)[:, None]
    assert (np.sign(before) == np.sign(after))[clear].mean() > 0.9
    # kilometres on the ground: the plane of web maps stretches by 1.2 at this latitude
    moved = np.hypot(*(circles[:, :2] - places).T) / 1200
    assert np.median(moved) < 50
    assert moved.max() < 200
    assert data["areas"]["population"].count(None) == 0


@pytest.fixture
def page(browser, rendered, tmp_path):
    (tmp_path / "MP.html").write_text(rendered, encoding="utf-8")
    with browser.new_page() as opened:
        opened.goto((tmp_path / "MP.html").as_uri())
        yield opened


SHOWN = """([election, level]) => Object.keys(DATA.acronyms).flatMap((party) => {
  const { results, contests, winner } = subjectOf(party, electionOf(election), level);
  const { votes, share, margin, seats_won } = results;
  const shown = [votes, share, margin, seats_won, contests.seats, contests.turnout, winner];
  return DATA.areas[level].map((code, area) => [party, code, ...shown.map((column) => column[area])]);
})"""


@pytest.mark.parametrize("level", ["constituency", "province", "region"])
def test_every_figure_of_every_list_at_every_level_is_that_of_the_service(page, client, data, level):
    for election in (one["code"] for one in data["elections"]):
        found = page.evaluate(SHOWN, [election, level])
        shown = {(party, code): figures for party, code, *figures in found if figures[0] is not None}
        leaders = by_area(client, f"/v1/indices?election={election}&level={level}")
        told = {
            (party["party"], code): [
                *(party[name] for name in ("votes", "share", "margin", "seats_won")),
                *(row["seats"], row["turnout"], leaders[code]["leader"]),
            ]
            for code, row in by_area(client, f"/v1/results?election={election}&level={level}").items()
            for party in row["parties"]
        }
        assert shown.keys() == told.keys()
        assert len(told) > 250
        for key, figures in told.items():
            for drawn, figure in zip(shown[key], figures, strict=True):
                assert drawn == (pytest.approx(figure, abs=1e-5) if isinstance(figure, float) else figure), key


def test_the_panel_of_a_region_writes_the_figures_of_the_service(client, page):
    row = by_area(client, f"/v1/results?election={LATEST}&level=region&party=MP")["03"]
    [mp] = row["parties"]
    page.evaluate("location.hash = '#fr/region/03?theme=share&year=" + LATEST[6:10] + "'")
    facts = page.locator("#area .facts dd")
    expect(facts.nth(0)).to_have_text(f"{mp['seats_won']} sur {row['seats']}")
    expect(facts.nth(1)).to_have_text(percent(mp["share"]).fr)
    expect(facts.nth(2)).to_have_text(number(mp["votes"]).fr)


def test_the_panel_says_what_the_service_says(page, client):
    """Written again from the service's numbers, as the page writes numbers."""
    page.evaluate("location.hash = '#fr/constituency/chichaoua?theme=score&year=2021'")
    score = next(iter(by_area(client, f"/v1/scores?election={LATEST}&party=MP&area=chichaoua").values()))
    price = by_area(client, f"/v1/seats/{LATEST}/prices?party=MP&area=chichaoua")["chichaoua"]
    panel = page.locator("#area")
    assert panel.locator(".badge").text_content() == page.evaluate("score => decimal(score)", score["score"])
    facts = panel.locator(".facts").first.inner_text()
    for votes in (price["votes_to_win"], price["votes"]):
        assert page.evaluate("count => number(count)", votes) in facts


def test_the_command_writes_atlases_briefings_and_a_gallery_and_says_how_to_get_pdfs(settings, tmp_path):
    parties = ("PSD", "PRV", "UMD", "PVM")
    asked = [part for party in parties for part in ("--party", party)]
    # no Chromium is on this path; four parties are more than one process renders
    environment = {"DATABASE_URL": settings.libpq_url, "BUILD_DIR": str(tmp_path), "PATH": str(tmp_path)}
    command = [sys.executable, "-m", "app.commands", "maps", *asked, "--pdf"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["1/4", "2/4", "3/4", "4/4"]
    assert "\r" not in done.stdout
    assert [line for line in lines if "PDFs were left out" in line and "apt-get install chromium" in line]
    gallery = (tmp_path / "maps" / "index.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="([^"#]+\.html)"', gallery))
    written = {str(path.relative_to(tmp_path / "maps")) for path in (tmp_path / "maps").rglob("*.html")}
    assert linked | {"index.html"} == written
    assert len(written) == 1 + 4 * (1 + 12 + 1)


def test_a_party_without_lists_is_refused_with_those_that_had_some(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", settings.libpq_url)
    monkeypatch.setenv("BUILD_DIR", str(tmp_path))
    with pytest.raises(typer.BadParameter, match=r"XYZ fielded no list.*RNI"):
        render(party=["XYZ"])
    assert list(tmp_path.glob("maps/*")) == []


def test_a_pdf_goes_when_its_page_changes_and_not_before(snapshots, tmp_path):
    write_party(snapshots, tmp_path, "PSD")
    page = tmp_path / "PSD" / "regions" / "oriental.html"
    pdf = page.with_suffix(".pdf")
    pdf.write_bytes(b"%PDF-")
    write_party(snapshots, tmp_path, "PSD")
    assert pdf.exists()
    page.write_text("older figures", encoding="utf-8")
    write_party(snapshots, tmp_path, "PSD")
    assert not pdf.exists()


def test_the_page_knows_the_other_spellings_of_places(data):
    codes = data["areas"]["constituency"]
    named = {code: data["aliases"]["areas"].get(str(place), []) for place, code in enumerate(codes)}
    assert sum("casablanca" in names for names in named.values()) == 7  # the eighth bears the name
    assert {"fkih ben salah", "الفقيه بنصالح"} <= set(named["fquih-ben-salah"])
    assert "benguerir" in {name for names in data["aliases"]["communes"].values() for name in names}
    assert "marrakesh" in data["aliases"]["province"]["07.351"]
    assert "marrakesh" in data["aliases"]["region"]["07"]
