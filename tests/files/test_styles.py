"""A style puts every value into the class that the atlas puts it into, and into no other."""

import sqlite3
from bisect import bisect_right
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.styles import hatching, known_themes, rules
from app.maps import scale

INTERVALS = [theme for theme in known_themes().values() if theme.limits]


def drawn(theme, value, lists):
    """The fills of a feature: its conditions are SQL as well as QGIS's."""
    classes = rules(theme, "figure", "lists")
    with closing(sqlite3.connect(":memory:")) as connection:
        matching = [
            rule.fill
            for rule in classes
            if rule.condition != "ELSE"
            and connection.execute(
                f'SELECT {rule.condition} FROM (SELECT ? AS "figure", ? AS "lists")', [value, lists]
            ).fetchone()[0]
        ]
    return matching or [classes[-1].fill]


@pytest.mark.parametrize("theme", INTERVALS, ids=lambda theme: theme.key)
@given(st.data())
def test_every_number_is_in_the_class_between_its_limits(theme, data):
    value = data.draw(st.one_of(st.sampled_from(theme.limits), st.floats(-1, 100)))
    assert [fill.colour for fill in drawn(theme, value, 1)] == [theme.colours[bisect_right(theme.limits, value)]]


@pytest.mark.parametrize("theme", known_themes().values(), ids=lambda theme: theme.key)
def test_no_list_is_grey_and_unknown_is_hatched(theme):
    [absent], [unknown] = drawn(theme, None, 0), drawn(theme, None, 1)
    assert (absent.colour, absent.hatch) == (scale.NO_LIST, None)
    assert unknown.hatch is not None
    assert unknown.colour not in (*theme.colours, scale.NO_LIST)


def test_counts_past_the_last_class_are_in_it():
    seats = known_themes()["seats"]
    assert [fill.colour for fill in drawn(seats, 5, 1)] == [seats.colours[-1]]
    assert [fill.colour for fill in drawn(seats, 0, 1)] == [seats.colours[0]]


def test_hatching_has_the_classes_of_its_theme_but_one():
    theme = known_themes()["cluster"]
    hatched, filled = hatching(theme, "label", left_out="ns"), rules(theme, "label", None)
    assert [(rule.label, rule.condition, rule.fill.hatch) for rule in hatched] == [
        (rule.label, rule.condition, rule.fill.colour) for rule in filled[:4]
    ]
    assert {rule.fill.colour for rule in hatched} == {None}


def test_votes_are_written_as_they_are_read_in_french():
    labels = [rule.label for rule in rules(known_themes()["price"], "votes", None)]
    assert labels[1] == "1\u202f000 à 2\u202f500"
    assert labels[4] == "10\u202f000 ou plus (loin)"
