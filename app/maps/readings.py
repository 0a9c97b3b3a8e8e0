"""What a page says of each theme, made from its numbers."""

from collections.abc import Callable, Sequence

import pandas as pd

from app.analysis.strength.classes import CLASSES
from app.analysis.strength.council_scores import COUNCIL_CLASSES
from app.maps.atlas import COMMUNE, CONSTITUENCY, SEATS, Atlas, BackTest, Country, MapElection, of_election
from app.maps.summary import NAMED_AREAS, NO_FORECAST, NO_SCORE, reading
from app.maps.texts import flag
from app.maps.themes import MAJORITY, themes
from app.maps.words.catalogues import Text, plural, plural_in, text, text_in
from app.maps.words.numbers import VOTES, coefficient, number, percent, points

MANY_VOTES = 0.1
NEAR = 0.05
CHEAP = 2500
NAMED_PARTIES = 5

AND_OTHERS = {
    # Translators: the end of a list after a colon: "A, B, C and 2 others"
    CONSTITUENCY: plural_in("constituency", "{named} and {n} other", "{named} and {n} others"),
    # Translators: the end of a list after a colon: "A, B, C and 2 others"
    COMMUNE: plural_in("commune", "{named} and {n} other", "{named} and {n} others"),
}
"""After the first areas of a list, how many more there are."""

_NOWHERE = {CONSTITUENCY: text_in("constituency", "none"), COMMUNE: text_in("commune", "none")}
_UNPUBLISHED = text("Figures not published for this election.")

_MANY = {
    CONSTITUENCY: text(
        "Constituencies with 10% of the votes or more: {many} of {areas}. The highest shares: {leading}."
    ),
    COMMUNE: text("Communes with 10% of the votes or more: {many} of {areas}. The highest shares: {leading}."),
}
_NO_CLUSTER = {
    CONSTITUENCY: text(
        "In no constituency does the share of the votes depend enough on the neighbours to exclude chance ({tested} "
        "tested)."
    ),
    COMMUNE: text(
        "In no commune does the share of the votes depend enough on the neighbours to exclude chance ({tested} tested)."
    ),
}
_NO_CLUSTER_OF_SEATS = text(
    "In no commune does the share of the council's seats depend enough on the neighbours to exclude chance ({tested} "
    "tested)."
)
_HALF = {
    CONSTITUENCY: text(
        "In half of the constituencies, {median} of the registered voters or more voted. The highest: {best}. The "
        "lowest: {worst}."
    ),
    COMMUNE: text(
        "In half of the communes, {median} of the registered voters or more voted. The highest: {best}. The "
        "lowest: {worst}."
    ),
}
_FIRST = {
    CONSTITUENCY: text("Constituencies where each party comes first: {parties}."),
    COMMUNE: text("Communes where each party comes first: {parties}."),
}
_COUNCILS = plural(
    "Majority of the seats: {majorities} of {n} council. Seats won: {won}. The highest shares: {leading}.",
    "Majority of the seats: {majorities} of {n} councils. Seats won: {won}. The highest shares: {leading}.",
)
_BY_LISTS = plural("{n} commune or district elects lists", "{n} communes and districts elect lists")
_BY_WARDS = plural("{n} commune elects one councillor per ward", "{n} communes elect one councillor per ward")


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
    return {
        theme.key: _SAID[theme.key](atlas, election) for theme in themes(country.parties, country.level, country.basis)
    }


def ballots_note(country: Country, election: MapElection) -> Text | None:
    """Say that not all areas have the same ballot, where that is so."""
    counts = of_election(country.ballots.to_frame("ballot"), election)["ballot"].value_counts()
    if len(counts) < 2:
        return None
    return text(
        "Two ballots: {lists}, {wards}. Compare their shares with care.",
        lists=_BY_LISTS.of(counts["lists"]),
        wards=_BY_WARDS.of(counts["wards"]),
    )


def past_note(stand_ins: Sequence[Text]) -> Text | None:
    """Say which elections by another ballot scores look back on, where they do."""
    if not stand_ins:
        return None
    return text(
        "Scores also look back on another ballot, as results of their own are unpublished for that day: {elections}.",
        elections=Text.join(stand_ins),
    )


