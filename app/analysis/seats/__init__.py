"""Moroccan seat laws: allocation, its stability, the price of a seat, and what-if simulation."""

from app.analysis.seats.allocation import Allocation, ListSeats, PartAllocation, Tie, allocate
from app.analysis.seats.comparison import compare_laws
from app.analysis.seats.contests import (
    ContestInputs,
    allocate_all,
    allocate_contest,
    allocate_lists,
    base_of,
    compare_contest,
    compare_with_official,
    contests_from_frames,
    magnitude_of,
    seats_by_party,
)
from app.analysis.seats.exceptions import (
    InvalidCountError,
    InvalidScenarioError,
    MissingBaseError,
    SeatsInputError,
    UnknownLawError,
)
from app.analysis.seats.interval import Alternative, Bounds, IntervalAllocation, allocate_between
from app.analysis.seats.laws import BallotPart, Rules, SeatRule, find_rule, read_laws, rules_of
from app.analysis.seats.monte_carlo import Draws, Simulation, expected_gains, seats_drawn, simulate
from app.analysis.seats.price import SeatPrice, endangered, seat_price, seat_prices, targets
from app.analysis.seats.scenario import by_scope, change_turnout, everywhere, merge_lists, swing

__all__ = [
    "Allocation",
    "Alternative",
    "BallotPart",
    "Bounds",
    "ContestInputs",
    "Draws",
    "IntervalAllocation",
    "InvalidCountError",
    "InvalidScenarioError",
    "ListSeats",
    "MissingBaseError",
    "PartAllocation",
    "Rules",
    "SeatPrice",
    "SeatRule",
    "SeatsInputError",
    "Simulation",
    "Tie",
    "UnknownLawError",
    "allocate",
    "allocate_all",
    "allocate_between",
    "allocate_contest",
    "allocate_lists",
    "base_of",
    "by_scope",
    "change_turnout",
    "compare_contest",
    "compare_laws",
    "compare_with_official",
    "contests_from_frames",
    "endangered",
    "everywhere",
    "expected_gains",
    "find_rule",
    "magnitude_of",
    "merge_lists",
    "read_laws",
    "rules_of",
    "seat_price",
    "seat_prices",
    "seats_by_party",
    "seats_drawn",
    "simulate",
    "swing",
    "targets",
]
