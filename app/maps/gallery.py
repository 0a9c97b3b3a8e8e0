"""The gallery: a page that shows every party at a glance and leads to its atlas and briefings."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from app.maps import inline
from app.maps.atlas import Atlas, Ground, MapParty, Sibling
from app.maps.fonts import with_arabic
from app.maps.ground import land_left_out
from app.maps.regions import flatten, path
from app.maps.strength_colours import strength_colours
from app.maps.summary import KeyFigure, coverage_note, key_figures, reading
from app.maps.templating import templates
from app.maps.words.catalogues import Text

WIDTH = 240
_TOLERANCE = 0.7


@dataclass(frozen=True)
class BriefingLink:
    """A briefing: its region, its address relative to the gallery's, and that of its PDF, None where there is none."""

    region: Text
    href: str
    pdf: str | None


@dataclass(frozen=True)
class Entry:
    """
    A party of the gallery.

    ``coverage``: how many contests are known, where not all are; ``fills``: positions of the areas by the colour of
    their class of strength; ``others``: atlases of other ballots.
    """

    party: MapParty
    href: str
    election_name: Text
    coverage: Text | None
    figures: tuple[KeyFigure, ...]
    reading: Text
    fills: dict[str, list[int]]
    others: tuple[Sibling, ...]
    briefings: tuple[BriefingLink, ...]


def gallery_entry(atlas: Atlas, href: str, briefings: Sequence[BriefingLink], others: Sequence[Sibling] = ()) -> Entry:
    """
    Sum up a page for the gallery by the election it opens on.

    Parameters
    ----------
    atlas : Atlas
        What the page shows.
    href : str
        The page's address, relative to the gallery's.
    briefings : sequence of BriefingLink
        The party's.
    others : sequence of Sibling
        The party's atlases of other ballots.

    Returns
    -------
    Entry
        Party, key figures, reading and the small map.
    """
    opening = atlas.opening
    colours = strength_colours(atlas, opening)
    return Entry(
        party=atlas.party,
        href=href,
        election_name=opening.name,
        coverage=coverage_note(opening.coverage, atlas.country.level),
        figures=key_figures(atlas, opening),
        reading=reading(atlas, opening),
        fills={colour: np.flatnonzero(colours == colour).tolist() for colour in sorted(set(colours))},
        others=tuple(others),
        briefings=tuple(briefings),
    )


def render_gallery(ground: Ground, entries: Sequence[Entry], dataset_version: str, made: Text) -> str:
    """
    Render the page that links to the others.

    Parameters
    ----------
    ground : Ground
        The land of the small maps.
    entries : sequence of Entry
        In the order to show them.
    dataset_version : str
        The load that all pages were made from.
    made : Text
        When they were made.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    FileNotFoundError
        If the npm packages are not installed.
    """
    height, outlines, gaps = _outlines(ground)
    page = templates.get_template("gallery.html").render(
        entries=entries,
        version=Text.same(dataset_version),
        made=made,
        size=(WIDTH, height),
        outlines=outlines,
        gaps=gaps,
        script=inline.script(inline.ASSETS / "language.js"),
    )
    return with_arabic(page)


def _outlines(ground: Ground) -> tuple[int, list[str], str]:
    """Draw the areas small: the height of the drawing, a path for each, and one of the land left out."""
    flat = flatten(ground.areas)
    left, top, right, bottom = shapely.total_bounds(flat)
    factor = WIDTH / (right - left)
    drawn = shapely.transform(flat, lambda xy: (xy - (left, top)) * factor)
    simple = gpd.GeoDataFrame(geometry=shapely.coverage_simplify(drawn, _TOLERANCE))
    gaps = "".join(map(path, land_left_out(simple)))
    return int(np.ceil((bottom - top) * factor)), [path(area) for area in simple.geometry], gaps
