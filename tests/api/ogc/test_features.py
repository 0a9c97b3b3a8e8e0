"""OGC API Features as its executable test suite asserts it (core, geojson, html, oas30, crs, filter)."""

from urllib.parse import quote

import pytest
import shapely
from pyproj import Transformer

from app.ogc.crs import ALL, BY_URI
from app.store.queries.collections import COLLECTIONS
from app.store.records import CRS84

OGC = "/ogc"
COMMUNES = f"{OGC}/collections/communes/items"


def links(document, rel):
    return [link for link in document["links"] if link["rel"] == rel]


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def outlines(answer):
    return {f["id"]: shapely.from_geojson(str(f["geometry"]).replace("'", '"')) for f in answer.json()["features"]}


@pytest.fixture(scope="module")
def every_commune(client):
    answer = client.get(COMMUNES, params={"limit": 2000, "detail": "low"})
    return answer.json()["features"]


def test_the_landing_page_leads_to_everything(client):
    page = client.get(OGC).json()
    for rel in ("service-desc", "service-doc", "conformance", "data", "self"):
        [link] = links(page, rel)[:1]
        answer = client.get(link["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == link["type"].partition(";")[0]


def test_the_conformance_declaration_names_what_clients_look_for(client):
    classes = client.get(f"{OGC}/conformance").json()["conformsTo"]
    spec = "http://www.opengis.net/spec"
    assert {
        f"{spec}/ogcapi-features-1/1.0/conf/core",
        f"{spec}/ogcapi-features-1/1.0/conf/geojson",
        f"{spec}/ogcapi-features-2/1.0/conf/crs",
        f"{spec}/ogcapi-features-3/1.0/conf/filter",
        f"{spec}/ogcapi-features-3/1.0/conf/features-filter",
        f"{spec}/cql2/1.0/conf/cql2-text",
        f"{spec}/cql2/1.0/conf/basic-cql2",
    } <= set(classes)


def test_the_api_document_is_openapi_3_0_with_literal_paths(client):
    api = client.get(f"{OGC}/api").json()
    assert api["openapi"].startswith("3.0.")
    for collection in COLLECTIONS:
        for path in (f"/collections/{collection}", f"/collections/{collection}/items"):
            assert path in api["paths"]
        query = {p["name"]: p for p in api["paths"][f"/collections/{collection}/items"]["get"]["parameters"]}
        for name in ("limit", "bbox", "datetime", "filter", "crs"):
            assert (query[name]["style"], query[name]["explode"], query[name]["required"]) == ("form", False, False)
        assert {"minimum", "maximum", "default"} <= query["limit"]["schema"].keys()
        assert query["bbox"]["schema"]["items"] == {"type": "number"}
    names = [operation["get"]["operationId"] for operation in api["paths"].values()]
    assert len(names) == len(set(names))


def test_every_described_address_answers(client):
    values = {
        "featureId": "",
        "tileMatrixSetId": "WebMercatorQuad",
        "tileMatrix": "5",
        "tileRow": "12",
        "tileCol": "15",
        "styleId": "share",
    }
    given = {"election": "house-2026-local", "outlook": "next-house", "level": "constituency", "party": "MP"}
    given |= {"indicator": "urban_share", "census": "2024"}
    for path, described in client.get(f"{OGC}/api").json()["paths"].items():
        collection = path.split("/")[2] if path.startswith("/collections/") else ""
        if "{featureId}" in path:
            values["featureId"] = ids(client.get(f"{OGC}/collections/{collection}/items?limit=1"))[0]
        needed = [p["name"] for p in described["get"]["parameters"] if p["in"] == "query" and p["required"]]
        answer = client.get(OGC + path.format(**values), params={name: given[name] for name in needed})
        assert answer.status_code == 200, path


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_collection_tells_its_extent_systems_and_links(client, collection):
    listed = {entry["id"]: entry for entry in client.get(f"{OGC}/collections").json()["collections"]}
    described = client.get(f"{OGC}/collections/{collection}").json()
    assert listed[collection]["extent"] == described["extent"]
    assert described["crs"][0] == CRS84.uri
    west, south, east, north = described["extent"]["spatial"]["bbox"][0]
    assert -17.2 < west < east < -0.9
    assert 20.7 < south < north < 36
    assert {link["type"] for link in links(described, "items")} == {"application/geo+json", "text/html"}
    [queryables] = links(described, "http://www.opengis.net/def/rel/ogc/1.0/queryables")
    schema = client.get(queryables["href"])
    assert schema.headers["content-type"] == "application/schema+json"
    assert schema.json()["$id"] == queryables["href"]
    assert {*COLLECTIONS[collection].key, "geometry"} <= schema.json()["properties"].keys()


@pytest.mark.parametrize(
    "path", ["", "/conformance", "/collections", "/collections/communes", "/api", "/tileMatrixSets"]
)
def test_everything_exists_as_a_page(client, path):
    page = client.get(OGC + path, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert client.get(f"{OGC}{path}?f=html").text.startswith("<!DOCTYPE html>")


def test_features_are_geojson_with_counts_and_links(client):
    answer = client.get(COMMUNES, params={"limit": 3})
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-crs"] == f"<{CRS84.uri}>"
    page = answer.json()
    assert page["type"] == "FeatureCollection"
    assert (page["numberMatched"], page["numberReturned"], len(page["features"])) == (1538, 3, 3)
    assert {feature["geometry"]["type"] for feature in page["features"]} == {"MultiPolygon"}
    assert links(page, "self")[0]["type"] == "application/geo+json"
    assert [link["type"] for link in links(page, "alternate")] == ["text/html"]


def test_pages_follow_each_other_to_the_end_without_repeating(client):
    address, found, pages = f"{COMMUNES}?limit=500&detail=low", [], 0
    while address:
        answer = client.get(address)
        found += ids(answer)
        pages += 1
        following = links(answer.json(), "next")
        assert all(link["type"] == "application/geo+json" for link in following)
        address = following[0]["href"] if following else None
    assert (pages, len(found), len(set(found))) == (4, 1538, 1538)


def test_a_last_page_that_is_full_has_no_next(client):
    assert not links(client.get(f"{OGC}/collections/regions/items?limit=12").json(), "next")


def test_more_than_the_largest_limit_is_the_largest_limit(client):
    page = client.get(f"{OGC}/collections/results/items?limit=1000000&detail=low").json()
    assert page["numberReturned"] == 2000
    assert page["numberMatched"] > 2000


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=x",
        "limit=",
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=0,1,1,0",
        "bbox=nan,0,1,1",
        "bbox=-7,33,-6,34&bbox-crs=x",
        "crs=x",
        "datetime=x",
        "datetime=2021/2020/2019",
        "datetime=2021-W36-3",
        "datetime=20210908",
        "datetime=2021-09-08T10:00:00",
        "datetime=2021-02-30",
        "datetime=2021-09-08T25:00:00Z",
        "datetime=/",
        "datetime=../..",
        "datetime=2021-01-01/2020-01-01",
        "unknown=1",
        "limit=1&limit=2",
        "f=xml",
        "filter=",
        "filter=a",
        "filter=code=1",
        "filter-lang=sql",
        "detail=x",
        "filter-lang=cql2-json&filter={",
        "filter=" + "a" * 2049,
        "filter=code='%00'",
        "after=a:b",
        "population_2024=x",
        "population_2024=nan",
        "filter=code%20=%20'%ff'",
        "filter-crs=x",
        "area_km2=inf",
        "bbox=-500,0,0,10",
        "bbox=-9e296,-5e16,1e296,6e16&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/3857",
    ],
)
def test_a_bad_or_unknown_parameter_is_400(client, query):
    answer = client.get(f"{COMMUNES}?{query}")
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/collections/nothing", "/collections/communes/items/nothing", "/collections/communes/items/a:b"]
)
def test_what_does_not_exist_is_404(client, path):
    assert client.get(OGC + path).status_code == 404


