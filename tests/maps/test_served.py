"""A page that the service sends runs in a browser as one opened from disk does: its policy lets its scripts run."""

from playwright.sync_api import expect


def test_the_map_is_drawn_and_what_is_not_its_own_is_not_run(service, browser):
    url, _ = service
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{url}/maps/MP.html")
    expect(page.locator(".leaflet-areas-pane path")).to_have_count(92)
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    for address in ("/", "/docs"):
        page.goto(f"{url}{address}")
    assert said == []
    page.goto(f"{url}/maps/MP.html")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.hit = 1'}))")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: '/spy.png'}))")
    assert page.evaluate("window.hit") is None
    assert len(said) == 2
    assert all("Content Security Policy" in line for line in said)
