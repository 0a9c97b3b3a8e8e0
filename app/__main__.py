"""Serve: ``python -m app`` takes uvicorn's options, ends running requests before it ends, and ends with 0."""

import signal
import sys

import uvicorn

GRACE_S = 30

if __name__ == "__main__":
    # uvicorn finishes what is being answered, and then sends itself the signal again
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    defaults = ["--factory", "app.main:create_app", "--no-server-header", "--timeout-graceful-shutdown", str(GRACE_S)]
    uvicorn.main([*defaults, *sys.argv[1:]])
