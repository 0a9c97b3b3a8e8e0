"""A scenario applied to an election, and the seats it gives, as rows."""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.analysis import seats
from app.analysis.seats import ContestInputs, Draws, InvalidScenarioError, Rules, SeatRule, StoppedSwing
from app.api.schemas import Errors, Scenario, ScenarioInputs, Swings, Turnout
from app.store.queries.seat_inputs import SeatInputs
from app.store.records import Row, rows_of

T = TypeVar("T")


class ScenarioBallot(NamedTuple):
    """An election of a scenario, and the rule that gives its seats there."""

    inputs: SeatInputs
    rule: SeatRule


class Outlook(NamedTuple):
    """What draws tell of a list: the average of its seats, and the probability of at least 0, 1, 2 … of them."""

    expected_seats: float | None = None
    at_least: list[float] | None = None


def rule_of(own: SeatRule, rules: Rules, scenario: ScenarioInputs, ballot: str | None = None) -> SeatRule:
    """Find the rule by which a scenario gives the seats of a ballot. Raises `UnknownLawError`."""
    rule = seats.find_rule(rules, scenario.law or own.law, ballot or own.ballot)
    threshold = None if scenario.threshold is None else Fraction(str(scenario.threshold))
    return seats.vary_rule(rule, scenario.base, threshold)


def run(ballots: Sequence[ScenarioBallot], scenario: Scenario, places: list[Row]) -> Row:
    """
    Find the seats that a scenario gives.

    Parameters
    ----------
    ballots : sequence of ScenarioBallot
        Of the elections that the scenario names.
    scenario : Scenario
    places : list of dict
        As from `seat_inputs.places`, of every contest.

    Returns
    -------
    dict
        As `app.api.schemas.SimulatedElection`.

    Raises
    ------
    SeatsInputError
        The scenario cannot be applied to the contests, or these cannot be allocated; it names the field.
    """
    held = {area: ballot for ballot in ballots for area in ballot.inputs.contests}
    if len(held) < sum(len(ballot.inputs.contests) for ballot in ballots):
        raise InvalidScenarioError("also", "the same areas vote in two of these elections")
    rules = {area: ballot.rule for area, ballot in held.items()}
    areas = {place["area__code"]: _named(place) for place in places}
    before = _seats_before(ballots, scenario.mergers)
    contests, stopped = _changed(ballots, scenario)
    lists = {contest.area_code: seats.allocate_lists(contest, rules[contest.area_code]) for contest in contests}
    nationally, locally = _outlooks(contests, rules, scenario.draws)
    filled = sum(seats.magnitude_of(contest) for contest in contests)
    majority = filled // 2 + 1
    return {
        "ballots": [_told(ballot) for ballot in ballots],
        "seats": filled,
        "majority": majority,
        "stopped": [
            {"area": areas[area], "party": party, "share": share, "swing": change}
            for area, party, share, change in stopped
        ],
        "parties": _parties(before, lists, nationally, majority),
        "contests": [
            {
                "election": held[contest.area_code].inputs.election,
                "area": areas[contest.area_code],
                **_contest(contest, lists[contest.area_code], locally),
            }
            for contest in contests
        ],
        "gains": _gains(contests, rules, scenario, areas),
    }


def _told(ballot: ScenarioBallot) -> Row:
    rule = ballot.rule
    told = {field: getattr(rule, field) for field in ("law", "ballot", "base", "method")}
    contests = ballot.inputs.contests.values()
    filled = sum(seats.magnitude_of(contest) for contest in contests)
    return {"election": ballot.inputs.election, **told, "threshold": float(rule.threshold), "seats": filled}


def _changed(ballots: Sequence[ScenarioBallot], scenario: Scenario) -> tuple[list[ContestInputs], list[StoppedSwing]]:
    """Apply a scenario to all contests; tell also which shares stopped at 0."""
    contests = [contest for ballot in ballots for contest in ballot.inputs.contests.values()]
    contests = seats.merge_lists(contests, scenario.mergers)
    contests = seats.change_turnout(contests, turnout_ratios(contests, scenario.turnout))
    asked = scenario.swings
    if scenario.levels:
        if asked is not None:
            raise InvalidScenarioError("levels", "give levels or swings, not both")
        local = contests[: len(ballots[0].inputs.contests)]
        asked = Swings(model="logit", national=seats.swings_to_levels(local, scenario.levels))
    if asked is None:
        return contests, []
    model, swings = asked.model, _swings(contests, asked)
    return seats.swing(contests, model, swings), seats.stopped_swings(contests, model, swings)


def turnout_ratios(contests: Sequence[ContestInputs], turnout: Turnout) -> dict[str, float]:
    """Give each contest, by area code, the new turnout ÷ the old one. Raises `InvalidScenarioError`."""
    everywhere = seats.everywhere(contests, turnout.national)
    regions = _by_contest("turnout.by_region", turnout.by_region, _regions(contests))
    return everywhere | regions | _by_contest("turnout.by_constituency", turnout.by_constituency, _itself(contests))


