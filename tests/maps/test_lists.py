"""What every list obtained, as rows for the page's script, with the classes of its figures."""

from dataclasses import replace

import pandas as pd
import pytest

from app.maps.atlas import COMMUNE, CONSTITUENCY
from app.maps.lists import list_columns, list_rows
from app.maps.themes import council_parts, themes

NAN = float("nan")
PARTIES = pd.DataFrame({"acronym": ["A", "B"]}, index=["A", "B"])


def rows(country, level: str, lists: list[tuple], seats: dict[str, float]) -> dict[str, list[dict]]:
    """Rows by area, each figure by its name, those that were left out None."""
    columns = ["area_code", "party_code", "votes", "share", "margin", "seats_won"]
    frame = pd.DataFrame(lists, columns=columns).set_index("area_code")
    shown = {theme.key: theme for theme in themes(PARTIES, level)}
    found = list_rows(frame, pd.Series(seats), seats, shown, replace(country, level=level, parties=PARTIES))
    names = list_columns(level)
    return {
        code: [dict.fromkeys(names) | dict(zip(names, row, strict=False)) for row in of_area]
        for code, of_area in zip(seats, found, strict=True)
    }


def test_figures_come_with_their_classes(country):
    [row] = rows(country, CONSTITUENCY, [("x", "A", 450.0, 0.4512349, 0.123, 4.0)], {"x": 6.0})["x"]
    assert row == {
        "party": 0,
        "seats_won": 4,
        "class_seats": 3,
        "votes": 450,
        "share": 0.45123,
        "class_share": 4,
        "margin": 0.123,
        "class_margin": 4,
    }


def test_a_class_is_that_of_the_figure_and_not_of_what_is_written_of_it(country):
    [row] = rows(country, CONSTITUENCY, [("x", "A", 1.0, 0.0999999, 0.0, 0.0)], {"x": 6.0})["x"]
    assert (row["share"], row["class_share"]) == (0.1, 1)


def test_zero_is_a_figure_and_unknown_is_left_out(country):
    lists = [("x", "A", 0.0, 0.0, -0.6, 0.0), ("x", "B", NAN, NAN, NAN, NAN)]
    known, unknown = rows(country, CONSTITUENCY, lists, {"x": 6.0})["x"]
    assert (known["votes"], known["seats_won"], known["class_share"], known["class_margin"]) == (0, 0, 0, 0)
    assert {value for name, value in unknown.items() if name != "party"} == {None}


def test_an_area_without_a_list_has_no_row(country):
    assert rows(country, CONSTITUENCY, [("x", "A", 1.0, 1.0, 1.0, 1.0)], {"x": 6.0, "y": 6.0})["y"] == []


def test_a_council_has_the_part_of_its_seats(country):
    [row] = rows(country, COMMUNE, [("x", "A", NAN, NAN, NAN, 4.0)], {"x": 12.0})["x"]
    assert (row["seats_won"], row["part"], row["class_council"], row["votes"]) == (4, 0.333, 2, None)


@pytest.mark.parametrize(
    ("part", "name"), [(0, "none"), (0.1, "some"), (0.25, "quarter"), (0.5, "quarter"), (0.51, "majority"), (NAN, None)]
)
def test_half_of_the_seats_is_no_majority(part, name):
    assert council_parts(pd.Series([part])).tolist() == [name]
