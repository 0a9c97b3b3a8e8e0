"""A real browser, for pages that must work without a network."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from app.maps.printing import find_browser

CHROMIUM = find_browser()
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


LAPTOP = {"width": 1280, "height": 800}


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium, until the ``with`` ends."""
    with pytest.MonkeyPatch.context() as environment:
        # the Node that Playwright brings needs a library that a small system lacks; the project's own does not
        environment.setenv("PLAYWRIGHT_NODEJS_PATH", str(Path(sys.executable).with_name("node")))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            yield browser
            browser.close()


@contextmanager
def opened_from_disk(tab: Page, file: Path) -> Iterator[Page]:
    """A page without a network; whatever it asks for but its folder's pages, or complains of, fails the test."""
    folder = file.parent.as_uri()
    unwanted: list[str] = []
    listeners = {
        "request": lambda request: unwanted.append(request.url) if folder not in request.url else None,
        "console": lambda message: unwanted.append(message.text),
        "pageerror": lambda error: unwanted.append(str(error)),
        "dialog": lambda dialog: (unwanted.append(dialog.message), dialog.dismiss()),
    }
    tab.goto("about:blank")  # from here the address is loaded anew, even if it is that of the test before
    tab.set_viewport_size(LAPTOP)
    tab.mouse.move(0, 0)
    for event, listener in listeners.items():
        tab.on(event, listener)
    try:
        tab.goto(file.as_uri())
        yield tab
    finally:
        for event, listener in listeners.items():
            tab.remove_listener(event, listener)
    assert unwanted == []
