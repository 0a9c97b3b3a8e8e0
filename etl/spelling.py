"""Spellings of Moroccan place names: one form for every way publishers write the same name, in French or Arabic."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from app.analysis.names import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES = _words("el al l la le les lal de du des d")
SUN_ARTICLES = _words("es as ech ach en an et at er ar ed ad ez az")
"""What ``el`` becomes before a sun letter; dropped only where the next word begins with that letter."""

_SPELLINGS = {
    "bni": "beni bani ben ibn bnou bnu bene",
    "oulad": "ouled awlad ulad uled ould oulade aoulad",
    "ait": "ayt aith eit",
    "ain": "ayn aine",
    "sidi": "sd sid sidy s",
    "moulay": "my mly moulai mulay moulaye",
    "saint": "st ste sainte",
    "zaouia": "zaouiat zaouiet zaouit zawia zawiat zawiya",
    "oued": "ouad wad oud wed ouaed",
    "jbel": "jebel djebel djbel jabal",
    "mohamed": "md mohammed mohamad mohammad",
    "abdallah": "abdellah abdollah",
    "kalaa": "kelaa kalaat kelaat qalaa qalaat",
    "ksar": "qsar kasr qasr",
    "ras": "rass",
    "lalla": "lla",
    "بني": "ابن بن بنى",
    "اولاد": "ولاد لولاد",
    "ايت": "ءايت يت",
    "سيدي": "سيد سي",
    "مولاي": "م",
    "زاويه": "زاويت",
    "واد": "وادي وداي",
    "راس": "رءس",
}
_ALIASES = {other: word for word, others in _SPELLINGS.items() for other in others.split()}

HEADS = _words(
    "sidi moulay lalla ait oulad bni ain oued jbel zaouia dar ksar kalaa "
    "سيدي مولاي لاله ايت اولاد بني عين واد جبل زاويه دار قصر قلعه"
)
"""Words so many names begin with that sharing one says nothing."""

_SIDES = {
    "north": "chamalia chamalya chamali شماليه شمالي",
    "south": "janoubia janoubya janoubi جنوبيه جنوبي",
    "east": "charkia charqia charki cherkia شرقيه شرقي",
    "west": "gharbia rharbia gharbi غربيه غربي",
    "upper": "oulia ouloui fouqania عليا علويه فوقانيه",
    "lower": "soufla seflia soufli tahtania سفلي سفليه تحتانيه",
}
_SIDE_OF_WORD = {word: side for side, words in _SIDES.items() for word in words.split()}

_ARRONDISSEMENT = _words("arrond arrondissement arrondissements arr ar مقاطعه")
_COMMUNE = _words(
    "mun munic municipalite municipal m commune communes rurale urbaine rural urbain com cr cu c جماعه بلديه"
)
_PROVINCE = _words("province prefecture prov pref اقليم عماله")
_BRACKETS = re.compile(r"\(([^)]*)\)")
_SPOKEN_ALIKE = (
    ("gue", "ge"), ("gui", "gi"), ("ou", "u"), ("w", "u"), ("o", "u"), ("kh", "x"), ("gh", "g"), ("rh", "g"),
    ("ch", "C"), ("sh", "C"), ("q", "k"), ("c", "k"), ("ph", "f"), ("h", ""), ("y", "i"), ("z", "s"),
    ("ei", "i"), ("ai", "i"), ("j", "g"),
)  # fmt: skip


@dataclass(frozen=True)
class Spelling:
    """
    A name at three depths of folding, from strict to loose.

    ``words`` is the folded name without what only tells its kind; ``key`` has its articles dropped and its common words
    in one spelling; ``sound`` joins it without what transcriptions of one pronunciation differ in. ``head`` is the
    common words it begins with, ``rest`` the sound of what follows them. ``sides`` are the words that tell two parts of
    one tribe's land apart (upper, western …). ``kind`` is what the name says it is: ``arrondissement``, ``commune``, or
    nothing.
    """

    words: str
    key: str
    sound: str
    head: str
    rest: str
    sides: frozenset[str]
    kind: str


@lru_cache(maxsize=8192)  # the names of the reference are spelled for every file
def spell(name: str) -> Spelling:
    """
    Fold a name at every depth.

    Parameters
    ----------
    name : str
        As a publisher writes it: ``'Mun. My Yâcoub'``, ``'Ouled-Ayad (AR)'``, ``'جماعة أولاد عياد'``.

    Returns
    -------
    Spelling
        Empty strings where nothing but marks of kind is left.
    """
    words, kind = _without_kind(name)
    words = [word for word in words if word not in _PROVINCE]
    key = _common_spellings(_without_articles(_glued(words)))
    leading = len(list(takewhile(HEADS.__contains__, key[:-1])))
    return Spelling(
        words=" ".join(words),
        key=" ".join(key),
        sound=_sound(key),
        head=" ".join(key[:leading]),
        rest=_sound(key[leading:]),
        sides=frozenset(_SIDE_OF_WORD[word] for word in key if word in _SIDE_OF_WORD),
        kind=kind,
    )


def _without_kind(name: str) -> tuple[list[str], str]:
    """Words of a name, and what marks in brackets, before or after it say it is."""
    marks: list[str] = []

    def take(match: re.Match[str]) -> str:
        inside = fold(match.group(1)).split()
        if not set(inside) <= _ARRONDISSEMENT | _COMMUNE:
            return f" {match.group(1)} "
        marks.extend(inside)
        return " "

    words = fold(_BRACKETS.sub(take, name)).split()
    while len(words) > 1 and words[0] in (_ARRONDISSEMENT | _COMMUNE) - {"ar", "m", "c"}:
        marks.append(words.pop(0))
    while len(words) > 1 and words[-1] in _ARRONDISSEMENT | _COMMUNE:
        marks.append(words.pop())
    if _ARRONDISSEMENT.intersection(marks):
        return words, "arrondissement"
    return words, "commune" if marks else ""


def _glued(words: list[str]) -> list[str]:
    """Join a lone letter to the word after it (``m hamed`` is M'hamed), except the letters that are words."""
    glued: list[str] = []
    for word in reversed(words):
        if len(word) == 1 and glued and word not in {"l", "d", "s", "م"}:
            glued[-1] = word + glued[-1]
        else:
            glued.append(word)
    return glued[::-1]


def _without_articles(words: list[str]) -> list[str]:
    kept = []
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word in ARTICLES or (word in SUN_ARTICLES and following.startswith(word[1:])):
            continue
        kept.append(word.removeprefix("ال") if len(word) > 4 else word)
    return kept or words


def _common_spellings(words: list[str]) -> list[str]:
    return [_ALIASES.get(word, word) for word in words]


def _sound(words: list[str]) -> str:
    """How it sounds, roughly: joined, doubled letters single, letters that transcribe one sound made one."""
    text = "".join(_bare(word) for word in words)
    for written, sounded in _SPOKEN_ALIKE:
        text = text.replace(written, sounded)
    return re.sub(r"(.)\1+", r"\1", text).removesuffix("e")


def _bare(word: str) -> str:
    """Take off the article grown into a word (Er|rachidia, As|soukhour, L|qolla), or its initial alef in Arabic."""
    word = re.sub(r"^[ae]([bcdfghjklmnpqrstvwxz])\1(?=...)", r"\1", word)
    word = re.sub(r"^l(?=[bcdfghjkmnpqrstvwxz]..)", "", word)
    return re.sub(r"^ا(?=...)|ء", "", word)
