"""Records that queries fill, and that everything above the store reads."""

from typing import Any, NamedTuple

import pandas as pd

Row = dict[str, Any]
"""One row of a query by column; ``area__code`` is the field ``code`` of the record ``area``."""


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame, without its index; what is missing (NaN, NA) is None."""
    names = [str(name) for name in frame.columns]
    plain = frame.astype(object)
    values = plain.where(plain.notna(), None).itertuples(index=False, name=None)
    return [dict(zip(names, row, strict=True)) for row in values]


class Crs(NamedTuple):
    """
    A coordinate reference system.

    Attributes
    ----------
    uri : str
    srid : int
        As PostGIS numbers it.
    decimals : int
        Decimals of a coordinate that make about 1 cm.
    latitude_first : bool
        Whether its axes are latitude, longitude.
    """

    uri: str
    srid: int
    decimals: int
    latitude_first: bool = False


CRS84 = Crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, 7)
"""Longitude and latitude on WGS 84."""
