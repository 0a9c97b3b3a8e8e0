"""Where a client begins: what there is, what it conforms to, and what each collection holds."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from app.analysis.catalogue import FIGURES
from app.errors import unknown_code
from app.http.parameters import SessionDep
from app.ogc import documents, openapi
from app.ogc.crs import ALL
from app.ogc.documents import Document, link, own_links, respond
from app.ogc.query_parameters import FORM, SCHEMAS, read_query
from app.store.queries import dataset, features
from app.store.queries.collections import COLLECTIONS, Collection
from app.store.queries.dataset import Dataset
from app.store.records import CRS84

router = APIRouter(prefix=documents.ROOT_PATH, include_in_schema=False)

_OGC = "http://www.opengis.net/spec"
_CLASSES = {
    "ogcapi-common-1/1.0": "core json html landing-page oas30",
    "ogcapi-common-2/1.0": "collections json html",
    "ogcapi-features-1/1.0": "core oas30 html geojson",
    "ogcapi-features-2/1.0": "crs",
    "ogcapi-features-3/1.0": "filter features-filter queryables queryables-query-parameters",
    "cql2/1.0": (
        "cql2-text cql2-json basic-cql2 advanced-comparison-operators case-insensitive-comparison"
        " basic-spatial-functions basic-spatial-functions-plus"
    ),
    "ogcapi-tiles-1/1.0": "core tileset tilesets-list geodata-tilesets mvt",
    "tms/2.0": "tilematrixset json-tilematrixset",
}
CONFORMANCE = [f"{_OGC}/{part}/conf/{name}" for part, names in _CLASSES.items() for name in names.split()]


def find_collection(collection_id: str) -> Collection:
    """
    Find a collection.

    Raises
    ------
    NotFound
        There is none of this id.
    """
    if collection_id not in COLLECTIONS:
        raise unknown_code("collection", collection_id, list(COLLECTIONS))
    return COLLECTIONS[collection_id]


CollectionDep = Annotated[Collection, Depends(find_collection)]


def dataset_now(request: Request) -> Dataset:
    """Name the data that answers are made from, as of about a second ago."""
    now: Dataset = request.state.dataset_now()
    return now


DatasetDep = Annotated[Dataset, Depends(dataset_now)]


@router.get("")
@router.get("/", include_in_schema=False)
def landing(request: Request, now: DatasetDep) -> Response:
    """Say what there is."""
    form = read_query(request, [FORM])["f"]
    links = [
        *own_links(request),
        link(request, "service-desc", "/api", "The API as OpenAPI 3.0", documents.OPENAPI),
        link(request, "service-doc", "/api?f=html", "The API for reading", "text/html"),
        link(request, "conformance", "/conformance", "What this service conforms to"),
        link(request, "data", "/collections", "The collections"),
        link(request, "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", "/tileMatrixSets", "Tile matrix sets"),
        link(request, "related", "/layers", "Layers of thematic tiles"),
        link(request, "http://www.opengis.net/def/rel/ogc/1.0/styles", "/styles", "Styles of the atlas's themes"),
    ]
    return respond(request, now, form, {"title": openapi.TITLE, "description": openapi.DESCRIPTION, "links": links})


@router.get("/conformance")
def conformance(request: Request, now: DatasetDep) -> Response:
    """List the conformance classes."""
    form = read_query(request, [FORM])["f"]
    return respond(request, now, form, {"links": own_links(request), "conformsTo": CONFORMANCE})


@router.get("/api")
def api(request: Request, now: DatasetDep) -> Response:
    """Describe the API."""
    form = read_query(request, [FORM])["f"]
    document = openapi.document(documents.address(request), request.app.version)
    return respond(request, now, form, document, documents.OPENAPI)


@router.get("/collections")
def collections(request: Request, session: SessionDep) -> Response:
    """List the collections."""
    form = read_query(request, [FORM])["f"]
    now = dataset.current(session)
    described = [describe(request, session, now, collection) for collection in COLLECTIONS.values()]
    return respond(request, now, form, {"links": own_links(request), "collections": described})


@router.get("/collections/{collection_id}")
def collection(request: Request, session: SessionDep, collection: CollectionDep) -> Response:
    """Describe a collection."""
    form = read_query(request, [FORM])["f"]
    now = dataset.current(session)
    described = describe(request, session, now, collection)
    return respond(request, now, form, {**described, "links": [*own_links(request), *described["links"]]})


@router.get("/collections/{collection_id}/queryables")
def queryables(request: Request, now: DatasetDep, collection: CollectionDep) -> Response:
    """List the properties that filters may name."""
    form = read_query(request, [FORM])["f"]
    geometry = {"title": "geometry", "x-ogc-role": "primary-geometry", "format": "geometry-multipolygon"}
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": documents.address(request, f"/collections/{collection.id}/queryables"),
        "title": collection.title,
        "type": "object",
        "properties": {
            **{name: _queryable(name, kind) for name, kind in collection.properties.items()},
            "geometry": geometry,
        },
        "additionalProperties": False,
    }
    return respond(request, now, form, document, documents.SCHEMA)


def _queryable(name: str, kind: type) -> Document:
    return {"title": name, "description": FIGURES[name].described, **SCHEMAS[kind]}


def describe(request: Request, session: Session, now: Dataset, collection: Collection) -> Document:
    """Describe a collection: extent, systems, links."""
    bounds, days = request.state.remembered(
        ("extent", now, collection.id), lambda: features.extent(session, collection)
    )
    extent: dict[str, Any] = {"spatial": {"bbox": [bounds], "crs": CRS84.uri}} if bounds else {}
    if days:
        begin, end = (f"{day}T00:00:00Z" for day in days)
        extent["temporal"] = {"interval": [[begin, end]], "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"}
    path = f"/collections/{collection.id}"
    queryables_rel = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
    tiles_rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
    links = [
        link(request, "items", f"{path}/items", f"{collection.title}, as GeoJSON", documents.GEOJSON),
        link(request, "items", f"{path}/items?f=html", f"{collection.title}, as a page", "text/html"),
        link(request, queryables_rel, f"{path}/queryables", "Properties that filters may name", documents.SCHEMA),
        *([link(request, tiles_rel, f"{path}/tiles", "Vector tiles")] if collection.tiled else []),
    ]
    return {
        "id": collection.id,
        "title": collection.title,
        "description": collection.description,
        "itemType": "feature",
        "extent": extent,
        "crs": [crs.uri for crs in ALL],
        "storageCrs": CRS84.uri,
        "datasetVersion": now.version,
        "links": links,
    }
