"""What if: seats after a change of votes, of lists or of law; and what is no scenario."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.api import schemas
from tests.api.test_errors import problem
from tests.api.test_seats import LOCAL, SIMULATE, items

DRAWS = {"number": 500, "seed": 7, "national_sd": 0.1, "regional_sd": 0.1, "local_sd": 0.2}


def simulated(client, **scenario):
    answer = client.post(SIMULATE, json={"election": "house-2021-local", **scenario})
    assert answer.status_code == 200, answer.text
    envelope = schemas.Envelope[schemas.SimulatedElection].model_validate_json(answer.content, strict=True)
    return envelope.items[0]


def seats_of(simulation):
    return {party.party: party.seats for party in simulation.parties}


def seats_before(simulation):
    return {party.party: party.seats_before for party in simulation.parties}


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
        assert ([ballot.law for ballot in simulation.ballots], seats_of(simulation)["RNI"]) == (["20-16"], 94)
        communal = simulated(client, law="06-21", ballot="communal_list")
        assert seats_of(communal)["RNI"] == 92

    def test_both_ballots_under_a_quotient_of_the_valid_votes_without_threshold(self, client):
        """RNI 118 and PJD 4 of the 395 seats: Médias24, 27 September 2021."""
        both = {"also": ["house-2021-regional"], "base": "qualifying_votes", "threshold": 0}
        simulation = simulated(client, **both)
        assert [(ballot.election, ballot.base, ballot.threshold, ballot.seats) for ballot in simulation.ballots] == [
            ("house-2021-local", "qualifying_votes", 0, 305),
            ("house-2021-regional", "qualifying_votes", 0, 90),
        ]
        seats = seats_of(simulation)
        assert (simulation.seats, sum(seats.values()), seats["RNI"], seats["PJD"]) == (395, 395, 118, 4)
        assert sum(party.seats_before or 0 for party in simulation.parties) == 395
        assert Counter(contest.election for contest in simulation.contests) == {
            "house-2021-local": 92,
            "house-2021-regional": 12,
        }

    def test_the_sum_of_both_ballots_is_the_house_and_tells_what_lacks_for_a_majority(self, client):
        """RNI 102 of 395; Marrakech-Safi's regional list hangs on registered voters that are not published."""
        simulation = simulated(client, also=["house-2021-regional"])
        assert (simulation.seats, simulation.majority) == (395, 198)
        rni = next(party for party in simulation.parties if party.party == "RNI")
        assert rni.seats_min <= 102 <= rni.seats_max
        assert all(party.seats_to_majority == max(198 - party.seats, 0) for party in simulation.parties)

    def test_both_ballots_are_drawn_together(self, client):
        draws = {"number": 50, "seed": 3}
        simulation = simulated(client, also=["house-2021-regional"], draws=draws)
        assert sum(party.expected_seats for party in simulation.parties) == pytest.approx(395)

    def test_an_election_cited_with_another_quotient_says_so(self, client):
        answer = client.post(SIMULATE, json={"election": "house-2021-local", "threshold": 0.06})
        assert "threshold 0.06 in place of the law's" in answer.json()["provenance"]["citation"]

    @pytest.mark.parametrize(("law", "rni"), [("d-hondt", 123), ("sainte-lague", 101)])
    def test_highest_averages(self, client, law, rni):
        simulation = simulated(client, law=law)
        [ballot] = simulation.ballots
        assert (ballot.base, ballot.method) == ("none", law.replace("-", "_"))
        assert sum(seats_of(simulation).values()) == 305
        assert seats_of(simulation)["RNI"] == rni
        drawn = simulated(client, law=law, draws={**DRAWS, "number": 50})
        assert sum(party.expected_seats for party in drawn.parties) == pytest.approx(305)

    def test_a_share_that_a_swing_makes_negative_stops_at_0_and_the_answer_says_so(self, client):
        """Three points less for the PJD, which had less than that in many a constituency."""
        swings = {"model": "uniform", "national": {"PJD": -0.03}}
        simulation, before = simulated(client, swings=swings), simulated(client)
        votes = {each.area.code: {row.party: row.votes for row in each.lists} for each in before.contests}
        stopped = {each.area.code: each for each in simulation.stopped}
        assert 0 < len(stopped) < 92
        for contest in simulation.contests:
            had, now = votes[contest.area.code], {row.party: row.votes for row in contest.lists}
            assert sum(now.values()) == sum(had.values())
            if "PJD" not in had:
                assert contest.area.code not in stopped
                continue
            share = had["PJD"] / sum(had.values())
            assert (contest.area.code in stopped) == (share < 0.03)
            assert now["PJD"] == pytest.approx(max(share - 0.03, 0) * sum(had.values()), abs=1)
        al_haouz = stopped["al-haouz"]
        assert (al_haouz.party, round(al_haouz.share, 3), al_haouz.swing) == ("PJD", 0.024, -0.03)
        assert before.stopped == []

    def test_draws_have_the_errors_of_past_elections_unless_given(self, client):
        asked = {"number": 50, "seed": 1}
        given = {**asked, "national_sd": 0.5, "regional_sd": 0.4, "local_sd": 0.9}
        assert simulated(client, draws=asked) == simulated(client, draws=given)
        assert simulated(client, draws=asked) != simulated(client, draws={**given, "regional_sd": 0.0})

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
        assert left.seats_before == parties["PPS"]["seats"] + parties["USFP"]["seats"]
        assert not {"PPS", "USFP"} & set(seats_of(simulation))

    def test_seats_before_a_merger_add_up_to_the_house(self, client):
        before = seats_before(simulated(client))
        merged = seats_before(simulated(client, mergers={"MP": ["MP", "UC"]}))
        # 20 of the MP and 13 of the UC: a merger that gains nothing does not read as a gain of 13
        assert merged["MP"] == before["MP"] + before["UC"] == 33
        assert sum(filter(None, merged.values())) == sum(filter(None, before.values())) == 305

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
        assert provenance["dataset_version"]
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers

    def test_more_askers_than_turns_are_all_answered(self, client):
        with ThreadPoolExecutor(12) as askers:
            simulations = list(askers.map(lambda _: simulated(client, draws={**DRAWS, "number": 20}), range(12)))
        assert all(simulation == simulations[0] for simulation in simulations)

    @pytest.mark.parametrize("name", schemas.SCENARIOS)
    def test_each_scenario_of_the_reference_can_be_asked(self, client, name):
        simulation = simulated(client, **schemas.SCENARIOS[name]["value"])
        assert sum(party.seats for party in simulation.parties) == simulation.seats


