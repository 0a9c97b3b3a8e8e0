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
def opened_from_disk(browser: Browser, file: Path) -> Iterator[Page]:
    """A page without a network; whatever it asks for but its folder's pages, or complains of, fails the test."""
    folder = file.parent.as_uri()
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    opened = context.new_page()
    unwanted: list[str] = []
    opened.on("request", lambda request: unwanted.append(request.url) if folder not in request.url else None)
    opened.on("console", lambda message: unwanted.append(message.text))
    opened.on("pageerror", lambda error: unwanted.append(str(error)))
    opened.on("dialog", lambda dialog: (unwanted.append(dialog.message), dialog.dismiss()))
    opened.goto(file.as_uri())
    yield opened
    context.close()
    assert unwanted == []
