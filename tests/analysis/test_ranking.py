"""What is kept and in which order; what is unknown keeps to no bound and is counted."""

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.ranking import rank

ROWS = [{"code": "a", "x": 1, "y": 5}, {"code": "b", "x": 3, "y": None}, {"code": "c", "x": 3, "y": 7}]


def codes(ranked):
    return [(row["code"], row["rank"]) for row in ranked]


def test_equal_figures_share_the_better_rank_and_unknown_ones_come_last():
    assert codes(rank(ROWS, "x", True, {})[0]) == [("b", 1), ("c", 1), ("a", 3)]
    assert codes(rank(ROWS, "y", False, {})[0]) == [("a", 1), ("c", 2), ("b", None)]


def test_both_bounds_are_allowed_values_and_what_is_unknown_is_counted():
    ranked, unknown = rank(ROWS, "x", False, {"y": (5, 7)})
    assert codes(ranked) == [("a", 1), ("c", 2)]
    assert unknown == {"y": 1}
    assert rank(ROWS, "x", False, {"y": (5, 7), "x": (None, 2)}) == ([{**ROWS[0], "rank": 1}], {"y": 0, "x": 0})


FIGURE = st.none() | st.floats(-1, 1)


@given(st.lists(st.fixed_dictionaries({"x": FIGURE, "y": FIGURE})), FIGURE, FIGURE, st.booleans())
def test_every_row_is_kept_left_out_or_counted_as_unknown(rows, least, greatest, descending):
    ranked, unknown = rank(rows, "x", descending, {"y": (least, greatest)})
    outside = [
        row
        for row in rows
        if row["y"] is not None
        and not ((least is None or row["y"] >= least) and (greatest is None or row["y"] <= greatest))
    ]
    assert len(ranked) + len(outside) + unknown["y"] == len(rows)
    known = [row["x"] for row in ranked if row["rank"] is not None]
    assert known == sorted(known, reverse=descending)
    assert [row["rank"] for row in ranked if row["rank"] is not None] == [
        1 + sum((other > value) if descending else (other < value) for other in known) for value in known
    ]
