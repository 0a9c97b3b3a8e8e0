"""What is expected of each list at the next election, before any error: its party's national level and its lean."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from app.analysis.figures import Flags, Floats
from app.analysis.history import Record, lineages, logit, record
from app.analysis.outlook.method import NEW_PARTY_LEVEL, NEWCOMER_LEAN
from app.analysis.seats import ContestInputs
from app.analysis.strength.components import mean_lean
from app.analysis.validation.backtest import Ballots

TWO_CONTESTS, ONE_CONTEST, NEW_HERE, NEW_PARTY = "two_contests", "one_contest", "new_here", "new_party"
UNKNOWN_PAST = "unknown_past"
"""What a list's expectation rests on, or that its votes, or those of a member, were not published the last time."""

NOBODY = pd.DataFrame({"party_code": [], "lineage_code": []}, dtype="string")


class Past(NamedTuple):
    """
    What is known of parties after an election.

    Attributes
    ----------
    leans : DataFrame, areas × parties
        Mean of the last two leans, the last alone where there is one; NaN where the party did not stand.
    contests : DataFrame, areas × parties
        How many leans the mean is of, 0 to 2.
    levels : Series
        Log odds of each party's national share where it stood.
    """

    leans: pd.DataFrame
    contests: pd.DataFrame
    levels: "pd.Series[float]"


class Newcomers(NamedTuple):
    """Lean of the lists without a past, and log odds of the national share of parties without one."""

    lean: float
    level: float


