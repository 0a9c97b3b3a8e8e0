"""What a briefing says in sentences, made from its numbers."""

import math
from collections.abc import Iterator

import pandas as pd

from app.maps.atlas import MapElection, Text
from app.maps.briefing import Briefing, Priced
from app.maps.briefing_texts import TEXTS
from app.maps.counting import AREA, SEAT, STRONGHOLD, VOTE, counted, difference, rank
from app.maps.numbers import number, percent
from app.maps.texts import TEXTS as ATLAS_TEXTS

NAMED = 3
LEVEL = 0.0005
"""Changes of a share that are written as 0,0 points."""

NOTHING = Text("", "")


def sentences(briefing: Briefing) -> tuple[Text, ...]:
    """
    Say what matters most in a region: votes, seats, strongholds, losses, the nearest and the most endangered seat.

    Parameters
    ----------
    briefing : Briefing
        The figures.

    Returns
    -------
    tuple of Text
        Sentences to be read one after the other. What is not known is not said, or said to be unknown.
    """
    own = briefing.own
    return tuple(_without_list(briefing) if own is None else _with_lists(briefing, own))


def name_areas(briefing: Briefing, codes: list[str], most: int = NAMED) -> Text:
    """Name areas of the briefing, the first ``most`` of them, and count the rest."""
    named = Text.join(_name(briefing, code) for code in codes[:most])
    if len(codes) <= most:
        return named
    return ATLAS_TEXTS["more_areas"].format({"named": named, "more": number(len(codes) - most)})


def name_parties(briefing: Briefing, codes: tuple[str, ...]) -> Text:
    """Name parties by their acronyms."""
    acronyms = briefing.atlas.country.parties["acronym"]
    return Text.join(Text.same(acronyms[code]) for code in codes) if codes else TEXTS["none"]


def _with_lists(briefing: Briefing, own: pd.Series) -> Iterator[Text]:
    yield _votes(briefing, own)
    yield from _leader(briefing)
    yield _seats(briefing, own["seats_won"])
    if briefing.election.method_version is not None:
        yield _strongholds(briefing)
    yield from _losses(briefing)
    yield from _prices(briefing)


def _without_list(briefing: Briefing) -> Iterator[Text]:
    yield TEXTS["say_no_list"].format({"year": _year(briefing.election)})
    if briefing.before is not None and not math.isnan(briefing.share_before):
        yield TEXTS["say_had"].format({"share": percent(briefing.share_before), "year": _year(briefing.before)})
    yield from _leader(briefing)
    yield from _prices(briefing)


def _votes(briefing: Briefing, own: pd.Series) -> Text:
    if math.isnan(own["share"]):
        return TEXTS["say_votes_unknown"]
    return TEXTS["say_obtains"].format(
        {
            "share": percent(own["share"]),
            "votes": counted(own["votes"], VOTE),
            "rank": _rank(briefing),
            "change": _change(briefing),
        }
    )


def _rank(briefing: Briefing) -> Text:
    if briefing.rank is None:
        return NOTHING
    return TEXTS["say_rank"].format({"rank": rank(briefing.rank), "parties": number(len(briefing.parties))})


def _change(briefing: Briefing) -> Text:
    if briefing.before is None:
        return NOTHING
    year = {"year": _year(briefing.before)}
    if math.isnan(briefing.change):
        return TEXTS["say_new"].format(year)
    if abs(briefing.change) < LEVEL:
        return TEXTS["say_level"].format(year)
    kind = "say_up" if briefing.change > 0 else "say_down"
    return TEXTS[kind].format(year | {"points": difference(briefing.change)})


def _leader(briefing: Briefing) -> Iterator[Text]:
    """Name the party with most votes, where it is another one and all votes are known."""
    if briefing.rank == 1 or briefing.parties.empty or briefing.parties["share"].isna().any():
        return
    first = briefing.parties.iloc[0]
    party = name_parties(briefing, (briefing.parties.index[0],))
    figures = {"share": percent(first["share"]), "seats": number(first["seats_won"])}
    yield TEXTS["say_leader"].format({"party": party, **figures})


def _seats(briefing: Briefing, won: float) -> Text:
    if math.isnan(won):
        return TEXTS["say_won_unknown"]
    fields = {"seats": number(briefing.areas["seats"].sum(skipna=False)), "before": _seats_before(briefing, won)}
    if won == 0:
        return TEXTS["say_won_none"].format(fields)
    return TEXTS["say_won"].format(fields | {"won": counted(won, SEAT)})


def _seats_before(briefing: Briefing, won: float) -> Text:
    before = briefing.seats_before
    if briefing.before is None or math.isnan(before):
        return NOTHING
    kind = "say_seats_level" if before == won else "say_seats_before" if before else "say_no_seat_before"
    return TEXTS[kind].format({"before": number(before), "year": _year(briefing.before)})


def _strongholds(briefing: Briefing) -> Text:
    scored = briefing.areas.dropna(subset="score").sort_values("score", ascending=False, kind="stable")
    if scored.empty:
        return TEXTS["say_unscored"]
    found = scored[scored["strength_class"] == "stronghold"]
    if found.empty:
        first = {"area": _name(briefing, str(scored.index[0])), "score": number(scored["score"].iloc[0])}
        return TEXTS["say_no_stronghold"].format(first)
    fields = {"strongholds": counted(len(found), STRONGHOLD), "areas": name_areas(briefing, list(found.index))}
    return TEXTS["say_strongholds"].format(fields)


def _losses(briefing: Briefing) -> Iterator[Text]:
    swings = briefing.areas["swing"].dropna().sort_values(kind="stable")
    falls = swings[swings < 0]
    if falls.empty and not swings.empty:
        yield TEXTS["say_no_loss"].format({"compared": number(len(swings))})
    if not falls.empty:
        yield TEXTS["say_losses"].format(
            {
                "falls": counted(len(falls), AREA),
                "compared": number(len(swings)),
                "area": _name(briefing, str(falls.index[0])),
                "points": difference(falls.iloc[0]),
            }
        )
    if briefing.gone:
        yield TEXTS["say_gone"].format({"areas": name_areas(briefing, briefing.gone)})


def _prices(briefing: Briefing) -> Iterator[Text]:
    if briefing.seats is None:
        return
    if briefing.seats.cheapest:
        yield _priced(briefing, "say_cheapest", briefing.seats.cheapest[0])
    elif briefing.seats.entries:
        yield _priced(briefing, "say_entry", briefing.seats.entries[0])
    if briefing.seats.endangered:
        yield _priced(briefing, "say_endangered", briefing.seats.endangered[0])


def _priced(briefing: Briefing, kind: str, priced: Priced) -> Text:
    fields = {"area": _name(briefing, priced.area_code), "votes": counted(priced.votes, VOTE)}
    return TEXTS[kind].format(fields | {"parties": name_parties(briefing, priced.lists)})


def _name(briefing: Briefing, code: str) -> Text:
    return Text(*briefing.areas.loc[code, ["name_fr", "name_ar"]])


def _year(election: MapElection) -> Text:
    return Text.same(election.date.year)
