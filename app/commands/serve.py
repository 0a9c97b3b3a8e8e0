"""Serve the API, the OGC API and the pages."""

import os
import signal
import sys
from tempfile import TemporaryDirectory

import typer
import uvicorn

PATIENCE_S = "30"  # with what is being answered when it is to end, and with a worker that is busy
DEFAULTS = [
    *("--factory", "app.main:create_app", "--no-server-header"),
    *("--timeout-graceful-shutdown", PATIENCE_S, "--timeout-worker-healthcheck", PATIENCE_S),
]


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_TO_UVICORN = {"allow_extra_args": True, "ignore_unknown_options": True, "allow_interspersed_args": False}


@app.command(add_help_option=False, context_settings=_TO_UVICORN)
def serve(context: typer.Context) -> None:
    """Serve with uvicorn, which takes the options; requests under way are completed before it ends, with status 0."""
    # uvicorn finishes what is being answered, and then sends itself the signal again
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    with TemporaryDirectory(prefix="kharita-") as figures:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = figures  # where the workers count together
        uvicorn.main([*DEFAULTS, *context.args])
