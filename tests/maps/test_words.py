"""Words, numbers and days for people: every message has its French and its Arabic, in the plural of every number."""

import datetime as dt
import re

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from app.maps.words.catalogues import FOLDER, LANGUAGES, LOCALES, Plural, Text, catalogue_file
from app.maps.words.explanation import explain
from app.maps.words.numbers import CONSTITUENCIES, POINTS, SEATS, VOTES, coefficient, day, difference, points, rank
from app.settings import ROOT

COUNTS = (0, 1, 2, 3, 11, 100, 1706)

NOUNS = {
    "constituency": (
        "0 circonscription | 1 circonscription | 2 circonscriptions | 3 circonscriptions | "
        "11 circonscriptions | 100 circonscriptions | 1\u202f706 circonscriptions",
        "0 دائرة | دائرة واحدة | دائرتين | 3 دوائر | 11 دائرة | 100 دائرة | 1.706 دوائر",
    ),
    "its constituency": (
        "sa seule circonscription | sa seule circonscription | ses 2 circonscriptions | ses 3 circonscriptions | "
        "ses 11 circonscriptions | ses 100 circonscriptions | ses 1\u202f706 circonscriptions",
        "0 دائرة | الدائرة الوحيدة التي | الدائرتين اللتين | 3 دوائر | 11 دائرة | 100 دائرة | 1.706 دوائر",
    ),
    "its commune": (
        "sa seule commune | sa seule commune | ses 2 communes | ses 3 communes | ses 11 communes | ses 100 communes | "
        "ses 1\u202f706 communes",
        "0 جماعة | الجماعة الوحيدة التي | الجماعتين اللتين | 3 جماعات | 11 جماعة | 100 جماعة | 1.706 جماعات",
    ),
    "other constituency": (
        "0 autre | 1 autre | 2 autres | 3 autres | 11 autres | 100 autres | 1\u202f706 autres",
        "و0 دائرة أخرى | ودائرة أخرى | ودائرتان أخريان | و3 دوائر أخرى | "
        "و11 دائرة أخرى | و100 دائرة أخرى | و1.706 دوائر أخرى",
    ),
    "other commune": (
        "0 autre | 1 autre | 2 autres | 3 autres | 11 autres | 100 autres | 1\u202f706 autres",
        "و0 جماعة أخرى | وجماعة أخرى | وجماعتان أخريان | و3 جماعات أخرى | "
        "و11 جماعة أخرى | و100 جماعة أخرى | و1.706 جماعات أخرى",
    ),
    "commune with lists": (
        "0 commune ou arrondissement élit | 1 commune ou arrondissement élit | 2 communes et arrondissements élisent | "
        "3 communes | 11 communes | 100 communes | 1\u202f706 communes",
        "0 جماعة ومقاطعة | جماعة أو مقاطعة واحدة | جماعتان أو مقاطعتان تنتخبان | 3 جماعات ومقاطعات | "
        "11 جماعة ومقاطعة | 100 جماعة ومقاطعة | 1.706 جماعات ومقاطعات",
    ),
    "commune with wards": (
        "0 commune | 1 commune | 2 communes | 3 communes | 11 communes | 100 communes | 1\u202f706 communes",
        "0 جماعة | جماعة واحدة | جماعتان تنتخبان | 3 جماعات | 11 جماعة | 100 جماعة | 1.706 جماعات",
    ),
    "council": (
        "0 conseil | 1 conseil | 2 conseils | 3 conseils | 11 conseils | 100 conseils | 1\u202f706 conseils",
        "0 مجلس | مجلس واحد | مجلسين | 3 مجالس | 11 مجلسا | 100 مجلس | 1.706 مجالس",
    ),
    "constituency by itself": (
        "0 circonscription | 1 circonscription | 2 circonscriptions | 3 circonscriptions | "
        "11 circonscriptions | 100 circonscriptions | 1\u202f706 circonscriptions",
        "0 دائرة | دائرة واحدة | دائرتان | 3 دوائر | 11 دائرة | 100 دائرة | 1.706 دوائر",
    ),
    "council by itself": (
        "0 conseil | 1 conseil | 2 conseils | 3 conseils | 11 conseils | 100 conseils | 1\u202f706 conseils",
        "0 مجلس | مجلس واحد | مجلسان | 3 مجالس | 11 مجلسا | 100 مجلس | 1.706 مجالس",
    ),
    "list": (
        "0 liste | 1 liste | 2 listes | 3 listes | 11 listes | 100 listes | 1\u202f706 listes",
        "0 لائحة | لائحة واحدة | لائحتين | 3 لوائح | 11 لائحة | 100 لائحة | 1.706 لوائح",
    ),
    "party": (
        "0 parti | 1 parti | 2 partis | 3 partis | 11 partis | 100 partis | 1\u202f706 partis",
        "0 حزب | حزب واحد | حزبين | 3 أحزاب | 11 حزبا | 100 حزب | 1.706 أحزاب",
    ),
    "point": (
        "0 point | 1 point | 2 points | 3 points | 11 points | 100 points | 1\u202f706 points",
        "0 نقطة | 1 نقطة | 2 نقطة | 3 نقطة | 11 نقطة | 100 نقطة | 1.706 نقطة",
    ),
    "seat": (
        "0 siège | 1 siège | 2 sièges | 3 sièges | 11 sièges | 100 sièges | 1\u202f706 sièges",
        "0 مقعد | مقعد واحد | مقعدين | 3 مقاعد | 11 مقعدا | 100 مقعد | 1.706 مقاعد",
    ),
    "seat by itself": (
        "0 s. | 1 s. | 2 s. | 3 s. | 11 s. | 100 s. | 1\u202f706 s.",
        "0 مقعد | مقعد | مقعدان | 3 مقاعد | 11 مقعدا | 100 مقعد | 1.706 مقاعد",
    ),
    "stronghold": (
        "0 bastion | 1 bastion | 2 bastions | 3 bastions | 11 bastions | 100 bastions | 1\u202f706 bastions",
        "0 معقل | معقل واحد | معقلين | 3 معاقل | 11 معقلا | 100 معقل | 1.706 معاقل",
    ),
    "vote": (
        "0 voix | 1 voix | 2 voix | 3 voix | 11 voix | 100 voix | 1\u202f706 voix",
        "0 صوت | صوت واحد | صوتين | 3 أصوات | 11 صوتا | 100 صوت | 1.706 أصوات",
    ),
    "vote by itself": (
        "0 voix | 1 voix | 2 voix | 3 voix | 11 voix | 100 voix | 1\u202f706 voix",
        "0 صوت | صوت واحد | صوتان | 3 أصوات | 11 صوتا | 100 صوت | 1.706 أصوات",
    ),
}
"""What is counted, in French and in Arabic beside each of `COUNTS`; after a preposition where nothing else is said."""

