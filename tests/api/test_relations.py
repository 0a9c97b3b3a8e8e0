"""Relations between a party's share and other figures of the same areas, over the service."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

DATA = Path(__file__).parents[2] / "data"
ASKED = "election=house-2026-local&party=MP"


def answer(client, address):
    found = client.get(f"/v1/relations{address}")
    assert found.status_code == 200, found.text
    return found.json()


def relations(client, asked):
    return {row["compared"]: row for row in answer(client, f"?{asked}")["items"]}


def points(client, asked):
    rows = answer(client, f"/points?{asked}")["items"]
    return pd.DataFrame([row | {"area": row["area"]["code"]} for row in rows]).set_index("area")


def spearman(frame: pd.DataFrame) -> float:
    """Correlate by the definition: ranks are the inhabitants below, and half of those level."""
    weight = frame["population"].to_numpy(float)

    def ranks(values: pd.Series) -> list[float]:
        return [weight[values < one].sum() + weight[values == one].sum() / 2 for one in values]

    of = np.cov([ranks(frame["share"]), ranks(frame["value"])], aweights=weight)
    return of[0, 1] / np.sqrt(of[0, 0] * of[1, 1])


class TestCouncils:
    def test_seats_in_the_councils_of_a_constituency_stand_beside_its_votes(self, client):
        """Counted anew from the shipped tables."""
        seats = pd.read_csv(DATA / "results" / "communal-2021-seats.csv").groupby(["area_code", "party_code"])
        seats = seats["seats_won"].sum().unstack(fill_value=0)
        parts = pd.read_csv(DATA / "reference" / "constituency_communes.csv")
        home = parts.set_index("commune_code")["constituency_code"]
        summed = seats.groupby(home.reindex(seats.index)).sum()
        votes = pd.read_csv(DATA / "results" / "house-2026-local-votes.csv").pivot(
            index="area_code", columns="party_code", values="votes"
        )
        found = points(client, f"{ASKED}&compared=seat_share")
        known = found["value"].dropna()
        assert len(known) == 91
        assert known.to_dict() == pytest.approx((summed["MP"] / summed.sum(axis=1))[known.index].to_dict())
        assert found["share"].dropna().to_dict() == pytest.approx((votes["MP"] / votes.sum(axis=1)).dropna().to_dict())

    def test_the_coefficient_is_that_of_the_points(self, client):
        row = relations(client, ASKED)["seat_share"]
        known = points(client, f"{ASKED}&compared=seat_share").dropna(subset=["share", "value"])
        assert (row["of"], row["measure"], row["areas"], row["areas_of"]) == ("communal-2021", "share", 86, 92)
        assert row["spearman"] == pytest.approx(spearman(known))
        assert row["spearman_low"] < row["spearman"] < row["spearman_high"]
        assert row["left_out"] == "no list stood (6)"
        assert row["reasons"] == {}

    def test_councils_not_known_are_unknown_never_zero(self, client):
        found = points(client, f"{ASKED}&compared=seat_share").loc["chtouka-ait-baha"]
        assert np.isnan(found["value"])
        unheld = "no result of communal-2021 is known there"
        assert found["reasons"] == {"share": "no list stood", "value": unheld}
        region = points(client, f"{ASKED}&compared=seat_share&level=region").loc["09"]
        assert np.isnan(region["value"])
        assert region["reasons"] == {"value": "seats of 153 of 175 councils known"}

    def test_what_merged_has_the_seats_of_both_and_says_so(self, client):
        row = relations(client, "election=house-2026-local&party=AG")["seat_share"]
        assert row["continuity"] == "merger"
        parts = [points(client, f"election=house-2021-local&party={one}&compared=seat_share") for one in ("PSU", "AFG")]
        both = points(client, "election=house-2026-local&party=AG&compared=seat_share")["value"]
        assert both.dropna().to_dict() == pytest.approx((parts[0]["value"] + parts[1]["value"]).dropna().to_dict())

    def test_a_house_before_all_councils_has_none_beside_it(self, client):
        kinds = {row["kind"] for row in answer(client, "?election=house-2011-national&party=MP")["items"]}
        assert kinds == {"census"}

    def test_votes_of_the_house_are_not_known_by_commune(self, client):
        rows = relations(client, "election=communal-2021&party=RNI")
        assert rows["share"]["spearman"] is None
        assert "house-2021-local" in rows["share"]["left_out"]
        assert rows["share"]["reasons"]["spearman"].startswith("both figures are known of 0 areas")
        urban = rows["urban_share"]
        assert (urban["measure"], urban["areas"], urban["areas_of"]) == ("seat_share", 1516, 1538)

    def test_of_communes_the_share_is_of_their_councils_seats(self, client):
        found = points(client, "election=communal-2021&party=RNI&compared=urban_share")
        seats = pd.read_csv(DATA / "results" / "communal-2021-seats.csv")
        seats = seats.pivot(index="area_code", columns="party_code", values="seats_won").fillna(0)
        expected = (seats["RNI"] / seats.sum(axis=1)).reindex(found.index)
        assert found["share"].astype(float).to_dict() == pytest.approx(expected.to_dict(), nan_ok=True)


class TestIndicators:
    def test_every_indicator_of_the_census_is_set_beside_the_share(self, client):
        rows = answer(client, f"?{ASKED}")["items"]
        assert [row["kind"] for row in rows[:2]] == ["election", "census"]
        assert len(rows) == 52
        assert {row["of"] for row in rows[1:]} == {"2024"}
        older = relations(client, f"{ASKED}&census=2014")
        assert {row["of"] for row in older.values() if row["kind"] == "census"} == {"2014"}

    def test_the_coefficient_is_that_of_the_points(self, client):
        row = relations(client, ASKED)["illiteracy_10_plus_rate"]
        known = points(client, f"{ASKED}&compared=illiteracy_10_plus_rate").dropna(subset=["share", "value"])
        assert row["spearman"] == pytest.approx(spearman(known))
        assert row["areas"] == len(known) == 86
        assert row["population_share"] == pytest.approx(known["population"].sum() / 36_490_591, abs=2e-4)

    def test_what_the_census_does_not_tell_of_the_areas_has_no_relation(self, client):
        row = relations(client, ASKED)["fertility_rate"]
        assert row["spearman"] is None
        assert row["reasons"]["spearman"] == "both figures are known of 2 areas: of fewer than 10 none is told"
        assert "the indicator is not published" in row["left_out"]

    def test_a_figure_of_a_part_of_the_units_is_said_to_be_one(self, client):
        asked = "election=house-2026-local&party=RNI"
        found = points(client, f"{asked}&compared=urban_share")
        census = client.get("/v1/relations?" + asked).json()["items"]
        assert {row["compared"]: row["areas_partial"] for row in census}["seat_share"] == 0
        illiteracy = points(client, f"{asked}&compared=illiteracy_10_plus_rate")
        assert set(illiteracy.index[illiteracy["partial"]]) == {"aousserd", "oued-eddahab"}
        assert not found.loc["meknes", "partial"]

    def test_the_pjds_votes_of_2016_were_higher_where_towns_are(self, client):
        row = relations(client, "election=house-2016-local&party=PJD&census=2014")["urban_share"]
        assert 0.4 < row["spearman_low"] < row["spearman"] < row["spearman_high"] < 1


class TestEveryForm:
    @pytest.mark.parametrize("address", ["", "/points"])
    def test_says_that_areas_are_no_persons(self, client, address):
        asked = f"{ASKED}&compared=urban_share" if address else ASKED
        note = answer(client, f"{address}?{asked}")["provenance"]["note"]
        assert "not between persons" in note
        csv = client.get(f"/v1/relations{address}?{asked}&format=csv").text
        header, first, *_ = csv.lstrip("\ufeff").splitlines()
        assert header.endswith(",note")
        assert note in first
        assert client.get(f"/v1/relations{address}?{asked}&format=xlsx").status_code == 200

    def test_points_are_a_layer(self, client):
        layer = answer(client, f"/points?{ASKED}&compared=urban_share&format=geojson&detail=low")
        assert len(layer["features"]) == 92
        assert all(feature["geometry"] for feature in layer["features"])
        assert "not between persons" in layer["provenance"]["note"]

    def test_is_sorted_and_paged_like_other_lists(self, client):
        rows = answer(client, f"?{ASKED}&sort=-spearman&limit=5")["items"]
        assert all(one["spearman"] >= other["spearman"] for one, other in pairwise(rows))

    def test_has_the_coverage_of_both_elections_and_its_parameters(self, client):
        told = answer(client, f"?{ASKED}")
        assert [one["text"] for one in told["coverage"]] == ["92 of 92 contests", "1,481 of 1,503 councils"]
        parameters = told["provenance"]["parameters"]
        assert (parameters["weights"], parameters["resampled"], parameters["census"]) == (
            "inhabitants",
            "regions",
            "2024",
        )
        sources = {source["source_code"] for source in told["provenance"]["sources"]}
        assert {"census", "house-2026-local", "communal-2021"} <= sources


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("?election=house-2026-local", 400, "party"),
        ("?party=MPP", 404, "MPP"),
        ("?party=MP&election=house-1963", 404, "house-1963"),
        ("?party=MP&level=commune", 404, "No own contest at level commune"),
        ("?party=MP&census=2004", 404, "2014, 2024"),
        ("/points?party=MP&compared=height", 400, "urban_share"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_reason(client, address, status, says):
    found = client.get(f"/v1/relations{address}")
    assert found.status_code == status, found.text
    assert says in found.text
