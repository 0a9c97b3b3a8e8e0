"""Which elections the outlook rests on follows the elections that are loaded."""

import datetime as dt

import pytest

from app.analysis.figures import Coverage, Held
from app.analysis.outlook.elections import councils_from, house_transitions, next_house_from, other_ballot_before

LEVELS = {"local": "constituency", "regional": "regional_constituency", "national": "constituency"}


def house(year: int, ballot: str = "local", scope: str = "general") -> Held:
    return Held(f"house-{year}-{ballot}", "house", ballot, LEVELS[ballot], scope, dt.date(year, 9, 8))


def councils(year: int) -> Held:
    return Held(f"communal-{year}", "communal_council", "communal", "commune", "general", dt.date(year, 9, 8))


HELD = [
    *(house(2011, "national"), councils(2015), house(2016), house(2016, "national"), councils(2021), house(2021)),
    *(house(2021, "regional"), house(2026), house(2026, "regional")),
]
SEATED = {one.code for one in HELD if one.ballot != "national"}


def complete(held: list[Held]) -> dict[str, Coverage]:
    return {one.code: Coverage(92, 92) for one in held}


def codes(held: object) -> list[str]:
    assert isinstance(held, tuple)
    return [one.code for one in held]


def test_the_next_house_is_forecast_from_the_last_one_and_its_ballots_of_that_day() -> None:
    assert codes(next_house_from(HELD, complete(HELD), SEATED)) == ["house-2026-local", "house-2026-regional"]


def test_a_later_house_takes_its_place() -> None:
    later = [*HELD, house(2031), house(2031, "regional")]
    seated = {*SEATED, "house-2031-local", "house-2031-regional"}
    assert codes(next_house_from(later, complete(later), seated)) == ["house-2031-local", "house-2031-regional"]
    known, outcome = house_transitions(later, seated)[2]
    assert (known.code, outcome.code) == ("house-2026-local", "house-2031-local")


def test_an_earlier_one_does_where_the_last_is_not_loaded() -> None:
    earlier = [one for one in HELD if one.date.year < 2026]
    assert codes(next_house_from(earlier, complete(earlier), SEATED)) == ["house-2021-local", "house-2021-regional"]


def test_neither_a_partial_house_nor_a_by_election_is_the_last() -> None:
    held = [*HELD, house(2027, scope="partial"), house(2031)]
    known = complete(held) | {"house-2031-local": Coverage(40, 92)}
    seated = {*SEATED, "house-2027-local", "house-2031-local"}
    assert codes(next_house_from(held, known, seated))[0] == "house-2026-local"


def test_no_house_is_known_where_none_is_loaded() -> None:
    assert next_house_from([councils(2021)], complete([councils(2021)]), set()) == ()


def test_transitions_are_local_ones_first_of_those_whose_outcome_has_seats() -> None:
    assert [(known.code, outcome.code) for known, outcome in house_transitions(HELD, SEATED)] == [
        ("house-2016-local", "house-2021-local"),
        ("house-2021-local", "house-2026-local"),
        ("house-2021-regional", "house-2026-regional"),
    ]


def test_another_ballot_is_the_past_of_the_first_transition() -> None:
    other = other_ballot_before(HELD, house(2016))
    assert other is not None
    assert other.code == "house-2011-national"
    assert other_ballot_before([house(2016)], house(2016)) is None


def test_councils_rest_on_the_last_two_and_the_houses_around_them() -> None:
    found = councils_from(HELD, complete(HELD))
    assert found is not None
    assert [one.code for one in found] == [
        *("communal-2015", "communal-2021"),
        *("house-2021-local", "house-2016-local", "house-2026-local"),
    ]
    assert found.outlook == "councils-2027"


def test_later_councils_move_the_outlook_by_a_term() -> None:
    later = [*HELD, councils(2027)]
    found = councils_from(later, complete(later))
    assert found is not None
    assert found.outlook == "councils-2033"
    assert (found.before.code, found.now.code, found.house_at.code) == (
        *("communal-2021", "communal-2027"),
        "house-2026-local",
    )


@pytest.mark.parametrize("missing", ["communal-2015", "communal-2021", "house-2016-local"])
def test_without_one_of_them_there_is_no_outlook_of_councils(missing: str) -> None:
    left = [one for one in HELD if one.code != missing]
    assert councils_from(left, complete(left)) is None
