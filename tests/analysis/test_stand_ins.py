"""Which elections stand in for results of a day that are unpublished."""

import datetime as dt

from app.analysis.figures import Held, stand_ins


def held(code: str, ballot: str, year: int, level: str = "constituency", scope: str = "general") -> Held:
    return Held(code, "house", ballot, level, scope, dt.date(year, 10, 7))


NATIONAL_2011, LOCAL_2016, NATIONAL_2016 = (
    held("n11", "national", 2011),
    held("l16", "local", 2016),
    held("n16", "national", 2016),
)
LOCAL_2021, REGIONAL_2021 = held("l21", "local", 2021), held("r21", "regional", 2021, "regional_constituency")
EVERY = [NATIONAL_2011, LOCAL_2016, NATIONAL_2016, LOCAL_2021, REGIONAL_2021]


def test_another_ballot_stands_in_where_the_own_one_of_its_day_is_not_known() -> None:
    assert stand_ins(EVERY, LOCAL_2021) == stand_ins(EVERY, LOCAL_2016) == [NATIONAL_2011]
    assert stand_ins([*EVERY, held("l11", "local", 2011)], LOCAL_2021) == []


def test_a_ballot_in_other_areas_a_later_one_or_a_by_election_never_does() -> None:
    assert stand_ins(EVERY, NATIONAL_2016) == []
    assert stand_ins(EVERY, REGIONAL_2021) == []
    assert stand_ins([LOCAL_2016, held("by", "national", 2012, scope="partial")], LOCAL_2016) == []
    by_election = held("by", "local", 2022, scope="partial")
    assert stand_ins([*EVERY, by_election], by_election) == []
