"""Rendering of map pages on request, cached by dataset."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy.orm import Session, sessionmaker

from app.errors import NotInstalled, unknown_code
from app.http.cache import CurrentDataset
from app.maps.briefing_page import render_briefing
from app.maps.gallery import BriefingLink, gallery_entry, render_gallery
from app.maps.page import render_atlas
from app.maps.regions import Region
from app.maps.snapshot import Snapshot, Snapshots, atlas_of, briefing_of, read_snapshots, unpriced_atlas
from app.maps.words.catalogues import text
from app.store.queries.dataset import Dataset

KEPT = 8
"""Rendered pages in the cache, 2 MB each, for concurrent requests of the same page."""


class MapPage(NamedTuple):
    """A page, and the data it was drawn from."""

    html: str
    dataset: Dataset


Draw = Callable[[str | None, str | None], MapPage]


def drawn_pages(sessions: sessionmaker[Session], now: CurrentDataset) -> Draw:
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

    Returns
    -------
    callable
        Takes the name of a party's page and the slug of a region: both for a briefing, a page alone for an atlas,
        neither for the gallery. It raises `NotFound` for an unknown one, `NotReady` and `NotInstalled`.
    """
    latest: Snapshots | None = None

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
            latest = None  # so that memory never holds two
            with sessions() as session:
                latest = read_snapshots(session)
        return MapPage(draw(latest.dataset, party, region), latest.dataset)

    return page


def _draw(snapshots: Snapshots, page: str | None, region: str | None) -> str:
    if page is None:
        return _gallery(snapshots)
    house, pages = snapshots.house, snapshots.pages
    if page not in (pages if region is None else house.country.parties.index):
        raise unknown_code("party with lists", page, house.party_codes)
    snapshot, party = pages[page]
    atlas = atlas_of(snapshot, party)
    if region is not None:
        return render_briefing(briefing_of(snapshot, atlas, _region(snapshot, region)))
    return render_atlas(atlas, snapshots.siblings(snapshot, party))


def _region(snapshot: Snapshot, slug: str) -> Region:
    regions = {region.slug: region for region in snapshot.regions}
    if slug not in regions:
        raise unknown_code("region", slug, list(regions))
    return regions[slug]


def _gallery(snapshots: Snapshots) -> str:
    snapshot = snapshots.house
    entries = [
        gallery_entry(
            unpriced_atlas(snapshot, code),
            f"{code}.html",
            [BriefingLink(region.name, f"{code}/regions/{region.slug}.html", None) for region in snapshot.regions],
            snapshots.siblings(snapshot, code),
        )
        for code in snapshot.party_codes
    ]
    return render_gallery(
        snapshot.country.ground, entries, snapshot.dataset.version, text("Each page is made when it is asked for.")
    )
