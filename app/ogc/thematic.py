"""Thematic tiles: figures of elections, outlooks and censuses as attributes, and the styles that colour by them."""

from typing import Annotated
from urllib.parse import urlencode

import pandas as pd
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from app.analysis.catalogue import FIGURES
from app.errors import BadParameter, NotFound, unknown_code
from app.files import maplibre
from app.http.etag import validators
from app.http.parameters import SessionDep
from app.maps.themes import Theme, themes
from app.ogc import documents
from app.ogc.core import DatasetDep
from app.ogc.documents import Document, address, link, own_links, respond
from app.ogc.query_parameters import FORM, of_layer, read_query
from app.ogc.tiles import MATRIX_SET, cut, known_matrix_set, tilejson
from app.store.queries import dataset, elections, map_data, vector_tiles
from app.store.queries.collections import Collection
from app.store.queries.thematic_layers import LAYERS, complete

router = APIRouter(prefix=documents.ROOT_PATH, include_in_schema=False)

THEMATIC_TILE_PATH = documents.ROOT_PATH + "/layers/{layer_id}/tiles/{matrix_set}/{zoom}/{row}/{column}"
STANDINGS = LAYERS["standings"]
SPRITES = {"sprite": 1, "sprite@2x": 2}
"""Names of the sprite, which styles know by the first, and pixels of each for one."""


def find_layer(layer_id: str) -> Collection:
    """Find a layer. Raises `NotFound`."""
    if layer_id not in LAYERS:
        raise unknown_code("layer", layer_id, list(LAYERS))
    return LAYERS[layer_id]


LayerDep = Annotated[Collection, Depends(find_layer)]


async def thematic_tile(request: Request) -> Response:
    """Cut a tile of a layer; 204 where it would be empty, also where what is asked for has no such code."""
    layer = find_layer(request.path_params["layer_id"])
    given = read_query(request, of_layer(layer))
    for name, value in given.items():
        if not value:
            raise BadParameter(name, "must be given; the TileJSON has it")
    return await cut(request, layer, given)


@router.get("/layers")
def layers(request: Request, now: DatasetDep) -> Response:
    """List the layers of thematic tiles."""
    wanted = read_query(request, [FORM])["f"]
    described = [_layer(request, layer) for layer in LAYERS.values()]
    return respond(request, now, wanted, {"links": own_links(request), "layers": described})


@router.get("/layers/{layer_id}/tiles/{matrix_set}")
def layer_tileset(request: Request, session: SessionDep, layer: LayerDep, matrix_set: str) -> Response:
    """Describe the tiles of a layer as TileJSON."""
    known_matrix_set(matrix_set)
    given = complete(session, layer, read_query(request, of_layer(layer)))
    now = dataset.current(session)
    tiles = f"{_tiles(request, layer)}/{{z}}/{{y}}/{{x}}?{urlencode(given)}"
    bounds = vector_tiles.bounds(session, given["level"])
    if bounds is None:
        raise NotFound(f"There are no areas of the level {given['level']}.")
    return respond(request, now, "json", tilejson(layer, tiles, bounds))


@router.get("/styles")
def styles(request: Request, now: DatasetDep) -> Response:
    """List the styles: one for each theme of the atlas whose figure the tiles carry."""
    wanted = read_query(request, [FORM])["f"]
    described = [_style(request, key, theme) for key, theme in maplibre.themed().items()]
    return respond(request, now, wanted, {"links": own_links(request), "styles": described})


@router.get("/styles/{sprite}.json")
def sprite_index(request: Request, now: DatasetDep, sprite: str) -> Response:
    """Say where in the sprite its images are."""
    read_query(request, [])
    return respond(request, now, "json", dict(maplibre.sprite_index(_ratio(sprite))))


@router.get("/styles/{sprite}.png")
def sprite_image(request: Request, now: DatasetDep, sprite: str) -> Response:
    """Draw the sprite."""
    read_query(request, [])
    headers = validators(request.scope, now)
    return Response(maplibre.sprite_image(_ratio(sprite)), headers=headers, media_type="image/png")


@router.get("/styles/{theme_key}")
def style(request: Request, session: SessionDep, theme_key: str) -> Response:
    """Write the style of a theme for a party, an election and a level."""
    if maplibre.figure_of(theme_key) is None:
        raise unknown_code("style", theme_key, list(maplibre.themed()))
    given = complete(session, STANDINGS, read_query(request, of_layer(STANDINGS)))
    tiles = f"{_tiles(request, STANDINGS)}?{urlencode(given)}"
    written = maplibre.style(
        _theme(session, theme_key, given["election"]), tiles, STANDINGS.id, address(request, "/styles/sprite")
    )
    return respond(request, dataset.current(session), "json", written, documents.STYLE)


def _theme(session: Session, key: str, election: str) -> Theme:
    """Find a theme; that of the leaders has the parties of all elections like this one, as the atlas has."""
    if key != "winner":
        return maplibre.themed()[key]
    [this] = [one for one in elections.held(session) if one.code == election]
    alike = [one["code"] for one in map_data.elections(session, this.institution, this.ballot, this.level)]
    parties: pd.DataFrame = map_data.parties(session, alike or [election], this.level)
    return next(theme for theme in themes(parties) if theme.key == key)


def _style(request: Request, key: str, theme: Theme) -> Document:
    stylesheet = link(request, "stylesheet", f"/styles/{key}?party={{party}}", key, documents.STYLE)
    return {
        "id": key,
        "title": f"{theme.name.fr} / {theme.name.ar}",
        "layer": STANDINGS.id,
        "parameters": list(STANDINGS.given),
        "links": [{**stylesheet, "templated": True}],
    }


def _ratio(sprite: str) -> int:
    if sprite not in SPRITES:
        raise unknown_code("sprite", sprite, list(SPRITES))
    return SPRITES[sprite]


def _tiles(request: Request, layer: Collection) -> str:
    return address(request, f"/layers/{layer.id}/tiles/{MATRIX_SET}")


def _layer(request: Request, layer: Collection) -> Document:
    path = f"/layers/{layer.id}/tiles/{MATRIX_SET}"
    asked = ",".join(layer.given)
    return {
        "id": layer.id,
        "title": layer.title,
        "description": layer.description,
        "parameters": list(layer.given),
        "attributes": {name: FIGURES[name].described for name in layer.properties},
        "links": [{**link(request, "describedby", f"{path}{{?{asked}}}", "TileJSON"), "templated": True}],
    }
