"""What if: contests with their votes swung, their turnout changed, their lists merged. Compose, then allocate."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, isfinite, log
from typing import Any, Literal, NamedTuple, TypeVar, get_args

import numpy as np

from app.analysis.seats.contests import ContestInputs
from app.analysis.seats.exceptions import InvalidScenarioError
from app.analysis.seats.interval import Bounds

SwingModel = Literal["uniform", "proportional", "logit"]
ROUNDING = 1e-9
T = TypeVar("T")


class StoppedSwing(NamedTuple):
    """A list whose share a swing would have made negative: 0 instead, and the swing that it was given."""

    area_code: str
    party: str
    share: float
    swing: float


def everywhere(contests: Sequence[ContestInputs], value: T) -> dict[str, T]:
    """Give every contest the same value, keyed by area code."""
    return {contest.area_code: value for contest in contests}


def by_scope(values: Mapping[str, T], scope_of: Mapping[str, str | None]) -> dict[str, T]:
    """
    Give every contest the value of its scope, e.g. of its region.

    Parameters
    ----------
    values : mapping of scope code to value
        A scope may be left out: its contests then have no value.
    scope_of : mapping of area code to scope code, None for an area in no scope

    Returns
    -------
    dict of area code to value

    Raises
    ------
    InvalidScenarioError
        A value for a scope that no area is in.
    """
    unknown = set(values) - set(scope_of.values())
    if unknown:
        raise InvalidScenarioError("scope", f"no contest is in {', '.join(sorted(unknown))}")
    return {area: values[scope] for area, scope in scope_of.items() if scope is not None and scope in values}


def swing(
    contests: Sequence[ContestInputs], model: SwingModel, swings: Mapping[str, Mapping[str, float]]
) -> list[ContestInputs]:
    """
    Swing shares of the vote; in each contest the lists without a swing make up the difference, in proportion.

    ``uniform`` adds the swing to the share, ``proportional`` multiplies the share by 1 + swing, ``logit`` adds the
    swing to the log-odds of the share. Where every list has a swing, the new shares are divided by their sum. A swing
    says nothing where the party has no list. A share that would be negative stops at 0 and the others make up less, see
    `stopped_swings`. Votes are rounded to integers that keep the contest's total.

    Parameters
    ----------
    contests : sequence of ContestInputs
    model : {'uniform', 'proportional', 'logit'}
    swings : mapping of area code to mapping of party to float
        See `everywhere` and `by_scope` for a national or regional swing. Uniform swings are shares: 0.02 is two points.

    Returns
    -------
    list of ContestInputs

    Raises
    ------
    InvalidScenarioError
        An unknown model, area or party (one without a list anywhere), a swing that is not finite, or one that takes a
        share, or the sum of the shares, above 1.
    """
    if model not in get_args(SwingModel):
        raise InvalidScenarioError("model", f"{model!r} is not one of {', '.join(get_args(SwingModel))}")
    _check_areas(contests, "swings", swings)
    _check_parties(contests, swings)
    return [_swing_one(contest, model, swings.get(contest.area_code, {})) for contest in contests]


def stopped_swings(
    contests: Sequence[ContestInputs], model: SwingModel, swings: Mapping[str, Mapping[str, float]]
) -> list[StoppedSwing]:
    """Find the lists whose share `swing`, given the same, stops at 0."""
    return [
        StoppedSwing(contest.area_code, party, share, change)
        for contest in contests
        for party, share in _shares(contest).items()
        if (change := swings.get(contest.area_code, {}).get(party)) is not None
        and _swung(model, share, change) < -ROUNDING
    ]


def swings_to_levels(contests: Sequence[ContestInputs], levels: Mapping[str, float]) -> dict[str, float]:
    """
    Find the logit swings that move parties to national levels.

    Parameters
    ----------
    contests : sequence of ContestInputs
        Of one ballot.
    levels : mapping of party to float
        Shares in (0, 1) of the valid votes of the contests where the party stands.

    Returns
    -------
    dict of party to float
        Log odds of the level less those of the share now: the same everywhere, so that the share of the country comes
        near the level, as far as the party is about as strong everywhere.

    Raises
    ------
    InvalidScenarioError
        A party without a list or without votes, a level that is no share, or levels that add up to more than 1.
    """
    check_levels(levels)
    swings = {}
    for party, level in levels.items():
        votes = sum(contest.votes.get(party, 0) for contest in contests)
        valid = sum(sum(contest.votes.values()) for contest in contests if party in contest.votes)
        if not valid:
            raise InvalidScenarioError(f"levels.{party}", "no such list stands anywhere")
        if not 0 < votes < valid:
            raise InvalidScenarioError(f"levels.{party}", f"it has {votes} of {valid} votes now: its odds cannot move")
        swings[party] = log(level / (1 - level)) - log(votes / (valid - votes))
    return swings


def check_levels(levels: Mapping[str, float]) -> None:
    """Raise `InvalidScenarioError` unless all levels are shares in (0, 1) and add up to 1 at most."""
    for party, level in levels.items():
        if not 0 < level < 1:
            raise InvalidScenarioError(f"levels.{party}", f"{level} is no share between 0 and 1")
    total = sum(levels.values())
    if total > 1 + ROUNDING:
        raise InvalidScenarioError("levels", f"the shares add up to {total:.4f}")


def change_turnout(contests: Sequence[ContestInputs], ratios: Mapping[str, float]) -> list[ContestInputs]:
    """
    Multiply the votes of contests, every list's alike, and their voters.

    Parameters
    ----------
    contests : sequence of ContestInputs
    ratios : mapping of area code to float
        New turnout ÷ old turnout, > 0; 1 for the areas left out.

    Returns
    -------
    list of ContestInputs

    Raises
    ------
    InvalidScenarioError
        An unknown area, a ratio that is not above 0, or more voters than are registered.
    """
    _check_areas(contests, "turnout", ratios)
    return [_change_turnout_of(contest, ratios.get(contest.area_code, 1.0)) for contest in contests]


def merge_lists(contests: Sequence[ContestInputs], mergers: Mapping[str, Sequence[str]]) -> list[ContestInputs]:
    """
    Replace lists by one that has all their votes, wherever any of them stood.

    Parameters
    ----------
    contests : sequence of ContestInputs
    mergers : mapping of party to sequence of party
        The merged list's code, which may be that of a member, and its members: two or more, each in one merger.

    Returns
    -------
    list of ContestInputs

    Raises
    ------
    InvalidScenarioError
        A merger of a list with itself or of fewer than two, a member without a list anywhere or in two mergers, a code
        that another list has.
    """
    _check_mergers(contests, mergers)
    merged_into = {member: code for code, members in mergers.items() for member in members}
    return [replace(contest, votes=_merge(contest.votes, merged_into)) for contest in contests]


def _swing_one(contest: ContestInputs, model: SwingModel, swings: Mapping[str, float]) -> ContestInputs:
    old = _shares(contest)
    named = [party for party in old if party in swings]
    if not named:
        return contest
    new = {party: max(_swung(model, old[party], swings[party]), 0.0) for party in named}
    for party, share in new.items():
        if share > 1 + ROUNDING:
            told = f"{swings[party]} takes its share from {old[party]:.4f} to {share:.4f} in {contest.area_code}"
            raise InvalidScenarioError(f"swings.{party}", told)
    left, others = 1 - sum(new.values()), sum(old[party] for party in old if party not in new)
    if others and left < -ROUNDING:
        raise InvalidScenarioError("swings", f"the shares add up to {1 - left:.4f} in {contest.area_code}")
    if not others and left >= 1:
        raise InvalidScenarioError("swings", f"nobody has a vote left in {contest.area_code}")
    if others:
        shares = {party: new.get(party, share * max(left, 0) / others) for party, share in old.items()}
    else:
        shares = {party: new.get(party, 0.0) / (1 - left) for party in old}
    return replace(contest, votes=_whole(shares, sum(contest.votes.values())))


def _shares(contest: ContestInputs) -> dict[str, float]:
    """Shares of the lists; none where nobody has a vote."""
    total = sum(contest.votes.values())
    return {party: count / total for party, count in contest.votes.items()} if total else {}


def _swung(model: SwingModel, share: float, change: float) -> float:
    """Swing a share; the result may lie outside [0, 1]."""
    if model == "uniform":
        return share + change
    if model == "proportional":
        return share * (1 + change)
    # the odds multiplied; share 0 and 1 stay put
    return share / (share + (1 - share) * exp(-change))


def _whole(shares: Mapping[str, float], total: int) -> dict[str, int]:
    """Votes from shares that add up to 1: rounding the running total instead of each list keeps the sum."""
    ends = np.rint(np.cumsum([0.0, *shares.values()]) * total).astype(int)
    return dict(zip(shares, np.diff(ends).tolist(), strict=True))


def _change_turnout_of(contest: ContestInputs, ratio: float) -> ContestInputs:
    if not (isfinite(ratio) and ratio > 0):
        raise InvalidScenarioError(f"turnout.{contest.area_code}", f"{ratio} is not a ratio above 0")
    if None in contest.votes.values():
        return contest  # which cannot be counted anyway
    old = sum(contest.votes.values())
    if ratio == 1 or not old:
        return contest
    total = round(old * ratio)
    votes = _whole({party: count / old for party, count in contest.votes.items()}, total)
    voters = contest.voters and Bounds(
        max(total, round(contest.voters.lower * ratio)),
        None if contest.voters.upper is None else max(total, round(contest.voters.upper * ratio)),
    )
    needed = voters.lower if voters else total
    registered = contest.registered_voters
    if registered and registered.upper is not None and needed > registered.upper:
        raise InvalidScenarioError(
            f"turnout.{contest.area_code}", f"{ratio} gives {needed} voters of {registered.upper} registered"
        )
    if registered:
        registered = Bounds(max(registered.lower, needed), registered.upper)
    return replace(contest, votes=votes, voters=voters, registered_voters=registered)


def _merge(votes: Mapping[str, Any], merged_into: Mapping[str, str]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for party, count in votes.items():
        code = merged_into.get(party, party)
        before = merged.get(code, 0)
        # a sum with an unknown term is unknown
        merged[code] = None if before is None or count is None else before + count
    return merged


def _check_areas(contests: Sequence[ContestInputs], field: str, values: Mapping[str, object]) -> None:
    unknown = set(values) - {contest.area_code for contest in contests}
    if unknown:
        raise InvalidScenarioError(f"{field}.{min(unknown)}", "no such contest")


def _check_parties(contests: Sequence[ContestInputs], swings: Mapping[str, Mapping[str, float]]) -> None:
    parties = {party for contest in contests for party in contest.votes}
    for changes in swings.values():
        for party, change in changes.items():
            if party not in parties:
                raise InvalidScenarioError(f"swings.{party}", "no such list stands anywhere")
            if not isfinite(change):
                raise InvalidScenarioError(f"swings.{party}", f"{change} is not a finite number")


def _check_mergers(contests: Sequence[ContestInputs], mergers: Mapping[str, Sequence[str]]) -> None:
    parties = {party for contest in contests for party in contest.votes}
    seen: set[str] = set()
    for code, members in mergers.items():
        field = f"mergers.{code}"
        if len(members) < 2 or len(set(members)) < len(members):
            raise InvalidScenarioError(field, "a list merges with another one, not with itself or nobody")
        if code in parties and code not in members:
            raise InvalidScenarioError(field, "another list has this code")
        for member in members:
            if member not in parties:
                raise InvalidScenarioError(field, f"{member} has no list anywhere")
            if member in seen:
                raise InvalidScenarioError(field, f"{member} is in two mergers")
        seen.update(members)
