"""Rendering of map pages on request, cached by dataset."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy.orm import Session, sessionmaker

from app.errors import NotInstalled, unknown_code
from app.http.cache import CurrentDataset
from app.maps.briefing_page import render_briefing
from app.maps.gallery import BriefingLink, gallery_entry, render_gallery
from app.maps.material import Material, Materials, atlas_of, briefing_of, read_materials
from app.maps.page import render_atlas
from app.maps.regions import Region
from app.maps.words.catalogues import text
from app.store.declared import Declared
from app.store.queries.dataset import Dataset

KEPT = 8
"""Rendered pages in the cache, 2 MB each, for concurrent requests of the same page."""


class MapPage(NamedTuple):
    """A page, and the data it was drawn from."""

    html: str
    dataset: Dataset


Draw = Callable[[str | None, str | None], MapPage]


def drawn_pages(sessions: sessionmaker[Session], now: CurrentDataset, declared: Declared) -> Draw:
    """
    Make a function that draws a page from the latest data.

    What the pages are made from is read again after a load, and one version of it is kept. The function is for one
    caller at a time.

    Parameters
    ----------
    sessions : sessionmaker
        Of the reading role.
    now : CurrentDataset
        Names the latest data.
    declared : Declared
        Who is the same party over time, and the seat laws.

    Returns
    -------
    callable
        Takes the name of a party's page and the slug of a region: both for a briefing, a page alone for an atlas,
        neither for the gallery. It raises `NotFound` for an unknown one, `NotReady` and `NotInstalled`.
    """
    latest: Materials | None = None

    @lru_cache(maxsize=KEPT)
    def draw(_dataset: Dataset, party: str | None, region: str | None) -> str:
        assert latest is not None
        try:
            return _draw(latest, party, region)
        except FileNotFoundError as error:
            raise NotInstalled(str(error)) from error

    def page(party: str | None = None, region: str | None = None) -> MapPage:
        nonlocal latest
        if latest is None or latest.dataset != now():
            with sessions() as session:
                latest = read_materials(session, declared)
        return MapPage(draw(latest.dataset, party, region), latest.dataset)

    return page


def _draw(materials: Materials, page: str | None, region: str | None) -> str:
    if page is None:
        return _gallery(materials)
    house, pages = materials.house, materials.pages
    if page not in (pages if region is None else house.country.parties.index):
        raise unknown_code("party with lists", page, house.party_codes)
    material, party = pages[page]
    atlas = atlas_of(material, party)
    if region is not None:
        return render_briefing(briefing_of(material, atlas, _region(material, region)))
    return render_atlas(atlas, materials.siblings(material, party))


def _region(material: Material, slug: str) -> Region:
    regions = {region.slug: region for region in material.regions}
    if slug not in regions:
        raise unknown_code("region", slug, list(regions))
    return regions[slug]


def _gallery(materials: Materials) -> str:
    material = materials.house
    entries = [
        gallery_entry(
            atlas_of(material, code),
            f"{code}.html",
            [BriefingLink(region.name, f"{code}/regions/{region.slug}.html", None) for region in material.regions],
            materials.siblings(material, code),
        )
        for code in material.party_codes
    ]
    return render_gallery(
        material.country.ground, entries, material.dataset.version, text("Each page is made when it is asked for.")
    )
