"""Seats as they are asked for: declared beside computed, priced, and under other laws."""

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import psycopg
import pytest

from app.analysis.seats import read_laws
from app.settings import ROOT
from app.store.queries import seat_inputs
from benchmarks.laws import read_contests
from etl.identity import renew
from tests.api.test_errors import problem
from tests.api.test_formats import read_table

LOCAL = "/v1/seats/house-2021-local"
REGIONAL = "/v1/seats/house-2021-regional"
SIMULATE = "/v1/seats/simulate"
MEKNES = (
    "(SELECT contest.id FROM contest JOIN area ON area.id = area_id"
    " WHERE area.code = 'meknes' AND election_code = 'house-2021-local')"
)
ELECTIONS = ("house-2011-national", "house-2016-local", "house-2021-local", "house-2021-regional")


def items(client, address, **asked):
    answer = client.get(address, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


class TestDeclaredAndComputed:
    def test_the_contests_are_those_of_the_tables(self, reader_session):
        rules = read_laws((ROOT / "data" / "laws.toml").read_text(encoding="utf-8"))
        for election in ELECTIONS:
            inputs = seat_inputs.read(reader_session, rules, election)
            found = {code: replace(contest, region=None) for code, contest in inputs.contests.items()}
            assert found == {contest.area_code: contest for contest in read_contests(election)}
            assert all(contest.region for contest in inputs.contests.values())

    @pytest.mark.parametrize("election", ["house-2016-local", "house-2021-local"])
    def test_every_local_contest_agrees_whatever_is_not_known(self, client, election):
        contests = items(client, f"/v1/seats/{election}")
        assert len(contests) == 92
        assert all(contest["agrees"] is True and contest["status"] == "exact" for contest in contests)
        for contest in contests:
            assert all(row["seats"] == row["seats_won"] for row in contest["lists"])
            assert contest["reasons"].get("seats_won") is None

    def test_agadir_gives_one_seat_each_to_rni_pam_pi_and_pps(self, client):
        [agadir] = items(client, LOCAL, area="agadir-ida-outanane")
        assert (agadir["base"], agadir["base_from"], agadir["base_to"]) == ("registered_voters", 316_821, 316_821)
        won = {row["party"]: row["seats"] for row in agadir["lists"] if row["seats"]}
        assert won == {"RNI": 1, "PAM": 1, "PI": 1, "PPS": 1}
        assert agadir["quotient"] == 316_821 / 4

    def test_fes_meknes_gives_two_seats_to_rni_and_the_last_to_ffd(self, client):
        [fes] = items(client, REGIONAL, area="region-fes-meknes")
        assert fes["base_from"] == fes["base_to"] == 2_138_486
        computed = {row["party"]: row["seats"] for row in fes["lists"]}
        assert computed["RNI"] == 2
        assert min((row for row in fes["lists"] if row["seats"]), key=lambda row: row["votes"])["party"] == "FFD"
        assert fes["agrees"] is True

    def test_eleven_of_twelve_regions_agree_and_the_other_shows_its_range(self, client):
        contests = {contest["area"]["code"]: contest for contest in items(client, REGIONAL)}
        assert [code for code, contest in contests.items() if not contest["agrees"]] == ["region-marrakech-safi"]
        marrakech = contests["region-marrakech-safi"]
        assert (marrakech["agrees"], marrakech["status"]) == (False, "unstable")
        assert (marrakech["holds_from"], marrakech["holds_to"]) == (2_188_821, 2_627_889)
        assert (marrakech["can_hold_from"], marrakech["can_hold_to"]) == (2_188_820, 2_627_890)
        declared = {row["party"]: row["seats_won"] for row in marrakech["lists"] if row["seats_won"]}
        [holding] = [each for each in marrakech["alternatives"] if each["seats"] == declared]
        assert (holding["base_from"], holding["base_to"]) == (2_188_821, 2_627_889)

    def test_alternatives_cover_the_bounds_without_gap_and_name_ties(self, client):
        for contest in items(client, REGIONAL):
            found = contest["alternatives"]
            assert found[0]["base_from"] == contest["base_from"]
            assert found[-1]["base_to"] == contest["base_to"]
            assert all(one["base_to"] + 1 == after["base_from"] for one, after in pairwise(found))
            for each in found:
                [part] = each["parts"]
                assert sum(each["seats"].values()) + part["tied_seats"] + part["vacant"] == contest["seats"]
                assert len(part["tied"]) > part["tied_seats"] or not part["tied"]
                assert set(part["tied"]) <= set(contest["tied"])

    def test_where_the_winners_are_not_known_nothing_is_said(self, client):
        for contest in items(client, "/v1/seats/house-2011-national"):
            assert contest["agrees"] is None
            assert contest["reasons"]["agrees"] == "the seats of each list are not published"
            assert all(row["seats_won"] is None for row in contest["lists"])

    def test_a_base_taken_from_the_votes_has_no_bounds_and_says_so(self, client):
        [meknes] = items(client, "/v1/seats/house-2016-local", area="meknes")
        assert meknes["base_from"] is None
        assert "qualifying_votes" in meknes["reasons"]["base_from"]
        assert meknes["quotient"] > 0

    def test_the_law_goes_with_the_answer(self, client):
        provenance = client.get(LOCAL).json()["provenance"]
        assert provenance["law"] == "04-21"
        assert "organic law 04-21" in provenance["citation"]
        assert {source["path"] for source in provenance["sources"]} >= {
            "results/house-2021-local-votes.csv",
            "results/national-totals.csv",
        }

    def test_a_table_has_a_row_for_each_contest(self, client):
        rows = read_table(client.get(f"{REGIONAL}?format=csv").content)
        assert len(rows) == 12
        fes = next(row for row in rows if row["area_code"] == "region-fes-meknes")
        assert (fes["RNI_seats"], fes["RNI_seats_won"], fes["law"], fes["agrees"]) == ("2", "2", "04-21", "true")

    def test_a_layer_has_an_outline_for_each_contest(self, client):
        layer = client.get(f"{LOCAL}?area=03&format=geojson&detail=low").json()
        assert len(layer["features"]) == 11
        assert all(feature["geometry"]["coordinates"] for feature in layer["features"])
        assert all(feature["properties"]["agrees"] is True for feature in layer["features"])

    def test_the_parties_add_up_to_the_house(self, client):
        parties = {row["party"]: row for row in items(client, f"{LOCAL}/parties")}
        assert sum(row["seats"] for row in parties.values()) == 305
        assert all(row["seats"] == row["seats_won"] for row in parties.values())
        unstable = {row["party"]: row for row in items(client, f"{REGIONAL}/parties")}
        assert sum(row["seats"] for row in unstable.values()) == 90
        assert (unstable["RNI"]["seats_min"], unstable["RNI"]["seats_max"]) == (13, 17)


class TestWhatIsNotKnown:
    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ("contest SET seats = NULL WHERE id =", "their number in meknes is not known"),
            ("contest SET registered_voters = 1, ballots_cast = NULL WHERE id =", "registered_voters for"),
            (
                "party_result SET votes = NULL WHERE party_code = 'RNI' AND contest_id =",
                "votes.RNI: they are not known",
            ),
        ],
    )
    def test_a_contest_that_cannot_be_computed_is_null_with_the_reason(self, own_settings, serving, change, says):
        with psycopg.connect(own_settings.libpq_url) as connection:
            connection.execute(f"UPDATE {change} {MEKNES}")
        with serving(own_settings.model_copy(update={"public_role": "analyst"})) as client:
            contests = {contest["area"]["code"]: contest for contest in items(client, LOCAL)}
            meknes = contests.pop("meknes")
            assert (meknes["status"], meknes["agrees"], meknes["quotient"]) == (None, None, None)
            assert says in meknes["reasons"]["status"]
            assert all(row["seats"] is None and row["seats_won"] is not None for row in meknes["lists"])
            assert all(contest["status"] for contest in contests.values())
            total = items(client, f"{LOCAL}/parties")[0]
            assert total["seats"] is None
            assert says in total["reasons"]["seats"]
            [price] = items(client, f"{LOCAL}/prices", party="RNI", area="meknes")
            assert price["votes_to_win"] is None
            assert says in price["reasons"]["seats"]
            targets = {row["area"]["code"] for row in items(client, f"{LOCAL}/targets", party="USFP")}
            assert targets
            assert "meknes" not in targets
            compared = {row["law"]: row for row in items(client, f"{LOCAL}/laws")}
            assert compared["04-21"]["gallagher"] is None
            assert says in compared["04-21"]["reasons"]["gallagher"]
            problem(client.post(SIMULATE, json={"election": "house-2021-local"}), 422)

    def test_without_the_country_s_registered_voters_the_bounds_are_open(self, own_settings, serving):
        with psycopg.connect(own_settings.libpq_url) as connection:
            connection.execute("DELETE FROM declared_total WHERE item = 'registered_voters'")
        with serving(own_settings) as client:
            [marrakech] = items(client, REGIONAL, area="region-marrakech-safi")
            assert marrakech["base_to"] is None
            assert marrakech["alternatives"][-1]["base_to"] is None
            assert "registered_voters" in marrakech["reasons"]["base_to"]

    def test_a_law_that_is_not_declared_is_named(self, own_settings, serving):
        with psycopg.connect(own_settings.libpq_url) as connection:
            connection.execute("UPDATE election SET law = '99-99' WHERE code = 'house-2021-local'")
        with serving(own_settings) as client:
            assert "'99-99'" in problem(client.get(LOCAL), 404)["detail"]

    def test_an_election_whose_results_are_not_loaded_says_so(self, own_settings, serving):
        with psycopg.connect(own_settings.libpq_url) as connection:
            connection.execute("DELETE FROM contest WHERE election_code = 'house-2021-local'")
        with serving(own_settings) as client:
            assert "not loaded" in problem(client.get(LOCAL), 404)["detail"]

    def test_a_new_load_is_counted_anew(self, own_settings, serving, monkeypatch):
        monkeypatch.setattr("app.http.cache.FRESH_S", 0.0)
        with serving(own_settings) as client:
            assert items(client, LOCAL, area="meknes")[0]["agrees"] is True
            with psycopg.connect(own_settings.libpq_url) as connection:
                connection.execute("UPDATE party_result SET seats_won = NULL")
                renew(connection, ["house-2021-local"])
            assert items(client, LOCAL, area="meknes")[0]["agrees"] is None


