"""A page that the service sends runs in a browser as one opened from disk does: its policy lets its scripts run."""

import pytest
from playwright.sync_api import expect

from app.maps.page import render_atlas
from tests.servers import served

NO_DATABASE = "postgresql://nobody:none@127.0.0.1:1/none"


@pytest.fixture
def service(atlas, tmp_path):
    maps = tmp_path / "maps"
    maps.mkdir()
    (maps / "P.html").write_text(render_atlas(atlas), encoding="utf-8")
    with served(NO_DATABASE, tmp_path / "log", BUILD_DIR=str(tmp_path)) as running:
        yield running


def test_the_map_is_drawn_and_what_is_not_its_own_is_not_run(service, browser):
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{service.url}/maps/P.html")
    expect(page.locator(".leaflet-areas-pane path")).to_have_count(4)
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    for address in ("/", "/docs"):
        page.goto(f"{service.url}{address}")
    assert said == []
    page.goto(f"{service.url}/maps/P.html")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.hit = 1'}))")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: '/spy.png'}))")
    assert page.evaluate("window.hit") is None
    assert len(said) == 2
    assert all("Content Security Policy" in line for line in said)
