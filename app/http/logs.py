"""
The log: one line for each request, and one for whatever else happens; as JSON, or as text for a terminal.

It goes where uvicorn's goes, and obeys uvicorn's options: requests to standard output unless `--no-access-log`, the
rest to standard error.
"""

import datetime as dt
import logging
import sys
from typing import Any, Literal

import orjson

REQUESTS = logging.getLogger("kharita.requests")
_OURS = logging.getLogger("kharita")
_UVICORN = logging.getLogger("uvicorn")
_ACCESS = logging.getLogger("uvicorn.access")


def take_over(form: Literal["json", "text"] | None) -> None:
    """Log in this form where uvicorn would; its own access log, which has whole URLs, is off."""
    form = form or ("text" if sys.stdout.isatty() else "json")
    for handler in (*_UVICORN.handlers, *_ACCESS.handlers):
        handler.setFormatter(formatter(form))
    _OURS.handlers = list(_UVICORN.handlers)
    if _ACCESS.handlers:
        REQUESTS.handlers, _ACCESS.handlers, _ACCESS.propagate = _ACCESS.handlers, [], False
    REQUESTS.setLevel(_ACCESS.level or logging.INFO)
    # under uvicorn, its options decide whether requests are logged; elsewhere whoever wants them listens
    is_uvicorns = bool(_UVICORN.handlers)
    REQUESTS.propagate, REQUESTS.disabled = not is_uvicorns, is_uvicorns and not REQUESTS.handlers


def formatter(form: Literal["json", "text"]) -> logging.Formatter:
    """Make the formatter."""
    return _Json() if form == "json" else _Text("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S")


def tell(request: dict[str, Any]) -> None:
    """Log a request."""
    if REQUESTS.isEnabledFor(logging.INFO):
        line = REQUESTS.makeRecord(REQUESTS.name, logging.INFO, "", 0, "request", (), None, extra={"request": request})
        REQUESTS.handle(line)


class _Json(logging.Formatter):
    """A line as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {"time": _time(record), "level": record.levelname.lower()}
        request = getattr(record, "request", None)
        if request is not None:
            return orjson.dumps(line | request).decode()
        line |= {"logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


class _Text(logging.Formatter):
    """A line for a reader at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if request is None:
            return super().format(record)
        asked = f"{request['path']}?{request['query']}" if request["query"] else request["path"]
        asked = "".join(each if each.isprintable() else "?" for each in asked)  # nothing that steers a terminal
        told = f"{request['status']} {request['ms']:.1f} ms {request['bytes']:,} B"
        return f"{self.formatTime(record, self.datefmt)} {request['method']} {asked} {told} {request['key'] or '-'}"


def _time(record: logging.LogRecord) -> str:
    return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
