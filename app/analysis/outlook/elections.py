"""Which elections the outlook rests on, from those that are loaded: nothing here names one."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from app.analysis.figures import GENERAL, Coverage, Held, comparable, latest, previous

HOUSE, LOCAL = "house", "local"
COUNCILS, COUNCIL_BALLOT = "communal_council", "communal"
COUNCIL_TERM = 6
"""Years between two elections of communal councils: 2015, 2021, 2027."""

NEXT_HOUSE = "next-house"


class CouncilElections(NamedTuple):
    """
    What councils are learned from, and forecast from.

    Attributes
    ----------
    before, now : Held
        The last two elections of councils.
    house_at, house_before : Held
        The last House known on the day of the second, which may be that of the day, and the one before it.
    house_now : Held
        The last House known today.
    """

    before: Held
    now: Held
    house_at: Held
    house_before: Held
    house_now: Held

    @property
    def outlook(self) -> str:
        """Code of the outlook of the next ones, with the year in which they are due."""
        return f"councils-{self.now.date.year + COUNCIL_TERM}"


def next_house_from(
    held: Sequence[Held], coverage: Mapping[str, Coverage], seated: Collection[str]
) -> tuple[Held, ...]:
    """
    Name the ballots of the last House, which the next one is forecast from.

    Parameters
    ----------
    held : sequence of Held
        Elections that are loaded.
    coverage : mapping of election code to Coverage
    seated : collection of str
        Codes of the elections whose contests have seats.

    Returns
    -------
    tuple of Held
        The latest ballot by local lists that is complete, then the others of its day that have seats; none where none
        is complete.
    """
    local = latest(held, coverage, HOUSE, LOCAL)
    if local is None or local.code not in seated:
        return ()
    same_day = [
        one
        for one in held
        if (one.institution, one.scope, one.date) == (HOUSE, GENERAL, local.date) and one.code in seated
    ]
    return (local, *sorted((one for one in same_day if one != local), key=lambda one: one.code))


def house_transitions(held: Sequence[Held], seated: Collection[str]) -> list[tuple[Held, Held]]:
    """
    Name the pairs of elections of the House that the outlook is judged on.

    Parameters
    ----------
    held, seated
        As for `next_house_from`.

    Returns
    -------
    list of (Held, Held)
        The last one known, and the outcome, whose seats can be counted; ballots by local lists first, then by time.
    """
    outcomes = [one for one in held if one.institution == HOUSE and one.scope == GENERAL and one.code in seated]
    in_order = sorted(outcomes, key=lambda one: (one.ballot != LOCAL, one.ballot, one.date))
    pairs = [(previous(held, outcome), outcome) for outcome in in_order]
    return [(known, outcome) for known, outcome in pairs if known is not None]


def other_ballot_before(held: Sequence[Held], first: Held) -> Held | None:
    """Name the last election of an institution before one, in the same areas by another kind of ballot."""
    others = [
        one
        for one in held
        if (one.institution, one.level, one.scope) == (first.institution, first.level, GENERAL)
        and one.ballot != first.ballot
        and one.date < first.date
    ]
    return max(others, key=lambda one: one.date, default=None)


def councils_from(held: Sequence[Held], coverage: Mapping[str, Coverage]) -> CouncilElections | None:
    """
    Name the elections that councils are learned and forecast from.

    Parameters
    ----------
    held, coverage
        As for `next_house_from`.

    Returns
    -------
    CouncilElections or None
        None where no complete election of councils has one before it, or fewer than two of the House were before it.
    """
    now, house_now = latest(held, coverage, COUNCILS, COUNCIL_BALLOT), latest(held, coverage, HOUSE, LOCAL)
    if now is None or house_now is None:
        return None
    before = previous(held, now)
    *_, house_before, house_at = None, None, *(one for one in comparable(held, house_now) if one.date <= now.date)
    if before is None or house_at is None or house_before is None:
        return None
    return CouncilElections(before, now, house_at, house_before, house_now)
