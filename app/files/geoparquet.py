"""GeoParquet 1.1, for notebooks and analysts' tools."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import geopandas as gpd


def write_geoparquet(target: Path | BinaryIO, frame: gpd.GeoDataFrame, metadata: Mapping[str, Any]) -> None:
    """
    Write a frame as GeoParquet 1.1, without its index: outlines as WKB, missing values as null.

    Parameters
    ----------
    target : Path or binary file
    frame : geopandas.GeoDataFrame
    metadata : mapping
        What JSON can hold; pandas reads it into ``attrs``.
    """
    described = frame.copy(deep=False)
    described.attrs = dict(metadata)
    described.to_parquet(target, index=False, compression="zstd", schema_version="1.1.0")
