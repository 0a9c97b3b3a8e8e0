"""The benchmarks measure what they say, and their table lines up."""

from app.analysis.seats import Draws
from benchmarks.__main__ import HEADER, benchmark_modules, line
from benchmarks.seats import measure
from benchmarks.timing import Timing


def test_every_module_of_the_package_is_looked_at():
    assert {"laws", "seats", "timing"} <= set(benchmark_modules())


def test_the_seat_engine_is_timed_on_every_kind_of_work():
    timings = list(measure(Draws(2, 0.1, 0.1)))
    assert [timing.work for timing in timings] == [
        "seats: one what-if",
        "seats: 2 elections, registered voters",
        "seats: 2 elections, threshold",
        "seats: 1 elections, registered voters",
    ]
    assert all(timing.seconds > 0 and timing.peer_seconds > 0 for timing in timings)


def test_a_line_tells_how_many_times_faster_and_ends_under_its_heading():
    told = line(Timing("seats: simulated", 0.5, "limit", 2.0))
    assert told.endswith(" 4.0")
    assert len(told) == len(HEADER)
