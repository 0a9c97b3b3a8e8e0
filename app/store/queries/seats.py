"""Seats of an election as rows: computed beside the declared ones, priced, and under every law."""

from collections.abc import Callable, Sequence

import pandas as pd

from app.analysis import seats
from app.analysis.seats import Alternative, ContestInputs, Rules, SeatPrice, SeatRule, SeatsInputError
from app.errors import NotFound
from app.store.queries.seat_inputs import SeatInputs
from app.store.records import Row, rows_of

Ranking = Callable[[Sequence[ContestInputs], SeatRule, str], pd.DataFrame]

_NOT_PUBLISHED = "the seats of each list are not published"
_BASE = ("base_from", "base_to")
_COMPUTED = ("status", "agrees", "holds_from", "holds_to", "can_hold_from", "can_hold_to", "quotient")
_MEASURES = (
    *("gallagher", "loosemore_hanby", "effective_number_votes", "effective_number_seats"),
    *("parties_seated", "seats_first", "unstable"),
)


def by_area(inputs: SeatInputs, places: list[Row]) -> list[Row]:
    """
    Seats of each contest, declared and computed.

    Parameters
    ----------
    inputs : SeatInputs
    places : list of dict
        As from `seat_inputs.places`.

    Returns
    -------
    list of dict
        As `app.api.schemas.ContestSeats`. What cannot be computed is null, with the reason.
    """
    return [{"election": inputs.election, **place, **_counted(inputs, place["area__code"])} for place in places]


def by_party(inputs: SeatInputs, parties: list[Row]) -> list[Row]:
    """
    Seats of each party in all contests, declared and computed.

    Parameters
    ----------
    inputs : SeatInputs
    parties : list of dict
        As from `parties.of_election`.

    Returns
    -------
    list of dict
        As `app.api.schemas.PartySeats`, most seats first. Sums are unknown when any contest cannot be computed.
    """
    computed: dict[str, Row] = {}
    reasons = {}
    try:
        allocated = seats.allocate_all(list(inputs.contests.values()), inputs.rule)
        computed = {row.pop("party_code"): row for row in rows_of(seats.seats_by_party(allocated).reset_index())}
    except SeatsInputError as error:
        reasons = {"seats": str(error)}
    unknown = dict.fromkeys(("seats", "seats_min", "seats_max"))
    rows = [
        {"election": inputs.election, "law": inputs.rule.law, **party, **unknown, **computed.get(party["party"], {})}
        for party in parties
    ]
    return [
        {**row, "reasons": reasons | ({"seats_won": _NOT_PUBLISHED} if row["seats_won"] is None else {})}
        for row in sorted(rows, key=lambda row: -(row["seats"] or 0))
    ]


def prices(inputs: SeatInputs, places: list[Row], party: str | None) -> list[Row]:
    """
    Price the next and the last seat of a party (of every list for None) in the contests of the places.

    Returns
    -------
    list of dict
        As `app.api.schemas.ListPrice`. What cannot be computed is null, with the reason.

    Raises
    ------
    NotFound
        The party fielded no list there.
    """
    rows = [
        {"election": inputs.election, **place, "law": inputs.rule.law, **_price(contest, inputs.rule, standing)}
        for place in places
        for contest in [inputs.contests[place["area__code"]]]
        for standing in contest.votes
        if party in (None, standing)
    ]
    if not rows:
        raise NotFound(f"{party} fielded no list there in {inputs.election}.")
    return rows


def ranked(inputs: SeatInputs, places: list[Row], party: str, ranking: Ranking) -> list[Row]:
    """
    Rank a party's seats in the contests of the places; those that cannot be computed are left out.

    Parameters
    ----------
    inputs, places, party
        As `prices`.
    ranking : function
        `targets` or `endangered` of the engine.

    Returns
    -------
    list of dict
        As `app.api.schemas.RankedPrice`.

    Raises
    ------
    NotFound
        The party fielded no list there.
    """
    place_of = {place["area__code"]: place for place in places}
    standing = [inputs.contests[code] for code in place_of if party in inputs.contests[code].votes]
    if not standing:
        raise NotFound(f"{party} fielded no list there in {inputs.election}.")
    contests = [contest for contest in standing if _is_computable(contest, inputs.rule)]
    if not contests:
        return []
    ranks = ranking(contests, inputs.rule, party)
    rows = [(rank, inputs.contests[row.pop("area_code")], row) for rank, row in enumerate(rows_of(ranks), 1)]
    return [
        {"election": inputs.election, **place_of[contest.area_code], "law": inputs.rule.law, "rank": rank}
        | {"votes": contest.votes[party], **_told(row), "reasons": {}}
        for rank, contest, row in rows
    ]


def laws(rules: Rules) -> list[Row]:
    """List every declared rule, as `app.api.schemas.Law`."""
    return [_law(rule) for rule in rules.values()]


