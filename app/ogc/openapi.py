"""The API document: OpenAPI 3.0 with a literal path for every collection, as GIS clients want it."""

from collections.abc import Sequence
from typing import Any

from app.errors import Problem
from app.http.access import declare_keys
from app.ogc import documents, query_parameters
from app.ogc.query_parameters import FORM, Parameter
from app.store.queries.collections import COLLECTIONS, Collection
from app.store.queries.features import SEPARATOR
from app.store.queries.thematic_layers import LAYERS

TITLE = "Kharita: features and tiles"
DESCRIPTION = "Areas, results and party strength of Moroccan elections for GIS clients. Null is unknown, never zero."

Document = dict[str, Any]

_MATRIX_SET = {"name": "tileMatrixSetId", "in": "path", "required": True, "schema": {"type": "string"}}
_TILE = [
    {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
    for name in ("tileMatrix", "tileRow", "tileCol")
]


def document(server: str, version: str) -> Document:
    """
    Describe the API.

    Parameters
    ----------
    server : str
        Address of the landing page.
    version : str
        Version of the service.
    """
    fixed = {
        "/": _operation("landing", "What there is", [FORM]),
        "/conformance": _operation("conformance", "What the service conforms to", [FORM]),
        "/api": _operation("api", "This document", [FORM], documents.OPENAPI),
        "/collections": _operation("collections", "The collections", [FORM]),
        "/tileMatrixSets": _operation("tileMatrixSets", "The tile matrix sets", [FORM]),
        "/tileMatrixSets/{tileMatrixSetId}": _operation(
            "tileMatrixSet", "A tile matrix set", [FORM], path=[_MATRIX_SET]
        ),
    }
    of_collections = [paths(collection) for collection in COLLECTIONS.values()] + [_thematic_paths()]
    described = {
        "openapi": "3.0.3",
        "info": {"title": TITLE, "version": version, "description": DESCRIPTION},
        "servers": [{"url": server}],
        "paths": {path: {"get": get} for group in (fixed, *of_collections) for path, get in group.items()},
    }
    return declare_keys(described)


def paths(collection: Collection) -> dict[str, Document]:
    """Describe the operations of one collection."""
    name, title, root = collection.id, collection.title, f"/collections/{collection.id}"
    feature_id = {
        "name": "featureId",
        "in": "path",
        "required": True,
        "description": SEPARATOR.join(collection.key),
        "schema": {"type": "string"},
    }
    of_items, of_feature = query_parameters.of_items(collection), query_parameters.of_feature(collection)
    described = {
        root: _operation(f"{name}.describe", f"{title}: description", [FORM]),
        f"{root}/queryables": _operation(f"{name}.queryables", f"{title}: queryables", [FORM], documents.SCHEMA),
        f"{root}/items": _operation(f"{name}.items", f"{title}: features", of_items, documents.GEOJSON),
        f"{root}/items/{{featureId}}": _operation(
            f"{name}.item", f"{title}: one feature", of_feature, documents.GEOJSON, [feature_id]
        ),
    }
    if not collection.tiled:
        return described
    tiles = f"{root}/tiles"
    return described | {
        tiles: _operation(f"{name}.tilesets", f"{title}: tilesets", [FORM]),
        f"{tiles}/{{tileMatrixSetId}}": _operation(f"{name}.tileset", f"{title}: tileset", [FORM], path=[_MATRIX_SET]),
        f"{tiles}/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": _operation(
            f"{name}.tile", f"{title}: tile", [], documents.TILE, [_MATRIX_SET, *_TILE]
        ),
    }


def _thematic_paths() -> dict[str, Document]:
    """Describe the operations of thematic tiles and styles."""
    tiles = {}
    for layer in LAYERS.values():
        root = f"/layers/{layer.id}/tiles/{{tileMatrixSetId}}"
        given = query_parameters.of_layer(layer)
        described = _operation(f"{layer.id}.tilejson", f"{layer.title}: TileJSON", given, path=[_MATRIX_SET])
        cut = _operation(f"{layer.id}.tile", f"{layer.title}: tile", given, documents.TILE, [_MATRIX_SET, *_TILE])
        tiles[root] = _requiring(described, {"party", "indicator"})
        tiles[f"{root}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"] = _requiring(cut, set(layer.given))
    style_id = {"name": "styleId", "in": "path", "required": True, "schema": {"type": "string"}}
    of_style = query_parameters.of_layer(LAYERS["standings"])
    style = _operation("style", "A style for MapLibre", of_style, documents.STYLE, [style_id])
    return {
        "/layers": _operation("layers", "The layers of thematic tiles", [FORM]),
        **tiles,
        "/styles": _operation("styles", "The styles, one for each theme of the atlas", [FORM]),
        "/styles/{styleId}": _requiring(style, {"party"}),
    }


def _requiring(operation: Document, names: set[str]) -> Document:
    for parameter in operation["parameters"]:
        parameter["required"] = parameter["required"] or parameter["name"] in names
    return operation


def _operation(
    name: str,
    summary: str,
    query: Sequence[Parameter],
    kind: str = "application/json",
    path: Sequence[Document] = (),
) -> Document:
    schema = {"type": "string", "format": "binary"} if kind == documents.TILE else {"type": "object"}
    content = {kind: {"schema": schema}}
    if FORM in query:
        content["text/html"] = {"schema": {"type": "string"}}
    problem = {"application/problem+json": {"schema": {"type": "object", "required": list(_required())}}}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [*map(dict, path), *map(_described, query)],
        "responses": {
            "200": {"description": "What was asked for", "content": content},
            "default": {"description": "A problem document", "content": problem},
        },
    }


def _required() -> list[str]:
    return [name for name, field in Problem.model_fields.items() if field.is_required()]


def _described(parameter: Parameter) -> Document:
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.description,
        "style": "form",
        "explode": False,
        "schema": parameter.schema,
    }
