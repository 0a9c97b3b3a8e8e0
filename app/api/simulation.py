"""A scenario applied to an election, and the seats it gives, as rows."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.analysis import seats
from app.analysis.seats import ContestInputs, Draws, InvalidScenarioError, Rules, SeatRule
from app.api.schemas import Errors, Scenario, Swings, Turnout
from app.store.queries.seat_inputs import SeatInputs
from app.store.records import Row, rows_of

T = TypeVar("T")


class Outlook(NamedTuple):
    """What draws tell of a list: the average of its seats, and the probability of at least 0, 1, 2 … of them."""

    expected_seats: float | None = None
    at_least: list[float] | None = None


def rule_of(inputs: SeatInputs, rules: Rules, scenario: Scenario) -> SeatRule:
    """Find the rule of a scenario. Raises `UnknownLawError`."""
    return seats.find_rule(rules, scenario.law or inputs.rule.law, scenario.ballot or inputs.rule.ballot)


def run(inputs: SeatInputs, rule: SeatRule, scenario: Scenario, places: list[Row]) -> Row:
    """
    Find the seats that a scenario gives.

    Parameters
    ----------
    inputs : SeatInputs
        Of the election that the scenario names.
    rule : SeatRule
        As from `rule_of`.
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
    before = _seats_before(inputs, scenario.mergers)
    contests = _changed(inputs, scenario)
    lists = {contest.area_code: seats.allocate_lists(contest, rule) for contest in contests}
    nationally, locally = _outlooks(contests, rule, scenario.draws)
    areas = {place["area__code"]: _named(place) for place in places}
    return {
        "election": inputs.election,
        "law": rule.law,
        "ballot": rule.ballot,
        "parties": _parties(before, lists, nationally),
        "contests": [
            {"area": areas[contest.area_code], **_contest(contest, lists[contest.area_code], locally)}
            for contest in contests
        ],
        "gains": _gains(contests, rule, scenario, areas),
    }


def _changed(inputs: SeatInputs, scenario: Scenario) -> list[ContestInputs]:
    contests = seats.merge_lists(list(inputs.contests.values()), scenario.mergers)
    contests = seats.change_turnout(contests, _ratios(inputs, scenario.turnout))
    if scenario.swings is None:
        return contests
    return seats.swing(contests, scenario.swings.model, _swings(inputs, scenario.swings))


def _ratios(inputs: SeatInputs, turnout: Turnout) -> dict[str, float]:
    everywhere = dict.fromkeys(inputs.contests, turnout.national)
    regions = _by_contest("turnout.by_region", turnout.by_region, inputs.regions)
    return everywhere | regions | _by_contest("turnout.by_constituency", turnout.by_constituency, _itself(inputs))


def _swings(inputs: SeatInputs, swings: Swings) -> dict[str, dict[str, float]]:
    regions = _by_contest("swings.by_region", swings.by_region, inputs.regions)
    constituencies = _by_contest("swings.by_constituency", swings.by_constituency, _itself(inputs))
    return {area: swings.national | regions.get(area, {}) | constituencies.get(area, {}) for area in inputs.contests}


def _itself(inputs: SeatInputs) -> dict[str, str]:
    return {area: area for area in inputs.contests}


def _by_contest(field: str, values: Mapping[str, T], scope_of: Mapping[str, str | None]) -> dict[str, T]:
    try:
        return seats.by_scope(values, scope_of)
    except InvalidScenarioError as error:
        raise InvalidScenarioError(field, error.reason) from error


def _parties(
    before: Mapping[str, int], lists: Mapping[str, list[Row]], outlooks: Mapping[Hashable, Outlook]
) -> list[Row]:
    after = seats.seats_by_party(pd.DataFrame([row for rows in lists.values() for row in rows]))
    return [
        {**row, "seats_before": before.get(row["party"]), **outlooks.get(row["party"], Outlook())._asdict()}
        for row in rows_of(after.rename_axis("party").reset_index())
    ]


def _seats_before(inputs: SeatInputs, mergers: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """
    Seats of each party from the election's own votes and law; refused where these do not tell them.

    A merged list had those of all its members, so that what it gains is not what they had.
    """
    merged = {member: name for name, members in mergers.items() for member in members}
    computed: dict[str, int] = {}
    for contest in inputs.contests.values():
        for row in seats.allocate_lists(contest, inputs.rule):
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
    contests: list[ContestInputs], rule: SeatRule, asked: Errors | None
) -> tuple[dict[Hashable, Outlook], dict[Hashable, Outlook]]:
    """Simulate elections; summarise by party, and by area and party."""
    if asked is None:
        return {}, {}
    drawn = seats.simulate(contests, rule, _draws(asked), np.random.default_rng(asked.seed))
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
    contests: list[ContestInputs], rule: SeatRule, scenario: Scenario, areas: Mapping[str, Row]
) -> list[Row] | None:
    if scenario.party is None:
        return None
    if scenario.draws is None:
        raise InvalidScenarioError("party", "what it can expect to gain needs draws")
    rng = np.random.default_rng(scenario.draws.seed)
    gains = seats.expected_gains(contests, rule, scenario.party, _draws(scenario.draws), rng)
    return [{"area": areas[row.pop("area_code")], **row} for row in rows_of(gains)]


def _draws(asked: Errors) -> Draws:
    return Draws(asked.number, asked.national_sd, asked.local_sd)


def _named(place: Row) -> Row:
    return {name.removeprefix("area__"): value for name, value in place.items()}