class TestBadScenarios:
    @pytest.mark.parametrize(
        ("scenario", "field", "why"),
        [
            ({"swings": {"model": "uniform", "national": {"RNI": 0.9}}}, "swings.RNI", "takes its share from"),
            ({"swings": {"model": "uniform", "national": {"RNI": 0.2, "PAM": 0.4, "PI": 0.4}}}, "swings", "add up to"),
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
            ({"draws": {"number": 10, "local_sd": 0, "regional_sd": 0, "national_sd": 0}}, "draws", "nothing to draw"),
            ({"draws": {"number": 10, "national_sd": None}}, "draws.national_sd", "number"),
            ({"draws": {"number": 10, "regional_sd": -0.4}}, "draws.regional_sd", "0"),
            ({"draws": {}}, "draws.number", "required"),
            ({"threshold": -0.01}, "threshold", "0"),
            ({"threshold": 1}, "threshold", "less than 1"),
            ({"threshold": "0.03"}, "threshold", "number"),
            ({"base": "population"}, "base", "registered_voters"),
            ({"base": "none"}, "base", "largest_remainder divides a base"),
            ({"base": "voters", "law": "d-hondt"}, "base", "divides no base"),
            ({"also": ["house-1997"]}, "also", "house-2021-regional"),
            ({"also": ["house-2016-local"]}, "also", "house-2021-regional"),
            ({"also": ["house-2021-local"]}, "also", "not one other ballot"),
            ({"also": ["house-2021-regional", "house-2021-regional"]}, "also", "not one other ballot"),
            ({"also": "house-2021-regional"}, "also", "list"),
            ({"also": ["house-2021-regional"], "law": "20-16"}, "ballot", "'regional'"),
            ({"election": "house-2016-local", "also": ["house-2016-national"]}, "also", "the same areas vote"),
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

    @pytest.mark.parametrize("number", ["Infinity", "-Infinity", "NaN", "1e999"])
    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ('"draws": {"number": 10, "local_sd": %s}', "draws.local_sd"),
            ('"draws": {"number": 10, "national_sd": %s}', "draws.national_sd"),
            ('"threshold": %s', "threshold"),
            ('"swings": {"model": "uniform", "national": {"RNI": %s}}', "swings.national.RNI"),
            ('"turnout": {"national": %s}', "turnout.national"),
        ],
    )
    def test_an_infinite_number_is_refused_by_name(self, client, body, field, number):
        content = '{"election": "house-2021-local", ' + body % number + "}"
        answer = client.post(SIMULATE, content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code in {400, 422}
        assert set(answer.json()["parameters"]) <= {field, "body"}

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
        "law": st.sampled_from(["20-16", "04-21", "06-21", "59-11", "d-hondt", "sainte-lague", "\0"]),
        "also": st.lists(st.sampled_from(["house-2016-national", "house-2021-local", "\0"]), max_size=2),
        "base": st.sampled_from(["registered_voters", "voters", "qualifying_votes", "none"]),
        "threshold": NUMBERS,
        "ballot": st.sampled_from(["local", "national", "communal_list", "communal_ward"]),
        "draws": st.fixed_dictionaries(
            {"number": st.integers(-1, 30)},
            optional={"seed": st.integers(), "national_sd": NUMBERS, "regional_sd": NUMBERS, "local_sd": NUMBERS},
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
