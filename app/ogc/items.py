"""Features of a collection, by page or one by one."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.files import geojson
from app.http.parameters import SessionDep, reject_undecodable
from app.ogc import documents, query_parameters
from app.ogc.core import CollectionDep
from app.ogc.crs import box_in_degrees
from app.ogc.documents import Document, Link, link, own_links, respond
from app.ogc.filters import Scope, compile_filter, intersects
from app.store.queries import dataset, features
from app.store.queries.collections import Collection
from app.store.queries.features import FeatureFilter, FeaturePage, OutlineFormat
from app.store.records import CRS84

router = APIRouter(prefix=documents.ROOT_PATH, include_in_schema=False)

_NARROWING = ("bbox", "bbox-crs", "datetime", "filter", "filter-lang", "filter-crs")


@router.get("/collections/{collection_id}/items")
def items(request: Request, session: SessionDep, collection: CollectionDep) -> Response:
    """Features that satisfy every parameter given, a page of them."""
    asked = query_parameters.read_query(request, query_parameters.of_items(collection))
    now = dataset.current(session)
    wanted = _wanted(collection, asked)
    drawing = OutlineFormat(asked["crs"], asked.get("detail", collection.band))
    # one more than asked tells whether another page follows
    page = FeaturePage(asked["limit"] + 1, asked["after"])
    rows = features.read_page(session, collection, wanted, drawing, page)
    shown = rows[: asked["limit"]]
    narrowing = tuple(sorted((name, request.query_params.get(name)) for name in _narrowing(collection)))
    matched = request.state.remembered(
        ("matched", now, collection.id, narrowing), lambda: features.matched(session, collection, wanted)
    )
    more = [_next(request, shown[-1]["id"])] if len(rows) > len(shown) else []
    members = {
        "title": collection.title,
        "links": [*own_links(request, documents.GEOJSON), *more, _up(request, collection)],
        "numberMatched": matched,
        "numberReturned": len(shown),
        "datasetVersion": now.version,
    }
    document = geojson.collection([_feature(row) for row in shown], members)
    return _in_crs(respond(request, now, asked["f"], document, documents.GEOJSON), drawing)


@router.get("/collections/{collection_id}/items/{feature_id}")
def item(request: Request, session: SessionDep, collection: CollectionDep, feature_id: str) -> Response:
    """Answer with one feature."""
    reject_undecodable("feature_id", feature_id)
    asked = query_parameters.read_query(request, query_parameters.of_feature(collection))
    drawing = OutlineFormat(asked["crs"], asked.get("detail", collection.band))
    row = features.one(session, collection, feature_id, drawing)
    document = {**_feature(row), "links": [*own_links(request, documents.GEOJSON), _up(request, collection)]}
    answer = respond(request, dataset.current(session), asked["f"], document, documents.GEOJSON)
    return _in_crs(answer, drawing)


def _narrowing(collection: Collection) -> list[str]:
    """Parameters on which the number of matching features depends."""
    return [*_NARROWING, *collection.properties]


def _wanted(collection: Collection, asked: dict[str, Any]) -> FeatureFilter:
    given = {name: asked[name] for name in collection.properties if asked[name] is not None}
    equal = [{"op": "=", "args": [{"property": name}, value]} for name, value in given.items()]
    filters = [] if asked["filter"] is None else [asked["filter-lang"](asked["filter"])]
    scope = Scope(
        collection.relation, collection.properties, features.outline(collection), asked["filter-crs"] or CRS84
    )
    conditions = [compile_filter(tree, scope) for tree in (*equal, *filters)]
    if asked["bbox"] is not None:
        conditions.append(intersects(scope, box_in_degrees("bbox", asked["bbox"], asked["bbox-crs"])))
    return FeatureFilter(tuple(conditions), asked["datetime"])


def _feature(row: dict[str, Any]) -> Document:
    properties = {name: value for name, value in row.items() if name not in ("id", "geometry")}
    return geojson.feature(row["geometry"], properties, id=row["id"])


def _next(request: Request, last: str) -> Link:
    following = request.url.include_query_params(after=last)
    return {"rel": "next", "href": str(following), "type": documents.GEOJSON, "title": "Next page"}


def _up(request: Request, collection: Collection) -> Link:
    return link(request, "collection", f"/collections/{collection.id}", collection.title)


def _in_crs(answer: Response, drawing: OutlineFormat) -> Response:
    answer.headers["Content-Crs"] = f"<{drawing.crs.uri}>"
    return answer
