"""Arabic letters that look alike on every device: one typeface, cut to what a page writes, inside the page."""

import base64
import io
import re
from functools import lru_cache

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from app.settings import ROOT

PACKAGE = ROOT / "node_modules" / "@fontsource-variable" / "noto-sans-arabic"
FILE = PACKAGE / "files" / "noto-sans-arabic-arabic-wght-normal.woff2"
LICENCE = PACKAGE / "LICENSE"

# the joiners have no shape, yet letters join across them only within one font
RANGES = (
    *((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF)),
    *((0x200C, 0x200D), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
)
LETTER = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in RANGES) + "]")

ALPHABET = frozenset(map(chr, [*range(0x621, 0x63B), *range(0x641, 0x653)])) | frozenset("،؛؟\u200c\u200d")
"""Cut into every subset, so that nearly all pages have the same one."""

KEPT = 32


def with_arabic(page: str) -> str:
    """
    Write the Arabic typeface into a page.

    Parameters
    ----------
    page : str
        HTML; its styles name the family ``Kharita Arabic``.

    Returns
    -------
    str
        The page, with the letters that it has and the licence of the typeface at the end of its head.

    Raises
    ------
    FileNotFoundError
        If the npm packages are not installed.
    """
    letters = ALPHABET.union(LETTER.findall(page))
    return page.replace("</head>", f"<style>{_font_face(letters)}</style>\n</head>", 1)


@lru_cache(maxsize=KEPT)
def _font_face(letters: frozenset[str]) -> str:
    ranges = ", ".join(f"U+{first:04X}-{last:04X}" for first, last in RANGES)
    font = base64.b64encode(subset(letters)).decode()
    return (
        f"/*\n{LICENCE.read_text(encoding='utf-8')}\n*/\n"
        '@font-face { font-family: "Kharita Arabic"; font-weight: 100 900; '
        f"src: url(data:font/woff2;base64,{font}) format('woff2'); unicode-range: {ranges}; }}"
    )


def subset(letters: frozenset[str]) -> bytes:
    """
    Cut the typeface to some letters.

    Parameters
    ----------
    letters : frozenset of str
        What is to be written; letters that the typeface lacks are left to the device.

    Returns
    -------
    bytes
        WOFF2 with all weights, every form that the letters take beside others, and the places of their marks.

    Raises
    ------
    FileNotFoundError
        If the npm packages are not installed.
    """
    if not FILE.exists():
        raise FileNotFoundError(f"{FILE} is not there: `npm ci` installs what the maps are made of")
    cutter = Subsetter(Options(notdef_outline=True))
    cutter.populate(unicodes=map(ord, letters))
    cut = io.BytesIO()
    with TTFont(FILE, recalcTimestamp=False) as font:
        cutter.subset(font)
        font.flavor = "woff2"
        font.save(cut)
    return cut.getvalue()
