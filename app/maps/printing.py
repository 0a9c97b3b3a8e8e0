"""Pages printed to PDF by the Chromium that is there."""

import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TIMEOUT_S = 120
FLAGS = (
    # the page is our own, asks nothing of a network, and containers and root have no sandbox
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    "--no-pdf-header-footer",
)


class PrintFailed(Exception):
    """The browser made no PDF; the message is its output."""


def find_browser() -> str | None:
    """Find Chromium, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def print_pdf(browser: str, page: Path, pdf: Path) -> None:
    """
    Print a page as its style for paper has it.

    Parameters
    ----------
    browser : str
        Path of Chromium.
    page : pathlib.Path
        HTML.
    pdf : pathlib.Path
        Where to write; what is there is replaced when the new one is complete.

    Raises
    ------
    PrintFailed
        No PDF came out, or not within ``TIMEOUT_S``.
    """
    unfinished = pdf.with_suffix(".pdf.tmp").resolve()
    # a profile of its own: two Chromiums do not share one
    with tempfile.TemporaryDirectory(prefix="kharita-") as profile:
        command = [
            browser,
            *FLAGS,
            f"--user-data-dir={profile}",
            f"--print-to-pdf={unfinished}",
            page.resolve().as_uri(),
        ]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, errors="replace", timeout=TIMEOUT_S, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise PrintFailed(f"{browser} did not print {page} within {TIMEOUT_S} s") from error
    if not unfinished.exists():
        said = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise PrintFailed(f"{browser} did not print {page}: {said[0]}")
    unfinished.replace(pdf)
