"""
An outlook under a scenario: national levels given, lists merged, turnout or law changed; the draws stay the same.

A level is a party's share of the valid votes of the country where it stands, in the last local ballot of the House: the
same shift of log odds moves the party in every ballot, constituency and council.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from app.analysis.figures import Floats, ratio
from app.analysis.history import lineages, logit
from app.analysis.outlook.council_chances import REST, Councils, Fit, council_outlook, expected_shares
from app.analysis.outlook.expectation import add_up, expected_lists
from app.analysis.outlook.house import DrawnHouse, ExpectedBallot, HouseOutlook, draw_house, redrawn, told
from app.analysis.seats import ContestInputs, InvalidScenarioError, SeatRule, change_turnout, check_levels, merge_lists
from app.analysis.validation.backtest import Ballots

Mergers = Mapping[str, Sequence[str]]


class HouseInputs(NamedTuple):
    """
    The last House, by code of ballot, that by local lists first.

    Attributes
    ----------
    ballots : mapping of str to Ballots
        Its results after those of the comparable ones.
    contests : mapping of str to list of ContestInputs
        Its contests, with the lists that are taken to stand again, in the order of codes.
    rules : mapping of str to SeatRule
    """

    ballots: Mapping[str, Ballots]
    contests: Mapping[str, list[ContestInputs]]
    rules: Mapping[str, SeatRule]


class BlindHouse(NamedTuple):
    """The House as it is forecast without a scenario: what is expected, the elections drawn, what they tell."""

    inputs: HouseInputs
    ballots: list[ExpectedBallot]
    drawn: DrawnHouse
    outlook: HouseOutlook


class HouseScenario(NamedTuple):
    """
    What is assumed of the next House.

    Attributes
    ----------
    levels : mapping of party to float
        Shares in (0, 1), not uncertain any more.
    mergers : mapping of party to sequence of party
        As for `merge_lists`.
    turnout : mapping of area code to float
        As for `change_turnout`.
    rules : mapping of str to SeatRule
        By code of ballot.
    """

    levels: Mapping[str, float]
    mergers: Mergers
    turnout: Mapping[str, float]
    rules: Mapping[str, SeatRule]


class CouncilInputs(NamedTuple):
    """
    What the next councils are forecast from.

    Attributes
    ----------
    councils : Councils
    seats : ndarray, shape (U,)
        Their legal sizes; NaN unknown.
    fits : mapping of stratum to Fit
    results : DataFrame
        Of the last House by local lists: `area_code`, `party_code`, `votes`, `valid_votes`.
    """

    councils: Councils
    seats: Floats
    fits: Mapping[str, Fit]
    results: pd.DataFrame


def expected_house(inputs: HouseInputs) -> list[ExpectedBallot]:
    """Expect the lists of the next House, nothing being assumed."""
    return [
        ExpectedBallot(expected_lists(inputs.ballots[code], code, contests), contests, inputs.rules[code])
        for code, contests in inputs.contests.items()
    ]


def blind_house(inputs: HouseInputs) -> BlindHouse:
    """Draw the next House, nothing being assumed."""
    ballots = expected_house(inputs)
    drawn = draw_house(ballots)
    return BlindHouse(inputs, ballots, drawn, told(drawn))


def house_under(blind: BlindHouse, scenario: HouseScenario, parties: Iterable[str]) -> HouseOutlook:
    """
    Tell the outlook of the House under a scenario, with the errors of the blind one.

    Parameters
    ----------
    blind : BlindHouse
    scenario : HouseScenario
    parties : iterable of str
        Those whose lists are told of.

    Returns
    -------
    HouseOutlook
        That of ``blind`` where nothing is assumed.

    Raises
    ------
    InvalidScenarioError
        As `merge_lists` and `change_turnout`; a level of a party without a list; levels that add up to more than 1.
    """
    codes = list(blind.inputs.contests)
    every = [contest for code in codes for contest in blind.inputs.contests[code]]
    changed = iter(change_turnout(merge_lists(every, scenario.mergers), scenario.turnout))
    contests = {code: [next(changed) for _ in blind.inputs.contests[code]] for code in codes}
    lists = _expected(blind, contests, scenario.mergers)
    shifts = _shifts(scenario.levels, pd.concat(lists))
    ballots = [
        ExpectedBallot(
            one.assign(log_odds=one["log_odds"] + one["party_code"].map(shifts).fillna(0.0).to_numpy(float)),
            contests[code],
            scenario.rules[code],
        )
        for code, one in zip(codes, lists, strict=True)
    ]
    return told(redrawn(blind.drawn, ballots, scenario.mergers, list(scenario.levels)), list(parties))


def merged_ballots(ballots: Ballots, known: str, mergers: Mergers) -> Ballots:
    """
    Give merged lists the past of their members: sums in the known election, and of their lineages before it.

    Parameters
    ----------
    ballots : Ballots
    known : str
        Code of the last election known.
    mergers : mapping of party to sequence of party

    Returns
    -------
    Ballots
    """
    into = pd.Series({member: code for code, members in mergers.items() for member in members}, dtype="string")
    results = ballots.results
    last = results["election_code"] == known
    now = results[last]
    sums = add_up(now.assign(party_code=now["party_code"].map(into).fillna(now["party_code"])))
    parties = pd.Series(results["party_code"].unique())
    family = lineages(parties, ballots.lineage)
    # whoever stood in the known election and is not merged keeps the past of its lineage
    free = ~parties.isin(now["party_code"]) | parties.isin(into.index)
    continued = dict(zip(lineages(into.index.to_series(), ballots.lineage), into, strict=True))
    told = pd.DataFrame({"party_code": parties, "lineage_code": family.where(~free, family.replace(continued))})
    codes = pd.DataFrame({"party_code": list(mergers), "lineage_code": list(mergers)})
    others = ballots.lineage[~ballots.lineage["party_code"].isin([*parties, *mergers])]
    lineage = pd.concat([told[~told["party_code"].isin(list(mergers))], codes, others], ignore_index=True)
    return ballots._replace(results=pd.concat([results[~last], sums], ignore_index=True), lineage=lineage)


def councils_under(inputs: CouncilInputs, levels: Mapping[str, float], mergers: Mergers) -> pd.DataFrame:
    """
    Tell the chances of councils under a scenario: the House's votes in every constituency move with the levels.

    Parameters
    ----------
    inputs : CouncilInputs
    levels, mergers
        As of `HouseScenario`.

    Returns
    -------
    DataFrame
        As `council_outlook`, with the merged parties in place of their members.

    Raises
    ------
    InvalidScenarioError
        A party that no chance is told of; a merger that `merge_lists` would refuse; levels that add up to more than 1.
    """
    before = inputs.councils
    told_of = [party for party in before.parties if party != REST]
    _check_told(told_of, levels, mergers)
    factors = house_factors(inputs, levels, mergers)
    house = before.house.copy()
    for party, odds in factors.items():
        members = before.parties.get_indexer(pd.Index(mergers.get(party, [party])))
        share = before.house[:, members].sum(axis=1)
        moved = share * odds / (1 + share * (odds - 1))
        house[:, members] *= np.nan_to_num(ratio(moved, share), nan=1.0)[:, None]
    if factors:
        house /= house.sum(axis=1, keepdims=True)
    expected = expected_shares(before._replace(house=house), inputs.fits)
    into = {member: code for code, members in mergers.items() for member in members}
    names = [into.get(party, party) for party in before.parties]
    parties = pd.Index(dict.fromkeys(name for name in names if name != REST)).append(pd.Index([REST]))
    shares = np.zeros((len(expected), len(parties)))
    np.add.at(shares.T, parties.get_indexer(names), expected.T)
    return council_outlook(before._replace(parties=parties), shares, inputs.seats, inputs.fits)


def house_factors(inputs: CouncilInputs, levels: Mapping[str, float], mergers: Mergers) -> dict[str, float]:
    """By which factor the levels multiply each party's odds in the House."""
    check_levels(levels)
    results, factors = inputs.results, {}
    for party, level in levels.items():
        own = results[results["party_code"].isin(mergers.get(party, [party]))]
        stood = own.drop_duplicates("area_code")
        share = np.array(ratio(own["votes"].sum(), stood["valid_votes"].sum()))
        if not 0 < share < 1:
            raise InvalidScenarioError(f"levels.{party}", "it has no votes in the last House: its odds cannot move")
        factors[party] = float(np.exp(logit(np.array(level)) - logit(share)))
    return factors


