"""A briefing as a page: two sheets of A4, French and Arabic, each with the map, the tables and the sentences."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from app.maps import inline
from app.maps.atlas import MapElection
from app.maps.briefing import LISTED, Briefing, Priced
from app.maps.fonts import with_arabic
from app.maps.regions import Label
from app.maps.sentences import LEVEL, NOTHING, name_areas, name_parties, sentences
from app.maps.strength_colours import strength, strength_colours
from app.maps.summary import NONE, KeyFigure, coverage_note
from app.maps.templating import templates
from app.maps.texts import MISSING, TEXTS, flagged
from app.maps.themes import Theme
from app.maps.words.catalogues import LANGUAGES, UNKNOWN, Text, text
from app.maps.words.numbers import CONSTITUENCIES, PARTIES, number, percent, points

LISTED_PARTIES = 6

AREA, VOTES, SEATS = text("Constituency"), text("Votes"), text("Seats")
NO_LAW = text("The law of this election is not declared: missing votes unknown.")

TableRow = tuple[Text, ...]


@dataclass(frozen=True)
class SheetTable:
    """A table of the sheet; ``empty`` is said in place of rows, ``marked`` is the row of the party itself."""

    title: Text
    head: TableRow
    rows: tuple[TableRow, ...]
    empty: Text
    marked: int | None = None


@dataclass(frozen=True)
class AreaPath:
    """An area of the map: its path and fill, its label in each language, the figures below the name."""

    path: str
    fill: str
    labels: dict[str, Label]
    figures: Text


def render_briefing(briefing: Briefing) -> str:
    """
    Render a briefing as a page that needs no network.

    Parameters
    ----------
    briefing : Briefing
        Its content.

    Returns
    -------
    str
        HTML: on a screen in one language, on paper a sheet of A4 for each. The same briefing gives the same text.

    Raises
    ------
    FileNotFoundError
        If the npm packages are not installed.
    """
    country = briefing.atlas.country
    page = templates.get_template("briefing.html").render(
        briefing=briefing,
        coverage=coverage_note(briefing.coverage, country.level),
        languages=LANGUAGES,
        sentences=sentences(briefing),
        figures=tuple(_key_figures(briefing)),
        drawing=briefing.region.drawing,
        shapes=_shapes(briefing),
        legend=_legend(strength(briefing.atlas)),
        map_title=_map_title(briefing),
        seats=(_cheapest(briefing), _endangered(briefing)),
        areas=(_strongest(briefing), _losses(briefing)),
        parties=_parties(briefing),
        notes=tuple(_notes(briefing)),
        citations=list(dict.fromkeys(source.citation for source in country.sources + country.boundaries)),
        script=inline.script(inline.ASSETS / "language.js"),
    )
    return with_arabic(page)


def _key_figures(briefing: Briefing) -> Iterator[tuple[KeyFigure, Text]]:
    """Pair each figure with what it is compared with."""
    own, areas = briefing.own, briefing.areas
    turnout = areas["turnout"].dropna()
    spread = (
        text("{low} to {high}", low=percent(turnout.min()), high=percent(turnout.max())) if len(turnout) else UNKNOWN
    )
    seats, lists = number(areas["seats"].sum(skipna=False)), areas["fielded"].eq(True)
    place = NONE if own is None else number(math.nan if briefing.rank is None else briefing.rank)
    yield KeyFigure(text("Share of the votes"), NONE if own is None else percent(own["share"])), _compared(briefing)
    yield KeyFigure(text("Votes"), NONE if own is None else number(own["votes"])), NOTHING
    won = NONE if own is None else number(own["seats_won"])
    yield KeyFigure(text("Seats, of {seats}", seats=seats), won), _seats_before(briefing)
    yield KeyFigure(text("Rank, of {parties}", parties=PARTIES.of(len(briefing.parties))), place), NOTHING
    yield KeyFigure(text("Lists, of {areas}", areas=number(len(areas))), number(lists.sum())), NOTHING
    yield KeyFigure(text("Turnout by constituency"), spread), NOTHING


def _compared(briefing: Briefing) -> Text:
    if briefing.before is None:
        return NOTHING
    year = _year(briefing.before)
    if not math.isnan(briefing.change):
        return text("{points} pt since {year}", points=points(briefing.change), year=year)
    if not math.isnan(briefing.share_before):
        return text("{count} in {year}", count=percent(briefing.share_before), year=year)
    return NOTHING


def _seats_before(briefing: Briefing) -> Text:
    if briefing.before is None or math.isnan(briefing.seats_before):
        return NOTHING
    year = _year(briefing.before)
    return text("{count} in {year}", count=number(briefing.seats_before), year=year)


def _shapes(briefing: Briefing) -> list[AreaPath]:
    drawing = briefing.region.drawing
    colours = strength_colours(briefing.atlas, briefing.election)
    return [
        AreaPath(
            path=drawing.areas[code],
            fill=colours[code],
            labels={lang: drawing.labels[lang][code] for lang in LANGUAGES},
            figures=_share_and_change(area),
        )
        for code, (_, area) in zip(briefing.areas.index, briefing.areas.iterrows(), strict=True)
    ]


def _legend(theme: Theme) -> list[tuple[Text, str]]:
    ends = [f"{low:g}–{high:g}" for low, high in pairwise((0, *theme.limits, 100))]
    return [(Text.same(end), colour) for end, colour in zip(ends, theme.colours, strict=True)]


def _share_and_change(area: pd.Series) -> Text:
    share = _share(area)
    if math.isnan(area["share"]) or math.isnan(area["swing"]):
        return share
    arrow = "▲" if area["swing"] >= LEVEL else "▼" if area["swing"] <= -LEVEL else "="
    change = points(area["swing"])
    return Text(f"{share.fr} {arrow} {change.fr}", f"{share.ar} {arrow} {change.ar}")


def _share(area: pd.Series) -> Text:
    return TEXTS["no_list"] if area["fielded"] is False else percent(area["share"])


def _strongest(briefing: Briefing) -> SheetTable:
    scored = briefing.areas.dropna(subset="score").sort_values("score", ascending=False, kind="stable").head(LISTED)
    rows = tuple(
        (
            _name(area),
            TEXTS[f"class_{area['strength_class']}"],
            number(area["score"]),
            _share(area),
            TEXTS["part_of"].format(part=number(area["seats_won"]), whole=number(area["seats"])),
        )
        for _, area in scored.iterrows()
    )
    head = (AREA, text("Class"), text("Score"), VOTES, SEATS)
    return SheetTable(text("Strong points"), head, rows, text("No list has a score."))


def _losses(briefing: Briefing) -> SheetTable:
    """List where the share fell, a list is gone (with all its share) or a seat was lost: the greatest falls first."""
    areas = briefing.areas
    gone = areas.index.isin(briefing.gone)
    lost = areas["seats_won"] < areas["seats_before"]
    found = areas[gone | lost | (areas["swing"] < 0)]
    ordered = found.assign(fall=found["swing"].fillna(-found["share_before"])).sort_values("fall", kind="stable")
    rows = tuple((_name(area), _share(area), _fall(area), _seats(area)) for _, area in ordered.head(LISTED).iterrows())
    empty = text("No fall measured.") if areas["swing"].notna().any() else text("No earlier election to compare with.")
    title = text("Losses since {year}", year=_year(briefing.before)) if briefing.before else text("Losses")
    title = flagged(title, briefing.atlas.continuity(briefing.election))
    return SheetTable(title, (AREA, VOTES, text("Change"), SEATS), rows, empty)


def _fall(area: pd.Series) -> Text:
    if area["fielded"] is False:
        return text("{share} before", share=percent(area["share_before"]))
    return points(area["swing"])


def _seats(area: pd.Series) -> Text:
    before = NONE if math.isnan(area["share_before"]) else number(area["seats_before"])
    now = NONE if area["fielded"] is False else number(area["seats_won"])
    return text("{before} → {now}", before=before, now=now)


def _cheapest(briefing: Briefing) -> SheetTable:
    """List the seats within reach; where that leaves room, what a new list would need where there was none."""
    rows: list[TableRow] = []
    if briefing.seats is not None:
        rows = [_priced(briefing, each) for each in briefing.seats.cheapest]
        rows += [_entering(_priced(briefing, each)) for each in briefing.seats.entries]
    empty = NO_LAW if briefing.seats is None else text("No further seat is within reach.")
    head = (AREA, text("More votes"), text("At the expense of"))
    return SheetTable(text("The nearest seats"), head, tuple(rows[:LISTED]), empty)


def _endangered(briefing: Briefing) -> SheetTable:
    rows = [] if briefing.seats is None else [_priced(briefing, each) for each in briefing.seats.endangered]
    empty = NO_LAW if briefing.seats is None else text("The party has no local seat in the region.")
    head = (AREA, text("Fewer votes"), text("To the benefit of"))
    return SheetTable(text("The most endangered seats"), head, tuple(rows), empty)


def _priced(briefing: Briefing, priced: Priced) -> TableRow:
    return name_areas(briefing, [priced.area_code]), number(priced.votes), name_parties(briefing, priced.lists)


def _entering(row: TableRow) -> TableRow:
    name, *rest = row
    return text("{area} (new list)", area=name), *rest


def _parties(briefing: Briefing) -> SheetTable:
    shown = list(briefing.parties.index[:LISTED_PARTIES])
    own = briefing.atlas.party.code
    if own in briefing.parties.index and own not in shown:
        shown[-1] = own
    rows = tuple(
        (name_parties(briefing, (str(code),)), percent(party["share"]), number(party["seats_won"]))
        for code, party in briefing.parties.loc[shown].iterrows()
    )
    marked = shown.index(own) if own in shown else None
    return SheetTable(text("Who holds the region"), (text("Party"), VOTES, SEATS), rows, UNKNOWN, marked)


def _notes(briefing: Briefing) -> Iterator[Text]:
    seats, country = briefing.seats, briefing.atlas.country
    if seats is not None:
        yield text(
            "Missing votes: the fewest votes to win among those who did not vote that make sure of a seat, the votes "
            "of the other lists unchanged; endangered seat: the fewest votes whose loss loses it. Law {law}.",
            law=Text.same(seats.law),
        )
        if seats.unregistered:
            yield text(
                "The number of registered voters, which sets the quotient, is not published in {areas}: the missing "
                "votes hold there for any possible number.",
                areas=CONSTITUENCIES.of(seats.unregistered),
            )
        if seats.uncounted:
            areas = name_areas(briefing, list(seats.uncounted), len(seats.uncounted))
            yield text("Missing votes unknown, for want of published figures: {areas}.", areas=areas)
    yield MISSING
    yield text("Comparisons follow the party through its changes of name and coalitions.")
    yield text(
        "Data: version {dataset}. Scores: method {method}.",
        dataset=Text.same(country.dataset_version),
        method=Text.same(briefing.election.method_version or NONE.fr),
    )


def _map_title(briefing: Briefing) -> Text:
    if briefing.before is None:
        return text("Strength by constituency and share of the votes")
    return text("Strength by constituency, share of the votes and change since {year}", year=_year(briefing.before))


def _year(election: MapElection) -> Text:
    return Text.same(election.date.year)


def _name(area: pd.Series) -> Text:
    return Text(area["name_fr"], area["name_ar"])
