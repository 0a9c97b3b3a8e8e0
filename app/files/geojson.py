"""GeoJSON (RFC 7946) of outlines that are GeoJSON text already."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson


def feature(geometry: str | None, properties: Mapping[str, Any], **identity: str) -> dict[str, Any]:
    """
    Make a feature for `orjson` to write.

    Parameters
    ----------
    geometry : str or None
        GeoJSON, which goes out as it is stored.
    properties : mapping
    **identity
        The ``id``, where there is one.
    """
    return {"type": "Feature", **identity, "geometry": orjson.Fragment(geometry or "null"), "properties": properties}


def collection(features: Sequence[Mapping[str, Any]], members: Mapping[str, Any]) -> dict[str, Any]:
    """Make a FeatureCollection of features; what else is said about them becomes foreign members."""
    return {"type": "FeatureCollection", **members, "features": features}
