"""The Jinja environment of all page templates, and the globals of those of the maps."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from app.maps import inline, scale
from app.maps.texts import MISSING, TEXTS
from app.maps.words.catalogues import Text, text
from app.maps.words.numbers import number


def environment(room: Path) -> Environment:
    """
    Make the environment of a room's templates.

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


templates = environment(Path(__file__).parent)
templates.globals.update(texts=TEXTS, MISSING=MISSING, scale=scale, inline=inline, Text=Text, text=text, number=number)
