"""Labels of a region's map."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from app.maps.labels import Box, place

FRAME = Box(500, 400, 1000, 800)


def overlap(one: Box, other: Box) -> bool:
    return (
        abs(one.x - other.x) < (one.width + other.width) / 2 and abs(one.y - other.y) < (one.height + other.height) / 2
    )


@settings(max_examples=30, deadline=None)
@given(
    anchors=st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 800)), min_size=1, max_size=12),
    width=st.floats(40, 160),
)
def test_no_label_is_upon_another_and_none_leaves_the_frame(anchors, width):
    land = [Point(anchor).buffer(30) for anchor in anchors]
    boxes = place(anchors, [(width, 60.0)] * len(anchors), land, FRAME)
    assert not any(overlap(*pair) for pair in combinations(boxes, 2))
    assert all(abs(box.x - 500) <= 500 - width / 2 and abs(box.y - 400) <= 400 - 30 for box in boxes)


def test_a_label_stays_on_its_point_where_there_is_room():
    anchors = [(250.0, 400.0), (750.0, 400.0)]
    boxes = place(anchors, [(100.0, 50.0)] * 2, [Point(anchor).buffer(200) for anchor in anchors], FRAME)
    assert [(box.x, box.y) for box in boxes] == anchors


def test_a_label_does_not_stand_on_the_land_of_another():
    mine, theirs = Point(500, 400).buffer(20), Point(500, 400).buffer(200) - Point(500, 400).buffer(20)
    [box, _] = place([(500.0, 400.0), (500.0, 300.0)], [(100.0, 50.0)] * 2, [mine, theirs], FRAME)
    assert (box.x, box.y) != (500, 400)
    assert Point(box.x, box.y).distance(theirs) > 0


def test_a_frame_too_small_for_its_labels_is_refused():
    with pytest.raises(ValueError, match="no room for label 1 of 2"):
        place([(50.0, 50.0)] * 2, [(80.0, 80.0)] * 2, [Point(50, 50).buffer(9)] * 2, Box(50, 50, 100, 100))
