"""Names of places as people type them: one spelling for every way of writing the same French or Arabic name."""

import unicodedata
from functools import lru_cache

_SAME_LETTER = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ʼ": " ",
        "ʿ": " ",
        "ʾ": " ",
        "`": " ",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ة": "ه",
        "ک": "ك",
        # the hard g of Agadir is written with four different letters
        "گ": "ك",
        "ڭ": "ك",
        "ݣ": "ك",
        "ـ": "",
    }
)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Nothing for a mark or an invisible character, a space for punctuation, else the character."""
    category = unicodedata.category(character)
    if category.startswith("M") or category == "Cf":
        return ""
    return " " if category[0] in "PZ" else character


def fold(text: str) -> str:
    """
    Fold a name so that two spellings of it compare equal.

    Letters lose their case and marks (é → e, أ إ آ → ا, vowel signs vanish), ligatures and letters that Arabic writers
    exchange become one (ى → ي, ة → ه, گ ڭ ݣ → ك, tatweel vanishes), punctuation becomes a space, spaces become single.
    ``|`` is kept: it separates the names of one place.

    Parameters
    ----------
    text : str
        A name, or a search for one.

    Returns
    -------
    str
        The folded name; folding it again changes nothing.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(map(_plain, decomposed.translate(_SAME_LETTER))).split())
