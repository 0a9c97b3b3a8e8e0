"""
The files in which workers count together, with their space reserved.

prometheus_client maps them into memory. Where a file system is full, a write to a page without a block ends the process
(SIGBUS); so every block is there before, or nothing is mapped and each worker counts for itself.
"""

import logging
import os
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
KINDS = ("counter", "histogram", "gauge_livesum", "gauge_mostrecent")
"""Beginnings of the files' names: the kinds of metrics that there are, of gauges with how they are put together."""

BYTES = 2**20
"""Of one file: room for the series of every route with every status, several times over."""


def reserve() -> None:
    """Reserve this process's files; without room count in memory, as if no folder were named."""
    folder = os.environ.get(FOLDER)
    if folder is None:
        return
    files = [Path(folder) / f"{kind}_{os.getpid()}.db" for kind in KINDS]
    try:
        for file in files:
            with file.open("a+b") as written:
                os.posix_fallocate(written.fileno(), 0, BYTES)
    except OSError as error:
        logging.getLogger("kharita").warning(
            "metrics are those of one worker: no room for them in %s: %s", folder, error
        )
        for file in files:
            file.unlink(missing_ok=True)
        del os.environ[FOLDER]