COUNTED = {
    (None, "{n} constituency"): "constituency",
    (None, "of its {n} constituency"): "its constituency",
    (None, "of its {n} commune"): "its commune",
    ("constituency", "{named} and {n} other"): "other constituency",
    ("commune", "{named} and {n} other"): "other commune",
    (None, "{n} commune or district elects lists"): "commune with lists",
    (None, "{n} commune elects one councillor per ward"): "commune with wards",
    (None, "Majority of the seats: {majorities} of {n} council. Seats won: {won}. The highest shares: {leading}."): (
        "council"
    ),
    (
        None,
        "Missing votes, those of the others unchanged. Uncertain for one more seat: {unpriced} of {n} list.",
    ): "list",
    (None, "Results known: {n} constituency of {of}."): "constituency by itself",
    (None, "Results known: {n} council of {of}."): "council by itself",
    (None, "{n} party"): "party",
    (None, "{n} point"): "point",
    (None, "{n} point ahead of the second list"): "point",
    (None, "{n} point behind the first list"): "point",
    ("with its sign", "{n} point"): "point",
    (None, "{n} seat"): "seat",
    ("short", "{n} seat"): "seat by itself",
    (None, "{n} stronghold"): "stronghold",
    (None, "{n} vote"): "vote",
    ("by itself", "{n} vote"): "vote by itself",
    (None, "{n} more vote"): "vote",
    (None, "{n} vote less"): "vote",
    (None, "possible from {possible}, certain with {n} more vote"): "vote",
    (None, "possible from {n} more vote, certain with an unknown number: registered voters not published"): "vote",
    (None, "at risk from {possible}, lost with {n} vote less"): "vote",
}
"""Every message that counts something (its context, its English for one), and what it counts."""


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> Catalog:
    """The messages of the code, found as docs/translating.md has it."""
    pot = tmp_path_factory.mktemp("words") / "kharita.pot"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        CommandLineInterface().run(["pybabel", "-q", "extract", "-F", "pyproject.toml", "-o", str(pot), "app"])
    return read(pot)


def read(file) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened)


def catalogue(language: str) -> Catalog:
    return read(catalogue_file(language))


def messages(of: Catalog) -> dict[tuple[str | None, str | tuple[str, ...]], Message]:
    return {(message.context, message.id): message for message in of if message.id}


