"""Labels beside their points, none upon another."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

GAP = 4.0
"""Free space around a label, in units of the drawing."""

_DIRECTIONS = 24
_SPACES = 12 * 1.2 ** np.arange(28)
"""Room between an anchor and its label: finer near to it, up to 1600."""

# what a place costs besides the room to its anchor, in the same units
_ON_FOREIGN_LAND = 600
_ON_AN_ANCHOR = 400
_LINE_ACROSS = 900

_GRID = np.array([(x, y) for x in (-0.5, -0.25, 0, 0.25, 0.5) for y in (-0.5, 0, 0.5)])


class Box(NamedTuple):
    """Where a label stands: its middle and its size."""

    x: float
    y: float
    width: float
    height: float


def place(
    anchors: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    outlines: Sequence[BaseGeometry],
    frame: Box,
) -> list[Box]:
    """
    Place each label on its anchor, or as near to it as it overlaps nothing.

    A label is inside the frame and upon no other. It is kept from the land of others, so that nobody takes it for
    theirs, from their anchors, and the line to its own anchor from labels and lines, as far as there is room for that.

    Parameters
    ----------
    anchors : sequence of (float, float)
        What each label is for, x and y; labels are placed in this order.
    sizes : sequence of (float, float)
        Width and height of each label.
    outlines : sequence of polygons
        The land of each label.
    frame : Box
        What is drawn.

    Returns
    -------
    list of Box
        In the order of the anchors.

    Raises
    ------
    ValueError
        The frame is too small for the labels.
    """
    placed: list[Box] = []
    points = np.array(anchors, dtype=float).reshape(-1, 2)
    for number, size in enumerate(sizes):
        spaces, middles = _candidates(points[number], np.array(size))
        free = _inside(middles, size, frame) & ~_covering(middles, size, placed)
        if not free.any():
            raise ValueError(f"no room for label {number} of {len(sizes)}")
        spaces, middles = spaces[free], middles[free]
        others = [each for position, each in enumerate(outlines) if position != number]
        lines = _lines(placed, points)
        cost = (
            spaces
            + _ON_FOREIGN_LAND * _share_upon(middles, size, shapely.union_all(others))
            + _ON_AN_ANCHOR * _upon(middles, size, np.delete(points, number, axis=0))
            + _LINE_ACROSS * shapely.intersects(_boxes(middles, size), lines)
            + _LINE_ACROSS * _across(middles, points[number], placed, lines)
        )
        x, y = middles[np.argmin(cost)]
        placed.append(Box(float(x), float(y), *size))
    return placed


def _candidates(anchor: Floats, size: Floats) -> tuple[Floats, Floats]:
    """List the room between a label and its anchor, and the label's middle: on the anchor, then around it."""
    angles = np.arange(_DIRECTIONS) * 2 * np.pi / _DIRECTIONS
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    around = (size / 2 + _SPACES[:, None])[:, None, :] * directions
    spaces = np.concatenate([[0.0], np.repeat(_SPACES, _DIRECTIONS)])
    return spaces, np.vstack([anchor, (anchor + around).reshape(-1, 2)])


def _inside(middles: Floats, size: tuple[float, float], frame: Box) -> NDArray[np.bool_]:
    room = (np.array([frame.width, frame.height]) - size) / 2 - GAP
    return np.asarray((np.abs(middles - (frame.x, frame.y)) <= room).all(axis=1))


def _covering(middles: Floats, size: tuple[float, float], placed: Sequence[Box]) -> NDArray[np.bool_]:
    boxes = np.array(placed, dtype=float).reshape(-1, 4)
    distances = np.abs(middles[:, None, :] - boxes[:, :2])
    overlaps = np.all(distances < (boxes[:, 2:] + size) / 2 + GAP, axis=2)
    return np.asarray(np.any(overlaps, axis=1))


def _share_upon(middles: Floats, size: tuple[float, float], land: BaseGeometry) -> Floats:
    """Measure which part of each label stands on some land, by points of it."""
    points = middles[:, None, :] + _GRID * size
    shapely.prepare(land)
    return np.asarray(shapely.contains_xy(land, points[..., 0], points[..., 1]).mean(axis=1))


def _upon(middles: Floats, size: tuple[float, float], points: Floats) -> NDArray[np.bool_]:
    distances = np.abs(middles[:, None, :] - points)
    holds = np.all(distances < np.array(size) / 2 + GAP, axis=2)
    return np.asarray(np.any(holds, axis=1))


def _across(middles: Floats, anchor: Floats, placed: Sequence[Box], lines: BaseGeometry) -> NDArray[np.bool_]:
    """Find the lines from a label to its anchor that would cross a label or another's line."""
    ends = np.stack([middles, np.broadcast_to(anchor, middles.shape)], axis=1)
    boxes = [shapely.box(x - w / 2, y - h / 2, x + w / 2, y + h / 2) for x, y, w, h in placed]
    return np.asarray(shapely.intersects(shapely.linestrings(ends), shapely.union_all([*boxes, lines])))


def _lines(placed: Sequence[Box], anchors: Floats) -> BaseGeometry:
    """Draw the lines from the labels that stand beside their anchors."""
    ends = [((box.x, box.y), (x, y)) for box, (x, y) in zip(placed, anchors, strict=False)]
    return shapely.MultiLineString([line for line in ends if line[0] != line[1]])


def _boxes(middles: Floats, size: tuple[float, float]) -> NDArray[np.object_]:
    half = np.array(size) / 2
    return np.asarray(shapely.box(*(middles - half).T, *(middles + half).T))