def expected_lists(
    ballots: Ballots, known: str, contests: Sequence[ContestInputs], levels: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """
    Expect of every list log odds = its party's national level + the mean of its last two leans (.75/.25).

    A party that did not stand in the known election under its own code has the past of its lineage, all of whose lists
    are added up: a merger is the sum of its members. A list without a past has the mean lean of the lists that were new
    in the last transition known.

    Parameters
    ----------
    ballots : Ballots
        Nothing after the known election is looked at. Parents are regions.
    known : str
        Code of the last election known.
    contests : sequence of ContestInputs
        The next election's. Only the codes of its lists are read: where nobody knows yet who will stand, those of the
        known election.
    levels : mapping of party to float, optional
        National shares in (0, 1) where the party stands, which are then no longer uncertain; else the last ones known.

    Returns
    -------
    DataFrame
        One row per list, by contest in the order given: `area_code`, `party_code`, `parent_code`, `level` (log odds of
        the national share), `log_odds`, `basis` (`two_contests`, `one_contest`, `new_here`, `new_party`;
        `unknown_past`, with unknown log odds).

    Raises
    ------
    KeyError
        The known election has no result.
    ValueError
        A given level is no share, or that of a party without a list.
    """
    lists = pd.DataFrame(
        [(contest.area_code, party) for contest in contests for party in contest.votes],
        columns=["area_code", "party_code"],
    )
    given = _given_levels(levels or {}, set(lists["party_code"]))
    past, newcomers = past_of(ballots, known), _newcomers(ballots, known)
    sources = _sources(lists["party_code"], past, ballots.lineage)
    cells = pd.MultiIndex.from_arrays([lists["area_code"], sources.fillna("")])
    lean = past.leans.stack(future_stack=True).reindex(cells).to_numpy()
    counted = past.contests.stack(future_stack=True).reindex(cells).fillna(0).to_numpy()
    level = lists["party_code"].map(given).fillna(sources.map(past.levels)).to_numpy(float)
    level = np.where(np.isnan(level), newcomers.level, level)
    log_odds = level + np.where(np.isnan(lean), newcomers.lean, lean)
    # a contest that was left out as not all its votes are known was not one without lists
    unpublished = ~lists["area_code"].isin(ballots.results.loc[ballots.results["election_code"] == known, "area_code"])
    unknown = unpublished.to_numpy() | cells.isin(_unknown_cells(ballots, known))
    choices = {UNKNOWN_PAST: unknown, NEW_PARTY: sources.isna(), NEW_HERE: np.isnan(lean), ONE_CONTEST: counted == 1}
    return lists.assign(
        parent_code=lists["area_code"].map(ballots.parents),
        level=level,
        log_odds=np.where(unknown, np.nan, log_odds),
        basis=np.select(list(choices.values()), list(choices), TWO_CONTESTS),
    )


def past_of(ballots: Ballots, known: str) -> Past:
    """
    Tell what is known of each party, and of each lineage that had no list of its own code, after an election.

    Parameters
    ----------
    ballots, known
        As for `expected_lists`.

    Returns
    -------
    Past
        Lists that are no party have no column.
    """
    own = record(ballots.results, known, ballots.lineage)
    whole = record(by_lineage(ballots.results, ballots.lineage), known, NOBODY)
    added = ~whole.parties.isin(own.parties)
    return Past(
        _columns(own, own.comparable, mean_lean(own.leans)).join(_columns(whole, added, mean_lean(whole.leans))),
        _columns(own, own.comparable, _counted(own)).join(_columns(whole, added, _counted(whole))),
        pd.concat([_levels(own)[own.comparable], _levels(whole)[added]]),
    )


def by_lineage(results: pd.DataFrame, lineage: pd.DataFrame) -> pd.DataFrame:
    """Add up the lists of each lineage in each contest, a sum with an unknown term being unknown."""
    return add_up(results.assign(party_code=lineages(results["party_code"], lineage)).dropna(subset="party_code"))


def add_up(told: pd.DataFrame) -> pd.DataFrame:
    """Add up the lists of one code in each contest, a sum with an unknown term being unknown."""
    keys = ["election_code", "date", "area_code", "party_code"]
    lists = told.groupby(keys, sort=False)
    sums = lists[["votes", "seats_won"]].sum(min_count=1)
    unknown = told[["votes", "seats_won"]].isna().groupby([told[key] for key in keys], sort=False).any()
    return sums.mask(unknown).join(lists[["valid_votes", "seats"]].first()).reset_index()


def _given_levels(levels: Mapping[str, float], parties: set[str]) -> dict[str, float]:
    for party, share in levels.items():
        if party not in parties:
            raise ValueError(f"levels.{party}: the party has no list")
        if not 0 < share < 1:
            raise ValueError(f"levels.{party}: {share} is no share between 0 and 1")
    return {party: float(logit(np.array(share))) for party, share in levels.items()}


def _sources(parties: "pd.Series[str]", past: Past, lineage: pd.DataFrame) -> "pd.Series[str]":
    """Name the code under which each list's past is found: the party's own, else its lineage's; missing if neither."""
    family = lineages(parties, lineage)
    found = parties.where(parties.isin(past.levels.index), family)
    return found.where(found.isin(past.levels.index) & family.notna())


def _newcomers(ballots: Ballots, known: str) -> Newcomers:
    """Average what was new in the last transition known that had any."""
    whole = record(by_lineage(ballots.results, ballots.lineage), known, NOBODY)
    lean, level = NEWCOMER_LEAN, NEW_PARTY_LEVEL
    for before, after in zip(range(len(whole.elections) - 1), range(1, len(whole.elections)), strict=True):
        new = np.isnan(whole.leans[before]) & ~np.isnan(whole.leans[after])
        unheard = np.isnan(whole.national[before]) & ~np.isnan(whole.national[after])
        lean = float(whole.leans[after][new].mean()) if new.any() else lean
        level = float(logit(whole.national[after][unheard]).mean()) if unheard.any() else level
    return Newcomers(lean, level)


def _unknown_cells(ballots: Ballots, known: str) -> pd.MultiIndex:
    """Areas and codes, of parties and of their lineages, whose votes in the known election are not published."""
    results = ballots.results
    missing = results[(results["election_code"] == known) & results["votes"].isna()]
    families = missing.assign(party_code=lineages(missing["party_code"], ballots.lineage))
    return pd.MultiIndex.from_frame(pd.concat([missing, families])[["area_code", "party_code"]])


def _columns(of: Record, kept: Flags, values: Floats) -> pd.DataFrame:
    return pd.DataFrame(values, of.areas, of.parties).loc[:, kept]


def _counted(of: Record) -> Floats:
    return np.asarray(np.minimum((~np.isnan(of.leans)).sum(axis=0), 2), float)


def _levels(of: Record) -> "pd.Series[float]":
    return pd.Series(logit(of.national[-1]), of.parties)
