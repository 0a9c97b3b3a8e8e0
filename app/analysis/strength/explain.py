"""One sentence that says what a score means, in French, Arabic and English, from its numbers alone."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

CLASSES = {
    "stronghold": {"fr": "bastion", "ar": "معقل", "en": "stronghold"},
    "competitive": {"fr": "zone disputée", "ar": "منطقة متنافس عليها", "en": "competitive"},
    "leaning": {"fr": "zone favorable", "ar": "منطقة مواتية", "en": "leaning"},
    "weak": {"fr": "zone faible", "ar": "منطقة ضعيفة", "en": "weak"},
}

SENTENCES = {
    "fr": "{area} : {party} obtient un score de {score} sur 100 ({kind}), au rang {rank} de ses {ranked} zones, "
    "{range}, avec {share} % des voix au dernier scrutin, {place}.",
    "ar": "{area}: حصل {party} على {score} من 100 ({kind})، في الرتبة {rank} من بين {ranked} منطقة ترشح فيها، "
    "{range}، بنسبة {share} % من الأصوات في آخر اقتراع، {place}.",
    "en": "{area}: {party} scores {score} out of 100 ({kind}), ranked {rank} of its {ranked} areas, {range}, "
    "with {share}% of the votes in the latest contest, {place}.",
}

RANGES = {
    "some": {
        "fr": "entre {low} et {high} selon les hypothèses",
        "ar": "بين {low} و{high} حسب الفرضيات",
        "en": "between {low} and {high} depending on the assumptions",
    },
    "none": {
        "fr": "quelles que soient les hypothèses",
        "ar": "مهما كانت الفرضيات",
        "en": "whatever the assumptions",
    },
}

PLACES = {
    "ahead": {
        "fr": "{gap} points devant la deuxième liste",
        "ar": "متقدما بفارق {gap} نقطة على اللائحة الثانية",
        "en": "{gap} points ahead of the second list",
    },
    "behind": {
        "fr": "{gap} points derrière la première liste",
        "ar": "متأخرا بفارق {gap} نقطة عن اللائحة الأولى",
        "en": "{gap} points behind the first list",
    },
    "level": {
        "fr": "à égalité en tête",
        "ar": "متعادلا في الصدارة",
        "en": "level with another list for the lead",
    },
}

ABSENT = {
    "fr": "{area} : {party} n'y a pas présenté de liste.",
    "ar": "{area}: لم يقدم {party} أي لائحة.",
    "en": "{area}: {party} fielded no list.",
}

INSUFFICIENT = {
    "fr": "{area} : les données ne suffisent pas pour attribuer un score à {party}.",
    "ar": "{area}: لا تكفي المعطيات لمنح {party} نقطة.",
    "en": "{area}: there is not enough data to score {party}.",
}


def explain(row: Mapping[str, Any], area: Mapping[str, str], party: Mapping[str, str]) -> dict[str, str]:
    """
    Put a score in words.

    Parameters
    ----------
    row : mapping
        A row of `strength.score`.
    area, party : mapping
        Their names in "fr", "ar" and "en".

    Returns
    -------
    dict of str to str
        One sentence for each of "fr", "ar" and "en".
    """
    if row["strength_class"] == "absent":
        return {language: text.format(area=area[language], party=party[language]) for language, text in ABSENT.items()}
    if pd.isna(row["score"]):
        return {
            language: text.format(area=area[language], party=party[language]) for language, text in INSUFFICIENT.items()
        }
    parts = {part["component"]: part for part in row["components"]}
    lead = parts["margin"]["raw"]
    low, high = int(row["rank_low"]), int(row["rank_high"])
    spread = "none" if low == high == row["rank"] else "some"
    place = "ahead" if lead > 0 else "behind" if lead < 0 else "level"
    return {
        language: sentence.format(
            area=area[language],
            party=party[language],
            kind=CLASSES[row["strength_class"]][language],
            score=round(row["score"]),
            rank=int(row["rank"]),
            ranked=int(row["ranked"]),
            range=RANGES[spread][language].format(low=low, high=high),
            share=_points(parts["performance"]["observed"], language),
            place=PLACES[place][language].format(gap=_points(abs(lead), language)),
        )
        for language, sentence in SENTENCES.items()
    }


def _points(rate: float, language: str) -> str:
    """Rate in [0, 1] as points with one decimal, after a comma in French and (in Morocco) in Arabic."""
    text = f"{100 * rate:.1f}"
    return text if language == "en" else text.replace(".", ",")
