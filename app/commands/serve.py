"""Serve the API, the OGC API and the pages."""

import os
import signal
import sys
from contextlib import AbstractContextManager, nullcontext
from tempfile import TemporaryDirectory

import typer
import uvicorn

PATIENCE_S = "30"  # with what is being answered when it is to end, and with a worker that is busy
DEFAULTS = [
    *("--factory", "app.main:create_app", "--no-server-header", "--http", "app.http.connections:BoundedProtocol"),
    *("--timeout-graceful-shutdown", PATIENCE_S, "--timeout-worker-healthcheck", PATIENCE_S),
]


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_TO_UVICORN = {"allow_extra_args": True, "ignore_unknown_options": True, "allow_interspersed_args": False}


@app.command(add_help_option=False, context_settings=_TO_UVICORN)
def serve(context: typer.Context) -> None:
    """Serve with uvicorn, which takes the options; requests under way are completed before it ends, with status 0."""
    # uvicorn finishes what is being answered, and then sends itself the signal again
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    with _common_folder() as figures:
        if figures is not None:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = figures  # where the workers count together
        uvicorn.main([*DEFAULTS, *context.args])


def _common_folder() -> AbstractContextManager[str | None]:
    """Make a folder for the time of the service; None where the file system has no room for one."""
    try:
        return TemporaryDirectory(prefix="kharita-", ignore_cleanup_errors=True)
    except OSError:
        return nullcontext()
