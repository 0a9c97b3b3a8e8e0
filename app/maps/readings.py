"""What a page says of each theme, made from its numbers."""

from collections.abc import Callable, Mapping

import pandas as pd

from app.maps.atlas import Atlas, BackTest, Country, MapElection, Text, of_election
from app.maps.numbers import coefficient, number, percent, points
from app.maps.summary import NAMED_AREAS, reading
from app.maps.texts import TEXTS
from app.maps.themes import themes
from app.maps.wording import words

MANY_VOTES = 0.1
NEAR = 0.05
MAJORITY = 0.5
CHEAP = 2500
NAMED_PARTIES = 5


def readings(atlas: Atlas, election: MapElection) -> dict[str, Text]:
    """
    Say in one or two sentences what each theme shows.

    Parameters
    ----------
    atlas : Atlas
        The page's figures.
    election : MapElection
        Which of its elections.

    Returns
    -------
    dict of str to Text
        By the key of the theme.
    """
    country = atlas.country
    return {theme.key: _SAID[theme.key](atlas, election) for theme in themes(country.parties, country.level)}


def ballots_note(country: Country, election: MapElection) -> Text | None:
    """Say that not all areas have the same ballot, where that is so."""
    counts = of_election(country.ballots.to_frame("ballot"), election)["ballot"].value_counts()
    if len(counts) < 2:
        return None
    return words(country.level)["two_ballots"].format({str(ballot): number(count) for ballot, count in counts.items()})


def back_test_note(tested: BackTest) -> Text:
    """Say what the score is not, by what a back-test measured."""
    is_better = tested.score > tested.last_share
    fields = {"year": Text.same(tested.year)}
    fields |= {"score": coefficient(tested.score), "share": coefficient(tested.last_share)}
    return TEXTS["back_test_better" if is_better else "back_test_worse"].format(fields)


def _classes(atlas: Atlas, election: MapElection) -> Text:
    counts = of_election(atlas.scores, election)["strength_class"].value_counts()
    if counts.empty:
        return _words(atlas)["reading_no_score"]
    kinds = ("stronghold", "leaning", "competitive", "weak", "absent")
    return _words(atlas)["reading_class"].format({kind: number(counts.get(kind, 0)) for kind in kinds})


def _shares(atlas: Atlas, election: MapElection) -> Text:
    shares = _highest(atlas, election, "share")
    if shares.empty:
        return _words(atlas)["reading_unknown"]
    fields = {"many": number((shares >= MANY_VOTES).sum()), "areas": _areas(atlas)}
    return _words(atlas)["reading_share"].format(
        fields | {"leading": _listed(atlas, shares.head(NAMED_AREAS), percent)}
    )


def _clusters(atlas: Atlas, election: MapElection) -> Text:
    counts = of_election(atlas.clusters, election)["label"].value_counts()
    if counts.empty:
        return _words(atlas)["reading_unknown"]
    tested = {"tested": number(counts.sum())}
    if counts.get("ns", 0) == counts.sum():
        return _words(atlas)["reading_no_cluster"].format(tested)
    high, low, odd = (
        number(sum(counts.get(label, 0) for label in labels)) for labels in (("HH",), ("LL",), ("HL", "LH"))
    )
    return _words(atlas)["reading_cluster"].format(tested | {"high": high, "low": low, "odd": odd})


def _prices(atlas: Atlas, election: MapElection) -> Text:
    listed = of_election(atlas.prices, election)["votes_to_win"]
    prices = listed.dropna().sort_values(kind="stable")
    if prices.empty:
        return _words(atlas)["reading_unknown"]
    fields = {"near": number((prices < CHEAP).sum()), "listed": number(len(listed))}
    return _words(atlas)["reading_price"].format(fields | {"leading": _listed(atlas, prices.head(NAMED_AREAS), number)})


def _margins(atlas: Atlas, election: MapElection) -> Text:
    margins = _highest(atlas, election, "margin")
    if margins.empty:
        return _words(atlas)["reading_unknown"]
    near = margins[(margins < 0) & (margins >= -NEAR)]
    fields = {"ahead": number((margins > 0).sum()), "areas": _areas(atlas)}
    return _words(atlas)["reading_margin"].format(fields | {"near": _listed(atlas, near, points)})


