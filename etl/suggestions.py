"""What a code or name may have been meant to be: the nearest of those there are, for the remedy of a refusal."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import fuzz

from app.analysis.names import fold

LEAST_LIKENESS = 70.0
"""Least likeness, in [0, 100], at which a code or name is suggested."""

MOST = 3
_SEGMENTS = re.compile(r"[^0-9a-z\u0600-\u06ff]+")


_fold = lru_cache(maxsize=16_384)(fold)  # every code there is, for every one that is not


@lru_cache(maxsize=16_384)
def bare(code: str) -> str:
    """Strip a code of what files lose or add: case, marks between its parts, zeros before a number."""
    folded = _fold(code)
    return "".join(part.lstrip("0") or "0" for part in _SEGMENTS.split(folded) if part)


def nearest(given: str, known: Iterable[str], names: Mapping[str, Iterable[str]] | None = None) -> list[str]:
    """
    Find the codes that a text may stand for.

    Parameters
    ----------
    given : str
        What a file has in the place of a code.
    known : iterable of str
        The codes there are.
    names : mapping of str to iterable of str, optional
        Names of what the codes stand for; a name in the place of a code suggests its code.

    Returns
    -------
    list of str
        At most ``MOST``, best first: codes that differ in case, zeros or marks alone, then those of this name, then
        those at least ``LEAST_LIKENESS`` like.
    """
    known, wanted, name = list(known), bare(given), _fold(given)
    same = [code for code in known if bare(code) == wanted]
    if not same and names:
        same = [code for code, called in names.items() if name in map(_fold, called)]
    if same:
        return same[:MOST]
    likeness = {
        code: max(fuzz.ratio(name, _fold(text)) for text in (code, *(names or {}).get(code, ()))) for code in known
    }
    best = sorted((code for code in known if likeness[code] >= LEAST_LIKENESS), key=lambda code: -likeness[code])
    return best[:MOST]


def did_you_mean(given: str, known: Iterable[str], names: Mapping[str, Iterable[str]] | None = None) -> str:
    """Ask whether the nearest codes were meant; nothing where none is near."""
    found = nearest(given, known, names)
    return f"did you mean {' or '.join(found)}?" if found else ""
