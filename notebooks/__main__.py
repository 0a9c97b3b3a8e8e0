"""Run the notebooks and render them as pages that need no network: ``python -m notebooks [NAMES]``."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jinja2 import DictLoader
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from app.settings import ROOT

FOLDER = Path(__file__).parent
TARGET = ROOT / "build" / "notebooks"
CELL_TIMEOUT_S = 120

# the pages of nbconvert load these from elsewhere; no notebook here has formulas, diagrams or widgets
_TEMPLATE = """{% extends "lab/index.html.j2" %}
{% block html_head_js %}{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
{% block extra_css %}<style>.jp-InputArea pre { white-space: pre-wrap; }</style>{% endblock %}
"""


def every() -> list[Path]:
    """List the notebooks in their order."""
    return sorted(FOLDER.glob("*.ipynb"))


def read(path: Path) -> NotebookNode:
    """Read a notebook."""
    return nbformat.read(path, as_version=4)


@asynccontextmanager
async def kernel(environment: Mapping[str, str]) -> AsyncIterator[AsyncKernelManager]:
    """
    Start a kernel, and end it with the ``with``. One runs many notebooks: what they import takes most of their time.

    Parameters
    ----------
    environment : mapping
        Its variables; the project's modules can be imported in it.
    """
    with TemporaryDirectory() as sockets:
        # sockets of files: who else is on the machine cannot listen
        manager = AsyncKernelManager(connection_file=f"{sockets}/kernel.json", transport="ipc")
        await manager.start_kernel(env={**environment, "PYTHONPATH": str(ROOT)}, cwd=str(FOLDER))
        try:
            yield manager
        finally:
            await manager.shutdown_kernel(now=True)


async def run(notebook: NotebookNode, manager: AsyncKernelManager) -> NotebookNode:
    """
    Run a notebook from top to bottom, in a kernel that has forgotten every name.

    Returns
    -------
    NotebookNode
        The notebook, with its outputs.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        A cell failed.
    """
    forgetting = nbformat.v4.new_code_cell("%reset -f")
    whole = nbformat.from_dict({**notebook, "cells": [forgetting, *notebook.cells]})
    client = NotebookClient(whole, timeout=CELL_TIMEOUT_S, km=manager)
    await client.async_execute()
    client.kc.stop_channels()
    return nbformat.from_dict({**whole, "cells": whole.cells[1:]})


def render(notebook: NotebookNode, title: str) -> str:
    """Make a page of a notebook with its outputs, all in one file."""
    exporter = HTMLExporter(template_file="offline", extra_loaders=[DictLoader({"offline": _TEMPLATE})])
    page, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": title}})
    return str(page)


async def _write(paths: Sequence[Path]) -> list[str]:
    """Write every page that can be; tell of the notebooks that failed."""
    failed = []
    async with kernel(os.environ) as manager:
        for path in paths:
            start = time.perf_counter()
            try:
                page = render(await run(read(path), manager), path.stem)
            except CellExecutionError as error:
                failed.append(f"{path.name}: {error}")
                continue
            written = TARGET / f"{path.stem}.html"
            written.write_text(page, encoding="utf-8")
            took = time.perf_counter() - start
            print(f"{written}  {len(page.encode()) / 1e6:.1f} MB  {took:.1f} s", flush=True)
    return failed


def main(names: Sequence[str]) -> None:
    """Run and render the notebooks whose names begin as given, or all."""
    chosen = [path for path in every() if not names or path.stem.startswith(tuple(names))]
    if not chosen:
        sys.exit(f"no notebook is called so; there are: {', '.join(path.stem for path in every())}")
    TARGET.mkdir(parents=True, exist_ok=True)
    failed = asyncio.run(_write(chosen))
    if failed:
        sys.exit("\n".join(failed))


if __name__ == "__main__":
    main(sys.argv[1:])
