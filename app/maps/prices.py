"""What a party's next seat costs it, and how safe its last one is, wherever it fielded a list."""

from collections.abc import Mapping, Sequence

import pandas as pd

from app.analysis.seats import ContestInputs, SeatPrice, SeatRule, SeatsInputError, seat_price

COLUMNS = ("votes_to_tie", "votes_to_win", "votes_to_risk", "votes_to_lose")


def party_prices(counted: Mapping[str, tuple[SeatRule, Sequence[ContestInputs]]], party: str) -> pd.DataFrame:
    """
    Price the next and the last seat of a party.

    Parameters
    ----------
    counted : mapping of election code to rule and contests
        Elections whose seats can be counted.
    party : str
        Code of the party.

    Returns
    -------
    pandas.DataFrame
        Index (``election_code``, ``area_code``), one row per list; ``votes_to_tie``, ``votes_to_win``,
        ``votes_to_risk``, ``votes_to_lose`` as `app.analysis.seats.SeatPrice`, NaN where there is none, and
        ``no_price``: why ``votes_to_win`` is NaN. ``figures``: votes or seats are not published; ``registered``: no
        number of votes is sure to do while the registered voters are not published; ``beyond``: not even all of those
        who did not vote would do. None where there is a price.
    """
    rows = [
        {"election_code": election, "area_code": contest.area_code, **_price(contest, rule, party)}
        for election, (rule, contests) in counted.items()
        for contest in contests
        if party in contest.votes
    ]
    frame = pd.DataFrame(rows, columns=["election_code", "area_code", *COLUMNS, "no_price"])
    return frame.astype(dict.fromkeys(COLUMNS, float)).set_index(["election_code", "area_code"]).sort_index()


def _price(contest: ContestInputs, rule: SeatRule, party: str) -> dict[str, int | str | None]:
    try:
        price = seat_price(contest, rule, party)
    except SeatsInputError:
        return {"no_price": "figures"}
    return {name: getattr(price, name) for name in COLUMNS} | {"no_price": _no_price(contest, price)}


def _no_price(contest: ContestInputs, price: SeatPrice) -> str | None:
    if price.votes_to_win is not None:
        return None
    registered = contest.registered_voters
    is_published = registered is not None and registered.lower == registered.upper
    return "beyond" if is_published else "registered"
