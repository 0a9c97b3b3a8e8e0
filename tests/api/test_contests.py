"""Contests: which elections an area voted in, and what each list obtained."""


def items(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_every_contest_is_there(client):
    found = items(client, "/v1/contests?election=house-2021-local")
    assert len(found) == 92
    assert sum(item["lists"] for item in found) == 1_472
    assert [item["date"] for item in found] == sorted((item["date"] for item in found), reverse=True)


def test_an_area_tells_its_contests_over_the_years(client):
    found = items(client, "/v1/contests?area=meknes&level=constituency")
    assert [item["election"] for item in found] == [
        "house-2026-local",
        "house-2021-local",
        "house-2016-local",
        "house-2016-national",
        "house-2011-national",
    ]
    assert [item["law"] for item in found] == ["53-25", "04-21", "20-16", "20-16", "27-11"]


def test_unknown_is_null_with_a_reason(client):
    [meknes] = items(client, "/v1/contests?area=meknes&election=house-2016-local")
    assert meknes["ballots_cast"] is None
    assert meknes["reasons"]["ballots_cast"] == "not published"


def test_a_party_narrows_to_where_it_fielded_a_list(client):
    assert len(items(client, "/v1/contests?election=house-2016-local&party=RNI")) == 84


def test_a_contest_has_its_lists_by_votes(client):
    [agadir] = items(client, "/v1/contests/house-2021-local/agadir-ida-outanane")
    assert (agadir["seats"], agadir["registered_voters"]) == (4, 316_821)
    first = agadir["parties"][0]
    assert (first["party"], first["votes"], first["seats_won"]) == ("RNI", 50_829, 1)
    assert first["share"] == 50_829 / agadir["valid_votes"]
    assert sum(party["votes"] for party in agadir["parties"]) == agadir["valid_votes"]
    assert len(agadir["parties"]) == agadir["lists"]


def test_an_area_that_does_not_vote_is_answered_with_near_ones(client):
    answer = client.get("/v1/contests/house-2021-local/mekness")
    assert answer.status_code == 404
    assert "meknes" in answer.json()["detail"]
    assert client.get("/v1/contests/house-1997/meknes").status_code == 404
    assert client.get("/v1/contests?party=XYZ").status_code == 404