@pytest.mark.parametrize("part", ["x", "-1", "99999999999999999999", "1.5", ""])
def test_an_id_whose_number_is_none_is_refused(client, part):
    zones = f"{OGC}/collections/zones/items"
    assert client.get(f"{zones}/house-2021-local:RNI:{part}").status_code == 404
    assert client.get(zones, params={"after": f"house-2021-local:RNI:{part}"}).status_code == 400


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_one_feature_is_the_one_of_the_list(client, collection):
    items = f"{OGC}/collections/{collection}/items"
    [listed] = client.get(items, params={"limit": 1}).json()["features"]
    alone = client.get(f"{items}/{quote(listed['id'])}").json()
    assert {**alone, "links": None} == {**listed, "links": None}
    assert links(alone, "collection")


def test_a_box_selects_what_it_touches(client, every_commune):
    box = (-7.0, 33.8, -6.5, 34.2)
    found = set(ids(client.get(COMMUNES, params={"bbox": ",".join(map(str, box)), "limit": 2000})))
    drawn = shapely.box(*box)
    surely = {
        f["id"]
        for f in every_commune
        if shapely.from_geojson(str(f["geometry"]).replace("'", '"')).buffer(-0.02).intersects(drawn)
    }
    maybe = {
        f["id"]
        for f in every_commune
        if shapely.from_geojson(str(f["geometry"]).replace("'", '"')).buffer(0.02).intersects(drawn)
    }
    assert surely <= found <= maybe
    assert surely


