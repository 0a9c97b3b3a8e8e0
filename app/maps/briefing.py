"""One party in one region: the figures of a briefing, from the frames of the atlas."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple

import pandas as pd

from app.analysis.figures import Coverage
from app.analysis.history import lineages
from app.analysis.seats import ContestInputs, SeatPrice, SeatRule, SeatsInputError, seat_price
from app.maps.atlas import Atlas, MapElection, of_election
from app.maps.regions import Region

LISTED = 5
"""Rows of each table."""


class Priced(NamedTuple):
    """Votes that win or lose a seat in an area, and the lists that it is won from or lost to."""

    area_code: str
    votes: int
    lists: tuple[str, ...]


@dataclass(frozen=True)
class Seats:
    """
    What seats cost a party in a region, at most ``LISTED`` of a kind; see `app.analysis.seats.SeatPrice`.

    Attributes
    ----------
    cheapest : tuple of Priced
        The next seats, by the votes that win them.
    endangered : tuple of Priced
        The last ones of each area, by the votes whose loss loses them.
    entries : tuple of Priced
        The first seats of a new list where the party had none, by the votes that win them.
    uncounted : tuple of str
        Codes of the areas whose seats cannot be counted, because figures are not published.
    unregistered : int
        Areas whose registered voters are not published, under a law that divides by them.
    law : str
        What the seats are counted by.
    """

    cheapest: tuple[Priced, ...]
    endangered: tuple[Priced, ...]
    entries: tuple[Priced, ...]
    uncounted: tuple[str, ...]
    unregistered: int
    law: str


@dataclass(frozen=True)
class Briefing:
    """
    The content of a briefing. Unknown is NaN.

    Attributes
    ----------
    atlas : Atlas
        The party, and the country it is part of.
    region : Region
        Where.
    election : MapElection
        The one that the party's atlas opens on.
    before : MapElection or None
        The one before it.
    areas : pandas.DataFrame
        Index area code; ``name_fr``, ``name_ar``; ``seats``, ``valid_votes``, ``turnout`` in [0, 1] of the contest;
        ``fielded`` (False: no list; None: nothing known), ``votes``, ``share`` in [0, 1], ``swing`` in [-1, 1],
        ``seats_won``, ``score`` in [0, 100], ``p_seat``, ``strength_class`` of the party; ``share_before``,
        ``seats_before`` of its lineage, NaN without a list.
    parties : pandas.DataFrame
        Index party code, most votes first; ``votes``, ``share`` of the region's valid votes, ``seats_won``, ``lists``.
    share_before, change : float
        Share of the region's valid votes that the party's lineage had before, in [0, 1], and what it gained since.
    seats : Seats or None
        Prices; None where the seats of the election cannot be counted.
    """

    atlas: Atlas
    region: Region
    election: MapElection
    before: MapElection | None
    areas: pd.DataFrame
    parties: pd.DataFrame
    share_before: float
    change: float
    seats: Seats | None

    @property
    def coverage(self) -> Coverage:
        """How many of the region's contests are known."""
        return Coverage(int(self.areas["fielded"].notna().sum()), len(self.areas))

    @property
    def own(self) -> pd.Series | None:
        """The party's row of ``parties``, None where it fielded no list."""
        own = self.parties[self.parties.index == self.atlas.party.code]
        return None if own.empty else own.iloc[0]

    @property
    def rank(self) -> int | None:
        """The party's place by votes, 1 = most; None where it fielded no list or votes are unknown."""
        if self.own is None or self.parties["votes"].isna().any():
            return None
        return int((self.parties["votes"] > self.own["votes"]).sum()) + 1

    @property
    def seats_before(self) -> float:
        """Seats that the lists of the party's lineage won before; NaN without a list, or where one's are unknown."""
        return float(self.areas["seats_before"][self.areas["share_before"].notna()].sum(skipna=False, min_count=1))

    @property
    def gone(self) -> list[str]:
        """Codes of the areas where the party's lineage had a list, and the party has none."""
        had, has_none = self.areas["share_before"].notna(), self.areas["fielded"].eq(False)
        return list(self.areas.index[had & has_none])


def brief(
    atlas: Atlas,
    region: Region,
    results: pd.DataFrame,
    lineage: pd.DataFrame,
    counted: tuple[SeatRule, Mapping[str, ContestInputs]] | None,
) -> Briefing:
    """
    Gather a party's figures in a region.

    Parameters
    ----------
    atlas : Atlas
        The party's.
    region : Region
        Where.
    results : pandas.DataFrame
        Of all parties. Index (``party_code``, ``election_code``, ``area_code``); ``votes``, ``seats_won``.
    lineage : pandas.DataFrame
        Who is the same party over time: ``party_code``, ``lineage_code``.
    counted : (SeatRule, mapping of area code to ContestInputs), optional
        How the seats of the latest election that the atlas shows are counted; None where no law is declared.

    Returns
    -------
    Briefing
    """
    election = atlas.opening
    before = _before(atlas, election)
    areas = _areas(atlas, region, election)
    past, share_before = _of_lineage(atlas, region, before, results, lineage)
    _, share_now = _of_lineage(atlas, region, election, results, lineage)
    return Briefing(
        atlas=atlas,
        region=region,
        election=election,
        before=before,
        areas=areas.join(past.add_suffix("_before")),
        parties=_parties(_in_region(results, election, region), areas["valid_votes"].sum(skipna=False)),
        share_before=share_before,
        change=share_now - share_before,
        seats=price(*counted, atlas.party.code, region.areas) if counted else None,
    )