class TestPrices:
    def test_usfp_missed_a_seat_in_agadir_by_12_votes(self, client):
        [price] = items(client, f"{LOCAL}/prices", party="USFP", area="agadir-ida-outanane")
        assert (price["seats"], price["votes_to_tie"], price["votes_to_win"]) == (0, 12, 13)
        assert price["won_from"] == ["PPS"]
        [seat] = items(client, f"{LOCAL}/prices", party="PPS", area="agadir-ida-outanane")
        assert (seat["seats"], seat["votes_to_risk"], seat["votes_to_lose"]) == (1, 12, 13)
        assert seat["lost_to"] == ["USFP"]

    def test_targets_are_the_seats_that_can_be_won_the_cheapest_first(self, client):
        targets = items(client, f"{LOCAL}/targets", party="USFP")
        costs = [row["votes_to_win"] for row in targets]
        assert costs == sorted(costs)
        assert [row["rank"] for row in targets] == list(range(1, len(targets) + 1))
        assert targets[0]["area"]["code"] == "agadir-ida-outanane"
        prices = items(client, f"{LOCAL}/prices", party="USFP")
        assert len(targets) == sum(row["votes_to_win"] is not None for row in prices)

    def test_endangered_are_the_seats_held_the_nearest_to_being_lost_first(self, client):
        endangered = items(client, f"{LOCAL}/endangered", party="PPS")
        losses = [row["votes_to_lose"] for row in endangered]
        assert losses == sorted(losses)
        prices = items(client, f"{LOCAL}/prices", party="PPS")
        assert len(endangered) == sum(row["seats"] > 0 for row in prices)
        assert endangered[0]["area"]["code"] == "agadir-ida-outanane"

    def test_an_area_shows_all_its_lists(self, client):
        prices = items(client, f"{LOCAL}/prices", area="meknes")
        [meknes] = items(client, LOCAL, area="meknes")
        assert [row["party"] for row in prices] == [row["party"] for row in meknes["lists"]]

    @pytest.mark.parametrize("noun", ["prices", "targets", "endangered"])
    def test_prices_are_a_table_and_a_layer(self, client, noun):
        [feature, *_] = client.get(f"{LOCAL}/{noun}?party=PPS&area=09&format=geojson").json()["features"]
        assert feature["geometry"]["coordinates"]
        rows = read_table(client.get(f"{LOCAL}/{noun}?party=PPS&area=09&format=csv").content)
        assert {"area_code", "votes_to_win", "won_from", "law"} <= set(rows[0])

    def test_a_question_without_party_and_area_is_none(self, client):
        problem(client.get(f"{LOCAL}/prices"), 400)
        assert problem(client.get(f"{LOCAL}/targets"), 400)["parameters"] == {"party": "Field required"}

    @pytest.mark.parametrize(
        ("asked", "says"),
        [
            (f"{LOCAL}/prices?party=XYZ", "XYZ"),
            (f"{LOCAL}/targets?party=XYZ", "XYZ"),
            (f"{LOCAL}/endangered?party=PT", "PT fielded no list there"),
            (f"{LOCAL}/prices?party=RNI&area=region-fes-meknes", "No contest of house-2021-local"),
            (f"{LOCAL}?area=99", "99"),
            ("/v1/seats/house-1997", "house-1997"),
        ],
    )
    def test_what_is_not_there_is_named(self, client, asked, says):
        assert says in problem(client.get(asked), 404)["detail"]