def _swings(atlas: Atlas, election: MapElection) -> Text:
    swings = _highest(atlas, election, "swing")
    if swings.empty:
        return _words(atlas)["reading_no_swing"]
    fields = {
        "rises": number((swings > 0).sum()),
        "falls": number((swings < 0).sum()),
        "compared": number(len(swings)),
        "best": _listed(atlas, swings.head(1), points),
        "worst": _listed(atlas, swings.tail(1), points),
    }
    return _words(atlas)["reading_swing"].format(fields)


def _turnout(atlas: Atlas, election: MapElection) -> Text:
    rates = of_election(atlas.country.contests, election)["turnout"].dropna().sort_values(ascending=False)
    if rates.empty:
        return _words(atlas)["reading_unknown"]
    best, worst = (_listed(atlas, end, percent) for end in (rates.head(1), rates.tail(1)))
    return _words(atlas)["reading_turnout"].format({"median": percent(rates.median()), "best": best, "worst": worst})


def _winners(atlas: Atlas, election: MapElection) -> Text:
    counts = of_election(atlas.country.leaders.to_frame("party"), election)["party"].value_counts()
    if counts.empty:
        return _words(atlas)["reading_unknown"]
    acronyms = atlas.country.parties["acronym"]
    named = counts.head(NAMED_PARTIES)
    if atlas.party.code not in named:
        named = pd.concat([named, pd.Series({atlas.party.code: counts.get(atlas.party.code, 0)})])
    listed = [
        _words(atlas)["counted"].format({"name": Text.same(acronyms[code]), "count": number(count)})
        for code, count in zip(named.index, named, strict=True)
    ]
    return _words(atlas)["reading_winner"].format({"parties": Text.join(listed)})


def _seats(atlas: Atlas, election: MapElection) -> Text:
    seats = of_election(atlas.results, election)["seats_won"]
    if seats.isna().any() or seats.empty:
        return _words(atlas)["reading_unknown"]
    won = seats[seats > 0].sort_values(ascending=False, kind="stable")
    if won.empty:
        return _words(atlas)["reading_no_seat"]
    return _words(atlas)["reading_seats"].format({"won": number(won.sum()), "areas": _listed(atlas, won, number)})


def _councils(atlas: Atlas, election: MapElection) -> Text:
    results, contests = of_election(atlas.results, election), of_election(atlas.country.contests, election)
    parts = (results["seats_won"] / contests["seats"].reindex(results.index)).dropna()
    if parts.empty:
        return _words(atlas)["reading_unknown"]
    leading = parts.sort_values(ascending=False, kind="stable").head(NAMED_AREAS)
    fields = {"majorities": number((parts > MAJORITY).sum()), "areas": _areas(atlas)}
    fields |= {"won": number(results["seats_won"].sum(skipna=False)), "leading": _listed(atlas, leading, percent)}
    return _words(atlas)["reading_council"].format(fields)


def _words(atlas: Atlas) -> Mapping[str, Text]:
    return words(atlas.country.level)


def _highest(atlas: Atlas, election: MapElection, column: str) -> pd.Series:
    return of_election(atlas.results, election)[column].dropna().sort_values(ascending=False, kind="stable")


def _areas(atlas: Atlas) -> Text:
    return number(len(atlas.country.ground.areas))


def _listed(atlas: Atlas, values: pd.Series, write: Callable[[float], Text]) -> Text:
    """Name the first areas with their values, and count the rest."""
    if values.empty:
        return _words(atlas)["nowhere"]
    areas = atlas.country.ground.areas
    named = Text.join(
        _words(atlas)["counted"].format({"name": Text(*areas.loc[code, ["name_fr", "name_ar"]]), "count": write(value)})
        for code, value in values.head(NAMED_AREAS).items()
    )
    if len(values) <= NAMED_AREAS:
        return named
    return _words(atlas)["more_areas"].format({"named": named, "more": number(len(values) - NAMED_AREAS)})


_SAID: dict[str, Callable[[Atlas, MapElection], Text]] = {
    "score": reading,
    "class": _classes,
    "share": _shares,
    "cluster": _clusters,
    "swing": _swings,
    "turnout": _turnout,
    "price": _prices,
    "seats": _seats,
    "council": _councils,
    "margin": _margins,
    "winner": _winners,
}
