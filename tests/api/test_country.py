"""The country through the service: every seat of the House of 2026 and of the councils, as they were announced."""

import pytest


def answer(client, address, **asked):
    found = client.get(address, params=asked)
    assert found.status_code == 200, found.text
    return found.json()


@pytest.mark.parametrize(
    ("election", "contests", "seats", "valid_votes"),
    [("house-2026-local", 92, 305, 4_900_377), ("house-2026-regional", 12, 90, 4_838_149)],
)
class TestHouseOf2026:
    def test_has_the_announced_votes_and_seats(self, client, election, contests, seats, valid_votes):
        [house] = answer(client, f"/v1/elections/{election}")["items"]
        assert (house["contests"], house["seats"], house["valid_votes"]) == (contests, seats, valid_votes)
        assert sum(party["votes"] for party in house["parties"]) == valid_votes
        assert sum(party["seats_won"] for party in house["parties"]) == seats

    def test_follows_from_the_law_in_every_contest(self, client, election, contests, seats, valid_votes):
        counted = answer(client, f"/v1/seats/{election}")["items"]
        assert [contest["agrees"] for contest in counted] == [True] * contests


def test_the_seats_of_laayoune_hold_within_bounds_of_its_base(client):
    contests = answer(client, "/v1/seats/house-2026-regional")["items"]
    laayoune = next(contest for contest in contests if "Laâyoune" in contest["area"]["name_fr"])
    assert (laayoune["holds_from"], laayoune["holds_to"]) == (198_120, 270_584)


def test_the_national_roll_of_2026_is_second_hand(client):
    [house] = answer(client, "/v1/elections/house-2026-local")["items"]
    assert house["registered_voters"] == 15_801_162
    assert house["origins"]["registered_voters"]["status"] == "second-hand"


class TestCouncilsOf2021:
    def test_the_country_has_the_seats_of_every_council_once(self, client):
        found = answer(client, "/v1/elections/communal-2021")
        [councils] = found["items"]
        won = {party["party"]: party["seats_won"] for party in councils["parties"]}
        announced = {"RNI": 9_801, "PAM": 6_104, "PI": 5_515, "MP": 2_234, "PPS": 1_487}
        assert {party: won[party] for party in announced} == announced
        assert found["coverage"]["text"].startswith("1,481 of 1,503")

    def test_nouaceur_has_the_announced_seats(self, client):
        rows = answer(client, "/v1/results", election="communal-2021", level="province")["items"]
        nouaceur = next(row for row in rows if row["area"]["name_fr"] == "Nouaceur")
        assert sum(party["seats_won"] for party in nouaceur["parties"]) == 160

    def test_laayoune_has_its_legal_size(self, client):
        asked = {"election": "communal-2021", "level": "commune", "area": "11.321.01.03"}
        [laayoune] = answer(client, "/v1/results", **asked)["items"]
        assert sum(party["seats_won"] for party in laayoune["parties"]) == 43

    def test_votes_by_commune_are_unknown_and_the_reason_is_told(self, client):
        rows = answer(client, "/v1/results", election="communal-2021", level="commune", party="RNI")["items"]
        assert len(rows) > 1_400
        for row in rows:
            assert all(party["votes"] is None and party["share"] is None for party in row["parties"])
            assert row["valid_votes"] is None
            assert row["reasons"]["valid_votes"]
