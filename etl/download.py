"""Publishers' files downloaded into ``data/raw``: resumed, verified, written once, never a half file."""

import fcntl
import http.client
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

from etl.raw import RAW, find_raw, how_to_get
from etl.sources import FileProblem, Refused, SourceDeclaration, digest

ATTEMPTS = 5
CHUNK_BYTES = 64 * 1024
TIMEOUT_S = 30.0
"""Longest silence of a server before the connection is given up."""

_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})


def fetch(
    source: SourceDeclaration,
    data_dir: Path,
    tell: Callable[[int], None],
    wait: Callable[[float], None] = time.sleep,
    timeout_s: float = TIMEOUT_S,
) -> Path:
    """
    Download a publisher's file, unless it is there.

    Parameters
    ----------
    source : SourceDeclaration
        With ``download``, ``sha256`` and ``size_bytes``.
    data_dir : Path
        The file goes into its ``raw``; one of the right checksum that is there under any name is the file.
    tell : callable
        Called with the bytes that are there, as they come.
    wait : callable
        Waits some seconds before a further attempt: 1, 2, 4, 8.
    timeout_s : float
        Longest silence of the server.

    Returns
    -------
    Path
        The file, of the declared size and checksum.

    Raises
    ------
    Refused
        Nothing can be downloaded, the server has not the file, or serves another one.
    """
    if source.sha256 is None or source.size_bytes is None or source.package:
        where = f"the package {source.package}" if source.package else "the project"
        raise _refused(source, f"comes with {where}, there is nothing to fetch", f"run `./run etl load {source.code}`")
    found = find_raw(source.sha256, source.size_bytes, data_dir)
    if found:
        return found
    if source.download is None:
        raise _refused(source, "has no address to download it from", how_to_get(source))
    target = data_dir / RAW / Path(source.files[0]).name
    if target.exists():
        raise _refused(source, f"{target} is there and is another file", "move it away and fetch again")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    with part.open("ab") as file:
        _lock(file, source)
        _download(source, file, tell, wait, timeout_s)
        _verify(source, part)
        os.fsync(file.fileno())
        part.replace(target)
    return target


def _refused(source: SourceDeclaration, reason: str, remedy: str = "") -> Refused:
    by_hand = f"fetch it again later, or put the file of {source.url} into data/raw"
    return Refused(source.code, [FileProblem(source.files[0], None, reason, remedy or by_hand)])


def _lock(file: IO[bytes], source: SourceDeclaration) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise _refused(source, "is being downloaded by another process", "wait until it has ended") from error


def _download(
    source: SourceDeclaration,
    file: IO[bytes],
    tell: Callable[[int], None],
    wait: Callable[[float], None],
    timeout_s: float,
) -> None:
    """Append to the file until it has the declared size, over as many connections as it takes."""
    reason = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            wait(2.0 ** (attempt - 1))
        try:
            _continue(source, file, tell, timeout_s)
        except urllib.error.HTTPError as error:
            error.close()
            reason = f"the server says {error.code} {error.reason}"
            if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                file.truncate(0)
            elif error.code not in _TEMPORARY:
                break
        except (OSError, http.client.HTTPException) as error:
            reason = f"the connection broke: {error}"
        else:
            if file.tell() == source.size_bytes:
                return
            reason = f"the server ended after {file.tell():,} of {source.size_bytes:,} bytes"
    raise _refused(source, f"could not be downloaded from {source.download}: {reason}")


def _continue(source: SourceDeclaration, file: IO[bytes], tell: Callable[[int], None], timeout_s: float) -> None:
    """Ask for what is missing and append it; start again where the server sends the whole file."""
    there = file.seek(0, os.SEEK_END)
    declared = source.size_bytes or 0
    if there >= declared:  # a whole file that was refused, or of another declaration
        there = file.truncate(0)
    request = urllib.request.Request(
        str(source.download), headers={"Range": f"bytes={there}-", "Accept-Encoding": "identity"}
    )
    with _OPENER.open(request, timeout=timeout_s) as response:
        begins = (response.headers.get("Content-Range") or "").partition("-")[0]
        if response.status != http.HTTPStatus.PARTIAL_CONTENT or begins != f"bytes {there}":
            file.truncate(0)
        while chunk := response.read1(CHUNK_BYTES):
            file.write(chunk)
            tell(file.tell())
            if file.tell() > declared:
                file.truncate(0)
                raise _refused(source, f"the server sends more than {declared:,} bytes: another file than declared")
    file.flush()


def _verify(source: SourceDeclaration, part: Path) -> None:
    found = digest(part, part.name)
    if found.sha256 != source.sha256:
        part.unlink()
        reason = f"the server sends another file: sha256 {found.sha256}, {source.sha256} is declared"
        raise _refused(source, reason)


def _opener() -> urllib.request.OpenerDirector:
    """Web addresses only: a redirect must not lead to a file of this machine."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener


_OPENER = _opener()
