"""Vector tiles of the collections that have one feature per place, on WebMercatorQuad."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.analysis.catalogue import FIGURES
from app.errors import BadParameter, NotFound
from app.http.etag import validators
from app.http.parameters import SessionDep
from app.ogc import documents
from app.ogc.core import CollectionDep, DatasetDep, describe, find_collection
from app.ogc.documents import Document, address, link, own_links, respond
from app.ogc.query_parameters import FORM, SCHEMAS, form, read_query
from app.store.queries import dataset, vector_tiles
from app.store.queries.collections import Collection

router = APIRouter(prefix=documents.ROOT_PATH, include_in_schema=False)

MATRIX_SET = "WebMercatorQuad"
MATRIX_SET_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{MATRIX_SET}"
CRS_URI = "http://www.opengis.net/def/crs/EPSG/0/3857"
ORIGIN_M = 20_037_508.342789244
TILE_PIXELS = 256
METRES_PER_PIXEL = 0.00028  # of the standard's screen, by which it defines scales
TILESET_FORM = form("json", "html", "tilejson")
TILE_PATH = documents.ROOT_PATH + "/collections/{collection_id}/tiles/{matrix_set}/{zoom}/{row}/{column}"


def _tiled(collection: CollectionDep) -> Collection:
    if not collection.tiled:
        raise NotFound(f"{collection.id} has several features per place, and no tiles.")
    return collection


TiledDep = Annotated[Collection, Depends(_tiled)]


@router.get("/tileMatrixSets")
def matrix_sets(request: Request, now: DatasetDep) -> Response:
    """List the tile matrix sets: there is one."""
    wanted = read_query(request, [FORM])["f"]
    entry = {
        "id": MATRIX_SET,
        "title": "Google Maps compatible",
        "uri": MATRIX_SET_URI,
        "links": [link(request, "self", f"/tileMatrixSets/{MATRIX_SET}", MATRIX_SET)],
    }
    return respond(request, now, wanted, {"links": own_links(request), "tileMatrixSets": [entry]})


@router.get("/tileMatrixSets/{matrix_set}")
def matrix_set(request: Request, now: DatasetDep, matrix_set: str) -> Response:
    """Define the tile matrix set."""
    known_matrix_set(matrix_set)
    wanted = read_query(request, [FORM])["f"]
    document = {
        "id": MATRIX_SET,
        "title": "Google Maps compatible",
        "uri": MATRIX_SET_URI,
        "crs": CRS_URI,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [_matrix(zoom) for zoom in range(vector_tiles.MAX_ZOOM + 1)],
    }
    return respond(request, now, wanted, document)


@router.get("/collections/{collection_id}/tiles")
def tilesets(request: Request, now: DatasetDep, collection: TiledDep) -> Response:
    """List the tilesets of a collection: there is one."""
    wanted = read_query(request, [FORM])["f"]
    path = f"/collections/{collection.id}/tiles/{MATRIX_SET}"
    links = [link(request, "self", path, collection.title), *_links(request, collection)]
    described = {**_tileset(collection), "links": links}
    return respond(request, now, wanted, {"links": own_links(request), "tilesets": [described]})


@router.get("/collections/{collection_id}/tiles/{matrix_set}")
def tileset(request: Request, session: SessionDep, collection: TiledDep, matrix_set: str) -> Response:
    """Describe a tileset, as OGC or as TileJSON."""
    known_matrix_set(matrix_set)
    wanted = read_query(request, [TILESET_FORM])["f"]
    now = dataset.current(session)
    if wanted == "tilejson":
        bounds = describe(request, session, now, collection)["extent"]["spatial"]["bbox"][0]
        tiles = address(request, f"/collections/{collection.id}/tiles/{MATRIX_SET}/{{z}}/{{y}}/{{x}}")
        return respond(request, now, "json", tilejson(collection, tiles, bounds))
    document = {**_tileset(collection), "links": [*own_links(request), *_links(request, collection)]}
    return respond(request, now, wanted, document)


async def tile(request: Request) -> Response:
    """
    Cut a tile; 204 where it would be empty.

    It is a route of Starlette, as what FastAPI does for each of its routes takes longer than most tiles.
    """
    read_query(request, [])
    return await cut(request, _tiled(find_collection(request.path_params["collection_id"])), {})


async def cut(request: Request, collection: Collection, given: Mapping[str, str]) -> Response:
    """Cut the tile that the path of a request names; 204 where it would be empty."""
    zoom, row, column = _place(request.path_params)
    async with request.state.lanes.take((TILE_PATH, collection.id)):
        now, content = await vector_tiles.tile(request.state.pool, collection, (zoom, column, row), given)
    headers = validators(request.scope, now)
    if not content:
        return Response(status_code=204, headers=headers)
    return Response(content, headers=headers, media_type=documents.TILE)


_PLACE = {"zoom": "tileMatrix", "row": "tileRow", "column": "tileCol"}
"""Parts of a tile's path, and how the document calls them."""
_DIGITS = 4_000
"""Of a whole number: Python reads 4,300 unless told otherwise."""


