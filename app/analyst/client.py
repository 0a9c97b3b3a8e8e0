"""Public client: `Kharita`."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, Literal, get_args

import folium
import pandas as pd
from matplotlib.axes import Axes

from app.analyst import charts
from app.analyst.calls import BALLOT
from app.analyst.connection import KharitaProblem
from app.analyst.resources import Tables
from app.maps.sheet import Sheet, draw_sheet
from app.maps.texts import flagged
from app.maps.themes import themes
from app.maps.words.catalogues import Language, Text, text

Theme = Literal["score", "class", "share", "margin", "swing", "turnout", "winner", "seats"]


@dataclass(frozen=True)
class ScoreExplanation:
    """
    A score in words, in three languages, and in numbers.

    Attributes
    ----------
    fr, ar, en : str
    components : pandas.DataFrame
        ``component``, ``raw``, ``normalised``, ``weight``, ``contribution``, ``observed``, as in `Kharita.components`.
    """

    fr: str
    ar: str
    en: str
    components: pd.DataFrame

    def __str__(self) -> str:
        return self.fr

    def _repr_html_(self) -> str:
        french, arabic = escape(self.fr), escape(self.ar)
        return f'<p lang="fr">{french}</p><p lang="ar" dir="rtl">{arabic}</p>{self.components.to_html()}'


class Kharita(Tables):
    """
    The electoral data of Kharita, as tables, words, maps and figures.

    ``Kharita()`` asks the database that ``DATABASE_URL`` names, ``Kharita("http://…", key=…)`` a service; both give the
    same numbers. What is common to the tables is said in `Requests`.

    Examples
    --------
    >>> k = Kharita()
    >>> k.scores(party="MP").nsmallest(5, "rank")[["area_name_fr", "score", "rank_low", "rank_high"]]
    >>> k.map("MP", "swing")
    """

    def explain(self, area: str, party: str, election: str | None = None) -> ScoreExplanation:
        """
        Put the score of a party in an area in words.

        Parameters
        ----------
        area, party : str
            Their codes.
        election : str, optional

        Returns
        -------
        ScoreExplanation
        """
        score = self._score(area, party, election)
        french, arabic, english = (str(score[f"explanation_{language}"]) for language in ("fr", "ar", "en"))
        return ScoreExplanation(french, arabic, english, self._parts(area, party, election))

    def map(
        self, party: str, theme: Theme = "score", election: str | None = None, *, language: Language = "fr"
    ) -> folium.Map:
        """
        Draw one theme of a party's atlas, for a notebook; it needs no network.

        Parameters
        ----------
        party : str
        theme : str
            As in the atlas (docs/atlas.md).
        election : str, optional
        language : str
        """
        _require("theme", theme, get_args(Theme))
        asked = election or self.latest
        values = _VALUES[theme](self, party, asked)
        absent = self.results(asked, party=party).set_index("area_code")["lists"].eq(0)
        areas = self.areas(self._election(asked)["level"], detail="low")
        drawn = areas.assign(value=areas["code"].map(values), absent=areas["code"].map(absent).fillna(False))
        [chosen] = [each for each in themes(self._by_votes()) if each.key == theme]
        boundaries = areas.attrs["provenance"]["sources"][0]
        source = text("Boundaries: {source}", source=Text.same(boundaries["publisher"]))
        title = self._title(party, asked)
        if theme == "swing":
            title = flagged(title, next(iter(_changes(self, party, asked)["continuity"].dropna()), None))
        return draw_sheet(Sheet(chosen, title, source, drawn), _spoken(language))

    def _election(self, code: str) -> "pd.Series[Any]":
        known = self.elections()
        return known[known["code"] == code].iloc[0]

    def _title(self, party: str, election: str) -> Text:
        named, held = self.parties().set_index("code").loc[party], self._election(election)
        return Text(f"{named['name_fr']} · {held['name_fr']}", f"{named['name_ar']} · {held['name_ar']}")

    def _by_votes(self) -> pd.DataFrame:
        """List the parties as the atlas does, which gives each its colour: by their votes in all elections alike."""
        known = self.elections()
        codes = known.loc[known["ballot"] == BALLOT, "code"]
        lists = pd.concat([self.national(code)[["party", "acronym", "votes"]] for code in codes])
        votes = lists.groupby(["party", "acronym"])["votes"].sum().reset_index("acronym")
        return votes.sort_index().sort_values("votes", ascending=False, kind="stable")

    def plot_ranks(
        self, party: str, election: str | None = None, *, areas: int = 20, language: Language = "fr"
    ) -> Axes:
        """Draw a party's strongest areas, with the range of method of their ranks."""
        scores = self.scores(election, party=party)
        strongest = scores[scores["rank"].notna()].sort_values("rank").head(areas)
        return charts.plot_ranks(strongest, self._words(party, election), _spoken(language))

    def plot_components(self, area: str, party: str, election: str | None = None, *, language: Language = "fr") -> Axes:
        """Draw what each component brings to the score of a party in an area."""
        score = self._score(area, party, election)
        name = Text(str(score["area_name_fr"]), str(score["area_name_ar"]))
        words = self._words(party, election) | {"area": name}
        return charts.plot_components(self._parts(area, party, election), words, _spoken(language))

    def plot_swing(
        self,
        party: str,
        before: str | None = None,
        after: str | None = None,
        *,
        areas: int = 20,
        language: Language = "fr",
    ) -> Axes:
        """Draw where a party rose and fell most between two elections: half the areas from each end of the list."""
        later = after or self.latest
        earlier = before or self.previous(later)
        changes = self.swing(earlier, later, party=party).dropna(subset="swing")
        ordered = changes.sort_values("swing", ascending=False)
        ends = ordered if len(ordered) <= areas else pd.concat([ordered.head(areas // 2), ordered.tail(areas // 2)])
        words = self._words(party, later) | {"before": self._year(earlier)}
        return charts.plot_swing(ends, words, _spoken(language))

    def plot_seats(self, election: str | None = None, *, language: Language = "fr") -> Axes:
        """Draw the share of the seats of each party that has one beside its share of the votes."""
        seats = self.party_seats(election)
        if seats["seats_won"].isna().all():
            raise KharitaProblem("/docs#not-found", "Nothing has this name", 404, "The winners are not known.")
        shares = seats.assign(seat_share=seats["seats_won"] / seats["seats_won"].sum())
        return charts.plot_seats(shares[shares["seats_won"].gt(0)], {"year": self._year(election)}, _spoken(language))

    def plot_validation(self, *, language: Language = "fr") -> Axes:
        """Draw how well the score and the last share forecast the latest election, by party."""
        found = self.validation().dropna(subset="party")
        latest = found[found["election"] == found["election"].max()]
        measures = latest.pivot(index="party", columns="method", values="spearman")
        ordered = measures.sort_values("last_share", ascending=False)
        return charts.plot_validation(ordered, {"year": self._year(latest["election"].iloc[0])}, _spoken(language))

    def _score(self, area: str, party: str, election: str | None) -> "pd.Series[Any]":
        scores = self.scores(election, party=party, area=area)
        own = scores[scores["area_code"] == area]
        if own.empty:
            inside = ", ".join(scores["area_code"])
            detail = f"{area} does not vote as one area; those inside it that do: {inside}"
            raise KharitaProblem("/docs#not-found", "Nothing has this name", 404, detail)
        return own.iloc[0]

    def _parts(self, area: str, party: str, election: str | None) -> pd.DataFrame:
        parts = self.components(election, party=party, area=area)
        return parts.loc[parts["area_code"] == area, "component":].reset_index(drop=True)

    def _words(self, party: str, election: str | None) -> dict[str, Text]:
        acronym = self.parties().set_index("code").loc[party, "acronym"]
        return {"party": Text.same(acronym), "year": self._year(election)}

    def _year(self, election: str | None) -> Text:
        return Text.same(self._election(election or self.latest)["date"].year)


def _spoken(language: Language) -> Language:
    _require("language", language, get_args(Language))
    return language


def _require(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Reject an invalid choice with the API's problem document."""
    if value in choices:
        return
    reason = f"is not one of {', '.join(choices)}"
    detail = f"{name}: {reason}"
    raise KharitaProblem("/docs#bad-parameter", "A parameter cannot be used", 400, detail, {name: reason})


def _indices(column: str) -> "Values":
    return lambda k, party, election: k.indices(election, party=party).set_index("area_code")[column]


def _results(column: str) -> "Values":
    return lambda k, party, election: k.results(election, party=party).set_index("area_code")[column]


def _scores(column: str) -> "Values":
    return lambda k, party, election: k.scores(election, party=party).set_index("area_code")[column]


def _changes(k: Kharita, party: str, election: str) -> pd.DataFrame:
    """Read the changes since the election before; none for the first."""
    before = k.previous(election)
    if before is None:
        return pd.DataFrame({"area_code": [], "swing": pd.Series(dtype="Float64"), "continuity": []})
    return k.swing(before, election, party=party)


def _swing(k: Kharita, party: str, election: str) -> "pd.Series[Any]":
    return _changes(k, party, election).set_index("area_code")["swing"]


Values = Callable[[Kharita, str, str], "pd.Series[Any]"]
_VALUES: dict[str, Values] = {
    "score": _scores("score"),
    "class": _scores("strength_class"),
    "share": _results("share"),
    "margin": _indices("party_margin"),
    "swing": _swing,
    "turnout": _indices("turnout"),
    "winner": _indices("leader"),
    "seats": _results("seats_won"),
}
