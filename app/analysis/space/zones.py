"""Party areas: neighbouring constituencies or communes where a party is at home, made into one polygon each."""

import geopandas as gpd
import pandas as pd
import shapely
from libpysal.graph import Graph

from app.analysis.indices import ratio

COLUMNS = [
    "zone",
    "name_fr",
    "name_ar",
    "members",
    "votes",
    "valid_votes",
    "share",
    "seats_won",
    "seats",
    "population",
    "previous_share",
    "change",
]

SUMS = ("votes", "valid_votes", "seats_won", "seats", "population")
"""Figures of a party area that are sums over its members."""

HOME = ("bastion", "majority")
"""Classes of areas where a party is at home."""


def party_areas(areas: gpd.GeoDataFrame, figures: pd.DataFrame, neighbours: Graph) -> gpd.GeoDataFrame:
    """
    Join the areas that are a bastion (of a council: a majority) or significant HH into connected areas of one party.

    Parameters
    ----------
    areas : GeoDataFrame
        Indexed by area code: `name_fr`, `name_ar`, `population` (NaN unknown) and outlines of a clean coverage.
    figures : DataFrame
        One party's, indexed by area code: `strength_class`, `label` (see `spatial.local_clusters`; missing where
        there was no test), `votes`, `valid_votes`, `seats_won`, `seats`, and the previous comparable election's
        `previous_votes` and `previous_valid_votes` (NaN: no list, or not known).
    neighbours : Graph
        Contiguity of the areas.

    Returns
    -------
    GeoDataFrame
        One row per party area, the one with the most votes first: `zone` (1, 2, …), `name_fr` and `name_ar` (of the
        member with the most inhabitants, or else valid votes), `members` (sorted codes), `votes`, `valid_votes`,
        `share`, `seats_won`, `seats`, `population`, `previous_share` and `change` (difference of the shares), and the
        outline. A sum is NaN when any of its parts is unknown.
    """
    home = figures[figures["strength_class"].isin(HOME) | (figures["label"] == "HH")]
    members = areas.join(home, how="inner")
    if members.empty:
        return gpd.GeoDataFrame(columns=[*COLUMNS, "geometry"], geometry="geometry", crs=areas.crs)
    labels = neighbours.subgraph(members.index).component_labels
    frame = _zones(members.assign(zone=labels.reindex(members.index)))
    frame = frame.sort_values(["votes", "name_fr"], ascending=[False, True], ignore_index=True)
    frame.insert(0, "zone", frame.index + 1)
    return frame[[*COLUMNS, "geometry"]]


def _zones(members: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add up the members of each party area, in no order."""
    counts = [*SUMS, "previous_votes", "previous_valid_votes"]
    figures = pd.DataFrame(members[counts]).astype(float).groupby(members["zone"])
    known = figures.count().eq(figures.size(), axis=0)
    sums = figures.sum().where(known)
    by_size = members.sort_values(["population", "valid_votes"], ascending=False)
    names = pd.DataFrame(by_size[["zone", "name_fr", "name_ar"]]).drop_duplicates("zone").set_index("zone")
    codes = members.index.to_series().groupby(members["zone"])
    # as columns of the sums, so that they keep to their zone whatever the order of the names
    sums["share"] = ratio(sums["votes"], sums["valid_votes"])
    sums["previous_share"] = ratio(sums["previous_votes"], sums["previous_valid_votes"])
    sums["change"] = sums["share"] - sums["previous_share"]
    outlines = {zone: shapely.union_all(members.geometry.loc[own].to_numpy()) for zone, own in codes}
    table = names.join(sums[[*SUMS, "share", "previous_share", "change"]]).assign(members=codes.agg(sorted))
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(outlines, crs=members.crs), crs=members.crs)
