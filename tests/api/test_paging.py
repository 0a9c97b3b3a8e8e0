"""Lists page by page: following `next` gives each row once, whatever the order; and nobody is led astray."""

import base64
import re

import psycopg
import pytest
from fastapi.routing import APIRoute
from hypothesis import given
from hypothesis import strategies as st

from app.api.paging import Listing, ListPage, Term, read_sort
from app.api.schemas import Shape
from app.errors import BadParameter, Outdated
from app.main import RESOURCES
from etl.identity import renew

# one question for each list of the service
LISTS = {
    "/v1/elections": "limit=1",
    "/v1/parties": "limit=9",
    "/v1/areas": "limit=500",
    "/v1/areas/nearest": "election=house-2021-local&party=MP&class=present&near=-5.55,33.9&limit=3",
    "/v1/areas/{level}/{code}/neighbours": "limit=2",
    "/v1/contests": "limit=100",
    "/v1/ranking": "election=house-2021-local&party=MP&limit=40",
    "/v1/results": "election=house-2021-local&party=RNI&limit=40",
    "/v1/indicators": "level=province&key=urban_share,jobs&limit=60",
    "/v1/indices": "election=house-2021-local&limit=40",
    "/v1/nationalisation": "election=house-2021-local&limit=9",
    "/v1/swing": "before=house-2016-local&after=house-2021-local&limit=900",
    "/v1/scores": "election=house-2016-local&party=RNI&limit=40",
    "/v1/patterns": "election=house-2021-local&limit=9",
    "/v1/clusters": "election=house-2021-local&party=MP&limit=40",
    "/v1/zones": "election=house-2021-local&limit=2",
    "/v1/validation": "limit=20",
    "/v1/seats/{election}": "limit=40",
    "/v1/seats/{election}/parties": "limit=9",
    "/v1/seats/{election}/prices": "party=RNI&limit=60",
    "/v1/seats/{election}/targets": "party=RNI&limit=8",
    "/v1/seats/{election}/endangered": "party=RNI&limit=40",
    "/v1/seats/{election}/laws": "limit=2",
    "/v1/laws": "limit=2",
    "/v1/sources": "limit=4",
    "/v1/relations": "election=house-2026-local&party=MP&limit=20",
    "/v1/relations/points": "election=house-2026-local&party=MP&compared=seat_share&limit=40",
    "/v1/outlook": "party=MP&limit=40",
    "/v1/outlook/parties": "limit=9",
}


def follow(client, address):
    """All items of a list, from its first page on, and the number of pages."""
    items, pages = [], 0
    while address is not None:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        pages += 1
        address = next((link["href"] for link in page["links"]), None)
        assert ("link" in answer.headers) == (address is not None)
    return items, pages


def test_every_list_has_pages(client):
    routes = [route for resource in RESOURCES for route in resource.router.routes if isinstance(route, APIRoute)]
    listed = {route.path for route in routes if "GET" in route.methods and route.name.startswith(("list_", "compare_"))}
    assert listed == set(LISTS)


@pytest.mark.parametrize(("path", "asked"), LISTS.items())
def test_following_next_gives_each_item_once_in_the_order_of_the_whole(client, path, asked):
    address = path.format(election="house-2021-local", level="constituency", code="meknes")
    whole = client.get(f"{address}?{re.sub('&?limit=.*', '', asked)}").json()["items"]
    items, pages = follow(client, f"{address}?{asked}")
    assert pages > 1
    assert items[: len(whole)] == whole
    assert len({str(item) for item in items}) == len(items)


@pytest.mark.parametrize("sort", ["registered_voters", "-registered_voters", "-seats,turnout"])
def test_pages_of_a_list_sorted_by_what_may_be_unknown(client, sort):
    address = f"/v1/contests?level=constituency&sort={sort}"
    whole = client.get(address).json()["items"]
    items, _ = follow(client, f"{address}&limit=37")
    assert items == whole
    assert len(whole) == 460


class Simulated(Shape):
    code: int
    votes: int | None
    name: str | None


LISTING = Listing(Simulated, key=("code",))
NAMES = st.none() | st.sampled_from(["a", "É", "e", "Z", "أ", "ا", ""])
ROWS = st.lists(
    st.fixed_dictionaries({"code": st.integers(0, 50), "votes": st.none() | st.integers(0, 3), "name": NAMES}),
    unique_by=lambda row: row["code"],
    min_size=1,
)
ORDERS = st.lists(st.sampled_from(["code", "-code", "votes", "-votes", "name", "-name"]), max_size=3)


