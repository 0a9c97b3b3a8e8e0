"""Clusters, party areas, the back-test and the indices, on the real results."""

from pathlib import Path

import pytest

ELECTION = "election=house-2021-local"


def items(client, address: str) -> list[dict]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_zones_add_up_to_their_members(client):
    zones = items(client, f"/v1/zones?{ELECTION}")
    assert zones
    for zone in zones:
        members = [
            item["parties"][0]
            for code in zone["members"]
            for item in items(client, f"/v1/results?{ELECTION}&area={code}&party={zone['party']}")
        ]
        assert zone["votes"] == sum(member["votes"] for member in members)
        assert zone["seats_won"] == sum(member["seats_won"] for member in members)
        assert zone["share"] == pytest.approx(zone["votes"] / zone["valid_votes"])


def test_zones_are_polygons_apart_from_each_other(client):
    layer = client.get(f"/v1/zones?{ELECTION}&party=PAM&format=geojson").json()
    assert {feature["geometry"]["type"] for feature in layer["features"]} <= {"Polygon", "MultiPolygon"}
    members = [code for zone in items(client, f"/v1/zones?{ELECTION}&party=PAM") for code in zone["members"]]
    assert len(members) == len(set(members))


def test_a_party_without_a_zone_has_an_empty_list(client):
    assert items(client, f"/v1/zones?{ELECTION}&party=UMD") == []


def test_clusters_cover_the_areas_where_the_party_stood(client):
    clusters = items(client, f"/v1/clusters?{ELECTION}&party=MP")
    assert len(clusters) == 79
    assert {cluster["label"] for cluster in clusters} <= {"HH", "LL", "HL", "LH", "ns"}
    for cluster in clusters:
        assert cluster["isolate"] or 0 < cluster["p_value"] <= cluster["p_adjusted"] <= 1


def test_a_pattern_tells_moran_and_the_assumptions(client):
    [pattern] = items(client, f"/v1/patterns?{ELECTION}&party=MP")
    assert pattern["moran"]["areas"] == 79
    assert {found["assumption"] for found in pattern["assumptions"]} >= {"normalisation", "weights"}


def test_validation_has_every_method_for_every_party(client):
    measures = items(client, "/v1/validation")
    tests = {found["election"] for found in measures}
    assert tests >= {"house-2021-local", "house-2026-local"}
    for election, parties in (("house-2021-local", 11), ("house-2026-local", 13)):
        of_test = [found for found in measures if found["election"] == election]
        means = {found["method"] for found in of_test if found["party"] is None and found["brier"] is None}
        assert means == {"score", "last_share", "parent_mean", "uniform_swing"}
        assert len({found["party"] for found in of_test if found["party"]}) == parties
        assert all(found["areas"] >= 30 for found in of_test if found["party"])


def test_validation_tells_chances_with_their_calibration(client):
    chances = {
        (found["election"], found["method"]): found
        for found in items(client, "/v1/validation")
        if found["brier"] is not None
    }
    assert set(chances) == {
        ("house-2021-local", "outlook"),
        ("house-2021-local", "last_share_logistic"),
        ("house-2026-local", "outlook"),
        ("house-2026-local", "last_share_logistic"),
    }
    told = chances["house-2026-local", "outlook"]
    page = Path("docs/validation.md").read_text(encoding="utf-8")
    title = "house-2021-local → house-2026-local: outlook"
    assert f"| {title} | {told['lists']} | {told['brier']:.3f} | {told['log_loss']:.3f} |" in page
    for tenth in told["calibration"]:
        low = tenth["chance_from"]
        row = f"| {low:.1f}–{low + 0.1:.1f} | {tenth['lists']} | {tenth['said']:.2f} | {tenth['came_true']:.2f} |"
        assert row in page
    assert sum(tenth["lists"] for tenth in told["calibration"]) == told["lists"]
    assert told["spearman"] is None


def test_scores_come_with_their_range_and_in_words(client):
    best = items(client, f"/v1/scores?{ELECTION}&party=MP")[0]
    assert best["area"]["code"] == "ifrane"
    assert best["rank_low"] <= best["rank_median"] <= best["rank_high"]
    assert 0 <= best["top_fifth"] <= 1
    assert "Ifrane" in best["explanation"]["fr"]
    assert "33,8" in best["explanation"]["fr"]
    assert "إفران" in best["explanation"]["ar"]


def test_the_five_strongest_constituencies_of_mp(client):
    strongest = [item["area"]["code"] for item in items(client, f"/v1/scores?{ELECTION}&party=MP")[:5]]
    assert set(strongest) == {"ifrane", "ouarzazate", "khemisset-oulmes", "midelt", "khenifra"}


def test_other_weights_are_computed_on_request(client):
    address = f"/v1/scores?{ELECTION}&party=MP&weights=performance:1&shrinkage=none"
    answer = client.get(address).json()
    shares = [item["components"][0]["raw"] for item in answer["items"] if item["score"] is not None]
    assert shares == sorted(shares, reverse=True)
    assert answer["provenance"]["parameters"]["shrinkage"] == "none"


WRONG_WEIGHTS = [
    *("performance", "performance:x", "beauty:1", "performance:-1", "performance:0"),
    *("performance:inf", "performance:nan", "performance:-inf"),
]


@pytest.mark.parametrize("weights", WRONG_WEIGHTS)
def test_weights_that_cannot_be_used(client, weights):
    answer = client.get(f"/v1/scores?{ELECTION}&party=MP&weights={weights}")
    assert answer.status_code == 400
    assert "weights" in answer.json()["parameters"]


def test_indices_of_the_country_and_of_each_constituency(client):
    found = items(client, f"/v1/indices?{ELECTION}&party=MP")
    country, areas = found[0], found[1:]
    assert country["area"] is None
    assert country["leader"] == "RNI"
    seats = [86, 75, 68, 23, 20, 13, 12, 4, 3, 1]  # local seats, RNI to FFD
    assert country["effective_number_seats"] == pytest.approx(305**2 / sum(won**2 for won in seats))
    assert country["effective_number_votes"] == pytest.approx(6.32, abs=0.01)
    assert len(areas) == 92
    ifrane = next(item for item in areas if item["area"]["code"] == "ifrane")
    assert ifrane["party"]["share"] == pytest.approx(17_400 / 51_544)
    assert ifrane["party"]["location_quotient"] == pytest.approx((17_400 / 51_544) / (534_292 / 7_588_505))


def test_a_party_that_stands_everywhere_is_more_national(client):
    found = {item["party"]: item for item in items(client, f"/v1/nationalisation?{ELECTION}")}
    assert found["RNI"]["lists"] == 92
    assert found["RNI"]["pns"] > found["MP"]["pns"] > found["AHD"]["pns"]


def test_swing_follows_lineages_and_adds_up(client):
    address = "/v1/swing?before=house-2016-local&after=house-2021-local"
    [pjd] = items(client, f"{address}&by=country&party=PJD")
    assert pjd["swing"] == pytest.approx(322_758 / 7_588_505 - pjd["share_before"])
    assert pjd["swing"] < -0.2
    [left] = items(client, f"{address}&by=country&party=PSU")
    assert left["lineage"] == "FG"
    assert left["votes_after"] == 83_130 + 60_313
    assert len(items(client, f"{address}&party=PJD")) == 92


def test_swing_between_different_ballots_is_refused(client):
    answer = client.get("/v1/swing?before=house-2021-regional&after=house-2021-local")
    assert answer.status_code == 400
    assert "before" in answer.json()["parameters"]
