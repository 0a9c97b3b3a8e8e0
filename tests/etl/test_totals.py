"""Contests that are totals of others, found among contests of which one is nobody's."""

import pandas as pd

from etl.results import COUNTS, Results
from etl.totals import find_totals, without_totals

PARTS = {"khenifra": (300, 200), "meknes": (120, 480), "rabat-ocean": (75, 25)}
TOTAL = tuple(map(sum, zip(*PARTS.values(), strict=True)))


def results(areas: dict[object, tuple[int, ...]]) -> Results:
    contests = pd.DataFrame({"election_code": "e", "area_code": list(areas)}, index=range(2, 2 + len(areas)))
    contests = contests.assign(**dict.fromkeys(COUNTS, pd.NA), turnout=pd.NA).astype(
        {**dict.fromkeys(COUNTS, "Int64"), "turnout": "Float64"}
    )
    rows = [
        ("e", area, party, votes, pd.NA)
        for area, both in areas.items()
        for party, votes in zip("AB", both, strict=True)
    ]
    votes = pd.DataFrame(rows, columns=["election_code", "area_code", "party_code", "votes", "seats_won"])
    return Results(contests, votes.astype({"votes": "Int64", "seats_won": "Int64"}), "file", "file")


def test_a_contest_of_an_unknown_area_moves_no_other_out_of_its_place(codes):
    first, *others = PARTS.items()
    read = results({first[0]: first[1], None: (7, 9), **dict(others), "al-hoceima": TOTAL})
    assert [problem.row for problem in find_totals(read, codes) if problem.row] == [6]


def test_what_is_left_out_is_the_total_and_its_lists(codes):
    kept = without_totals(results({**PARTS, "al-hoceima": TOTAL}), codes)
    assert kept.contests["area_code"].tolist() == list(PARTS)
    assert set(kept.votes["area_code"]) == set(PARTS)
    assert [problem.row for problem in kept.problems["rows"]] == [5]