def pages(rows, order, limit, asked="/v1/simulated?"):
    """The pages of a list, and the cursor that each but the first began with."""
    cursor = None
    while True:
        page, following = ListPage(LISTING, order, None, limit, cursor, asked).cut(rows, "1")
        yield page, cursor
        if following is None:
            return
        cursor = following


@given(ROWS, ORDERS, st.integers(1, 60))
def test_pages_put_together_are_the_sorted_list(rows, sort, limit):
    order = read_sort(LISTING, ",".join(sort), has_party=False) if sort else []
    together = [row for page, _ in pages(rows, order, limit) for row in page]
    [(whole, _)] = pages(rows, order, len(rows))
    assert together == whole
    assert sorted(row["code"] for row in whole) == sorted(row["code"] for row in rows)


@given(ROWS, st.booleans())
def test_what_is_unknown_comes_last_both_ways_and_equals_go_by_their_key(rows, descending):
    [(whole, _)] = pages(rows, [Term("votes", descending)], len(rows))
    known = [row for row in whole if row["votes"] is not None]
    assert whole[: len(known)] == known
    sign = -1 if descending else 1
    assert known == sorted(known, key=lambda row: (sign * row["votes"], row["code"]))
    assert [row["code"] for row in whole[len(known) :]] == sorted(row["code"] for row in whole[len(known) :])


@given(st.text() | st.binary().map(lambda garbage: base64.urlsafe_b64encode(garbage).decode()))
def test_no_cursor_that_was_made_up_leads_anywhere(cursor):
    rows = [{"code": 1, "votes": 1, "name": "a"}]
    with pytest.raises((BadParameter, Outdated)):
        ListPage(LISTING, [], None, 1, cursor, "/v1/simulated?").cut(rows, "1")


@pytest.mark.parametrize("forged", ["null", "[]", "[1,2,3]", '["{}",[1,1],[9]]', '{"a":1,"b":2,"c":3}', '["x",[],{}]'])
def test_a_forged_cursor_is_refused(client, forged):
    cursor = base64.urlsafe_b64encode(forged.encode()).decode().rstrip("=")
    answer = client.get("/v1/parties", params={"cursor": cursor})
    assert answer.status_code == 400
    assert list(answer.json()["parameters"]) == ["cursor"]


@pytest.fixture
def cursor(client):
    following = client.get("/v1/contests?election=house-2021-local&sort=-turnout&limit=3").json()["links"][0]["href"]
    return re.search("cursor=([^&]+)", following)[1]


@pytest.mark.parametrize(
    "asked",
    [
        "/v1/contests?election=house-2021-local",
        "/v1/contests?election=house-2021-local&sort=turnout",
        "/v1/contests?election=house-2016-local&sort=-turnout",
        "/v1/contests?sort=-turnout",
        "/v1/results?election=house-2021-local&sort=-turnout",
    ],
)
def test_a_cursor_fits_no_other_question(client, cursor, asked):
    answer = client.get(f"{asked}&cursor={cursor}")
    assert answer.status_code == 400
    assert "another question" in answer.json()["parameters"]["cursor"]


def test_the_view_may_change_from_page_to_page(client, cursor):
    asked = f"sort=-turnout&election=house-2021-local&cursor={cursor}"
    answer = client.get(f"/v1/contests?{asked}&limit=5&fields=area,turnout")
    items = answer.json()["items"]
    assert len(items) == 5
    whole = client.get("/v1/contests?election=house-2021-local&sort=-turnout&limit=8&fields=area,turnout").json()
    assert items == whole["items"][3:]


@pytest.mark.parametrize("form", ["csv", "xlsx", "gpkg", "geoparquet", "geojson"])
def test_every_form_links_to_its_next_page(client, form):
    answer = client.get(f"/v1/zones?election=house-2021-local&limit=1&format={form}")
    address, attributes = re.fullmatch('<(.*)>; rel="next"; (.*)', answer.headers["link"]).groups()
    assert attributes == f'type="{answer.headers["content-type"].partition(";")[0]}"'
    following = client.get(address)
    assert following.headers["content-type"] == answer.headers["content-type"]
    assert following.content != answer.content


def test_a_page_of_data_that_changed_is_gone(own_settings, serving, monkeypatch):
    monkeypatch.setattr("app.http.cache.FRESH_S", 0.0)
    with serving(own_settings) as client:
        following = client.get("/v1/parties?limit=5").json()["links"][0]["href"]
        assert client.get(following).status_code == 200
        with psycopg.connect(own_settings.libpq_url) as connection:
            connection.execute("UPDATE party SET name_fr = 'Another name' WHERE code = 'RNI'")
            renew(connection, [])
        answer = client.get(following)
    assert answer.status_code == 410
    assert answer.json()["type"] == "/docs#outdated"
    assert "first page" in answer.json()["detail"]
