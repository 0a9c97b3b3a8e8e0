"""The notebooks: each runs on the loaded data, tells its number, is kept without outputs, and renders to one file."""

import asyncio
import os
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import psycopg
import pytest
from nbformat import NotebookNode

from notebooks.__main__ import every, kernel, read, render, run

NOTEBOOKS = {path.stem: read(path) for path in every()}
TOLD = {
    "01_first_look": "33,8%",
    "02_score_by_hand": "publié : **77,6**. Les deux calculs donnent la même chose.",
    "03_growth_and_fall": "Comparables : **74** circonscriptions",
    "04_party_areas": "Après FDR il en reste **2**",
    "05_seats": "**92** des 92 circonscriptions sortent comme le résultat déclaré",
    "06_backtest": "house-2021-local → house-2026-local : score **0,456**, dernière part **0,422**",
    "07_your_own_file": "0 sans code, 0 en désaccord avec la base",
    "08_rivals": "**PAM – PJD**, dans 19 circonscriptions sur 92",
    "09_relations": "corrélation des rangs **+0,48 [+0,27 ; +0,64]**, sur 86 des 92 circonscriptions",
    "10_what_2026_changed": "**214** des 305 sièges locaux restent au même parti",
    "12_outlook": "MP : **31,9** sièges attendus",
}


def run_all(notebooks: Iterable[NotebookNode], database: str) -> list[NotebookNode]:
    """Run notebooks in one kernel; in a thread of its own, as Playwright keeps an event loop in the tests' thread."""

    async def each() -> list[NotebookNode]:
        async with kernel({**os.environ, "DATABASE_URL": database}) as manager:
            return [await run(notebook, manager) for notebook in notebooks]

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(each())).result()


def outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def told(notebook: NotebookNode) -> str:
    """All that the outputs say, without pictures and what is drawn by lot: names of tables, addresses in memory."""
    data = [output.get("data", {}) for output in outputs(notebook)]
    texts = [each.get("text/html") or each.get("text/markdown") or each.get("text/plain", "") for each in data]
    streams = [output.text for output in outputs(notebook) if output.output_type == "stream"]
    return re.sub(r"T_[0-9a-f]{5}|0x[0-9a-f]+", "", "\n".join([*texts, *streams]))


def loaded_by(page: str) -> list[str]:
    """Addresses that a page loads something from, and the pages in its frames."""

    class Loads(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            if tag in {"script", "link", "img", "iframe"}:
                found.extend(given[name] for name in ("src", "href") if name in given)
            found.extend(loaded_by(given.get("srcdoc") or ""))

    found: list[str] = []
    Loads().feed(page)
    return found


@pytest.fixture(scope="module")
def executed(settings) -> dict[str, NotebookNode]:
    return dict(zip(NOTEBOOKS, run_all(NOTEBOOKS.values(), settings.libpq_url), strict=True))


@pytest.mark.parametrize("name", NOTEBOOKS)
class TestEvery:
    def test_runs_and_tells_its_number(self, executed, name):
        assert TOLD[name] in told(executed[name])

    def test_warns_of_nothing(self, executed, name):
        assert [output.text for output in outputs(executed[name]) if output.get("name") == "stderr"] == []

    def test_draws_something(self, executed, name):
        drawn = [output.data for output in outputs(executed[name]) if "data" in output]
        assert any("image/png" in data or "<iframe" in data.get("text/html", "") for data in drawn)

    def test_is_kept_without_outputs(self, name):
        cells = NOTEBOOKS[name].cells
        assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]

    def test_renders_into_a_page_that_loads_nothing(self, executed, name):
        page = render(executed[name], name)
        assert [address for address in loaded_by(page) if not address.startswith("data:")] == []
        assert not re.findall(r"import\s[^;]*https?:", page)


def test_a_page_shows_its_map_without_a_network(executed, browser, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(render(executed["01_first_look"], "page"), encoding="utf-8")
    shown = browser.new_context(offline=True).new_page()
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url) if "file:" not in request.url else None)
    shown.on("pageerror", lambda error: asked.append(str(error)))
    shown.goto(page.as_uri())
    areas = shown.frame_locator("iframe").locator("path.leaflet-interactive")
    areas.nth(91).wait_for()
    assert areas.count() == 92
    assert asked == []


def test_the_database_is_as_it_was(executed, settings):
    with psycopg.connect(settings.libpq_url) as connection:
        assert connection.execute("SELECT count(*) FROM load_run").fetchone() == (1,)


def test_the_same_cells_tell_the_same_through_the_service(executed, service):
    url, _ = service
    names = ["01_first_look", "05_seats"]
    remote = [NotebookNode(NOTEBOOKS[name]) for name in names]
    for notebook in remote:
        notebook["cells"] = [
            NotebookNode(cell) | {"source": cell.source.replace("Kharita()", f'Kharita("{url}")')}
            for cell in notebook.cells
        ]
    for name, found in zip(names, run_all(remote, "postgresql://nobody@127.0.0.1:9/nothing"), strict=True):
        assert told(found) == told(executed[name])