class TestLaws:
    def test_the_laws_are_data_with_their_articles(self, client):
        laws = {(law["law"], law["ballot"]): law for law in items(client, "/v1/laws")}
        assert laws["04-21", "local"]["base"] == "registered_voters"
        assert laws["20-16", "local"]["threshold"] == 0.03
        assert laws["20-16", "national"]["parts"] == [{"name": "women", "seats": 60}, {"name": "youth", "seats": 30}]
        assert all(law["citation"] for law in laws.values())

    def test_the_same_votes_under_each_law(self, client):
        compared = {row["law"]: row for row in items(client, f"{LOCAL}/laws")}
        assert [law for law, row in compared.items() if row["own"]] == ["04-21"]
        assert set(compared) == {law["law"] for law in items(client, "/v1/laws")}
        assert round(100 * compared["04-21"]["gallagher"], 1) == 6.4
        assert (compared["20-16"]["seats_first"], compared["04-21"]["seats_first"]) == (94, 86)


def test_the_comparison_is_the_one_of_the_documentation(client):
    """The table of docs/seats.md, made from the shipped files, says what the service says from the database."""
    text = (ROOT / "docs" / "seats.md").read_text(encoding="utf-8")
    documented = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| house-")]
    frame = pd.DataFrame([[cell.strip() for cell in cells] for cells in documented if len(cells) == 9])
    for election, rows in frame.groupby(0):
        compared = {row["law"]: row for row in items(client, f"/v1/seats/{election}/laws")}
        for cells in rows.itertuples(index=False):
            law = cells[1].partition(":")[0]
            assert f"{100 * compared[law]['gallagher']:.1f}" == cells[2]
            assert str(compared[law]["seats_first"]) == cells[7]
