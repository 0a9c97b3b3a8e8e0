"""CQL2 text means what the standard says, and nothing else is let through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadParameter
from app.ogc.cql2 import parse
from app.ogc.filters import MAX_DEPTH, Scope, compile_filter
from app.store.models import Area
from app.store.queries.collections import COLLECTIONS
from app.store.records import CRS84

COMMUNES = COLLECTIONS["communes"]
SCOPE = Scope(COMMUNES.relation, COMMUNES.properties, Area.geom, CRS84)


def named(name):
    return {"property": name}


def call(op, *args):
    return {"op": op, "args": list(args)}


MEANINGS = {
    "a = 1": call("=", named("a"), 1),
    "a<>-1.5e2": call("<>", named("a"), -150.0),
    "\"the name\" >= 'O''Brien'": call(">=", named("the name"), "O'Brien"),
    r"a = 'M\'diq'": call("=", named("a"), "M'diq"),
    r"a like '100\%'": call("like", named("a"), r"100\%"),
    "eo:cloud_cover < .1": call("<", named("eo:cloud_cover"), 0.1),
    "a = 'سلا' AND b < +2": call("and", call("=", named("a"), "سلا"), call("<", named("b"), 2)),
    "a=1 or b=2 and c=3": call(
        "or", call("=", named("a"), 1), call("and", call("=", named("b"), 2), call("=", named("c"), 3))
    ),
    "(a=1 or b=2) and c=3": call(
        "and", call("or", call("=", named("a"), 1), call("=", named("b"), 2)), call("=", named("c"), 3)
    ),
    "not a=1 and b=2": call("and", call("not", call("=", named("a"), 1)), call("=", named("b"), 2)),
    "a between 1 and 2 and b=3": call("and", call("between", named("a"), 1, 2), call("=", named("b"), 3)),
    "a not in (1, 2)": call("not", call("in", named("a"), [1, 2])),
    "a like 'x%'": call("like", named("a"), "x%"),
    "a NOT LIKE 'x_'": call("not", call("like", named("a"), "x_")),
    "a is null": call("isNull", named("a")),
    "a IS NOT NULL": call("not", call("isNull", named("a"))),
    "casei(a) = casei('X')": call("=", call("casei", named("a")), call("casei", "X")),
    "a = TRUE": call("=", named("a"), True),
    "false": False,
    "d > DATE('2020-01-01')": call(">", named("d"), {"date": "2020-01-01"}),
    "s_intersects(geometry, BBOX(-8,33,-7,34))": call("s_intersects", named("geometry"), {"bbox": [-8, 33, -7, 34]}),
    "S_INTERSECTS(geometry, POINT(1 2))": call(
        "s_intersects", named("geometry"), {"type": "Point", "coordinates": [1, 2]}
    ),
    "S_INTERSECTS(geometry, MULTIPOLYGON(((0 0,1 0,1 1,0 0))))": call(
        "s_intersects",
        named("geometry"),
        {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]},
    ),
    "S_INTERSECTS(geometry, MULTIPOINT((0 0), 1 1))": call(
        "s_intersects", named("geometry"), {"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]}
    ),
    "S_INTERSECTS(POLYGON Z ((0 0 5,1 0 5,1 1 5,0 0 5)), geometry)": call(
        "s_intersects",
        {"type": "Polygon", "coordinates": [[[0, 0, 5], [1, 0, 5], [1, 1, 5], [0, 0, 5]]]},
        named("geometry"),
    ),
    "S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(0 0, 1 1)))": call(
        "s_intersects",
        named("geometry"),
        {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Point", "coordinates": [1, 2]},
                {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
            ],
        },
    ),
}


@pytest.mark.parametrize(("text", "tree"), MEANINGS.items())
def test_text_means_its_tree(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a =",
        "= 1",
        "a = 1 b",
        "(a = 1",
        "a = 1)",
        "a in ()",
        "a between 1",
        "'open",
        "a = 1;",
        "a -- 1",
        "a is 1",
        "not",
        "POINT(1)",
        "POLYGON(0 0)",
        "a = #",
        "a like",
        "BBOX(1",
        r"a = '\'",
        "GEOMETRYCOLLECTION()",
        "POLYGON Z",
        "S_INTERSECTS(geometry, POINT Z)",
        "and",
        "a not = 1",
        "a = null",
    ],
)
def test_what_is_not_cql2_is_refused_with_its_place(text):
    with pytest.raises(BadParameter) as refused:
        parse(text)
    assert refused.value.name == "filter"


@pytest.mark.parametrize("opened", ["(", "not ", "casei(", "a in (", "not (", "POLYGON(", "a=1 and ("])
def test_what_is_left_open_2_kb_deep_is_refused(opened):
    with pytest.raises(BadParameter):
        parse(opened * (2048 // len(opened)))


def test_nesting_is_counted_in_text_and_in_json():
    assert parse("(" * (MAX_DEPTH - 1) + "a=1" + ")" * (MAX_DEPTH - 1)) == MEANINGS["a = 1"]
    with pytest.raises(BadParameter, match="deeper than 50"):
        parse("(" * MAX_DEPTH + "a=1" + ")" * MAX_DEPTH)
    tree = True
    for _ in range(MAX_DEPTH):
        tree = call("not", tree)
    with pytest.raises(BadParameter, match="deeper than 50"):
        compile_filter(tree, SCOPE)


@pytest.mark.parametrize(
    "text",
    [
        "pg_sleep(10) = 1",
        "name_fr",
        "nothing = 1",
        "code = 1",
        "population_2024 = 'x'",
        "code like 1",
        "like(code, 'x')",
        "population_2024 like 'x'",
        "code like '\\'",
        "code in (1, 'x')",
        "geometry = 1",
        "area_id = 1",
        "code",
        "s_intersects(code, POINT(1 2))",
        "s_intersects(geometry, 'x')",
        "s_within(geometry, POINT(1 2))",
        "s_intersects(geometry, GEOMETRYCOLLECTION(1, 2))",
        "s_intersects(geometry, BBOX(-7, 34, -6, 33))",
        "s_intersects(geometry, BBOX(170, 30, -1000, 34))",
        "1e400 = 1",
        "s_intersects(geometry, POINT(1e9 2))",
        "s_intersects(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0)))",
        "casei(area_km2) = 'x'",
        "casei(casei(code)) = 'x'",
        "code > DATE('2020-01-01')",
        "DATE('x') = DATE('y')",
    ],
)
def test_what_is_not_on_the_list_is_refused(text):
    with pytest.raises(BadParameter):
        compile_filter(parse(text), SCOPE)


def test_every_value_is_bound():
    text = "name_fr = 'x''; DROP TABLE area; --' and area_km2 between 7777 and 8888 and code in ('needle')"
    compiled = str(compile_filter(parse(text), SCOPE).compile())
    assert not any(value in compiled for value in ("DROP", "7777", "8888", "needle"))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["code", "geometry", "=", "in"]),
    lambda inner: (
        st.lists(inner)
        | st.fixed_dictionaries(
            {
                "op": st.sampled_from(["=", "and", "in", "casei", "like", "s_intersects", "x"]) | inner,
                "args": st.lists(inner) | inner,
            }
        )
        | st.fixed_dictionaries({"property": st.sampled_from(["code", "area_km2", "geometry"]) | inner})
        | st.dictionaries(st.sampled_from(["date", "bbox", "type", "coordinates", "op"]), inner)
    ),
)


@given(JSON)
def test_any_json_is_compiled_or_refused(tree):
    try:
        compile_filter(tree, SCOPE)
    except BadParameter as refused:
        assert refused.name == "filter"


@given(
    st.text() | st.lists(st.sampled_from([*" ()=<>,'\"", "not", "a", "1", "in", "is", "POINT", "BBOX"])).map(" ".join)
)
def test_any_text_is_parsed_or_refused(text):
    try:
        parse(text)
    except BadParameter as refused:
        assert refused.name == "filter"
