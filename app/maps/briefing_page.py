"""A briefing as a page: two sheets of A4, French and Arabic, each with the map, the tables and the sentences."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from app.maps import inline
from app.maps.atlas import Text
from app.maps.briefing import LISTED, Briefing, Priced
from app.maps.briefing_texts import TEXTS
from app.maps.counting import AREA, counted
from app.maps.fonts import with_arabic
from app.maps.numbers import number, percent, points
from app.maps.regions import Label
from app.maps.sentences import LEVEL, NOTHING, name_areas, name_parties, sentences
from app.maps.strength_colours import strength, strength_colours
from app.maps.summary import KeyFigure
from app.maps.templating import templates
from app.maps.texts import TEXTS as ATLAS_TEXTS
from app.maps.themes import Theme

LANGUAGES = ("fr", "ar")
PARTIES = 6

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
        What it tells.

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
        words=TEXTS,
        languages=LANGUAGES,
        sentences=sentences(briefing),
        figures=tuple(_key_figures(briefing)),
        drawing=briefing.region.drawing,
        shapes=_shapes(briefing),
        legend=_legend(strength(briefing.atlas)),
        map_title=_since(briefing, "map"),
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
    own, areas, none = briefing.own, briefing.areas, TEXTS["none"]
    turnout = areas["turnout"].dropna()
    spread = {"low": percent(turnout.min()), "high": percent(turnout.max())} if len(turnout) else None
    seats, parties = number(areas["seats"].sum(skipna=False)), number(len(briefing.parties))
    place = none if own is None else number(math.nan if briefing.rank is None else briefing.rank)
    lists = areas["fielded"].eq(True)
    yield KeyFigure(TEXTS["key_share"], none if own is None else percent(own["share"])), _compared(briefing)
    yield KeyFigure(TEXTS["key_votes"], none if own is None else number(own["votes"])), NOTHING
    yield (
        KeyFigure(TEXTS["key_seats"].format({"seats": seats}), none if own is None else number(own["seats_won"])),
        _seats_before(briefing),
    )
    yield KeyFigure(TEXTS["key_rank"].format({"parties": parties}), place), NOTHING
    yield KeyFigure(TEXTS["key_lists"].format({"areas": number(len(areas))}), number(lists.sum())), NOTHING
    yield KeyFigure(TEXTS["key_turnout"], TEXTS["range"].format(spread) if spread else TEXTS["unknown"]), NOTHING


def _compared(briefing: Briefing) -> Text:
    if briefing.before is None:
        return NOTHING
    year = Text.same(briefing.before.date.year)
    if not math.isnan(briefing.change):
        return TEXTS["since"].format({"points": points(briefing.change), "year": year})
    if not math.isnan(briefing.share_before):
        return TEXTS["versus"].format({"count": percent(briefing.share_before), "year": year})
    return NOTHING


def _seats_before(briefing: Briefing) -> Text:
    if briefing.before is None or math.isnan(briefing.seats_before):
        return NOTHING
    year = Text.same(briefing.before.date.year)
    return TEXTS["versus"].format({"count": number(briefing.seats_before), "year": year})


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
            ATLAS_TEXTS[f"class_{area['strength_class']}"],
            number(area["score"]),
            _share(area),
            ATLAS_TEXTS["seats_of"].format({"won": number(area["seats_won"]), "seats": number(area["seats"])}),
        )
        for _, area in scored.iterrows()
    )
    return SheetTable(TEXTS["strongest"], _head("area", "class", "score", "share", "seats"), rows, TEXTS["no_scores"])


def _losses(briefing: Briefing) -> SheetTable:
    """List where the share fell, a list is gone (with all its share) or a seat was lost: the greatest falls first."""
    areas = briefing.areas
    gone = areas.index.isin(briefing.gone)
    lost = areas["seats_won"] < areas["seats_before"]
    found = areas[gone | lost | (areas["swing"] < 0)]
    ordered = found.assign(fall=found["swing"].fillna(-found["share_before"])).sort_values("fall", kind="stable")
    rows = tuple((_name(area), _share(area), _fall(area), _seats(area)) for _, area in ordered.head(LISTED).iterrows())
    empty = TEXTS["no_losses" if areas["swing"].notna().any() else "no_comparison"]
    return SheetTable(_since(briefing, "losses"), _head("area", "share", "change", "seats"), rows, empty)


def _fall(area: pd.Series) -> Text:
    if area["fielded"] is False:
        return TEXTS["before"].format({"share": percent(area["share_before"])})
    return points(area["swing"])


def _seats(area: pd.Series) -> Text:
    before = TEXTS["none"] if math.isnan(area["share_before"]) else number(area["seats_before"])
    now = TEXTS["none"] if area["fielded"] is False else number(area["seats_won"])
    return TEXTS["seats_then_now"].format({"before": before, "now": now})


def _cheapest(briefing: Briefing) -> SheetTable:
    """List the seats within reach; where that leaves room, what a new list would need where there was none."""
    rows: list[TableRow] = []
    if briefing.seats is not None:
        rows = [_priced(briefing, each) for each in briefing.seats.cheapest]
        rows += [_entering(_priced(briefing, each)) for each in briefing.seats.entries]
    empty = TEXTS["no_law" if briefing.seats is None else "no_targets"]
    return SheetTable(TEXTS["cheapest"], _head("area", "votes_more", "won_from"), tuple(rows[:LISTED]), empty)


def _endangered(briefing: Briefing) -> SheetTable:
    rows = [] if briefing.seats is None else [_priced(briefing, each) for each in briefing.seats.endangered]
    empty = TEXTS["no_law" if briefing.seats is None else "no_seats"]
    return SheetTable(TEXTS["endangered"], _head("area", "votes_less", "lost_to"), tuple(rows), empty)


def _priced(briefing: Briefing, priced: Priced) -> TableRow:
    return name_areas(briefing, [priced.area_code]), number(priced.votes), name_parties(briefing, priced.lists)


def _entering(row: TableRow) -> TableRow:
    name, *rest = row
    return Text(f"{name.fr} ({TEXTS['entry'].fr})", f"{name.ar} ({TEXTS['entry'].ar})"), *rest


def _parties(briefing: Briefing) -> SheetTable:
    shown = list(briefing.parties.index[:PARTIES])
    own = briefing.atlas.party.code
    if own in briefing.parties.index and own not in shown:
        shown[-1] = own
    rows = tuple(
        (name_parties(briefing, (str(code),)), percent(party["share"]), number(party["seats_won"]))
        for code, party in briefing.parties.loc[shown].iterrows()
    )
    marked = shown.index(own) if own in shown else None
    return SheetTable(TEXTS["parties"], _head("party", "share", "seats"), rows, TEXTS["unknown"], marked)


def _notes(briefing: Briefing) -> Iterator[Text]:
    seats, country = briefing.seats, briefing.atlas.country
    if seats is not None:
        yield TEXTS["price_means"].format({"law": Text.same(seats.law)})
        if seats.unregistered:
            yield TEXTS["unregistered"].format({"areas": counted(seats.unregistered, AREA)})
        if seats.uncounted:
            areas = name_areas(briefing, list(seats.uncounted), len(seats.uncounted))
            yield TEXTS["uncounted"].format({"areas": areas})
    yield TEXTS["missing"]
    yield TEXTS["past_means"]
    yield TEXTS["versions"].format(
        {
            "dataset": Text.same(country.dataset_version),
            "method": Text.same(briefing.election.method_version or "–"),
        }
    )


def _since(briefing: Briefing, key: str) -> Text:
    if briefing.before is None:
        return TEXTS[f"{key}_alone"]
    return TEXTS[key].format({"year": Text.same(briefing.before.date.year)})


def _head(*keys: str) -> TableRow:
    return tuple(TEXTS[key] for key in keys)


def _name(area: pd.Series) -> Text:
    return Text(area["name_fr"], area["name_ar"])
