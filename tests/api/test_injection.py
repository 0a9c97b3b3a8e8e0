"""What attackers write, wherever a request has room for text: data or refused, and nothing else happens."""

from collections import defaultdict
from itertools import count
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, event

from app.api.openapi_examples import operations
from app.commands.examples import BODIES, QUESTIONS

CORPUS = {
    "quote": "' OR '1'='1",
    "comment": "RNI'--",
    "block comment": "RNI'/**/OR/**/1=1/*",
    "stacked": "'; DROP TABLE party; --",
    "dollar quotes": "$$; DELETE FROM result; $$",
    "union": "x' UNION SELECT usename, passwd FROM pg_shadow --",
    "sleep": "1 OR (SELECT pg_sleep(20)) IS NULL",
    "copy": "'; COPY party TO PROGRAM 'id'; --",
    "double quote": '"; SELECT version(); --',
    "homoglyph quote": "\u02bc OR \u02bc1\u02bc=\u02bc1",
    "fullwidth quote": "\uff07 OR 1=1 \uff0d\uff0d",
    "backslash": "\\' OR 1=1 --",
    "wildcards": "%_%_%_%_%_%_%_%",
    "placeholders": "%s %(x)s :1 $1 ?",
    "format": "{0.__class__.__mro__} %n%n%x",
    "template": "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
    "jndi": "${jndi:ldap://127.0.0.1/a}",
    "path": "../../../../etc/passwd",
    "encoded path": "..%2f..%2fetc%2fpasswd",
    "shell": "$(id) `id` | id; id",
    "headers": "x\r\nSet-Cookie: stolen=1\r\n\r\n<html>",
    "script": "<script>alert(1)</script>",
    "attribute": "\"'><img src=x onerror=alert(1)>",
    "nul": "RNI\x00' OR 1=1",
    "encoded nul": "%00%2500",
    "right to left": "\u202eINR\u2066\u200f",
    "huge integer": "9" * 400,
    "past bigint": "9223372036854775808",
    "negative": "-1",
    "not a number": "nan",
    "infinite": "1e999,-inf",
    "long": "A'" * 4096,
    "empty": "",
    "spaces": " \t\n\u00a0",
    "deep json": "[" * 2000 + "]" * 2000,
    "object": '{"op":"=","args":[{"property":"code; DROP TABLE area"},1]}',
    "constructor": "__proto__.constructor",
    "entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "regex": "(a+)+$((((((((((",
}
# bytes as they come, which no text has: not UTF-8, a lone surrogate, an overlong slash
BYTES = ("%ff%fe", "%ed%a0%80", "%c0%af")
HEADERS = ("Accept", "If-None-Match", "X-Request-ID", "X-API-Key", "Authorization", "Accept-Encoding", "Origin", "Host")
HEADERS += ("Content-Type", "Cookie", "Forwarded", "X-Forwarded-For", "Range", "Accept-Language")
LEAST = 2
"""The least of the corpus that each place of each operation gets; all places of one name together get all of it."""
DATABASE_SPEAKS = ("syntax error", "LINE 1", "[SQL:", "psycopg", "sqlalchemy", "PostgreSQL", "Traceback")
MARKS = ("pg_sleep", "pg_shadow", "DROP TABLE", "TO PROGRAM", "OR 1=1", "7*7", "jndi", "etc/passwd", "alert(1)")
"""Of the corpus; the service's own statements have none of them."""


def tables(settings):
    """What is in every table, as one digest each."""
    with psycopg.connect(settings.libpq_url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        digest = "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {} AS t"
        return {
            name: connection.execute(sql.SQL(digest).format(sql.Identifier(name))).fetchone()
            for (name,) in names
            if name != "spatial_ref_sys"
        }


@pytest.fixture(scope="module")
def client(settings, serving):
    """It may ask as often as it likes, from wherever it says it is."""
    with serving(settings.model_copy(update={"public_role": "admin", "rate_limit_per_s": 0.0})) as client:
        yield client


@pytest.fixture(scope="module", autouse=True)
def tables_untouched(settings):
    before = tables(settings)
    assert len(before) > 10
    yield
    assert tables(settings) == before


@pytest.fixture(autouse=True)
def statements_as_written():
    """No statement has anything of the corpus in its text."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.extend(statement for mark in MARKS if mark in statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield
    event.remove(Engine, "before_cursor_execute", note)
    assert seen == []


def check(answer, asked):
    """The answer is one of those the documents tell, whole, and repeats nothing that does harm."""
    told = (asked, answer.status_code, answer.text[:500])
    assert answer.status_code in {200, 304, 400, 401, 404, 405, 406, 410, 413, 415, 416, 421, 422}, told
    assert "set-cookie" not in answer.headers, told
    assert "root:" not in answer.text[:2000], told
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert not any(harm in answer.text for harm in ("<script>alert(1)", "<img src=x", "<html>\r\n<html>")), told
    if answer.status_code < 400:
        return
    assert answer.headers["content-type"] == "application/problem+json", told
    found = answer.json()
    assert found["status"] == answer.status_code, told
    assert {"type", "title", "detail", "instance"} <= set(found), told
    unechoed = found["detail"]
    for payload in CORPUS.values():
        unechoed = unechoed.replace(payload, "").replace(repr(payload), "")
    assert not any(word in unechoed for word in DATABASE_SPEAKS), told


def shares(places):
    """Deal the corpus out to the places of one name, each at least `LEAST` of it, all of it to all of them."""
    payloads = [quote(text, safe="") for text in CORPUS.values()] + list(BYTES)
    each = max(LEAST, -(-len(payloads) // len(places)))
    turn = count()
    for place in places:
        for _ in range(each):
            yield place, payloads[next(turn) % len(payloads)]


def real(name):
    """The question that the reference shows as an example: its path and its parameters."""
    path, _, query = QUESTIONS[name].partition("?")
    return path, dict(part.split("=", 1) for part in query.split("&") if part)


def address(path, query):
    return path + "?" + "&".join(f"{name}={value}" for name, value in query.items())


def ask(client, name, where):
    if name not in BODIES:
        return client.get(where)
    return client.post(where, json=BODIES[name])


@pytest.fixture(scope="module")
def described(client):
    return {operation["operationId"]: operation for operation in operations(client.get("/openapi.json").json())}


@pytest.fixture(scope="module")
def templates(client):
    paths = client.get("/openapi.json").json()["paths"]
    return {operation["operationId"]: path for path, item in paths.items() for operation in item.values()}


def places(described, kind):
    """Operations by the name of a parameter of one kind."""
    found = defaultdict(list)
    for name, operation in described.items():
        for parameter in operation.get("parameters", []):
            if parameter["in"] == kind:
                found[parameter["name"]].append(name)
    return found


def test_in_every_query_parameter(client, described):
    for parameter, names in places(described, "query").items():
        for name, payload in shares(names):
            path, query = real(name)
            where = address(path, query | {parameter: payload})
            check(ask(client, name, where), where)


def test_in_every_part_of_a_path(client, described, templates):
    for parameter, names in places(described, "path").items():
        for name, payload in shares(names):
            shown, template = real(name)[0].split("/"), templates[name].split("/")
            parts = [
                payload if held == f"{{{parameter}}}" else told for told, held in zip(shown, template, strict=True)
            ]
            check(ask(client, name, "/".join(parts)), parts)


def test_in_names_of_parameters_and_in_place_of_paths(client):
    for payload in (*(quote(text, safe="") for text in CORPUS.values()), *BYTES):
        for where in (f"/v1/parties?{payload}=1", f"/ogc/collections/communes/items?{payload}=1", f"/maps/{payload}"):
            check(client.get(where), where)
        for where in (f"/{payload}", f"/v1/{payload}", f"/ogc/collections/{payload}", f"/docs?x={payload}"):
            check(client.get(where), where)


def test_in_every_header(client):
    for header in HEADERS:
        for text in CORPUS.values():
            for where in ("/v1/parties?limit=1", "/ogc/collections/regions?f=html"):
                asked = {header: text.replace("\r", "").replace("\n", "").replace("\0", "")}
                answer = client.get(where, headers={name: value.encode() for name, value in asked.items()})
                check(answer, (where, asked))
                assert "alert(1)" not in str(answer.headers), asked


def leaves(body, path=()):
    """Where in a body there is a value, and where an object could have another field."""
    yield path
    inner = body.items() if isinstance(body, dict) else enumerate(body[:1]) if isinstance(body, list) else ()
    for name, value in inner:
        yield from leaves(value, (*path, name))


def replaced(body, path, value):
    if not path:
        return value
    first, *rest = path
    if isinstance(body, dict):
        return {**body, first: replaced(body[first], rest, value)}
    return [replaced(inner, rest, value) if place == first else inner for place, inner in enumerate(body)]


ODD = [None, True, -1, 10**400, 1e308, [], {}, [[]], {"$ne": 1}, *CORPUS.values()]


@pytest.mark.parametrize("name", [name for name in BODIES if name in QUESTIONS])
def test_in_every_field_of_every_body(client, name):
    places = list(leaves(BODIES[name]))
    turn = 0
    for path in places:
        for _ in range(max(LEAST, -(-len(ODD) // len(places)))):
            value, turn = ODD[turn % len(ODD)], turn + 1
            where = address(*real(name))
            check(client.post(where, json=replaced(BODIES[name], path, value)), (where, path, value))


def test_in_place_of_bodies(client):
    raw = [b"", b"\x00", b"\xff\xfe", b"null", b"NaN", b"[" * 100_000, b'{"a":' * 5_000, b'"\\ud800"', b"1" * 5_000]
    raw += [b'{"type":"Polygon","coordinates":[[[NaN,1e999],[1,1],[2,2],[0,0]]]}', b"\xef\xbb\xbf{}"]
    for name in ("list_areas_within", "get_totals_within", "simulate"):
        for body in (*raw, *(text.encode() for text in CORPUS.values())):
            for media_type in ("application/json", "text/plain"):
                where = address(*real(name))
                answer = client.post(where, content=body, headers={"Content-Type": media_type})
                assert answer.status_code >= 400, (where, body[:100])
                check(answer, (where, body[:100]))


def test_in_every_parameter_of_the_features(client):
    paths = client.get("/ogc/api").json()["paths"]
    found = defaultdict(list)
    for path, item in paths.items():
        for parameter in item["get"].get("parameters", []):
            found[parameter["in"], parameter["name"]].append(path)
    sane = {
        "tileMatrixSetId": "WebMercatorQuad",
        "styleId": "share",
        "featureId": "03",
        "tileMatrix": "6",
        "tileRow": "25",
        "tileCol": "30",
    }
    for (kind, name), places in found.items():
        for path, payload in shares(places):
            filled = path.format_map(sane | ({name: payload} if kind == "path" else {}))
            query = {"limit": "1", "f": "html"} if path.endswith("/items") else {}
            query |= {name: payload} if kind == "query" else {}
            where = address(f"/ogc{filled}", query)
            check(client.get(where), where)
