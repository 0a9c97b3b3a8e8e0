"""Areas ranked for a party, and kept by its figures."""

import pytest

RANKING = "/v1/ranking?election=house-2021-local&party=MP"


def ranked(client, asked=""):
    answer = client.get(f"{RANKING}&{asked}" if asked else RANKING)
    assert answer.status_code == 200, answer.text
    return answer.json()


def codes(answer):
    return [item["area"]["code"] for item in answer["items"]]


def test_every_area_that_votes_is_ranked_and_where_there_is_no_list_it_says_so(client):
    items = ranked(client)["items"]
    assert len(items) == 92
    with_list = [item for item in items if item["votes"] is not None]
    assert [item["share"] for item in with_list] == sorted((item["share"] for item in with_list), reverse=True)
    without = [item for item in items if item["votes"] is None]
    assert len(without) == 13
    assert all(item["rank"] is None and item["strength_class"] == "absent" for item in without)
    assert all(item["reasons"]["votes"] == "the party fielded no list" for item in without)


def test_each_figure_is_that_of_its_own_address(client):
    items = {item["area"]["code"]: item for item in ranked(client)["items"] if item["votes"] is not None}
    scores = client.get("/v1/scores?election=house-2021-local&party=MP").json()["items"]
    assert {code: item["score"] for code, item in items.items()} == {
        item["area"]["code"]: item["score"] for item in scores if item["area"]["code"] in items
    }
    prices = client.get("/v1/seats/house-2021-local/prices?party=MP").json()["items"]
    assert {code: item["votes_to_win"] for code, item in items.items()} == {
        item["area"]["code"]: item["votes_to_win"] for item in prices
    }
    changes = client.get("/v1/swing?before=house-2016-local&after=house-2021-local&party=MP").json()["items"]
    known = {item["area"]["code"]: item["swing"] for item in changes if item["swing"] is not None}
    assert {code: item["swing"] for code, item in items.items() if item["swing"] is not None} == known
    indices = client.get("/v1/indices?election=house-2021-local&party=MP").json()["items"]
    margins = {item["area"]["code"]: item["party"]["margin"] for item in indices if item["area"]}
    assert {code: item["margin"] for code, item in items.items()} == pytest.approx(
        {code: margins[code] for code in items}
    )


def test_the_closest_losers(client):
    answer = ranked(client, "by=seat_gap&seats_won_max=0&seat_gap_max=0.03")
    assert 0 < len(answer["items"]) < 10
    gaps = [item["seat_gap"] for item in answer["items"]]
    assert gaps == sorted(gaps)
    assert all(item["seats_won"] == 0 and item["seat_gap"] <= 0.03 for item in answer["items"])
    assert answer["provenance"]["parameters"]["unknown"]["seats_won"] == 13


def test_a_region_a_class_and_a_limit(client):
    answer = ranked(client, "area=03&class=held&limit=2")
    inside = {area["code"] for area in client.get("/v1/areas?parent=03&level=constituency").json()["items"]}
    assert set(codes(answer)) <= inside
    assert {item["strength_class"] for item in answer["items"]} == {"held"}
    held = [item for item in ranked(client, "area=03")["items"] if item["strength_class"] == "held"]
    assert (answer["count"], answer["matched"]) == (2, len(held))


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ("share_min=0.2", lambda item: item["share"] >= 0.2),
        ("margin_max=-0.1&margin_min=-0.2", lambda item: -0.2 <= item["margin"] <= -0.1),
        ("swing_max=-0.05", lambda item: item["swing"] <= -0.05),
        ("turnout_min=0.6", lambda item: item["turnout"] >= 0.6),
        ("score_min=60", lambda item: item["score"] >= 60),
        ("votes_min=20000", lambda item: item["votes"] >= 20_000),
    ],
)
def test_a_bound_keeps_what_it_says_and_all_of_it(client, asked, holds):
    every = [item for item in ranked(client)["items"] if item["votes"] is not None and item["swing"] is not None]
    kept = ranked(client, asked)["items"]
    assert kept
    assert all(holds(item) for item in kept)
    assert {item["area"]["code"] for item in every if holds(item)} <= {item["area"]["code"] for item in kept}


def test_without_an_election_before_there_is_no_swing_and_the_reason_is_told(client):
    items = client.get("/v1/ranking?election=house-2011-national&party=MP&by=-swing").json()["items"]
    assert all(item["swing"] is None and item["rank"] is None for item in items)
    assert items[0]["reasons"]["swing"] == "no election of this kind before"


@pytest.mark.parametrize(
    ("asked", "status", "parameter"),
    [
        ("by=name", 400, "by"),
        ("by=share;drop", 400, "by"),
        ("share_min=2", 400, "share_min"),
        ("share_min=nan", 400, "share_min"),
        ("score_max=nan", 400, "score_max"),
        ("votes_min=1e99", 400, "votes_min"),
        ("class=strong", 400, "class"),
        ("strength_class=held", 400, "strength_class"),
        ("limit=0", 400, "limit"),
        ("area=nowhere", 404, None),
    ],
)
def test_what_cannot_be_ranked_by_is_named(client, asked, status, parameter):
    answer = client.get(f"{RANKING}&{asked}")
    assert answer.status_code == status, answer.text
    assert parameter is None or list(answer.json()["parameters"]) == [parameter]