def by_law(inputs: SeatInputs, rules: Rules) -> list[Row]:
    """
    Measure how far the seats are from the votes under each law.

    Parameters
    ----------
    inputs : SeatInputs
    rules : mapping
        Of each law its rule for the election's own ballot, or else its first for lists of one part, is compared.

    Returns
    -------
    list of dict
        As `app.api.schemas.LawComparison`.
    """
    chosen: dict[str, SeatRule] = {}
    for (law, ballot), rule in rules.items():
        fills_lists = rule.method != "plurality" and not rule.parts
        if fills_lists and (law not in chosen or ballot == inputs.rule.ballot):
            chosen[law] = rule
    return [
        {"election": inputs.election, **_law(rule), "own": rule == inputs.rule, **_measured(inputs, rule)}
        for rule in chosen.values()
    ]


def _counted(inputs: SeatInputs, code: str) -> Row:
    contest, rule, declared = inputs.contests[code], inputs.rule, inputs.official.get(code)
    about = {"law": rule.law, "seats": contest.seats, "base": rule.base}
    try:
        compared = seats.compare_contest(contest, rule, declared)
        alternatives = seats.allocate_contest(contest, rule).alternatives
        lists = {row["party_code"]: row for row in seats.allocate_lists(contest, rule)}
    except SeatsInputError as error:
        unknown: Row = dict.fromkeys((*_BASE, *_COMPUTED)) | {"tied": [], "alternatives": []}
        reasons = {**dict.fromkeys(_COMPUTED, str(error)), **_undeclared(declared)}
        return {**about, **unknown, "reasons": reasons, "lists": _lists(contest, {}, declared)}
    row = {
        **about,
        "base_from": compared.pop("base_lower"),
        "base_to": compared.pop("base_upper"),
        **compared,
        "quotient": _quotient(alternatives[0]),
        "tied": [party for party, row in lists.items() if row["tied"]],
        "alternatives": [_alternative(each) for each in alternatives],
        "lists": _lists(contest, lists, declared),
    }
    return {**row, "reasons": _reasons(row, rule, declared)}


def _reasons(row: Row, rule: SeatRule, declared: Row | None) -> dict[str, str]:
    """Say of each figure that is unknown why it is."""
    reasons = _undeclared(declared)
    if row["base_from"] is None:
        return reasons | {"base_from": f"law {rule.law} divides by {rule.base}: there are no bounds"}
    if row["base_to"] is None:
        reasons |= {"base_to": f"{rule.base} of the country are not published"}
    if declared is not None and row["holds_from"] is None:
        reasons |= {"holds_from": "with no base within its bounds are the declared seats sure"}
    return reasons


def _undeclared(declared: Row | None) -> dict[str, str]:
    return {} if declared is not None else dict.fromkeys(("seats_won", "agrees"), _NOT_PUBLISHED)


def _quotient(alternative: Alternative) -> float | None:
    """Return the quotient of a ballot of one part; `alternatives` has those of the others."""
    parts = alternative.allocation.parts
    return parts[0].quotient if len(parts) == 1 else None


def _alternative(alternative: Alternative) -> Row:
    allocation = alternative.allocation
    parts = [
        {
            "name": part.name,
            "seats": part.seats,
            "quotient": part.quotient,
            "tied": list(part.tie.parties) if part.tie else [],
            "tied_seats": part.tie.seats if part.tie else 0,
            "vacant": part.vacant,
        }
        for part in allocation.parts
    ]
    won = {party: count for party, count in allocation.seats.items() if count}
    return {"base_from": alternative.lower, "base_to": alternative.upper, "seats": won, "parts": parts}


def _lists(contest: ContestInputs, computed: dict[str, Row], declared: Row | None) -> list[Row]:
    return [
        {
            "party": party,
            "votes": votes,
            "seats_won": None if declared is None else declared[party],
            **{field: computed.get(party, {}).get(field) for field in ("seats", "seats_min", "seats_max")},
        }
        for party, votes in contest.votes.items()
    ]


def _price(contest: ContestInputs, rule: SeatRule, party: str) -> Row:
    row = {"party": party, "votes": contest.votes[party]}
    try:
        price = seats.seat_price(contest, rule, party)
    except SeatsInputError as error:
        unknown = dict.fromkeys(field for field in SeatPrice.__dataclass_fields__ if field != "party")
        return {**row, **unknown, "won_from": [], "lost_to": [], "reasons": {"seats": str(error)}}
    return {**row, **_told(vars(price)), "reasons": {}}


def _told(price: Row) -> Row:
    return {**price, "won_from": list(price["won_from"]), "lost_to": list(price["lost_to"])}


def _is_computable(contest: ContestInputs, rule: SeatRule) -> bool:
    try:
        seats.allocate_contest(contest, rule)
    except SeatsInputError:
        return False
    return True


def _law(rule: SeatRule) -> Row:
    parts = [vars(part) for part in rule.parts]
    return {**vars(rule), "threshold": float(rule.threshold), "parts": parts}


def _measured(inputs: SeatInputs, rule: SeatRule) -> Row:
    try:
        table = seats.compare_laws(list(inputs.contests.values()), {rule.law: rule})
    except SeatsInputError as error:
        return {**dict.fromkeys(_MEASURES), "reasons": {"gallagher": str(error)}}
    # as `app.api.schemas.AreaIndices` calls it
    [measured] = rows_of(table.rename(columns=lambda name: name.replace("_parties_", "_number_")))
    return {**measured, "reasons": {}}
