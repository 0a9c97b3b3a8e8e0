"""The tables of a party's workbook: which figures, in which order, and what to know before reading them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from app.files.columns import CONTEST, OUTLOOK, PLACE, RESULT, STRENGTH, TARGET, UNITS, Column, of_census, of_votes
from app.files.dossier import Dossier, Standings
from app.files.wording import (
    CENSUS,
    COUNCIL_OUTLOOK,
    EMPTY,
    EMPTY_SUM,
    HOUSE_OUTLOOK,
    LEVELS,
    NOT_PRICED,
    OUTLOOK_BASES,
    OUTLOOK_NOTE,
    PRICED,
)
from app.maps.atlas import Census
from app.maps.words.catalogues import LANGUAGES, Language, Text, text
from app.maps.words.numbers import number

_LATEST = (
    *("seats", "valid_votes", "votes", "share", "margin", "swing", "continuity", "seats_won"),
    *("score", "class", "rank", "rank_low", "rank_high"),
)
_EARLIER = ("share", "seats_won", "score", "class")
_OF_SUMS = ("contests", "lists", "seats", "valid_votes", "votes", "share", "swing", "continuity", "seats_won")
_OF_EARLIER_SUMS = ("lists", "votes", "share", "seats_won")
_FIGURES = CONTEST | RESULT | STRENGTH


@dataclass(frozen=True)
class PartyTable:
    """
    Rows under headings.

    Attributes
    ----------
    title, note : Text
        What it is called, and what to know before reading it.
    columns : sequence of Column
    rows : pandas.DataFrame
        With those columns, and others; in the order they are shown in.
    fixed : int
        How many columns stay in sight.
    """

    title: Text
    note: Text
    columns: Sequence[Column]
    rows: pd.DataFrame
    fixed: int = 1


def list_tables(dossier: Dossier, language: Language) -> list[PartyTable]:
    """
    List the tables: areas that vote, provinces, seats to win and to hold, the outlooks, the census.

    Parameters
    ----------
    dossier : Dossier
    language : {"fr", "ar"}
        Whose names of places come first.
    """
    provinces = [whole for whole in dossier.wholes if whole.level == "province"]
    return [
        _areas(dossier, language),
        *(_sums(dossier, standings, language) for standings in provinces),
        _targets(dossier, language),
        *(_outlook(code, frame, language) for code, frame in dossier.outlooks.items()),
        *([] if dossier.census is None else [_census(dossier, dossier.census, language)]),
    ]


def _areas(dossier: Dossier, language: Language) -> PartyTable:
    """Lay out the areas that vote, the strongest first, those without a list last."""
    latest, *earlier = dossier.votes
    figures = [*of_votes(_some(_LATEST), [latest]), *of_votes(_some(_EARLIER), earlier)]
    rows = _rows(dossier.areas).sort_values(f"rank_{latest.suffix}", kind="stable")
    columns = [*_places(language), *_told(rows, figures), PLACE["code"]]
    return PartyTable(LEVELS[dossier.areas.level], _covered(dossier, EMPTY), columns, rows)


def _sums(dossier: Dossier, standings: Standings, language: Language) -> PartyTable:
    """Lay out larger areas, region by region."""
    latest, *earlier = dossier.votes
    figures = [*of_votes(_some(_OF_SUMS), [latest]), *of_votes(_some(_OF_EARLIER_SUMS), earlier)]
    rows = _rows(standings)
    columns = [*_told(rows, _places(language)), *_told(rows, figures), PLACE["code"]]
    return PartyTable(LEVELS[standings.level], _covered(dossier, EMPTY_SUM), columns, rows)


def _targets(dossier: Dossier, language: Language) -> PartyTable:
    stood = int((dossier.areas.frame[f"lists_{dossier.votes[0].suffix}"] > 0).sum())
    note = NOT_PRICED if dossier.targets.empty else PRICED.of(stood, unpriced=number(dossier.unpriced))
    objective, rank, *others = TARGET.values()
    return PartyTable(
        text("Targets"), note, [objective, rank, *_places(language), *others, PLACE["code"]], dossier.targets, fixed=3
    )


def _outlook(code: str, frame: gpd.GeoDataFrame, language: Language) -> PartyTable:
    """Lay out the chances at the next election, the greatest number of seats first."""
    rows = pd.DataFrame(frame.drop(columns="geometry"))
    rows["level"] = rows["level"].map({level: said[language] for level, said in LEVELS.items()})
    rows["basis"] = rows["basis"].map({basis: said[language] for basis, said in OUTLOOK_BASES.items()})
    other = next(one for one in LANGUAGES if one != language)
    left_out = {f"name_{language}", f"name_{other}", f"reason_{other}", "code"}
    names = [OUTLOOK[f"name_{one}"] for one in (language, other)]
    figures = _told(rows, [column for key, column in OUTLOOK.items() if key not in left_out])
    return PartyTable(outlook_title(code), OUTLOOK_NOTE, [*names, *figures, OUTLOOK["code"]], rows)


def outlook_title(code: str) -> Text:
    """Name an outlook by its code, as a sheet or a layer does."""
    kind, _, year = code.partition("-")
    return COUNCIL_OUTLOOK.format(year=Text(year, year)) if kind == "councils" else HOUSE_OUTLOOK


def _census(dossier: Dossier, census: Census, language: Language) -> PartyTable:
    """Lay out what the census tells of the areas that vote."""
    rows = with_census(_rows(dossier.areas), census, dossier.areas.level)
    columns = [*_told(rows, _places(language)), *UNITS.values(), *_told(rows, of_census(census)), PLACE["code"]]
    year = Text(census.year, census.year)
    return PartyTable(text("Census"), CENSUS.format(year=year), columns, rows)


def with_census(rows: pd.DataFrame, census: Census, level: str) -> pd.DataFrame:
    """Add to areas, by their ``code``, the indicators, ``units`` and ``units_known``; inhabitants are the census's."""
    told = census.values.assign(units=census.units, units_known=census.known)
    return rows.drop(columns="population").join(told.xs(level), on="code")


def _covered(dossier: Dossier, note: Text) -> Text:
    """Say before a note of which elections not all contests are known."""
    partial = [(vote.suffix, vote.coverage) for vote in dossier.votes if vote.coverage is not None]
    said = [text("{election}: {coverage}", election=Text.same(suffix), coverage=told) for suffix, told in partial]
    return Text(" ".join([*(one.fr for one in said), note.fr]), " ".join([*(one.ar for one in said), note.ar]))


def _places(language: Language) -> list[Column]:
    other = next(one for one in LANGUAGES if one != language)
    return [PLACE[key] for key in (f"name_{language}", f"name_{other}", f"province_{language}", f"region_{language}")]


def _some(keys: Iterable[str]) -> list[Column]:
    return [_FIGURES[key] for key in keys]


def _rows(standings: Standings) -> pd.DataFrame:
    return pd.DataFrame(standings.frame.drop(columns="geometry")).rename_axis("code").reset_index()


def _told(rows: pd.DataFrame, columns: Iterable[Column]) -> list[Column]:
    """Leave out columns in which nothing at all is known."""
    return [column for column in columns if column.key in rows and rows[column.key].notna().any()]