def forms(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said


def fields(said: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", said))


def test_the_template_has_the_messages_of_the_code(extracted):
    assert len(messages(extracted)) > 300
    assert messages(read(FOLDER / "kharita.pot")).keys() == messages(extracted).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_left_over(extracted, language):
    translated = catalogue(language)
    assert messages(translated).keys() == messages(extracted).keys()
    assert not translated.obsolete
    for message in messages(translated).values():
        assert not message.fuzzy, message.id
        assert all(forms(message.string)), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_fields_of_the_message(language):
    for message in messages(catalogue(language)).values():
        wanted = set.union(*map(fields, forms(message.id)))
        # one and two are words in Arabic, so that only they may lack the number
        numbered = [form for form in forms(message.string) if "n" in wanted and "n" in fields(form)]
        assert len(numbered) >= len(forms(message.string)) - 2 or "n" not in wanted, message.id
        for said in forms(message.string):
            assert fields(said) | {"n"} == wanted | {"n"}, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_have_the_plurals_of_their_language(language):
    plural = get_plural(LOCALES[language])
    translated = catalogue(language)
    assert (translated.num_plurals, translated.plural_expr) == (plural.num_plurals, plural.plural_expr)


def test_all_that_is_counted_is_tested(extracted):
    counted = {(context, said[0]) for context, said in messages(extracted) if isinstance(said, tuple)}
    assert counted == COUNTED.keys()


@pytest.mark.parametrize("counted", COUNTED)
def test_what_is_counted_agrees_with_its_number(extracted, counted):
    [(one, other)] = [said for context, said in messages(extracted) if (context, forms(said)[0]) == counted]
    message = Plural(one, other, counted[0])
    values = dict.fromkeys(fields(other) - {"n"}, Text("…", "…"))
    columns = (column.split(" | ") for column in NOUNS[COUNTED[counted]])
    for count, french, arabic in zip(COUNTS, *columns, strict=True):
        said = message.of(count, **values)
        assert re.search(rf"(?<!\w){re.escape(french)}(?!\w)", said.fr)
        assert re.search(rf"(?<!\w){re.escape(arabic)}(?!\w)", said.ar)


@pytest.mark.parametrize(
    ("count", "noun", "french", "arabic"),
    [
        (10, SEATS, "10 sièges", "10 مقاعد"),
        (99, SEATS, "99 sièges", "99 مقعدا"),
        (102, SEATS, "102 sièges", "102 مقعد"),
        (103, SEATS, "103 sièges", "103 مقاعد"),
        (1203, VOTES, "1\u202f203 voix", "1.203 أصوات"),
        (2490, VOTES, "2\u202f490 voix", "2.490 صوتا"),
        (9391, VOTES, "9\u202f391 voix", "9.391 صوتا"),
        (1_000_000, SEATS, "1\u202f000\u202f000 de sièges", "1.000.000 مقعد"),
        (7, CONSTITUENCIES, "7 circonscriptions", "7 دوائر"),
        (float("nan"), VOTES, "inconnu", "غير معروف"),
    ],
)
def test_a_noun_agrees_with_its_number(count, noun, french, arabic):
    assert noun.of(count) == Text(french, arabic)


@pytest.mark.parametrize(
    ("change", "french"),
    [(0.004, "0,4 point"), (-0.0199, "2,0 points"), (0.019, "1,9 point"), (-0.1, "10,0 points")],
)
def test_points_have_the_plural_from_two_on_as_they_are_written(change, french):
    assert difference(change).fr == french


def test_signs_stand_before_the_number_in_both_directions():
    assert points(0.0321) == Text("+3,2", "\u200e+3,2")
    assert points(-0.05) == Text("-5,0", "\u200e-5,0")
    assert POINTS.of(5, n=points(-0.05)) == Text("-5,0 points", "\u200e-5,0 نقطة")
    assert coefficient(0.353) == Text.same("0,35")


@pytest.mark.parametrize(
    ("place", "french", "arabic"),
    [(1, "1er rang", "الرتبة الأولى"), (3, "3e rang", "الرتبة الثالثة"), (11, "11e rang", "الرتبة 11")],
)
def test_a_rank_is_an_ordinal(place, french, arabic):
    assert rank(place) == Text(french, arabic)


MONTHS = ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"]


def test_a_day_has_the_month_of_morocco():
    assert [day(dt.date(2021, month, 8)).ar for month in range(1, 13)] == [f"8 {month} 2021" for month in MONTHS]
    assert day(dt.date(2021, 8, 1)) == Text("1er août 2021", "1 غشت 2021")
    assert day(dt.date(2016, 10, 7)).fr == "7 octobre 2016"


@pytest.mark.parametrize(
    ("party", "with_article"),
    [
        ("Mouvement Populaire", "le Mouvement Populaire"),
        ("Union Constitutionnelle", "l'Union Constitutionnelle"),
        ("Fédération de la Gauche Démocratique", "la Fédération de la Gauche Démocratique"),
        ("Sans appartenance politique", "Sans appartenance politique"),
    ],
)
def test_a_party_has_its_article_in_a_french_sentence(party, with_article):
    names = dict.fromkeys(("fr", "ar", "en"), party)
    said = explain({"strength_class": "absent"}, dict.fromkeys(("fr", "ar", "en"), "Ifrane"), names, "constituency")
    assert said["fr"] == f"Ifrane\u00a0: {with_article} n'y a pas présenté de liste."
    assert said["en"] == f"Ifrane: {party} fielded no list."
