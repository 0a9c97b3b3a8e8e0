"""Numbers in words: the plural of each language beside every kind of number."""

import datetime as dt

import pytest
from app.maps.counting import AREA, SEAT, VOTE, counted, day, difference, rank


@pytest.mark.parametrize(
    ("count", "noun", "french", "arabic"),
    [
        (0, SEAT, "0 siège", "0 مقعد"),
        (1, SEAT, "1 siège", "مقعد واحد"),
        (2, SEAT, "2 sièges", "مقعدين"),
        (3, SEAT, "3 sièges", "3 مقاعد"),
        (10, SEAT, "10 sièges", "10 مقاعد"),
        (11, SEAT, "11 sièges", "11 مقعدا"),
        (99, SEAT, "99 sièges", "99 مقعدا"),
        (100, SEAT, "100 sièges", "100 مقعد"),
        (102, SEAT, "102 sièges", "102 مقعد"),
        (103, SEAT, "103 sièges", "103 مقاعد"),
        (1, VOTE, "1 voix", "صوت واحد"),
        (2, VOTE, "2 voix", "صوتين"),
        (1203, VOTE, "1\u202f203 voix", "1.203 أصوات"),
        (2490, VOTE, "2\u202f490 voix", "2.490 صوتا"),
        (1, AREA, "1 circonscription", "دائرة واحدة"),
        (2, AREA, "2 circonscriptions", "دائرتين"),
        (7, AREA, "7 circonscriptions", "7 دوائر"),
        (float("nan"), VOTE, "inconnu", "غير معروف"),
    ],
)
def test_a_noun_agrees_with_its_number(count, noun, french, arabic):
    text = counted(count, noun)
    assert (text.fr, text.ar) == (french, arabic)


@pytest.mark.parametrize(
    ("change", "french"),
    [(0.004, "0,4 point"), (-0.0199, "2,0 points"), (0.019, "1,9 point"), (-0.1, "10,0 points")],
)
def test_points_have_the_plural_from_two_on_as_they_are_written(change, french):
    assert difference(change).fr == french


@pytest.mark.parametrize(
    ("place", "french", "arabic"),
    [(1, "1er rang", "الرتبة الأولى"), (3, "3e rang", "الرتبة الثالثة"), (11, "11e rang", "الرتبة 11")],
)
def test_a_rank_is_an_ordinal(place, french, arabic):
    assert (rank(place).fr, rank(place).ar) == (french, arabic)


@pytest.mark.parametrize(
    ("date", "french", "arabic"),
    [(dt.date(2021, 8, 1), "1er août 2021", "1 غشت 2021"), (dt.date(2016, 10, 7), "7 octobre 2016", "7 أكتوبر 2016")],
)
def test_a_day_has_the_month_of_morocco(date, french, arabic):
    assert (day(date).fr, day(date).ar) == (french, arabic)
