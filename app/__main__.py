"""Serve: ``python -m app`` takes uvicorn's options, answers what was asked before it ends, and ends with 0."""

import os
import signal
import sys
from tempfile import TemporaryDirectory

import uvicorn

GRACE_S = 30
DEFAULTS = ["--factory", "app.main:create_app", "--no-server-header", "--timeout-graceful-shutdown", str(GRACE_S)]

if __name__ == "__main__":
    # uvicorn finishes what is being answered, and then sends itself the signal again
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    with TemporaryDirectory(prefix="kharita-") as figures:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = figures  # where the workers count together
        uvicorn.main([*DEFAULTS, *sys.argv[1:]])