def back_test_note(tested: BackTest) -> Text:
    """Say what the score is not, by what a back-test measured."""
    worse = text(
        "Tested on {year} without knowing its result, it orders the areas worse than the last share of the votes "
        "(rank correlation {score} against {share}, 1 being the exact order)."
    )
    better = text(
        "Tested on {year} without knowing its result, it orders the areas better than the last share of the votes "
        "(rank correlation {score} against {share}, 1 being the exact order)."
    )
    same = text(
        "Tested on {year} without knowing its result, it orders the areas as well as the last share of the votes, no "
        "better and no worse (rank correlation {score} against {share}, 1 being the exact order)."
    )
    advantage = tested.score - tested.last_share
    distinct = better if advantage > 0 else worse
    said = distinct if abs(advantage) >= 2 * tested.error else same
    score, share = coefficient(tested.score), coefficient(tested.last_share)
    return said.format(year=Text.same(tested.year), score=score, share=share)


def _classes(atlas: Atlas, election: MapElection) -> Text:
    scores = of_election(atlas.scores, election)
    if scores.empty:
        return NO_SCORE
    counts = scores["strength_class"].value_counts()
    if atlas.country.basis == SEATS:
        held = {kind: number(counts.get(kind, 0)) for kind in COUNCIL_CLASSES}
        return text(
            "By council seats. Majority: {majority}. First without a majority: {first}. Represented: {represented}. "
            "No seat: {none}.",
            **held,
        )
    told = {kind: number(counts.get(kind, 0)) for kind in CLASSES}
    if scores["p_seat"].isna().all():
        return text(
            "Seat held: {held}. Present: {present}. Marginal: {marginal}. Without a list: {absent}. {why}",
            why=NO_FORECAST,
            **told,
        )
    return text(
        "Strongholds: {bastion}. Other seats held: {held}. Seats within reach: {in_reach}. Present: {present}. "
        "Marginal: {marginal}. Without a list: {absent}.",
        **told,
    )


def _shares(atlas: Atlas, election: MapElection) -> Text:
    shares = _highest(atlas, election, "share")
    if shares.empty:
        return _UNPUBLISHED
    many, leading = number((shares >= MANY_VOTES).sum()), _listed(atlas, shares.head(NAMED_AREAS), percent)
    return _MANY[atlas.country.level].format(many=many, areas=_areas(atlas, election), leading=leading)


def _clusters(atlas: Atlas, election: MapElection) -> Text:
    counts = of_election(atlas.clusters, election)["label"].value_counts()
    if counts.empty:
        return _UNPUBLISHED
    tested = number(counts.sum())
    if counts.get("ns", 0) == counts.sum():
        said = _NO_CLUSTER_OF_SEATS if atlas.country.basis == SEATS else _NO_CLUSTER[atlas.country.level]
        return said.format(tested=tested)
    high, low, odd = (
        number(sum(counts.get(label, 0) for label in labels)) for labels in (("HH",), ("LL",), ("HL", "LH"))
    )
    return text(
        "Neighbourhoods that owe nothing to chance: {high} among strong ones, {low} among weak ones, {odd} against the "
        "current. Elsewhere, nothing certain ({tested} tested).",
        high=high,
        low=low,
        odd=odd,
        tested=tested,
    )


def _prices(atlas: Atlas, election: MapElection) -> Text:
    listed = of_election(atlas.prices, election)["votes_to_win"]
    prices = listed.dropna().sort_values(kind="stable")
    if prices.empty:
        return _UNPUBLISHED
    return text(
        "Less than {votes} from one more seat: {near} of {listed}. The nearest: {leading}.",
        votes=VOTES.of(CHEAP),
        near=number((prices < CHEAP).sum()),
        listed=number(len(listed)),
        leading=_listed(atlas, prices.head(NAMED_AREAS), number),
    )


def _margins(atlas: Atlas, election: MapElection) -> Text:
    margins = _highest(atlas, election, "margin")
    if margins.empty:
        return _UNPUBLISHED
    near = margins[(margins < 0) & (margins >= -NEAR)]
    return text(
        "First: {ahead} of {areas}. Less than 5 points from the first: {near}.",
        ahead=number((margins > 0).sum()),
        areas=_areas(atlas, election),
        near=_listed(atlas, near, points),
    )


