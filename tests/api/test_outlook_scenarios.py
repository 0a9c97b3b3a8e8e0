"""A scenario of the outlook: a share that a leader moves, and the seats and councils that follow."""

import pytest

SIMULATE = "/v1/outlook/simulate"
COUNCILS = "councils-2027"


def told(client, **scenario):
    answer = client.post(SIMULATE, json=scenario)
    assert answer.status_code == 200, answer.text
    [item] = answer.json()["items"]
    return item


def of(item, party):
    return next(row for row in item["parties"] if row["party"] == party)


@pytest.mark.parametrize("election", ["next-house", COUNCILS])
def test_without_an_assumption_the_outlook_is_the_stored_one(client, election):
    item = told(client, election=election, party="PPS")
    rows = client.get("/v1/outlook", params={"election": election, "party": "PPS", "limit": 2_000}).json()["items"]
    stored = {row["area"]["code"]: row for row in rows}
    assert len(item["areas"]) == len(stored)
    for row in item["areas"]:
        one = stored[row["area"]["code"]]
        for figure in ("share", "share_low_80", "expected_seats", "seats_high_90", "p_seat", "p_first", "reason"):
            assert row[figure] == (pytest.approx(one[figure], rel=1e-9) if one[figure] is not None else None), figure
        assert row["p_seat"] == row["p_seat_blind"]
    assert all(row["expected_seats"] == row["expected_seats_blind"] for row in item["parties"])


def test_parties_of_the_house_are_those_stored(client):
    stored = {row["party"]: row for row in client.get("/v1/outlook/parties", params={"limit": 200}).json()["items"]}
    item = told(client)
    assert (item["seats"], item["majority"], item["contests_drawn"], item["contests"]) == (395, 198, 104, 104)
    for row in item["parties"]:
        for figure in ("seats_now", "expected_seats", "seats_low_80", "seats_high_90", "p_first", "p_majority"):
            assert row[figure] == pytest.approx(stored[row["party"]][figure])


def test_a_larger_share_is_more_seats_and_more_councils(client):
    house = told(client, levels={"PPS": 0.12}, party="PPS")
    party = of(house, "PPS")
    assert party["level"] == 0.12
    assert party["expected_seats"] > party["expected_seats_blind"] + 5
    assert sum(row["expected_seats"] for row in house["parties"]) == pytest.approx(395)
    councils = of(told(client, election=COUNCILS, levels={"PPS": 0.12}), "PPS")
    for figure in ("expected_seats", "councils_entered", "councils_first", "councils_majority"):
        assert councils[figure] > councils[f"{figure}_blind"]
    assert councils["seats_low_80"] is None


def test_merged_lists_have_the_seats_of_their_members_before(client):
    blind = told(client)
    item = told(client, mergers={"PPS": ["PPS", "USFP"]}, party="PPS")
    party = of(item, "PPS")
    for figure in ("seats_now", "expected_seats_blind"):
        members = [of(blind, code)[figure] for code in ("PPS", "USFP")]
        assert party[figure] == pytest.approx(sum(members))
    assert "USFP" not in {row["party"] for row in item["parties"]}
    assert {row["p_seat_blind"] for row in item["areas"]} == {None}


def test_turnout_and_law_change_seats(client):
    blind = told(client)
    for changed in ({"turnout": {"national": 1.2}}, {"base": "qualifying_votes"}, {"threshold": 0.06}):
        assert told(client, **changed)["parties"] != blind["parties"]


def test_the_answer_says_what_was_assumed_and_from_what(client):
    answer = client.post(SIMULATE, json={"levels": {"PPS": 0.08}}).json()
    assert answer["provenance"]["parameters"]["scenario"] == {"levels": {"PPS": 0.08}}
    assert {one["election"] for one in answer["coverage"]} == {"house-2026-local", "house-2026-regional"}


@pytest.mark.parametrize(
    ("scenario", "field"),
    [
        ('{"levels": {"PPS": -0.1}}', "levels.PPS"),
        ('{"levels": {"PPS": 1.2}}', "levels.PPS"),
        ('{"levels": {"PPS": 0}}', "levels.PPS"),
        ('{"levels": {"PPS": Infinity}}', "levels.PPS"),
        ('{"levels": {"PPS": NaN}}', "levels.PPS"),
        ('{"levels": {"PPS": "0.1"}}', "levels.PPS"),
        ('{"levels": {"PPS": 0.7, "RNI": 0.6}}', "levels"),
        ('{"levels": {"ZZ": 0.1}}', "levels.ZZ"),
        ('{"party": "ZZ"}', "party"),
        ('{"election": "house-2031-local"}', "election"),
        ('{"election": "councils-2033"}', "election"),
        ('{"law": "1-24"}', "law"),
        ('{"turnout": {"national": -1}}', "turnout.national"),
        ('{"turnout": {"by_region": {"99": 1.1}}}', "turnout.by_region"),
        ('{"mergers": {"PPS": ["PPS"]}}', "mergers.PPS"),
        ('{"mergers": {"PPS": ["PPS", "ZZ"]}}', "mergers.PPS"),
        ('{"election": "councils-2027", "turnout": {"national": 1.1}}', "turnout"),
        ('{"election": "councils-2027", "law": "59-11"}', "law"),
        ('{"election": "councils-2027", "levels": {"FFD": 0.1}}', "levels.FFD"),
        ('{"swings": {"model": "uniform"}}', "swings"),
    ],
)
def test_what_cannot_be_assumed_is_refused_with_its_field(client, scenario, field):
    answer = client.post(SIMULATE, content=scenario, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert field in answer.json()["parameters"]


def test_the_simulator_takes_the_same_levels(client):
    scenario = {"election": "house-2026-local", "levels": {"PPS": 0.12}}
    [item] = client.post("/v1/seats/simulate", json=scenario).json()["items"]
    party = of(item, "PPS")
    assert party["seats"] > party["seats_before"]
    votes = sum(row["votes"] for row in item["parties"])
    assert party["votes"] / votes == pytest.approx(0.12, abs=0.01)
    both = scenario | {"swings": {"model": "logit", "national": {"PPS": 0.1}}}
    refused = client.post("/v1/seats/simulate", json=both)
    assert (refused.status_code, list(refused.json()["parameters"])) == (422, ["levels"])
