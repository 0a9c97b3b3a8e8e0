"""From one territorial division to another: by code where units are the same, else by where their people live."""

from collections.abc import Collection, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

NOISE = 0.1
"""A piece smaller than this share of both its old and its new unit is where two drawings of one border differ."""

LEAST_COVER = 0.5
"""A unit that was divided must lie in its successors by at least this share, or they are not its successors."""


def crosswalk(
    old: gpd.GeoDataFrame,
    new: gpd.GeoDataFrame,
    renamed: Mapping[str, str] | None = None,
    redrawn: Collection[str] = (),
) -> pd.DataFrame:
    """
    Say which share of each old unit's people lives in which new unit.

    A unit of the same code, or whose code is ``renamed``, is the same unit, however it was drawn: publishers draw one
    border hundreds of metres apart. What is left are units that were divided or merged: old codes without successor,
    new codes without predecessor and the units they were cut from, and those declared ``redrawn``. Their people are
    spread over the new units by the population of each piece, taken as even within a new unit: areal interpolation of
    the population onto the pieces (tobler), by area alone where a population is unknown.

    Parameters
    ----------
    old : GeoDataFrame
        Polygons indexed by code, in an equal-area CRS.
    new : GeoDataFrame
        The same, with ``population`` (people, NaN unknown).
    renamed : mapping of str to str, optional
        New code of units that only changed code.
    redrawn : collection of str
        Old codes of units that kept their code and not their territory.

    Returns
    -------
    DataFrame
        Columns ``old_code, new_code, weight, method``: weights of an old unit are in (0, 1] and sum to 1; ``method`` is
        ``code`` (the same unit), ``whole`` (all of it lies in one new unit), ``population`` or ``area``.

    Raises
    ------
    ValueError
        When the two are not in one CRS, a renamed unit does not exist, or an old unit lies in no new one.
    """
    if old.crs != new.crs or not old.crs.is_projected:
        raise ValueError("both divisions must be in one equal-area CRS")
    successors = {code: code for code in old.index if code in new.index and code not in redrawn} | dict(renamed or {})
    stray = sorted((set(successors) - set(old.index)) | (set(successors.values()) - set(new.index)))
    if stray:
        raise ValueError(f"renamed units do not exist: {', '.join(stray)}")
    newborn = new.index.difference(list(successors.values()))
    changed = set(old.index) - set(successors) | set(_pieces(old, new.loc[newborn])["old_code"])
    kept = {code: successor for code, successor in successors.items() if code not in changed}
    pieces = _pieces(old.loc[old.index.isin(changed)], new)
    # what kept its territory received none of another's, unless a unit without successor was merged into it
    merged = pieces["old_code"].isin(set(old.index) - set(successors))
    pieces = pieces[merged | ~pieces["new_code"].isin(list(kept.values()))]
    _check_cover(old.loc[old.index.isin(changed)], pieces)
    same = pd.DataFrame({"old_code": list(kept), "new_code": list(kept.values()), "weight": 1.0, "method": "code"})
    walk = pd.concat([same, _weighted(pieces, new)], ignore_index=True)
    return walk.sort_values(["old_code", "new_code"], ignore_index=True)


def _pieces(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Intersections of old and new units that are more than noise; ``area`` in square metres."""
    left = gpd.GeoDataFrame({"old_code": old.index}, geometry=old.geometry.values, crs=old.crs)
    right = gpd.GeoDataFrame({"new_code": new.index}, geometry=new.geometry.values, crs=new.crs)
    pieces = gpd.overlay(left, right, how="intersection", keep_geom_type=True)
    area = pieces.area
    of_old, of_new = (
        pieces[code].map(units.area).astype(float) for code, units in (("old_code", old), ("new_code", new))
    )
    return pieces.assign(area=area)[np.maximum(area / of_old, area / of_new) >= NOISE]


def _check_cover(changed: gpd.GeoDataFrame, pieces: gpd.GeoDataFrame) -> None:
    covered = pieces.groupby("old_code")["area"].sum().reindex(changed.index, fill_value=0.0) / changed.area
    lost = covered.index[covered < LEAST_COVER].tolist()
    if lost:
        raise ValueError(f"no successors of {', '.join(map(str, lost))} cover half of it; declare what it became")


def _weighted(pieces: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.DataFrame:
    """Weight of each piece within its old unit."""
    from tobler.area_weighted import area_interpolate  # noqa: PLC0415  (two seconds that few loads need)

    known = new.assign(population=new["population"].astype(float)).dropna(subset=["population"])
    people = pd.Series(np.nan, index=pieces.index)
    for code, parts in pieces[pieces["new_code"].isin(known.index)].groupby("new_code"):
        spread = area_interpolate(known.loc[[code]], parts, ["population"], allocate_total=False)
        people[parts.index] = spread["population"].to_numpy()
    by_old = pieces["old_code"]
    peopled = people.notna().groupby(by_old).transform("all") & (people.groupby(by_old).transform("sum") > 0)
    size = people.where(peopled, pieces["area"])
    alone = by_old.groupby(by_old).transform("size") == 1
    method = pd.Series(np.where(peopled, "population", "area"), index=pieces.index, dtype="str").mask(alone, "whole")
    weight = size / size.groupby(by_old).transform("sum")
    return pd.DataFrame(
        {"old_code": by_old, "new_code": pieces["new_code"], "weight": weight.astype(float), "method": method}
    )


def overlap(one: gpd.GeoSeries, other: gpd.GeoSeries) -> pd.DataFrame:
    """
    Compare two drawings of the same units.

    Parameters
    ----------
    one, other : GeoSeries
        Polygons on one index, in one equal-area CRS.

    Returns
    -------
    DataFrame
        ``jaccard``: area of the intersection over that of the union, in [0, 1]; ``area_ratio``: other over one.
    """
    both = one.intersection(other).area
    return pd.DataFrame({"jaccard": both / (one.area + other.area - both), "area_ratio": other.area / one.area})
