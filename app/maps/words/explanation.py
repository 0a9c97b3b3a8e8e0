"""One sentence that says what a score means, in French, Arabic and English, from its numbers alone."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from app.maps.atlas import COMMUNE
from app.maps.words.catalogues import CATALOGUES, Catalogue, plural

_FEMININE = ("Coalition", "Fédération", "Gauche", "Ligue")
_VOWELS = "AEÉIOU"
_NOBODY = "Sans"

RARELY = 0.05
"""Below this chance, and above 1 less it, tenths would say never or always."""

_CONSTITUENCIES = plural("of its {n} constituency", "of its {n} constituencies")
_COMMUNES = plural("of its {n} commune", "of its {n} communes")
_AHEAD = plural("{n} point ahead of the second list", "{n} points ahead of the second list")
_BEHIND = plural("{n} point behind the first list", "{n} points behind the first list")


def explain(row: Mapping[str, Any], area: Mapping[str, str], party: Mapping[str, str], level: str) -> dict[str, str]:
    """
    Put a score in words.

    Parameters
    ----------
    row : mapping
        A row of `app.analysis.strength.score.score`, with its class and `p_seat`.
    area, party : mapping
        Their names in "fr", "ar" and "en".
    level : str
        Of the area.

    Returns
    -------
    dict of str to str
        One sentence for each of "fr", "ar" and "en".
    """
    described = describe(row, area, party, level)
    if row["strength_class"] == "absent":
        return described
    return {language: f"{described[language]} {_meaning(language, row)}" for language in CATALOGUES}


def describe(row: Mapping[str, Any], area: Mapping[str, str], party: Mapping[str, str], level: str) -> dict[str, str]:
    """
    Put a score in words, without what its class means.

    Parameters
    ----------
    row, area, party, level
        As `explain`.

    Returns
    -------
    dict of str to str
        As `explain`.
    """
    parties = {**party, "fr": _with_article(party["fr"])}
    return {
        language: _describe(words, row, {"area": area[language], "party": parties[language]}, level)
        for language, words in CATALOGUES.items()
    }


def _describe(say: Catalogue, row: Mapping[str, Any], names: dict[str, str], level: str) -> str:
    if row["strength_class"] == "absent":
        return say.text("{area}: {party} fielded no list.").format(**names)
    if pd.isna(row["score"]):
        return say.text("{area}: there is not enough data to score {party}.").format(**names)
    parts = {part["component"]: part for part in row["components"]}
    by_votes = say.text(
        "{area}: {party} scores {score} out of 100, ranked {rank} {ranked} ({range}), "
        "with {share} of the votes in the latest contest, {place}."
    )
    by_seats = say.text(
        "{area}: {party} scores {score} out of 100 by council seats, ranked {rank} {ranked} ({range}), "
        "with {share} of the seats, {place}."
    )
    return (by_seats if row.get("basis") == "seats" else by_votes).format(
        **names,
        score=say.number(row["score"]),
        rank=say.number(row["rank"]),
        ranked=say.counted(_COMMUNES if level == COMMUNE else _CONSTITUENCIES, int(row["ranked"])),
        range=_range(say, row),
        share=say.percent(parts["performance"]["observed"]),
        place=_place(say, parts["margin"]["raw"]),
    )


def explain_chance(row: Mapping[str, Any], area: Mapping[str, str], party: Mapping[str, str]) -> dict[str, str]:
    """
    Put the chance of a seat in words.

    Parameters
    ----------
    row : mapping
        ``p_seat`` and ``expected_seats``, None where they are unknown, and ``reason``, why they are.
    area, party : mapping
        Their names in "fr", "ar" and "en".

    Returns
    -------
    dict of str to str
        One sentence for each of "fr", "ar" and "en".
    """
    parties = {**party, "fr": _with_article(party["fr"])}
    return {
        language: _chance(words, row, {"area": area[language], "party": parties[language]})
        for language, words in CATALOGUES.items()
    }


def _chance(say: Catalogue, row: Mapping[str, Any], names: dict[str, str]) -> str:
    if row["p_seat"] is None:
        why = row.get("reason")
        if why is None:
            return say.text("{area}: the chances of {party} are not known.").format(**names)
        said = say.text("{area}: the chances of {party} are not known: {reason}.")
        # the stored sentence is the message, see `app.maps.words.outlook_reasons`
        return said.format(**names, reason=say.text(why))
    said = say.text("{area}: {party} wins a seat or more in {cases}; {seats} expected on average.")
    return said.format(**names, cases=_cases(say, row["p_seat"]), seats=say.number(row["expected_seats"], decimals=1))


def _cases(say: Catalogue, chance: float) -> str:
    if chance < RARELY:
        return say.text("fewer than 1 of 20 such cases")
    if chance > 1 - RARELY:
        return say.text("more than 19 of 20 such cases")
    return say.text("{n} of 10 such cases").format(n=say.number(min(max(round(10 * chance), 1), 9)))


def _meaning(language: str, row: Mapping[str, Any]) -> str:
    """Say what the class means, and the chance of a seat, or that none was said."""
    say = CATALOGUES[language]
    meaning, chance = class_meaning(language, row["strength_class"]), row["p_seat"]
    if row.get("basis") == "seats":
        return meaning
    if pd.isna(chance):
        return f"{meaning} {say.text('No forecast of the next election.')}"
    said = say.text("Probability of a seat at the next election: {chance}.").format(chance=say.percent(chance))
    return f"{meaning} {said}"


def class_meaning(language: str, strength_class: str) -> str:
    """Say what a class of a party with a list means."""
    say = CATALOGUES[language]
    meanings = {
        "bastion": say.text("Stronghold: a seat held after the last two elections, and at least 80% sure at the next."),
        "held": say.text("Seat held."),
        "in_reach": say.text("Seat within reach: none held, but a chance of at least 20% at the next election."),
        "present": say.text("Present: no seat, and 3% of the votes or more."),
        "marginal": say.text("Marginal: no seat, and less than 3% of the votes."),
        "unknown": say.text("Class unknown: seats or votes are not known."),
        "majority": say.text("Majority: more than half of the council's seats."),
        "first": say.text("First: more seats than any other party, without a majority."),
        "represented": say.text("Represented in the council."),
        "none": say.text("No seat in the council."),
    }
    return meanings[strength_class]


def _range(say: Catalogue, row: Mapping[str, Any]) -> str:
    low, high = row["rank_low"], row["rank_high"]
    if low == high == row["rank"]:
        return say.text("range of method: the same")
    said = say.text("range of method: {low} to {high}")
    return said.format(low=say.number(low), high=say.number(high))


def _place(say: Catalogue, lead: float) -> str:
    if lead == 0:
        return say.text("level with another list for the lead")
    size = round(abs(100 * lead), 1)
    return say.counted(_AHEAD if lead > 0 else _BEHIND, size, n=say.number(size, decimals=1))


def names_of(row: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Give names by language; places and parties go by their French name in English."""
    french = row[f"{prefix}name_fr"]
    return {"fr": french, "en": french, "ar": row[f"{prefix}name_ar"]}


def _with_article(party: str) -> str:
    """Put the article before the name of a party: le Mouvement Populaire, l'Union Constitutionnelle."""
    first = party.split(maxsplit=1)[0]
    if first == _NOBODY:
        return party
    if first[0] in _VOWELS:
        return f"l'{party}"
    return f"la {party}" if first in _FEMININE else f"le {party}"
