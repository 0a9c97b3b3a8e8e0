"""What a briefing says in sentences, made from its numbers."""

import math
from collections.abc import Iterator

import pandas as pd

from app.maps.atlas import CONSTITUENCY, MapElection
from app.maps.briefing import Briefing, Priced
from app.maps.readings import AND_OTHERS
from app.maps.summary import NO_FORECAST, NONE
from app.maps.texts import flagged
from app.maps.words.catalogues import Text, text
from app.maps.words.numbers import CONSTITUENCIES, SEATS, STRONGHOLDS, VOTES, difference, number, percent, rank

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
    return AND_OTHERS[CONSTITUENCY].of(len(codes) - most, named=named)


def name_parties(briefing: Briefing, codes: tuple[str, ...]) -> Text:
    """Name parties by their acronyms."""
    acronyms = briefing.atlas.country.parties["acronym"]
    return Text.join(Text.same(acronyms[code]) for code in codes) if codes else NONE


def _with_lists(briefing: Briefing, own: pd.Series) -> Iterator[Text]:
    yield _votes(briefing, own)
    yield from _leader(briefing)
    yield _seats(briefing, own["seats_won"])
    if briefing.election.method_version is not None:
        yield _strongholds(briefing)
    yield from _losses(briefing)
    yield from _prices(briefing)


def _without_list(briefing: Briefing) -> Iterator[Text]:
    yield text("The party had no list in the region in {year}.", year=_year(briefing.election))
    if briefing.before is not None and not math.isnan(briefing.share_before):
        share, year = percent(briefing.share_before), _year(briefing.before)
        yield text("It had obtained {share} of the votes there in {year}.", share=share, year=year)
    yield from _leader(briefing)
    yield from _prices(briefing)


def _votes(briefing: Briefing, own: pd.Series) -> Text:
    if math.isnan(own["share"]):
        return text("Not all of the party's votes in the region are published.")
    return text(
        "The party obtains {share} of the region's votes ({votes}){rank}{change}.",
        share=percent(own["share"]),
        votes=VOTES.of(own["votes"]),
        rank=_rank(briefing),
        change=_change(briefing),
    )


def _rank(briefing: Briefing) -> Text:
    if briefing.rank is None:
        return NOTHING
    return text(", in {rank} of {parties}", rank=rank(briefing.rank), parties=number(len(briefing.parties)))


def _change(briefing: Briefing) -> Text:
    if briefing.before is None:
        return NOTHING
    year = _year(briefing.before)
    if math.isnan(briefing.change):
        return text(", without a comparable list in {year}", year=year)
    return flagged(_change_since(briefing.change, year), briefing.atlas.continuity(briefing.election))


def _change_since(change: float, year: Text) -> Text:
    if abs(change) < LEVEL:
        return text(", as in {year}", year=year)
    size = difference(change)
    if change > 0:
        return text(", up {points} since {year}", points=size, year=year)
    return text(", down {points} since {year}", points=size, year=year)


def _leader(briefing: Briefing) -> Iterator[Text]:
    """Name the party with most votes, where it is another one and all votes are known."""
    if briefing.rank == 1 or briefing.parties.empty or briefing.parties["share"].isna().any():
        return
    first = briefing.parties.iloc[0]
    yield text(
        "First in the region: {party} ({share} of the votes, seats: {seats}).",
        party=name_parties(briefing, (briefing.parties.index[0],)),
        share=percent(first["share"]),
        seats=number(first["seats_won"]),
    )


def _seats(briefing: Briefing, won: float) -> Text:
    if math.isnan(won):
        return text("Its seats are not published.")
    seats, before = number(briefing.areas["seats"].sum(skipna=False)), _seats_before(briefing, won)
    if won == 0:
        return text("It wins none of the {seats} seats{before}.", seats=seats, before=before)
    return text("It wins {won} of {seats}{before}.", won=SEATS.of(won), seats=seats, before=before)


def _seats_before(briefing: Briefing, won: float) -> Text:
    before = briefing.seats_before
    if briefing.before is None or math.isnan(before):
        return NOTHING
    year = _year(briefing.before)
    if before == won:
        return text(", as in {year}", year=year)
    if before == 0:
        return text(", against none in {year}", year=year)
    return text(", against {before} in {year}", before=number(before), year=year)


def _strongholds(briefing: Briefing) -> Text:
    scored = briefing.areas.dropna(subset="score").sort_values("score", ascending=False, kind="stable")
    if scored.empty:
        return text("Its lists have no score.")
    found = scored[scored["strength_class"] == "bastion"]
    if found.empty:
        area, score = _name(briefing, str(scored.index[0])), number(scored["score"].iloc[0])
        if scored["p_seat"].isna().all():
            said = {"area": area, "score": score, "why": NO_FORECAST}
            return text("Its strongest area: {area} (score: {score} of 100). {why}", **said)
        return text(
            "It has no stronghold there; its strongest area: {area} (score: {score} of 100).", area=area, score=score
        )
    counted, areas = STRONGHOLDS.of(len(found)), name_areas(briefing, list(found.index))
    return text("It has {strongholds} there: {areas}.", strongholds=counted, areas=areas)


def _losses(briefing: Briefing) -> Iterator[Text]:
    swings = briefing.areas["swing"].dropna().sort_values(kind="stable")
    falls, compared = swings[swings < 0], number(len(swings))
    if falls.empty and not swings.empty:
        yield text("It falls nowhere (comparable constituencies: {compared}).", compared=compared)
    if not falls.empty:
        yield text(
            "It falls in {falls} (comparable: {compared}), most in {area} ({points}).",
            falls=CONSTITUENCIES.of(len(falls)),
            compared=compared,
            area=_name(briefing, str(falls.index[0])),
            points=difference(falls.iloc[0]),
        )
    if briefing.gone:
        yield text("It no longer has a list in {areas}.", areas=name_areas(briefing, briefing.gone))


def _prices(briefing: Briefing) -> Iterator[Text]:
    if briefing.seats is None:
        return
    if briefing.seats.cheapest:
        nearest = _priced(briefing, briefing.seats.cheapest[0])
        yield text("The nearest seat is in {area}: {votes} more (at the expense of: {parties}).").format(**nearest)
    elif briefing.seats.entries:
        entry = _priced(briefing, briefing.seats.entries[0])
        yield text("A new list would be nearest to a first seat in {area}: {votes}.").format(**entry)
    if briefing.seats.endangered:
        last = _priced(briefing, briefing.seats.endangered[0])
        yield text("The most endangered seat is in {area}: lost with {votes} less (to: {parties}).").format(**last)


def _priced(briefing: Briefing, priced: Priced) -> dict[str, Text]:
    area, parties = _name(briefing, priced.area_code), name_parties(briefing, priced.lists)
    return {"area": area, "votes": VOTES.of(priced.votes), "parties": parties}


def _name(briefing: Briefing, code: str) -> Text:
    return Text(*briefing.areas.loc[code, ["name_fr", "name_ar"]])


def _year(election: MapElection) -> Text:
    return Text.same(election.date.year)
