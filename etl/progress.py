"""Progress of a download: a bar on a terminal, occasional lines in a log."""

from collections.abc import Callable
from typing import TextIO

WIDTH = 30
LINES = 4
"""A log gets a line at each quarter."""


def meter(name: str, total: int, stream: TextIO) -> Callable[[int], None]:
    """
    Make a function that reports how much of a file has arrived.

    Parameters
    ----------
    name : str
        Of the file.
    total : int
        Its size in bytes, > 0.
    stream : TextIO
        Where to write: a terminal gets one line that is overwritten, anything else whole lines.

    Returns
    -------
    callable
        To be called with the bytes that are there.
    """
    told = -1

    def on_terminal(done: int) -> None:
        bar = ("█" * (WIDTH * done // total)).ljust(WIDTH, "░")
        end = "\n" if done == total else ""
        stream.write(f"\r  {name} {bar} {100 * done // total:3d} %{end}")
        stream.flush()

    def in_log(done: int) -> None:
        nonlocal told
        if LINES * done // total > told:
            told = LINES * done // total
            stream.write(f"  {name}: {done:,} of {total:,} bytes\n")
            stream.flush()

    return on_terminal if stream.isatty() else in_log
