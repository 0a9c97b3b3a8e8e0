"""Seats as they are asked for: declared beside computed, priced, under other laws, and what if."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pandas as pd
import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app import schemas
from app.analysis.seats import read_laws
from app.queries import polls
from app.settings import ROOT
from benchmarks.laws import read_contests
from tests.api.test_errors import problem
from tests.api.test_formats import read_table

LOCAL = "/v1/seats/house-2021-local"
REGIONAL = "/v1/seats/house-2021-regional"
SIMULATE = "/v1/seats/simulate"
DRAWS = {"number": 500, "seed": 7, "national_sd": 0.1, "local_sd": 0.2}
ELECTIONS = ("house-2011-local", "house-2016-local", "house-2021-local", "house-2021-regional")


def items(client, address, **asked):
    answer = client.get(address, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def simulated(client, **scenario):
    answer = client.post(SIMULATE, json={"election": "house-2021-local", **scenario})
    assert answer.status_code == 200, answer.text
    envelope = schemas.Envelope[schemas.SimulatedElection].model_validate_json(answer.content, strict=True)
    return envelope.items[0]


def seats_of(simulation):
    return {party.party: party.seats for party in simulation.parties}


class TestDeclaredAndComputed:
    def test_the_contests_are_those_of_the_tables(self, reader_session):
        rules = read_laws((ROOT / "data" / "laws.toml").read_text(encoding="utf-8"))
        for election in ELECTIONS:
            poll = polls.read(reader_session, rules, election)
            assert poll.contests == {contest.area_code: contest for contest in read_contests(election)}

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
        for contest in items(client, "/v1/seats/house-2011-local"):
            assert contest["agrees"] is None
            assert contest["reasons"]["agrees"] == "the seats of each list are not published"
            assert all(row["seats_won"] is None and row["seats"] is not None for row in contest["lists"])

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
            ("seats = NULL", "their number in meknes is not known"),
            ("registered_voters = 1, ballots_cast = NULL", "registered_voters for"),
        ],
    )
    def test_a_contest_that_cannot_be_computed_is_null_with_the_reason(self, own_settings, serving, change, says):
        with psycopg.connect(own_settings.libpq_url) as connection:
            connection.execute(
                f"UPDATE contest SET {change} FROM area WHERE area.id = area_id AND area.code = 'meknes'"
                " AND election_code = 'house-2021-local'"
            )
        with serving(own_settings) as client:
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

    def test_a_new_load_is_counted_anew(self, own_settings, serving):
        with serving(own_settings) as client:
            assert items(client, LOCAL, area="meknes")[0]["agrees"] is True
            with psycopg.connect(own_settings.libpq_url) as connection:
                connection.execute("UPDATE party_result SET seats_won = NULL")
                connection.execute("INSERT INTO load_run (sources) VALUES ('{}')")
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


class TestWhatIf:
    def test_nothing_changed_gives_the_computed_seats(self, client):
        simulation = simulated(client)
        declared = {row["party"]: row["seats"] for row in items(client, f"{LOCAL}/parties")}
        assert seats_of(simulation) == declared
        assert all(party.seats == party.seats_before and party.at_least is None for party in simulation.parties)
        assert len(simulation.contests) == 92
        assert simulation.gains is None

    def test_2021_under_the_law_of_2016(self, client):
        simulation = simulated(client, law="20-16")
        assert (simulation.law, seats_of(simulation)["RNI"]) == ("20-16", 94)
        communal = simulated(client, law="06-21", ballot="communal_list")
        assert seats_of(communal)["RNI"] == 92

    def test_12_votes_in_agadir_are_a_tie_and_13_a_seat(self, client):
        votes = {row["party"]: row["votes"] for row in items(client, LOCAL, area="agadir-ida-outanane")[0]["lists"]}
        total = sum(votes.values())

        def usfp(extra):
            # PPS must not pay for it: its swing is nil
            swings = {"USFP": extra / total, "PPS": 0.0}
            scope = {"by_constituency": {"agadir-ida-outanane": swings}}
            simulation = simulated(client, swings={"model": "uniform", **scope})
            [agadir] = [contest for contest in simulation.contests if contest.area.code == "agadir-ida-outanane"]
            [usfp] = [row for row in agadir.lists if row.party == "USFP"]
            return usfp.votes - votes["USFP"], usfp.seats, usfp.seats_max

        assert usfp(12) == (12, 0, 1)
        assert usfp(13) == (13, 1, 1)

    def test_a_swing_of_a_region_goes_before_the_national_one_and_moves_no_other_region(self, client):
        national = {"model": "proportional", "national": {"PPS": 0.0}}
        simulation = simulated(client, swings={**national, "by_region": {"09": {"PPS": 0.5}}})
        inside = {contest["area"]["code"] for contest in items(client, LOCAL, area="09")}
        before = {
            contest["area"]["code"]: {row["party"]: row["votes"] for row in contest["lists"]}
            for contest in items(client, LOCAL)
        }
        for contest in simulation.contests:
            pps = next((row.votes for row in contest.lists if row.party == "PPS"), None)
            if pps is None:
                continue
            factor = 1.5 if contest.area.code in inside else 1.0
            assert pps == pytest.approx(factor * before[contest.area.code]["PPS"], abs=1)

    def test_turnout_changes_the_votes_of_every_list_alike(self, client):
        more = simulated(client, turnout={"national": 1.0, "by_constituency": {"meknes": 1.1}})
        [meknes] = [contest for contest in more.contests if contest.area.code == "meknes"]
        [before] = items(client, LOCAL, area="meknes")
        now = {row.party: row.votes for row in meknes.lists}
        assert all(now[row["party"]] == pytest.approx(1.1 * row["votes"], abs=1) for row in before["lists"])

    def test_a_merged_list_has_the_votes_of_both(self, client):
        parties = {row["party"]: row for row in items(client, f"{LOCAL}/parties")}
        simulation = simulated(client, mergers={"LEFT": ["PPS", "USFP"]})
        [left] = [party for party in simulation.parties if party.party == "LEFT"]
        assert left.votes == parties["PPS"]["votes"] + parties["USFP"]["votes"]
        assert left.seats_before is None
        assert not {"PPS", "USFP"} & set(seats_of(simulation))

    def test_draws_give_a_distribution_and_the_same_seed_the_same(self, client):
        first, again = simulated(client, draws=DRAWS), simulated(client, draws=DRAWS)
        assert first == again
        assert first != simulated(client, draws={**DRAWS, "seed": 8})
        for row in [*first.parties, *(row for contest in first.contests for row in contest.lists)]:
            assert row.at_least[0] == pytest.approx(1.0)
            assert row.at_least == sorted(row.at_least, reverse=True)
            assert row.expected_seats == pytest.approx(sum(row.at_least[1:]))
        assert sum(party.expected_seats for party in first.parties) == pytest.approx(305)

    def test_a_party_sees_where_more_votes_win_most(self, client):
        simulation = simulated(client, draws=DRAWS, party="USFP")
        gains = [gain.expected_gain for gain in simulation.gains]
        assert gains == sorted(gains, reverse=True)
        local = {
            contest.area.code: next((row.expected_seats for row in contest.lists if row.party == "USFP"), None)
            for contest in simulation.contests
        }
        assert all(gain.expected_seats == pytest.approx(local[gain.area.code]) for gain in simulation.gains)

    def test_the_answer_names_law_scenario_and_data(self, client):
        scenario = {"election": "house-2021-local", "law": "20-16", "draws": DRAWS}
        answer = client.post(SIMULATE, json=scenario, headers={"If-None-Match": "*"})
        provenance = answer.json()["provenance"]
        assert provenance["law"] == "20-16"
        assert provenance["parameters"] == scenario
        assert provenance["dataset_version"] >= 1
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers

    def test_more_askers_than_turns_are_all_answered(self, client):
        with ThreadPoolExecutor(12) as askers:
            simulations = list(askers.map(lambda _: simulated(client, draws={**DRAWS, "number": 20}), range(12)))
        assert all(simulation == simulations[0] for simulation in simulations)

    @pytest.mark.parametrize("name", schemas.SCENARIOS)
    def test_each_scenario_of_the_reference_can_be_asked(self, client, name):
        simulation = simulated(client, **schemas.SCENARIOS[name]["value"])
        assert sum(party.seats for party in simulation.parties) == 305


class TestBadScenarios:
    @pytest.mark.parametrize(
        ("scenario", "field", "why"),
        [
            ({"swings": {"model": "uniform", "national": {"RNI": -0.9}}}, "swings.RNI", "takes its share from"),
            ({"swings": {"model": "uniform", "national": {"XYZ": 0.1}}}, "swings.XYZ", "no such list"),
            ({"swings": {"model": "uniform", "by_region": {"99": {"RNI": 0.1}}}}, "swings.by_region", "99"),
            ({"swings": {"model": "uniform", "by_constituency": {"03": {}}}}, "swings.by_constituency", "03"),
            ({"swings": {"model": "linear"}}, "swings.model", "uniform"),
            ({"swings": {"model": "uniform", "national": {"RNI": "0.1"}}}, "swings.national.RNI", "number"),
            ({"swings": {"model": "logit", "national": {"RNI": 1e9}}}, "swings.national.RNI", "100"),
            ({"swings": {"national": {}}}, "swings.model", "required"),
            ({"turnout": {"national": 0}}, "turnout.national", "greater than 0"),
            ({"turnout": {"by_constituency": {"agadir-ida-outanane": 9.0}}}, "turnout.agadir-ida-outanane", "316821"),
            ({"mergers": {"RNI": ["RNI", "RNI"]}}, "mergers.RNI", "with itself"),
            ({"mergers": {"NEW": ["RNI"]}}, "mergers.NEW", "with itself or nobody"),
            ({"mergers": {"NEW": ["RNI", "XYZ"]}}, "mergers.NEW", "XYZ"),
            ({"law": "99-99"}, "law", "04-21"),
            ({"law": "06-21"}, "ballot", "communal_list"),
            ({"law": "06-21", "ballot": "communal_ward"}, "seats", "a ward elects one"),
            ({"law": "20-16", "ballot": "national"}, "seats", "90"),
            ({"draws": {**DRAWS, "number": 10_001}}, "draws.number", "10000"),
            ({"draws": {**DRAWS, "number": 0}}, "draws.number", "1"),
            ({"draws": {**DRAWS, "number": 1.5}}, "draws.number", "integer"),
            ({"draws": {**DRAWS, "local_sd": -1}}, "draws.local_sd", "0"),
            ({"draws": {**DRAWS, "local_sd": 0, "national_sd": 0}}, "draws", "nothing to draw"),
            ({"draws": {"number": 10}}, "draws.national_sd", "required"),
            ({"party": "RNI"}, "party", "needs draws"),
            ({"party": "XYZ", "draws": DRAWS}, "party", "XYZ"),
            ({"election": "house-1997"}, "election", "house-1997"),
            ({"election": None}, "election", "string"),
            ({"seed": 1}, "seed", "Extra"),
        ],
    )
    def test_the_field_is_named_with_the_reason(self, client, scenario, field, why):
        answer = client.post(SIMULATE, json={"election": "house-2021-local", **scenario})
        found = problem(answer, 422)
        assert field in found["parameters"]
        assert why in found["parameters"][field]
        assert found["type"] == "/docs#bad-body"

    @pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"house-2021-local"'])
    def test_a_body_that_is_no_scenario(self, client, body):
        answer = client.post(SIMULATE, content=body, headers={"Content-Type": "application/json"})
        assert list(problem(answer, 422)["parameters"]) == ["body"]

    def test_a_body_that_is_no_json(self, client):
        answer = client.post(SIMULATE, content=b"{election", headers={"Content-Type": "application/json"})
        assert "is not JSON" in problem(answer, 400)["parameters"]["body"]
        problem(client.post(SIMULATE, content=b"[" * 60_000, headers={"Content-Type": "application/json"}), 400)

    def test_a_body_too_large_is_refused(self, client):
        long = {"election": "house-2021-local", "mergers": {"A" * 100: ["B" * 100] * 1_000}}
        assert "65,536 bytes" in problem(client.post(SIMULATE, json=long), 413)["detail"]

    def test_a_parameter_in_the_address_is_refused(self, client):
        answer = client.post(f"{SIMULATE}?party=RNI", json={"election": "house-2021-local"})
        assert list(problem(answer, 400)["parameters"]) == ["party"]

    def test_only_posting_simulates_and_only_json_comes_back(self, client):
        problem(client.get(SIMULATE), 404)
        problem(client.put(SIMULATE), 405)
        answer = client.post(SIMULATE, json={"election": "house-2021-local"}, headers={"Accept": "text/csv"})
        problem(answer, 406)


PARTIES = st.sampled_from(["RNI", "PPS", "USFP", "XYZ", ""])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0, 0.01, -0.01, 1.1, -1.0])
SCOPES = st.sampled_from(["03", "meknes", "region-fes-meknes", "\0"])
SCENARIOS = st.fixed_dictionaries(
    {"election": st.sampled_from(["house-2016-local", "house-2021-regional"])},
    optional={
        "mergers": st.dictionaries(PARTIES, st.lists(PARTIES, max_size=3), max_size=2),
        "turnout": st.dictionaries(st.just("national"), NUMBERS)
        | st.builds(lambda values: {"by_region": values}, st.dictionaries(SCOPES, NUMBERS, max_size=2)),
        "swings": st.fixed_dictionaries(
            {"model": st.sampled_from(["uniform", "proportional", "logit"])},
            optional={
                "national": st.dictionaries(PARTIES, NUMBERS, max_size=2),
                "by_constituency": st.dictionaries(SCOPES, st.dictionaries(PARTIES, NUMBERS, max_size=2), max_size=2),
            },
        ),
        "law": st.sampled_from(["20-16", "04-21", "06-21", "59-11", "\0"]),
        "ballot": st.sampled_from(["local", "national", "communal_list", "communal_ward"]),
        "draws": st.fixed_dictionaries(
            {"number": st.integers(-1, 30), "national_sd": NUMBERS, "local_sd": NUMBERS},
            optional={"seed": st.integers()},
        ),
        "party": PARTIES,
    },
)


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SCENARIOS)
def test_whatever_scenario_is_posted_the_answer_is_seats_or_a_field(client, scenario):
    answer = client.post(SIMULATE, json=scenario)
    assert answer.status_code in {200, 422}, answer.text
    if answer.status_code == 422:
        assert answer.json()["parameters"]
    else:
        magnitudes = sum(contest["seats"] for contest in answer.json()["items"][0]["contests"])
        assert sum(party["seats"] for party in answer.json()["items"][0]["parties"]) <= magnitudes


def test_the_example_of_the_reference_is_a_real_answer(client):
    [example] = client.get("/openapi.json").json()["components"]["schemas"]["PartySeats"]["examples"]
    assert example in items(client, f"{REGIONAL}/parties")


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
