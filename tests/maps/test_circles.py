"""The circles of the population-corrected view."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.maps.circles import dorling

EMPTY = np.empty((0, 2))


@st.composite
def countries(draw):
    """A few places, some of them one upon another, with populations of which some are unknown."""
    count = draw(st.integers(1, 25))
    coordinates = st.integers(0, 30).map(float)
    places = draw(st.lists(st.tuples(coordinates, coordinates), min_size=count, max_size=count))
    people = st.one_of(st.integers(1, 10**6).map(float), st.just(float("nan")))
    return np.array(places), np.array(draw(st.lists(people, min_size=count, max_size=count)))


@settings(max_examples=25, deadline=None)
@given(countries())
def test_no_circle_overlaps_another_and_each_is_as_large_as_its_population(country):
    places, people = country
    circles = dorling(places, people, land=900.0)
    at, radii = circles[:, :2], circles[:, 2]
    first, second = np.triu_indices(len(radii), k=1)
    apart = np.hypot(*(at[first] - at[second]).T)
    assert (apart >= (radii[first] + radii[second]) * (1 - 1e-9)).all()
    assert (radii > 0).all()
    known = ~np.isnan(people)
    per_head = radii[known] ** 2 / people[known]
    assert per_head == pytest.approx(np.full(known.sum(), per_head.mean() if known.any() else 0.0))
    assert (dorling(places, people, land=900.0) == circles).all()


def test_circles_with_room_stay_where_they_are():
    places = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 100.0]])
    circles = dorling(places, np.array([1.0, 4.0, float("nan")]), land=300.0)
    assert circles[:, :2] == pytest.approx(places, abs=0.05)


def test_circles_move_apart_the_way_they_lay():
    circles = dorling(np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([5.0, 5.0]), land=100.0)
    assert circles[0, 0] < 0 < 1 < circles[1, 0]
    assert circles[:, 1] == pytest.approx([0, 0], abs=0.05)


def test_no_area_has_no_circle():
    assert dorling(EMPTY, np.empty(0), land=1.0).shape == (0, 3)
