"""Serve: ``python -m app`` takes uvicorn's options, answers what was asked before it ends, and ends with 0."""

import os
import signal
import sys
from tempfile import TemporaryDirectory

import uvicorn

PATIENCE_S = "30"  # with what is being answered when it is to end, and with a worker that is busy
DEFAULTS = [
    *("--factory", "app.main:create_app", "--no-server-header"),
    *("--timeout-graceful-shutdown", PATIENCE_S, "--timeout-worker-healthcheck", PATIENCE_S),
]

if __name__ == "__main__":
    # uvicorn finishes what is being answered, and then sends itself the signal again
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    with TemporaryDirectory(prefix="kharita-") as figures:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = figures  # where the workers count together
        uvicorn.main([*DEFAULTS, *sys.argv[1:]])
