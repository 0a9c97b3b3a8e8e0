"""The benchmarks measure what they say, and their table lines up."""

from app.analysis.outlook import Errors
from app.analysis.seats import Draws
from benchmarks import outlook, outlook_scenarios
from benchmarks.__main__ import HEADER, benchmark_modules, line
from benchmarks.measured import Measured
from benchmarks.seats import measure


def test_every_module_of_the_package_is_looked_at():
    assert {"laws", "loading", "maps", "measured", "outlook", "seats"} <= set(benchmark_modules())


def test_the_seat_engine_is_timed_on_every_kind_of_work():
    found = list(measure(Draws(2)))
    assert [measured.work for measured in found] == [
        "seats: one what-if",
        "seats: 2 elections, registered voters",
        "seats: 2 elections, threshold",
        "seats: 2 elections, highest averages",
        "seats: 1 elections, registered voters",
        "seats: 200 contests, d_hondt, exact",
        "seats: 200 contests, sainte_lague, exact",
    ]
    assert all(measured.value > 0 and measured.peer_value > 0 for measured in found)


def test_the_outlook_is_timed_for_the_house_and_the_councils():
    found = list(outlook.measure(Errors(draws=2)))
    assert [measured.work for measured in found] == ["outlook: 2 Houses", "outlook: 1,378 councils, exactly"]
    assert all(measured.value > 0 and measured.peer_value > 0 for measured in found)


def test_a_line_tells_how_many_times_faster_and_ends_under_its_heading():
    told = line(Measured("seats: simulated", 0.5, "limit", 2.0))
    assert told.endswith(" 4.0")
    assert len(told) == len(HEADER)


def test_what_has_no_peer_is_told_alone():
    assert line(Measured("simulated", 0.5)).split() == ["simulated", "0.500", "s"]


def test_a_scenario_is_timed_for_the_house_and_the_councils_with_their_memory():
    found = list(outlook_scenarios.measure())
    assert [measured.work for measured in found] == [
        "outlook: memory of 10,000 Houses",
        "outlook: a scenario of the House",
        "outlook: a scenario of the councils",
        "outlook: memory of the councils",
    ]
    assert all(measured.value > 0 for measured in found)
    assert all(measured.value < measured.peer_value for measured in found if measured.unit == "MiB")