@pytest.mark.parametrize("crs", [crs for crs in ALL if crs != CRS84], ids=lambda crs: str(crs.srid))
def test_a_box_means_the_same_in_every_system(client, crs):
    box = (-7.0, 33.8, -6.5, 34.2)
    move = Transformer.from_crs(4326, crs.srid, always_xy=True)
    west, south, east, north = move.transform_bounds(*box)
    order = (south, west, north, east) if crs.latitude_first else (west, south, east, north)
    asked = {"bbox": ",".join(map(str, order)), "bbox-crs": crs.uri, "limit": 2000, "detail": "low"}
    found = set(ids(client.get(COMMUNES, params=asked)))
    expected = set(ids(client.get(COMMUNES, params={"bbox": ",".join(map(str, box)), "limit": 2000, "detail": "low"})))
    assert expected <= found  # the box of a turned box is larger
    assert len(found) < 2 * len(expected)


@pytest.mark.parametrize("far", ["500000,300000", "500000,300100"])
def test_a_box_may_be_a_point_or_a_line(client, far):
    asked = {"bbox": f"500000,300000,{far}", "bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/26191", "detail": "low"}
    assert client.get(COMMUNES, params=asked).json()["numberMatched"] == 1


@pytest.mark.parametrize("uri", BY_URI)
def test_coordinates_are_those_of_the_system(client, uri):
    crs = BY_URI[uri]
    asked = {"crs": uri, "detail": "high", "code": "04.421.01.05"}
    answer = client.get(COMMUNES, params=asked)
    assert answer.headers["content-crs"] == f"<{uri}>"
    [found] = outlines(answer).values()
    [stored] = outlines(client.get(COMMUNES, params={**asked, "crs": CRS84.uri})).values()
    if crs.latitude_first:
        found = shapely.transform(found, lambda points: points[:, ::-1])
    move = Transformer.from_crs(4326, crs.srid, always_xy=True)
    expected = shapely.transform(stored, move.transform, interleaved=False)
    tolerance = 1e-4 if crs.srid == 4326 else 5.0
    assert shapely.hausdorff_distance(found, expected) < tolerance


def test_time_selects_elections_and_leaves_places_alone(client):
    results = f"{OGC}/collections/contests/items"
    matched = {
        when: client.get(results, params={"datetime": when, "limit": 1}).json()["numberMatched"]
        for when in (
            "2021-09-08",
            "2021-09-08T12:00:00Z",
            "2011-01-01/2012-01-01",
            "../2012-01-01",
            "2012-01-01/..",
            "2012-01-01t00:00:00z/",
        )
    }
    whole = client.get(results, params={"limit": 1}).json()["numberMatched"]
    assert matched["2021-09-08"] == matched["2021-09-08T12:00:00Z"] == 1_902
    assert matched["2011-01-01/2012-01-01"] == matched["../2012-01-01"] == 179
    assert matched["2012-01-01/.."] == matched["2012-01-01t00:00:00z/"]
    assert matched["2012-01-01/.."] + matched["../2012-01-01"] == whole == 4_206
    assert client.get(COMMUNES, params={"datetime": "1900-01-01", "limit": 1}).json()["numberMatched"] == 1538


FILTERS = {
    "population_2024 > 300000": lambda p: (p["population_2024"] or 0) > 300000,
    "name_fr = 'Salé' OR code = '01.051.01.01'": lambda p: p["name_fr"] == "Salé" or p["code"] == "01.051.01.01",
    "name_fr LIKE 'Ta%' AND NOT kind = 'commune'": lambda p: p["name_fr"].startswith("Ta") and p["kind"] != "commune",
    "CASEI(name_fr) LIKE CASEI('TAN%')": lambda p: p["name_fr"].lower().startswith("tan"),
    "area_km2 BETWEEN 1 AND 15.5": lambda p: 1 <= p["area_km2"] <= 15.5,
    "constituency_code IN ('rabat-ocean', 'meknes')": lambda p: p["constituency_code"] in ("rabat-ocean", "meknes"),
    "population_2014 IS NULL": lambda p: p["population_2014"] is None,
    "population_2024 < population_2014": lambda p: (
        None not in (p["population_2024"], p["population_2014"]) and p["population_2024"] < p["population_2014"]
    ),
    "population_2024 >= 99999999999999999999": lambda p: False,
}


