"""The regions: their areas, and a drawing of each with places for the names."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.analysis.names import fold
from app.maps.atlas import Ground
from app.maps.ground import land_left_out
from app.maps.labels import Box, place
from app.maps.words.catalogues import Text

WIDTH = 1000.0
LINE = 30.0
"""Height of a line of a label, in units of the drawing."""

_LONGEST_LINE = 14
_LETTER = {"fr": 14.2, "ar": 12.0}
"""Width of a letter of a name, in the same units; a wide one, so that no label is wider than its place."""

_FIGURES = 184.0
"""Width of the line of figures below a name."""

_MARGIN = 0.14
_COARSE = 4.0
_TALLEST, _FLATTEST = 0.95, 0.7


@dataclass(frozen=True)
class Label:
    """A name in one or two lines, its place, which leaves a line for figures, and the point it is about."""

    lines: tuple[str, ...]
    box: Box
    anchor: tuple[float, float]

    @property
    def is_apart(self) -> bool:
        """Whether it stands beside its point, so that a line has to lead there."""
        return (self.box.x, self.box.y) != self.anchor

    @property
    def edge(self) -> tuple[float, float]:
        """Where the line from the point meets the label."""
        to_x, to_y = self.anchor[0] - self.box.x, self.anchor[1] - self.box.y
        part = min(self.box.width / 2 / abs(to_x) if to_x else 1, self.box.height / 2 / abs(to_y) if to_y else 1, 1)
        return self.box.x + part * to_x, self.box.y + part * to_y


@dataclass(frozen=True)
class RegionDrawing:
    """
    A region as SVG.

    ``areas`` are paths by code, ``around`` is one path of the land around, ``gaps`` one of the land that is not in the
    source's cartography, both empty where there is none; ``labels`` are by language and code.
    """

    height: float
    areas: dict[str, str]
    around: str
    gaps: str
    labels: dict[str, dict[str, Label]]


@dataclass(frozen=True)
class Region:
    """A region of the country: its slug in addresses, its name, the codes of its areas."""

    slug: str
    name: Text
    areas: tuple[str, ...]
    ground: Ground

    @cached_property
    def drawing(self) -> RegionDrawing:
        """The region drawn, once for all parties."""
        return _draw(self.ground.areas, list(self.areas))


def regions_of(ground: Ground) -> tuple[Region, ...]:
    """
    List the regions that areas lie in, by name.

    Parameters
    ----------
    ground : Ground
        The land.

    Returns
    -------
    tuple of Region
        Areas without a region are in none.
    """
    named = ground.areas.groupby(["region_fr", "region_ar"], sort=True)
    return tuple(
        Region(fold(french).replace(" ", "-"), Text(french, arabic), tuple(members.index), ground)
        for (french, arabic), members in named
    )


def path(outline: BaseGeometry) -> str:
    """
    Write polygons as the ``d`` of an SVG path, in whole units.

    Parameters
    ----------
    outline : shapely geometry
        Polygons in units of the drawing, y downwards.

    Returns
    -------
    str
        Each ring closed; to be filled by the rule ``evenodd``.
    """
    rings = [ring for part in shapely.get_parts(outline) for ring in (part.exterior, *part.interiors)]
    return "".join(_ring(shapely.get_coordinates(ring)[:-1]) for ring in rings)


def flatten(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """
    Project outlines to a plane with y downwards, true in shape at their middle latitude.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Polygons in EPSG:4326.

    Returns
    -------
    numpy.ndarray of shapely geometry
        In degrees of latitude.
    """
    _, south, _, north = frame.total_bounds
    scale = np.array([np.cos(np.radians((south + north) / 2)), -1])
    return np.asarray(shapely.transform(frame.geometry.to_numpy(), lambda xy: xy * scale))


def _ring(points: NDArray[np.float64]) -> str:
    whole = np.round(points).astype(int)
    kept = whole[np.any(whole != np.roll(whole, 1, axis=0), axis=1)]
    return "M" + "L".join(f"{x} {y}" for x, y in kept) + "Z" if len(kept) > 2 else ""


def _draw(areas: gpd.GeoDataFrame, members: list[str]) -> RegionDrawing:
    inside = areas.index.isin(members)
    outlines = flatten(areas)
    left, top, right, bottom = shapely.total_bounds(outlines[inside])
    extent = np.array([right - left, bottom - top]) * (1 + 2 * _MARGIN)
    proportion = float(np.clip(extent[1] / extent[0], _FLATTEST, _TALLEST))
    height = WIDTH * proportion
    scale = min(WIDTH / extent[0], height / extent[1])
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    drawn = shapely.transform(outlines, lambda xy: (xy - middle) * scale + (WIDTH / 2, height / 2))
    frame = shapely.box(-20, -20, WIDTH + 20, height + 20)
    near = shapely.clip_by_rect(shapely.union_all(drawn[~inside]), *frame.bounds)
    gaps = land_left_out(gpd.GeoDataFrame(geometry=drawn)).clip_by_rect(*frame.bounds)
    simple = shapely.coverage_simplify(drawn[inside], 1.0)
    names = areas.loc[inside]
    return RegionDrawing(
        height=height,
        areas=dict(zip(names.index, map(path, simple), strict=True)),
        around=path(shapely.simplify(near, 2.0)) if not near.is_empty else "",
        gaps="".join(map(path, gaps[~gaps.is_empty])),
        labels={
            lang: _labels(names.index, names[f"name_{lang}"], drawn[inside], lang, height) for lang in ("fr", "ar")
        },
    )


def _labels(
    codes: Sequence[str], names: Sequence[str], outlines: NDArray[np.object_], lang: str, height: float
) -> dict[str, Label]:
    """Place the labels of large areas first: these have room for them where they are."""
    order = np.argsort(-shapely.area(outlines), kind="stable")
    points = shapely.get_coordinates(shapely.point_on_surface([_largest(outlines[n]) for n in order]))
    anchors = [(float(x), float(y)) for x, y in points]
    lines = [_wrapped(list(names)[n]) for n in order]
    sizes = [(max(_FIGURES, *(len(line) * _LETTER[lang] for line in each)), (len(each) + 1) * LINE) for each in lines]
    land = [shapely.simplify(outlines[n], _COARSE) for n in order]
    boxes = place(anchors, sizes, land, Box(WIDTH / 2, height / 2, WIDTH, height))
    labels = map(Label, lines, boxes, anchors)
    return dict(zip([codes[n] for n in order], labels, strict=True))


def _largest(outline: BaseGeometry) -> BaseGeometry:
    return max(shapely.get_parts(outline), key=lambda part: part.area)


def _wrapped(name: str) -> tuple[str, ...]:
    """Break a long name in two at the space nearest to its middle."""
    spaces = [at for at, letter in enumerate(name) if letter == " "]
    if len(name) <= _LONGEST_LINE or not spaces:
        return (name,)
    middle = min(spaces, key=lambda at: abs(2 * at - len(name)))
    return name[:middle], name[middle + 1 :]
