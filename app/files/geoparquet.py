"""A party's figures as GeoParquet, for notebooks and analysts' tools."""

from pathlib import Path

from app.files.dossier import Dossier
from app.files.provenance import told


def write_geoparquet(dossier: Dossier, path: Path) -> None:
    """
    Write a party's figures in the areas that vote as GeoParquet 1.1: multipolygons as WKB in EPSG:4326.

    Parameters
    ----------
    dossier : Dossier
    path : Path

    Notes
    -----
    Null is unknown, or not there at all where ``lists_…`` is 0. What the figures depend on, sources included, is in the
    metadata of the file, where pandas reads it into ``attrs``.
    """
    frame = dossier.areas.frame.rename_axis("code").reset_index()
    sources = dossier.sources.astype(object).where(dossier.sources.notna(), None)
    frame.attrs = {**told(dossier), "sources": sources.to_dict("records")}
    frame.to_parquet(path, index=False, compression="zstd", schema_version="1.1.0")