@pytest.mark.parametrize(("text", "holds"), FILTERS.items())
def test_a_filter_selects_what_it_says(client, every_commune, text, holds):
    found = ids(client.get(COMMUNES, params={"filter": text, "limit": 2000, "detail": "low"}))
    assert found == [f["id"] for f in every_commune if holds(f["properties"])]


def test_a_filter_in_json_is_the_one_in_text(client):
    tree = '{"op":"and","args":[{"op":">","args":[{"property":"population_2024"},300000]},true]}'
    asked = {"filter": tree, "filter-lang": "cql2-json", "detail": "low"}
    assert ids(client.get(COMMUNES, params=asked)) == ids(
        client.get(COMMUNES, params={"filter": "population_2024 > 300000", "detail": "low"})
    )


def test_a_filter_of_place_finds_where_a_point_lies(client):
    text = "S_INTERSECTS(geometry, POINT(-6.84 34.02))"
    [rabat] = client.get(COMMUNES, params={"filter": text}).json()["features"]
    assert rabat["id"].startswith("04.421")
    swapped = {
        "filter": "S_INTERSECTS(geometry, POINT(34.02 -6.84))",
        "filter-crs": "http://www.opengis.net/def/crs/EPSG/0/4326",
    }
    assert ids(client.get(COMMUNES, params=swapped)) == [rabat["id"]]


def counted(client, **asked) -> int:
    return client.get(COMMUNES, params={"limit": 1, **asked}).json()["numberMatched"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("geometry IS NOT NULL", 1_538),
        ("geometry IS NULL", 0),
        ("S_INTERSECTS(POLYGON Z ((-7 33 0,-6 33 0,-6 34 0,-7 33 0)), geometry)", 36),
        ("S_INTERSECTS(GEOMETRYCOLLECTION(POINT(-7 33), LINESTRING(-7 33, -6 34)), geometry)", 15),
        (r"name_fr = 'M\'diq'", 1),
    ],
)
def test_all_that_the_declared_classes_have_is_understood(client, text, count):
    assert counted(client, filter=text) == count


def test_a_box_whose_west_is_greater_than_its_east_crosses_the_antimeridian(client):
    assert counted(client, filter="S_INTERSECTS(geometry, BBOX(170, 30, -6, 34))") == 762
    assert counted(client, bbox="170,30,-6,34") == 762


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("date >= TIMESTAMP('2016-10-07T00:00:00Z')", "timestamp"),
        ("eo:cloud_cover < 0.1", "eo:cloud_cover"),
    ],
)
def test_what_is_not_there_is_refused_by_its_name(client, text, says):
    answer = client.get(f"{OGC}/collections/results/items", params={"filter": text})
    assert answer.status_code == 400
    assert says in answer.text


def test_a_property_is_a_parameter(client):
    asked = {"election": "house-2021-local", "party": "RNI", "level": "constituency", "limit": 2000}
    page = client.get(f"{OGC}/collections/results/items", params=asked).json()
    assert page["numberMatched"] == page["numberReturned"] == 92
    assert {feature["properties"]["party"] for feature in page["features"]} == {"RNI"}


def test_numbers_are_those_of_the_rest_service(client):
    asked = {"election": "house-2021-local", "party": "RNI", "level": "constituency", "limit": 2000, "detail": "low"}
    features = client.get(f"{OGC}/collections/results/items", params=asked).json()["features"]
    rest = client.get("/v1/results?election=house-2021-local&party=RNI").json()["items"]
    votes = {
        item["area"]["code"]: item["parties"][0]["votes"] for item in rest if item["parties"][0]["votes"] is not None
    }
    assert {f["properties"]["code"]: f["properties"]["votes"] for f in features} == votes


def test_an_answer_is_not_given_twice_to_who_holds_it(client):
    first = client.get(COMMUNES, params={"limit": 5})
    again = client.get(COMMUNES, params={"limit": 5}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(COMMUNES, params={"limit": 6}).headers["etag"] != first.headers["etag"]
