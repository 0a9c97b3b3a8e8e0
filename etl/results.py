"""Results as readers return them, and the codes that their rows may refer to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.typing import DataFrameGroupBy

from app.analysis.figures import Held
from etl.corrections import Correction
from etl.sources import FileProblem

KEY = ["election_code", "area_code"]
PAST_COLUMNS = ["election_code", "area_code", "registered_voters", "valid_votes", "turnout"]
COUNTS = ("seats", "registered_voters", "ballots_cast", "valid_votes", "invalid_votes")


class Fact(NamedTuple):
    """What a declaration is about: the lineage of a party, the law of a ballot, a national total of an election."""

    kind: str
    name: str
    part: str

    def __str__(self) -> str:
        """Name it as a sentence does."""
        return " ".join(filter(None, self))


@dataclass(frozen=True)
class Codes:
    """
    What results may refer to.

    ``areas``: one row per area, columns ``level, code, kind, name_fr, name_ar, province_code, province_fr,
    province_ar, publisher_id`` (TAFRA's number of a constituency), ``inhabitants`` and ``adults`` (the most that a
    census counted, NA where none did). ``level_of_election``: level of the areas in which each election was held.
    ``parties``: French name of each party, ``party_names_ar`` the Arabic ones. ``elections``: those that are loaded or
    declared. ``contests``: those already loaded, columns ``election_code, area_code, source_code``; ``past``: their
    figures, columns ``PAST_COLUMNS``; ``past_votes``: their lists, ``election_code, area_code, party_code, votes``.
    ``corrections``: what was settled by hand for the source being read. ``facts``: lineage, laws and national totals
    that are loaded, what each says and which source says it.
    """

    areas: pd.DataFrame
    level_of_election: Mapping[str, str]
    parties: Mapping[str, str]
    contests: pd.DataFrame
    corrections: Sequence[Correction] = ()
    facts: Mapping[Fact, tuple[Any, str]] = field(default_factory=dict)
    party_names_ar: Mapping[str, str] = field(default_factory=dict)
    elections: Sequence[Held] = ()
    past: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=PAST_COLUMNS))
    past_votes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*KEY, "party_code", "votes"]))

    def of_level(self, level: str) -> pd.DataFrame:
        """Areas of one level."""
        return self._by_levels.get((level,), self.areas.head(0))

    def where_held(self, election: str) -> pd.DataFrame:
        """Areas in which an election may have contests: where communes elect, the divided cities do too."""
        level = self.level_of_election.get(election)
        levels = ("commune", "city") if level == "commune" else (str(level),)
        return self._by_levels.get(levels, self.areas.head(0))

    @cached_property
    def provinces(self) -> pd.DataFrame:
        """The provinces, ``province_code, province_fr, province_ar``."""
        columns = ["province_code", "province_fr", "province_ar"]
        return self.areas[columns].dropna(subset="province_code").drop_duplicates("province_code")

    @cached_property
    def _by_levels(self) -> dict[tuple[str, ...], pd.DataFrame]:
        """Areas of each level, and of communes and cities together."""
        by_level: dict[tuple[str, ...], pd.DataFrame] = {
            (str(level),): areas for level, areas in self.areas.groupby("level")
        }
        together = self.areas[self.areas["level"].isin(["commune", "city"])]
        return {**by_level, ("commune", "city"): together}


@dataclass(frozen=True)
class Results:
    """
    One source's results as read, not yet checked.

    Attributes
    ----------
    contests : DataFrame
        One row per contest: ``election_code, area_code``, the ``COUNTS`` (Int64), ``turnout`` (Float64 in [0, 1]) and
        ``registered_voters_source``; NA where unknown. Of councils also ``basis``, ``ballot_kind`` and
        ``seats_unlisted``. The index is the row in ``contests_file``.
    votes : DataFrame
        One row per list that stood: ``election_code, area_code, party_code, votes, seats_won`` (Int64), NA where
        unknown. The index is the row in ``votes_file``.
    contests_file, votes_file : str
        How problems call the files; the same for a file that holds both.
    parties : mapping of str to str
        Parties that the file itself explains, by code: their French names.
    problems : mapping of str to list of FileProblem
        What reading found, by the name of the check of ``etl.checks`` it falls under.
    """

    contests: pd.DataFrame
    votes: pd.DataFrame
    contests_file: str
    votes_file: str
    parties: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, list[FileProblem]] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """A number for each contest, and that of its contest for each list: one for each election and area."""
        keys = pd.concat([self.contests[KEY], self.votes[KEY]])
        number = np.asarray(keys.groupby(KEY, sort=False).ngroup().fillna(-1), dtype=np.int64)
        contests, lists = number[: len(self.contests)].copy(), number[len(self.contests) :]
        # an election or area is not known: such a list is of no contest
        contests[contests < 0] = -2
        return contests, lists

    @cached_property
    def lists(self) -> "DataFrameGroupBy[Any, Any]":
        """The lists by the number of their contest."""
        return self.votes.groupby(self.numbers[1])


def problems_of(file: str, reasons: "pd.Series[str]", remedy: str) -> list[FileProblem]:
    """Make a problem of each reason; the index is the row in the file."""
    return [FileProblem(file, int(str(row)), str(reason), remedy) for row, reason in reasons.items()]


def contest_problems(
    results: "Results", failing: "pd.Series[bool]", reason: "str | pd.Series[str]", remedy: str
) -> list[FileProblem]:
    """Make a problem of each contest of which a condition is known to be true."""
    fails = failing.fillna(False).astype(bool)
    if not fails.any():
        return []
    areas = results.contests.loc[fails, "area_code"]
    reasons = reason if isinstance(reason, str) else reason[areas.index]
    return problems_of(results.contests_file, areas.astype("string") + ": " + reasons, remedy)


def of_contests(results: "Results", totals: "pd.Series[Any]") -> "pd.Series[Any]":
    """Lay values by the number of a contest beside the contests."""
    return pd.Series(totals.reindex(results.numbers[0]).array, index=results.contests.index)


def province_of(area_codes: "pd.Series[str]", codes: "Codes") -> "pd.Series[str]":
    """Give the province of each area, NA where it lies in none."""
    areas = codes.areas[codes.areas["code"].isin(area_codes)].drop_duplicates("code").set_index("code")
    return pd.Series(areas["province_code"].reindex(area_codes).array, index=area_codes.index)


def merged(*found: Mapping[str, Sequence[FileProblem]]) -> dict[str, list[FileProblem]]:
    """Put together what was found, by the name of the check, each problem once."""
    problems: dict[str, list[FileProblem]] = {}
    for each in found:
        for check, those in each.items():
            problems[check] = list(dict.fromkeys([*problems.get(check, []), *those]))
    return problems


def with_sums(contests: pd.DataFrame, votes: pd.DataFrame) -> pd.DataFrame:
    """
    Fill what follows from other figures: valid votes from those of all lists, turnout from ballots and voters.

    Returns
    -------
    DataFrame
        The contests, with ``valid_votes`` where the votes of each list are known and ``turnout`` where they were not.
    """
    grouped = votes.groupby(KEY)["votes"]
    sums = grouped.sum().where(grouped.count() == grouped.size())
    of_lists = pd.Series(sums.reindex(pd.MultiIndex.from_frame(contests[KEY])).array, index=contests.index)
    turnout = (contests["ballots_cast"] / contests["registered_voters"].replace(0, pd.NA)).astype("Float64")
    return contests.assign(
        valid_votes=contests["valid_votes"].fillna(of_lists.astype("Int64")),
        turnout=contests["turnout"].fillna(turnout),
    )
