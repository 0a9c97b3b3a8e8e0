"""One way for every room to read its page templates."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader


def environment(room: Path) -> Environment:
    """
    Read the templates of a room.

    Parameters
    ----------
    room : pathlib.Path
        Its folder, with one called ``templates``.

    Returns
    -------
    jinja2.Environment
        It escapes every value; a tag of its own on a line leaves no line.
    """
    loader = FileSystemLoader(room / "templates")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
