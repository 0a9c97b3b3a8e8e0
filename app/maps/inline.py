"""Scripts and styles written into the page: Leaflet from its npm package, and the project's own."""

import base64
import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

from app.settings import ROOT

ASSETS = Path(__file__).parent / "assets"
LEAFLET = ROOT / "node_modules" / "leaflet" / "dist"


@cache
def script(path: Path) -> Markup:
    """
    Read a script to be put inside a script element.

    Parameters
    ----------
    path : pathlib.Path
        A JavaScript file.

    Returns
    -------
    markupsafe.Markup
        Its text, not to be escaped, without the comment that would send a browser's tools after a source map.

    Raises
    ------
    FileNotFoundError
        If the npm packages are not installed.
    ValueError
        If the text would end the element it is put in.
    """
    text = re.sub(r"^//# sourceMappingURL=.*$", "", _read(path), flags=re.MULTILINE)
    if "</script" in text.lower():
        raise ValueError(f"{path.name} holds the end of a script element")
    return Markup(text)


@cache
def style(path: Path) -> Markup:
    """
    Read a style sheet to be put inside a style element, with the images it names.

    Parameters
    ----------
    path : pathlib.Path
        A CSS file; the images it refers to lie beside it.

    Returns
    -------
    markupsafe.Markup
        Its text, not to be escaped, each ``url(file)`` turned into a ``data:`` address.

    Raises
    ------
    FileNotFoundError
        If the npm packages are not installed.
    """
    return Markup(re.sub(r"url\(([\w./-]+\.png)\)", lambda found: _data_url(path.parent / found[1]), _read(path)))


def _data_url(image: Path) -> str:
    return f"url(data:image/png;base64,{base64.b64encode(image.read_bytes()).decode()})"


def _read(path: Path) -> str:
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there: `npm ci` installs what the maps are made of")
    return path.read_text(encoding="utf-8")