def _swings(atlas: Atlas, election: MapElection) -> Text:
    swings = _highest(atlas, election, "swing")
    if swings.empty:
        return text("No earlier election to compare with.")
    said = text(
        "Rising: {rises}. Falling: {falls} (of {compared} comparable). The highest: {best}. The lowest: {worst}.",
        rises=number((swings > 0).sum()),
        falls=number((swings < 0).sum()),
        compared=number(len(swings)),
        best=_listed(atlas, swings.head(1), points),
        worst=_listed(atlas, swings.tail(1), points),
    )
    continuity = atlas.continuity(election)
    if continuity is None:
        return said
    compared = text("Compared with all the parties that it came from together ({flag}).", flag=flag(continuity))
    return Text(f"{said.fr} {compared.fr}", f"{said.ar} {compared.ar}")


def _turnout(atlas: Atlas, election: MapElection) -> Text:
    rates = of_election(atlas.country.contests, election)["turnout"].dropna().sort_values(ascending=False)
    if rates.empty:
        return _UNPUBLISHED
    best, worst = (_listed(atlas, end, percent) for end in (rates.head(1), rates.tail(1)))
    return _HALF[atlas.country.level].format(median=percent(rates.median()), best=best, worst=worst)


def _winners(atlas: Atlas, election: MapElection) -> Text:
    counts = of_election(atlas.country.leaders.to_frame("party"), election)["party"].value_counts()
    if counts.empty:
        return _UNPUBLISHED
    acronyms = atlas.country.parties["acronym"]
    named = counts.head(NAMED_PARTIES)
    if atlas.party.code not in named:
        named = pd.concat([named, pd.Series({atlas.party.code: counts.get(atlas.party.code, 0)})])
    listed = [
        text("{name} ({count})", name=Text.same(acronyms[str(code)]), count=number(count))
        for code, count in named.items()
    ]
    return _FIRST[atlas.country.level].format(parties=Text.join(listed))


def _seats(atlas: Atlas, election: MapElection) -> Text:
    seats = of_election(atlas.results, election)["seats_won"]
    if seats.isna().any() or seats.empty:
        return _UNPUBLISHED
    won = seats[seats > 0].sort_values(ascending=False, kind="stable")
    if won.empty:
        return text("No seat won.")
    return text("Seats won: {won}, in {areas}.", won=number(won.sum()), areas=_listed(atlas, won, number))


def _councils(atlas: Atlas, election: MapElection) -> Text:
    results, contests = of_election(atlas.results, election), of_election(atlas.country.contests, election)
    parts = (results["seats_won"] / contests["seats"].reindex(results.index)).dropna()
    if parts.empty:
        return _UNPUBLISHED
    leading = parts.sort_values(ascending=False, kind="stable").head(NAMED_AREAS)
    return _COUNCILS.of(
        len(contests),
        majorities=number((parts > MAJORITY).sum()),
        won=number(results["seats_won"].sum(skipna=False)),
        leading=_listed(atlas, leading, percent),
    )


def _highest(atlas: Atlas, election: MapElection, column: str) -> pd.Series:
    return of_election(atlas.results, election)[column].dropna().sort_values(ascending=False, kind="stable")


def _areas(atlas: Atlas, election: MapElection) -> Text:
    """Count the areas whose contest is known."""
    return number(len(of_election(atlas.country.contests, election)))


def _listed(atlas: Atlas, values: pd.Series, write: Callable[[float], Text]) -> Text:
    """Name the first areas with their values, and count the rest."""
    if values.empty:
        return _NOWHERE[atlas.country.level]
    areas = atlas.country.ground.areas
    named = Text.join(
        text("{name} ({count})", name=Text(*areas.loc[code, ["name_fr", "name_ar"]]), count=write(value))
        for code, value in values.head(NAMED_AREAS).items()
    )
    if len(values) <= NAMED_AREAS:
        return named
    return AND_OTHERS[atlas.country.level].of(len(values) - NAMED_AREAS, named=named)


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
