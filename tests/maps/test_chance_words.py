"""A chance in words never says never, nor always."""

import pytest

from app.analysis.outlook.reasons import REASONS
from app.maps.words.explanation import explain_chance
from app.maps.words.outlook_reasons import OUTLOOK_REASONS

AREA = dict.fromkeys(("fr", "ar", "en"), "Meknès")
PARTY = {"fr": "Mouvement Populaire", "ar": "الحركة الشعبية", "en": "Mouvement Populaire"}


def told(chance: float | None) -> dict[str, str]:
    return explain_chance({"p_seat": chance, "expected_seats": chance}, AREA, PARTY)


@pytest.mark.parametrize(
    ("chance", "cases"),
    [
        (0.0, "fewer than 1 of 20 such cases"),
        (0.049, "fewer than 1 of 20 such cases"),
        (0.05, "1 of 10 such cases"),
        (0.68, "7 of 10 such cases"),
        (0.95, "9 of 10 such cases"),
        (1.0, "more than 19 of 20 such cases"),
    ],
)
def test_cases_are_counted_in_tens(chance, cases):
    assert f"wins a seat or more in {cases};" in told(chance)["en"]


def test_other_languages_have_their_own_words():
    assert told(0.68)["fr"] == (
        "Meknès : le Mouvement Populaire obtient au moins un siège dans 7 cas semblables sur 10 ; 0,7 en moyenne."
    )
    assert "7 من 10 حالات مماثلة" in told(0.68)["ar"]


def test_the_unknown_is_said():
    assert told(None)["en"] == "Meknès: the chances of Mouvement Populaire are not known."


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_said_in_all_three_languages(reason):
    said = explain_chance({"p_seat": None, "expected_seats": None, "reason": reason}, AREA, PARTY)
    assert said["en"].endswith(f": {reason}.")
    assert said["fr"].endswith(f" : {OUTLOOK_REASONS[reason].fr}.")
    assert said["ar"].endswith(f": {OUTLOOK_REASONS[reason].ar}.")
    assert len({OUTLOOK_REASONS[reason].fr, OUTLOOK_REASONS[reason].ar, reason}) == 3


def test_no_other_reason_is_in_the_catalogues():
    assert set(OUTLOOK_REASONS) == set(REASONS)