def _expected(blind: BlindHouse, contests: Mapping[str, list[ContestInputs]], mergers: Mergers) -> list[pd.DataFrame]:
    """Expect the lists of changed contests: the merged ones anew, the others as before."""
    before = [ballot.lists for ballot in blind.ballots]
    if not mergers:
        return before
    lists = []
    for (code, here), old in zip(contests.items(), before, strict=True):
        found = expected_lists(merged_ballots(blind.inputs.ballots[code], code, mergers), code, here)
        key = ["area_code", "party_code"]
        same = found[key].merge(old, how="left", on=key).set_index(found.index)
        lists.append(found.where(found["party_code"].isin(list(mergers)), same))
    return lists


def _shifts(levels: Mapping[str, float], lists: pd.DataFrame) -> dict[str, float]:
    """Find by how much levels move each party's log odds: from its level in the first ballot in which it stands."""
    now = lists.drop_duplicates("party_code").set_index("party_code")["level"]
    check_levels(levels)
    for party in levels:
        if party not in now.index:
            raise InvalidScenarioError(f"levels.{party}", "no such list stands anywhere")
    return {party: float(logit(np.array(level))) - float(now[party]) for party, level in levels.items()}


def _check_told(told_of: Sequence[str], levels: Mapping[str, float], mergers: Mergers) -> None:
    """Refuse parties of which no chance in councils is told, and mergers that are none."""
    everywhere = ContestInputs("councils", None, dict.fromkeys(told_of, 0))
    try:
        [after] = merge_lists([everywhere], mergers)
    except InvalidScenarioError as error:
        raise InvalidScenarioError(
            error.field, f"{error.reason} (councils are told of {', '.join(told_of)})"
        ) from error
    for party in levels:
        if party not in after.votes:
            raise InvalidScenarioError(f"levels.{party}", f"councils are told of {', '.join(after.votes)} only")
