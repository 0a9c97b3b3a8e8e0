"""
Figures of elections, each defined once: everything that shows one calls it here or receives what it gave.

Unknown is NaN, never zero and never skipped. In a table of votes `stood` marks the lists that stood: NaN where a list
stood is an unknown number of votes, NaN where none stood is no list.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NO_LIST = "no list stood"
VOTES_UNKNOWN = "votes are not published"
VALID_VOTES_UNKNOWN = "valid votes are not published"
NOBODY_VOTED = "no valid vote was cast"
RIVALS_UNKNOWN = "a list whose votes are not published could change it"
TIED = "two lists or more have the most votes"


def ratio(part: ArrayLike, whole: ArrayLike) -> Floats:
    """
    Divide.

    Parameters
    ----------
    part, whole : array_like, broadcastable

    Returns
    -------
    ndarray
        NaN where the whole is not positive or either is unknown.
    """
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    unknown = np.full(np.broadcast(part, whole).shape, np.nan)
    return np.asarray(np.divide(part, whole, out=unknown, where=whole > 0))


def share(votes: ArrayLike, valid_votes: ArrayLike) -> Floats:
    """
    Vote share, votes ÷ valid votes.

    Parameters
    ----------
    votes, valid_votes : array_like, broadcastable
        Counts ≥ 0; NaN is unknown.

    Returns
    -------
    ndarray
        Shares in [0, 1]; NaN where either count is unknown or nobody voted.
    """
    return ratio(votes, valid_votes)


def turnout(ballots_cast: ArrayLike, registered_voters: ArrayLike) -> Floats:
    """
    Turnout, ballots cast (valid or not) ÷ registered voters.

    Parameters
    ----------
    ballots_cast, registered_voters : array_like, broadcastable
        Counts ≥ 0; NaN is unknown.

    Returns
    -------
    ndarray
        Rates in [0, 1]; NaN where either count is unknown.
    """
    return ratio(ballots_cast, registered_voters)


def swing(before: ArrayLike, after: ArrayLike) -> Floats:
    """
    Change of a share, after − before.

    Parameters
    ----------
    before, after : array_like, broadcastable
        Shares in [0, 1]; NaN is unknown, or no list.

    Returns
    -------
    ndarray
        Changes in [−1, 1]; NaN where either share is.
    """
    return np.asarray(np.asarray(after, float) - np.asarray(before, float))


def total(terms: ArrayLike) -> float:
    """
    Sum in which an unknown term makes the sum unknown.

    Parameters
    ----------
    terms : array_like, shape (terms,)
        NaN is unknown.

    Returns
    -------
    float
        NaN where a term is, or where there is none: a sum over nothing was not measured.
    """
    terms = np.asarray(terms, float)
    return float(terms.sum()) if terms.size else float("nan")


class Contests(NamedTuple):
    """
    Contests by list.

    Attributes
    ----------
    votes : ndarray, shape (..., parties)
        NaN where a list's votes are unknown, or no list stood.
    stood : ndarray of bool, shape (..., parties)
        Whether a list stood.
    valid_votes : ndarray, shape (...)
        NaN is unknown.
    """

    votes: Floats
    stood: Flags
    valid_votes: Floats

    @property
    def unknown(self) -> Flags:
        """Whether a list stood whose votes are unknown, shape (..., parties)."""
        return self.stood & np.isnan(self.votes)

    @property
    def known(self) -> Floats:
        """Votes known, −1 where there are none to compare, shape (..., parties)."""
        return np.where(self.stood & ~np.isnan(self.votes), self.votes, -1.0)

    @property
    def missing(self) -> Floats:
        """
        The most votes that lists of unknown votes can have: valid votes less those known, shape (...).

        0 where no list's votes are unknown, infinite where the valid votes are.
        """
        open_ = self.unknown.any(axis=-1)
        left = np.maximum(self.valid_votes - np.maximum(self.known, 0.0).sum(axis=-1), 0.0)
        return np.where(open_, np.where(np.isnan(self.valid_votes), np.inf, left), 0.0)


def contests(votes: ArrayLike, valid_votes: ArrayLike, stood: ArrayLike | None = None) -> Contests:
    """
    Make contests of arrays.

    Parameters
    ----------
    votes : array_like, shape (..., parties)
        Counts ≥ 0; NaN is unknown, or no list.
    valid_votes : array_like, shape (...)
        Counts ≥ 0; NaN is unknown.
    stood : array_like of bool, shape (..., parties), optional
        Whether a list stood; where votes are known unless given.

    Returns
    -------
    Contests
    """
    votes = np.asarray(votes, float)
    lists = ~np.isnan(votes) if stood is None else np.asarray(stood, bool)
    return Contests(np.where(lists, votes, np.nan), lists, np.asarray(valid_votes, float))


def margin(of: Contests) -> Floats:
    """
    Margin of each list over the best of the others, m_p = (v_p − max v_q, q ≠ p) ÷ V.

    Parameters
    ----------
    of : Contests

    Returns
    -------
    ndarray, shape (..., parties)
        In [−1, 1]: the lead of the first list, minus its distance to the first for any other. A list alone has its own
        share for a margin. NaN where no list stood, where its votes or the valid votes are unknown, and where a rival
        whose votes are unknown could be the best of the others.
    """
    second, first = np.moveaxis(np.partition(_with_two_more(of.known), -2, axis=-1)[..., -2:], -1, 0)
    leads = of.known == first[..., None]
    best_other = np.maximum(np.where(leads, second[..., None], first[..., None]), 0.0)
    rivals_unknown = of.unknown.sum(axis=-1)[..., None] - of.unknown > 0
    certain = ~rivals_unknown | (of.missing[..., None] <= best_other)
    size = of.valid_votes[..., None]
    return np.where(certain, share(of.votes, size) - share(best_other, size), np.nan)


def _with_two_more(known: Floats) -> Floats:
    """Add two lists that nobody could vote for: every contest has a first and a second then."""
    return np.pad(known, [(0, 0)] * (known.ndim - 1) + [(0, 2)], constant_values=-1.0)


def leader(of: Contests) -> NDArray[np.intp]:
    """
    Name the list with the most votes.

    Parameters
    ----------
    of : Contests

    Returns
    -------
    ndarray of int, shape (...)
        Its place among the parties; −1 where no list stood, nobody voted, two lead together, or a list whose votes are
        unknown could have as many.
    """
    known = _with_two_more(of.known)
    first, most = known.argmax(axis=-1), known.max(axis=-1)
    alone = (known == most[..., None]).sum(axis=-1) == 1
    # a list alone with unknown votes leads nobody: that anybody voted is unknown
    certain = alone & (most > of.missing) & (most > 0)
    return np.where(certain, first, -1)


def rank(of: Contests) -> Floats:
    """
    Rank each list by its votes, 1 for the most; lists with equal votes share the better rank.

    Parameters
    ----------
    of : Contests

    Returns
    -------
    ndarray, shape (..., parties)
        NaN where no list stood, its votes are unknown, or a list whose votes are unknown could stand above it.
    """
    known = of.known
    above = (known[..., None, :] > known[..., :, None]).sum(axis=-1)
    open_ = np.any(of.unknown, axis=-1, keepdims=True)
    certain = (known >= 0) & (~open_ | (known >= of.missing[..., None]))
    return np.where(certain, above + 1.0, np.nan)


def effective_number(of: Contests) -> Floats:
    """
    Effective number of parties on votes, 1 ÷ Σ s² (Laakso & Taagepera 1979).

    Parameters
    ----------
    of : Contests

    Returns
    -------
    ndarray, shape (...)
        In [1, lists]; NaN where no list stood, nobody voted, or a list's votes are unknown and not all others' votes
        make the valid votes.

    References
    ----------
    Laakso, M. & Taagepera, R. (1979). Effective number of parties. Comparative Political Studies 12(1).
    """
    cast = np.maximum(of.known, 0.0)
    # among the lists, so that no number exceeds theirs where some votes went to none of them
    shares = np.nan_to_num(share(cast, cast.sum(axis=-1, keepdims=True)))
    return np.where(of.missing == 0, ratio(1.0, np.square(shares).sum(axis=-1)), np.nan)


def why_unknown(of: Contests) -> NDArray[np.object_]:
    """
    Say why figures of a contest that compare its lists are unknown.

    Parameters
    ----------
    of : Contests

    Returns
    -------
    ndarray of str, shape (...)
        The first reason that fits; of a leader whom another list equals, `TIED`. Empty where nothing is in the way.
    """
    most = of.known.max(axis=-1, initial=-1.0, keepdims=True)
    nobody = np.logical_or(of.valid_votes == 0, np.asarray(most)[..., 0] == 0)
    tied = (of.known == most).sum(axis=-1) > 1
    reasons = [
        (~of.stood.any(axis=-1), NO_LIST),
        ((of.stood & ~of.unknown).sum(axis=-1) == 0, VOTES_UNKNOWN),
        (of.missing > 0, RIVALS_UNKNOWN),
        (nobody, NOBODY_VOTED),
        (np.isnan(of.valid_votes), VALID_VOTES_UNKNOWN),
        (tied, TIED),
    ]
    conditions, texts = zip(*reasons, strict=True)
    return np.asarray(np.select(conditions, texts, default=""), dtype=object)


class Coverage(NamedTuple):
    """
    How many of the contests that an election has are known.

    Attributes
    ----------
    contests : int
    of : int
        One for each area that votes.
    explained : int
        Areas without a known contest for whose absence a source declares the reason.
    """

    contests: int
    of: int
    explained: int = 0

    @property
    def is_partial(self) -> bool:
        """Whether contests are missing."""
        return self.contests < self.of

    @property
    def is_complete(self) -> bool:
        """Whether every area has a contest, or a declared reason for its absence; never where there is no contest."""
        return self.contests > 0 and self.contests + self.explained >= self.of


class Held(NamedTuple):
    """
    An election as others are compared with it.

    Attributes
    ----------
    code, institution, ballot, level : str
    scope : str
        `GENERAL`, or `PARTIAL` for a by-election.
    date : datetime.date
    """

    code: str
    institution: str
    ballot: str
    level: str
    scope: str
    date: dt.date


GENERAL, PARTIAL = "general", "partial"
"""Scopes: an election everywhere, and a by-election."""

SCOPES = (GENERAL, PARTIAL)


def comparable(elections: Sequence[Held], election: Held) -> list[Held]:
    """
    List the general elections that an election can be compared with, the oldest first.

    Parameters
    ----------
    elections : sequence of Held
    election : Held

    Returns
    -------
    list of Held
        Of the same institution, ballot and level; with the election itself where it is general. By-elections never.
    """
    kind = (election.institution, election.ballot, election.level)
    same = [one for one in elections if (one.institution, one.ballot, one.level) == kind and one.scope == GENERAL]
    return sorted(same, key=lambda one: one.date)


def previous(elections: Sequence[Held], election: Held) -> Held | None:
    """
    Name the comparable election before one.

    Parameters
    ----------
    elections : sequence of Held
    election : Held

    Returns
    -------
    Held or None
        The newest of `comparable` before its date; None where there is none.
    """
    earlier = [one for one in comparable(elections, election) if one.date < election.date]
    return earlier[-1] if earlier else None


def stand_ins(elections: Sequence[Held], election: Held) -> list[Held]:
    """
    List the earlier elections by another ballot that stand in for results of the own ballot that are unpublished.

    Parameters
    ----------
    elections : sequence of Held
    election : Held

    Returns
    -------
    list of Held
        The oldest first: general ones of the same institution and level, of days of which the election's own ballot is
        not known. They are the flagged past of a lean, and of how far leans last; never a swing, a seat or a
        `previous` election. None for a by-election.
    """
    own = comparable(elections, election)
    days = {one.date for one in own}
    return sorted(
        (
            one
            for one in elections
            if election in own
            and one.scope == GENERAL
            and (one.institution, one.level) == (election.institution, election.level)
            and one.date < election.date
            and one.date not in days
        ),
        key=lambda one: one.date,
    )


def latest(elections: Sequence[Held], coverage: Mapping[str, Coverage], institution: str, ballot: str) -> Held | None:
    """
    Name the latest election of an institution by a kind of ballot.

    Parameters
    ----------
    elections : sequence of Held
    coverage : mapping of election code to Coverage
    institution, ballot : str

    Returns
    -------
    Held or None
        The newest general one in which every area has a contest or a declared reason for its absence.
    """
    complete = [
        one
        for one in elections
        if (one.institution, one.ballot, one.scope) == (institution, ballot, GENERAL) and coverage[one.code].is_complete
    ]
    return max(complete, key=lambda one: one.date, default=None)


def class_of(values: ArrayLike, breaks: Sequence[float]) -> Floats:
    """
    Put values into the classes of a legend.

    Parameters
    ----------
    values : array_like
        NaN is unknown.
    breaks : sequence of float
        Ascending; a value that equals a break belongs to the class above it.

    Returns
    -------
    ndarray
        0 for values below the first break; NaN where unknown.
    """
    values = np.asarray(values, float)
    return np.where(np.isnan(values), np.nan, np.searchsorted(np.asarray(breaks, float), values, side="right"))