def _swings(contests: Sequence[ContestInputs], swings: Swings) -> dict[str, dict[str, float]]:
    regions = _by_contest("swings.by_region", swings.by_region, _regions(contests))
    constituencies = _by_contest("swings.by_constituency", swings.by_constituency, _itself(contests))
    areas = _itself(contests)
    return {area: swings.national | regions.get(area, {}) | constituencies.get(area, {}) for area in areas}


def _regions(contests: Sequence[ContestInputs]) -> dict[str, str | None]:
    return {contest.area_code: contest.region for contest in contests}


def _itself(contests: Sequence[ContestInputs]) -> dict[str, str]:
    return {contest.area_code: contest.area_code for contest in contests}


def _by_contest(field: str, values: Mapping[str, T], scope_of: Mapping[str, str | None]) -> dict[str, T]:
    try:
        return seats.by_scope(values, scope_of)
    except InvalidScenarioError as error:
        raise InvalidScenarioError(field, error.reason) from error


def _parties(
    before: Mapping[str, int], lists: Mapping[str, list[Row]], outlooks: Mapping[Hashable, Outlook], majority: int
) -> list[Row]:
    after = seats.seats_by_party(pd.DataFrame([row for rows in lists.values() for row in rows]))
    return [
        {
            **row,
            "seats_before": before.get(row["party"]),
            "seats_to_majority": max(majority - row["seats"], 0),
            **outlooks.get(row["party"], Outlook())._asdict(),
        }
        for row in rows_of(after.rename_axis("party").reset_index())
    ]


def _seats_before(ballots: Sequence[ScenarioBallot], mergers: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """
    Seats of each party from the elections' own votes and laws; refused where these do not tell them.

    A merged list had those of all its members, so that what it gains is not what they had.
    """
    merged = {member: name for name, members in mergers.items() for member in members}
    computed: dict[str, int] = {}
    for inputs, _ in ballots:
        for row in (row for each in inputs.contests.values() for row in seats.allocate_lists(each, inputs.rule)):
            party = merged.get(row["party_code"], row["party_code"])
            computed[party] = computed.get(party, 0) + row["seats"]
    return computed


def _contest(contest: ContestInputs, lists: list[Row], outlooks: Mapping[Hashable, Outlook]) -> Row:
    return {
        "seats": contest.seats,
        "status": lists[0]["status"],
        "lists": [
            {
                "party": row["party_code"],
                **{field: row[field] for field in ("votes", "seats", "seats_min", "seats_max")},
                **outlooks.get((contest.area_code, row["party_code"]), Outlook())._asdict(),
            }
            for row in lists
        ],
    }


def _outlooks(
    contests: list[ContestInputs], rules: Mapping[str, SeatRule], asked: Errors | None
) -> tuple[dict[Hashable, Outlook], dict[Hashable, Outlook]]:
    """Simulate elections; summarise by party, and by area and party."""
    if asked is None:
        return {}, {}
    drawn = seats.simulate(contests, rules, _draws(asked), np.random.default_rng(asked.seed))
    nationally = {party: _outlook(np.bincount(won) / len(won)) for party, won in drawn.totals.items()}
    return nationally, _local(drawn.contests)


def _local(contests: pd.DataFrame) -> dict[Hashable, Outlook]:
    columns = contests[["area_code", "party_code", "seats", "probability"]].itertuples(index=False, name=None)
    outlooks = {}
    for key, rows in groupby(sorted(columns), key=lambda row: row[:2]):
        won = {seats_won: probability for _, _, seats_won, probability in rows}
        outlooks[key] = _outlook(np.array([won.get(count, 0.0) for count in range(max(won) + 1)]))
    return outlooks


def _outlook(probability: NDArray[np.float64]) -> Outlook:
    """Summarise a distribution of seats, probabilities of shape (greatest number + 1,)."""
    # the sum from the top, which rounding must not take above 1
    at_least = np.minimum(np.cumsum(probability[::-1])[::-1], 1.0)
    return Outlook(float(probability @ np.arange(len(probability))), at_least.tolist())


def _gains(
    contests: list[ContestInputs], rules: Mapping[str, SeatRule], scenario: Scenario, areas: Mapping[str, Row]
) -> list[Row] | None:
    if scenario.party is None:
        return None
    if scenario.draws is None:
        raise InvalidScenarioError("party", "what it can expect to gain needs draws")
    rng = np.random.default_rng(scenario.draws.seed)
    gains = seats.expected_gains(contests, rules, scenario.party, _draws(scenario.draws), rng)
    return [{"area": areas[row.pop("area_code")], **row} for row in rows_of(gains)]


def _draws(asked: Errors) -> Draws:
    return Draws(asked.number, asked.national_sd, asked.regional_sd, asked.local_sd)


def _named(place: Row) -> Row:
    return {name.removeprefix("area__"): value for name, value in place.items()}