def price(rule: SeatRule, contests: Mapping[str, ContestInputs], party: str, area_codes: tuple[str, ...]) -> Seats:
    """
    Rank what seats cost a party in some areas.

    Parameters
    ----------
    rule : SeatRule
        The law.
    contests : mapping of area code to ContestInputs
        Of one election; areas without one are left out.
    party : str
        Its code.
    area_codes : tuple of str
        Where.

    Returns
    -------
    Seats
    """
    held = [contests[code] for code in area_codes if code in contests]
    standing = [contest for contest in held if party in contest.votes]
    entering = [_entered(contest, party) for contest in held if party not in contest.votes]
    prices, entries = _prices(standing, rule, party), _prices(entering, rule, party)
    return Seats(
        cheapest=_first((code, each.votes_to_win, each.won_from) for code, each in prices.items()),
        endangered=_first((code, each.votes_to_lose, each.lost_to) for code, each in prices.items()),
        entries=_first((code, each.votes_to_win, each.won_from) for code, each in entries.items()),
        uncounted=tuple(code for code in area_codes if code in contests and code not in prices | entries),
        unregistered=sum(rule.base == "registered_voters" and not _is_registered(contest) for contest in held),
        law=rule.law,
    )


def _prices(contests: Sequence[ContestInputs], rule: SeatRule, party: str) -> dict[str, SeatPrice]:
    """Price the seats of the contests that can be counted."""
    prices = {}
    for contest in contests:
        with suppress(SeatsInputError):
            prices[contest.area_code] = seat_price(contest, rule, party)
    return prices


def _first(priced: Iterable[tuple[str, int | None, tuple[str, ...]]]) -> tuple[Priced, ...]:
    """Take those with the fewest votes, in the order of `targets` and `endangered`; None: at no price, or no seat."""
    had = [Priced(code, votes, lists) for code, votes, lists in priced if votes is not None]
    return tuple(sorted(had, key=lambda each: (each.votes, each.area_code))[:LISTED])


def _is_registered(contest: ContestInputs) -> bool:
    bounds = contest.registered_voters
    return bounds is not None and bounds.lower == bounds.upper


def _entered(contest: ContestInputs, party: str) -> ContestInputs:
    """Add a list without a vote: the price of its next seat is that of a first one."""
    return replace(contest, votes={**contest.votes, party: 0})


def _before(atlas: Atlas, election: MapElection) -> MapElection | None:
    earlier = [each for each in atlas.country.elections if each.date < election.date]
    return earlier[-1] if earlier else None


def _areas(atlas: Atlas, region: Region, election: MapElection) -> pd.DataFrame:
    codes = list(region.areas)
    names: pd.DataFrame = atlas.country.ground.areas.loc[codes, ["name_fr", "name_ar"]]
    contests, results, scores = (
        of_election(frame, election) for frame in (atlas.country.contests, atlas.results, atlas.scores)
    )
    held, listed = names.index.isin(contests.index), names.index.isin(results.index)
    fielded = pd.Series(listed, index=names.index, dtype=object).where(held | listed, None)
    return (
        names.assign(fielded=fielded)
        .join(contests[["seats", "valid_votes", "turnout"]])
        .join(results[["votes", "share", "swing", "seats_won"]])
        .join(scores[["score", "p_seat", "strength_class"]])
    )


def _in_region(results: pd.DataFrame, election: MapElection, region: Region) -> pd.DataFrame:
    found = of_election(results, election)
    return found.loc[found.index.get_level_values("area_code").isin(region.areas)]


def _parties(results: pd.DataFrame, valid_votes: float) -> pd.DataFrame:
    figures = results.groupby("party_code")[["votes", "seats_won"]].sum(skipna=False)
    figures["lists"] = results.groupby("party_code").size()
    figures["share"] = figures["votes"] / valid_votes
    return figures.sort_values("votes", ascending=False, kind="stable")


def _of_lineage(
    atlas: Atlas, region: Region, election: MapElection | None, results: pd.DataFrame, lineage: pd.DataFrame
) -> tuple[pd.DataFrame, float]:
    """Add up the lists of a party's lineage: its share and seats in each area, its share of the region's votes."""
    codes = pd.Series([atlas.party.code])
    [own] = lineages(codes, lineage)
    if election is None or pd.isna(own):
        return pd.DataFrame(columns=["share", "seats"], dtype=float), float("nan")
    listed = _in_region(results, election, region).reset_index()
    figures = listed[lineages(listed["party_code"], lineage) == own].groupby("area_code")[["votes", "seats_won"]]
    summed = figures.sum(skipna=False)
    valid = of_election(atlas.country.contests, election)["valid_votes"].reindex(list(region.areas))
    past = pd.DataFrame({"share": summed["votes"] / valid.reindex(summed.index), "seats": summed["seats_won"]})
    return past, float(summed["votes"].sum(skipna=False, min_count=1) / valid.sum(skipna=False))