def _place(asked: Mapping[str, str]) -> tuple[int, int, int]:
    known_matrix_set(asked["matrix_set"])
    zoom, row, column = (_whole(name, asked[part]) for part, name in _PLACE.items())
    if not 0 <= zoom <= vector_tiles.MAX_ZOOM or not (0 <= row < 2**zoom and 0 <= column < 2**zoom):
        raise NotFound(f"{MATRIX_SET} has no tile {zoom}/{row}/{column}; zooms go from 0 to {vector_tiles.MAX_ZOOM}.")
    return zoom, row, column


def _whole(name: str, text: str) -> int:
    if not re.fullmatch(rf"-?\d{{1,{_DIGITS}}}", text, re.ASCII):
        raise BadParameter(name, "must be a whole number")
    return int(text)


def known_matrix_set(matrix_set: str) -> None:
    """Make sure that this is the tile matrix set. Raises `NotFound`."""
    if matrix_set != MATRIX_SET:
        raise NotFound(f"There is no tile matrix set {matrix_set!r}. There is: {MATRIX_SET}.")


def _matrix(zoom: int) -> Document:
    cell = 2 * ORIGIN_M / TILE_PIXELS / 2**zoom
    return {
        "id": str(zoom),
        "scaleDenominator": cell / METRES_PER_PIXEL,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-ORIGIN_M, ORIGIN_M],
        "tileWidth": TILE_PIXELS,
        "tileHeight": TILE_PIXELS,
        "matrixWidth": 2**zoom,
        "matrixHeight": 2**zoom,
    }


def _tileset(collection: Collection) -> Document:
    properties = {name: SCHEMAS[kind] for name, kind in collection.properties.items()}
    return {
        "title": collection.title,
        "dataType": "vector",
        "crs": CRS_URI,
        "tileMatrixSetURI": MATRIX_SET_URI,
        "layers": [
            {
                "id": collection.id,
                "dataType": "vector",
                "geometryDimension": 2,
                "propertiesSchema": {"type": "object", "properties": properties},
            }
        ],
    }


def _links(request: Request, collection: Collection) -> list[Document]:
    scheme_rel = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
    path = f"/collections/{collection.id}/tiles/{MATRIX_SET}"
    tile_path = f"{path}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    return [
        link(request, scheme_rel, f"/tileMatrixSets/{MATRIX_SET}", MATRIX_SET),
        {**link(request, "item", tile_path, "Tiles", documents.TILE), "templated": True},
        link(request, "describedby", f"{path}?f=tilejson", "TileJSON"),
    ]


def tilejson(collection: Collection, tiles: str, bounds: Sequence[float]) -> Document:
    """Describe tiles as TileJSON: by the template of their addresses, in these bounds of EPSG:4326."""
    return {
        "tilejson": "3.0.0",
        "name": collection.title,
        "description": collection.description,
        "scheme": "xyz",
        "tiles": [tiles],
        "minzoom": 0,
        "maxzoom": vector_tiles.MAX_ZOOM,
        "bounds": list(bounds),
        "vector_layers": [
            {"id": collection.id, "fields": {name: FIGURES[name].described for name in collection.properties}}
        ],
    }
