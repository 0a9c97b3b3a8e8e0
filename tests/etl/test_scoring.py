"""An election is scored again when something that its scores depend on has changed, and only then."""

import numpy as np
import psycopg
import pytest

from app.analysis.space.clusters import contiguity, local_clusters
from etl.council_scoring import read_councils
from etl.scoring import METHOD, score_elections
from etl.strata import read_strata

ONE_VOTE_MORE = """
    UPDATE party_result SET votes = votes + 1 WHERE (election_code, party_code) = (%(election)s, 'MP')
    AND contest_id = (
        SELECT min(contest_id) FROM party_result WHERE (election_code, party_code) = (%(election)s, 'MP')
    )
"""


def scored(settings) -> set[str]:
    """Score, and name the elections that were."""
    told = {}
    score_elections(settings, told.__setitem__)
    assert "house-2016-local" in told
    return {election for election, scores in told.items() if scores is not None}


def test_what_is_unchanged_is_not_scored_again(own_settings):
    assert scored(own_settings) == set()


@pytest.mark.parametrize(
    ("election", "depending"),
    [
        ("house-2021-regional", {"house-2021-regional", "house-2026-regional"}),
        ("house-2026-regional", {"house-2026-regional"}),
    ],
)
def test_a_changed_election_is_scored_again_and_those_that_look_back_on_it(own_settings, election, depending):
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute(ONE_VOTE_MORE, {"election": election})
    assert scored(own_settings) == depending
    assert scored(own_settings) == set()


ONE_SEAT_MORE = """
    UPDATE party_result SET seats_won = seats_won + 1 WHERE (election_code, party_code) = (%(election)s, 'MP')
    AND contest_id = (
        SELECT min(contest_id) FROM party_result JOIN contest ON contest.id = contest_id
        WHERE party_result.election_code = %(election)s AND party_code = 'MP' AND seats_unlisted = 0
    )
"""


@pytest.mark.parametrize(
    ("election", "depending"),
    [("communal-2015", {"communal-2015", "communal-2021"}), ("communal-2021", {"communal-2021"})],
)
def test_councils_are_scored_again_where_seats_changed(own_settings, election, depending):
    with psycopg.connect(own_settings.libpq_url) as connection:
        before = read_councils(connection, ())
        connection.execute(ONE_SEAT_MORE, {"election": election})
        after = read_councils(connection, ())
    told = {code for code in before.elections if before.input_digest(code, "") != after.input_digest(code, "")}
    assert told == depending


def test_every_party_has_a_score_in_every_council_whose_seats_are_listed(settings):
    """2021: 1,399 communes of wards and 70 of lists, 41 arrondissements, six cities; 31 parties, one list of nobody."""
    with psycopg.connect(settings.libpq_url) as connection:
        scored = """
            SELECT area.level, area.kind, count(DISTINCT area_id), count(*), count(score), count(p_seat)
            FROM party_score JOIN area ON area.id = area_id WHERE election_code = 'communal-2021'
            GROUP BY 1, 2 ORDER BY 1, 2
        """
        found = {kind: counts for _, kind, *counts in connection.execute(scored)}
        assert {kind: counts[0] for kind, counts in found.items()} == {"arrondissement": 41, "city": 6, "commune": 1469}
        assert all(counts[3] == 0 for counts in found.values())
        wrong = """
            SELECT count(*) FROM party_score JOIN contest USING (election_code, area_id)
            LEFT JOIN party_result ON contest_id = contest.id AND party_result.election_code = contest.election_code
                AND party_result.party_code = party_score.party_code
            WHERE contest.election_code = 'communal-2021' AND seats IS NOT NULL AND (
                (strength_class = 'majority') <> (2 * coalesce(seats_won, 0) > seats)
                OR (strength_class = 'none') <> (coalesce(seats_won, 0) = 0)
            )
        """
        assert connection.execute(wrong).fetchone() == (0,)
        runs = connection.execute("SELECT election_code, basis FROM score_run").fetchall()
    assert {code for code, basis in runs if basis == "seats"} == {"communal-2015", "communal-2021"}
    assert {code for code, _ in runs if code.startswith("communal")} == {"communal-2015", "communal-2021"}


def test_clusters_of_communes_are_of_seats_and_told_for_parties_with_seats_in_thirty(settings):
    with psycopg.connect(settings.libpq_url) as connection:
        told = """
            SELECT party_code, moran, count(area_id), count(*) FILTER (WHERE label = 'HH')
            FROM party_pattern JOIN score_run ON score_run.id = score_run_id
            LEFT JOIN cluster USING (score_run_id, party_code)
            WHERE election_code = 'communal-2021' GROUP BY 1, 2
        """
        found = {party: counts for party, *counts in connection.execute(told)}
        held = """
            SELECT party_code, count(*) FROM party_result JOIN contest ON contest.id = contest_id
            JOIN area ON area.id = area_id AND level = 'commune'
            WHERE party_result.election_code = 'communal-2021' AND seats_won > 0
                AND (seats IS NULL OR seats_unlisted = 0) GROUP BY 1
        """
        councils = dict(connection.execute(held).fetchall())
    for party, (moran, areas, high) in found.items():
        assert (moran is not None) == (areas == 1510) == (councils.get(party, 0) >= 30), party
        assert high == 0 or moran["p_value"] < 0.05
    assert found["RNI"][2] > 0


@pytest.mark.parametrize("election", ["house-2021-local", "house-2026-local"])
def test_labels_are_the_same_for_three_seeds_but_the_borderline_ones_which_are_counted(settings, election):
    with psycopg.connect(settings.libpq_url) as connection:
        [stratum] = [one for one in read_strata(connection) if election in one.elections]
        told = """
            SELECT party_code, moran FROM party_pattern JOIN score_run ON score_run.id = score_run_id
            WHERE election_code = %s AND moran IS NOT NULL
        """
        counted = {party: moran["borderline"] for party, moran in connection.execute(told, [election])}
    assert counted
    assert all(isinstance(number, int) for number in counted.values())
    neighbours = contiguity(stratum.areas)
    lists = stratum.ballots.results.query("election_code == @election")
    shares = (lists["votes"] / lists["valid_votes"]).set_axis(lists["area_code"])
    tested = borderline = 0
    for party in counted:
        own = shares[(lists["party_code"] == party).to_numpy()]
        seen = [local_clusters(own, neighbours, np.random.default_rng(seed)) for seed in range(3)]
        settled = ~np.logical_or.reduce([found["borderline"] for found in seen])
        for found in seen:
            assert (found.loc[found["borderline"], "label"] == "ns").all()
            assert (found["label"][settled] == seen[0]["label"][settled]).all(), party
        tested, borderline = tested + len(settled), borderline + int((~settled).sum())
    assert borderline < tested / 20


def test_chances_of_a_seat_are_kept_with_their_calibration(settings):
    with psycopg.connect(settings.libpq_url) as connection:
        found = dict(connection.execute("SELECT election_code, chances FROM validation").fetchall())
    assert [len(found[code]) for code in ("house-2021-local", "house-2026-local")] == [2, 2]
    assert found["house-2016-national"] == []
    outlook, opponent = found["house-2026-local"]
    assert (outlook["method"], opponent["method"]) == ("outlook", "last_share_logistic")
    assert outlook["lists"] == opponent["lists"] == sum(tenth["lists"] for tenth in outlook["calibration"])
    assert outlook["brier"] == pytest.approx(0.105, abs=0.001)
    assert outlook["brier"] < opponent["brier"] == pytest.approx(0.123, abs=0.001)


def test_scores_of_an_election_without_votes_go(own_settings):
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("DELETE FROM contest WHERE election_code = 'house-2026-regional'")
    assert scored(own_settings) == set()
    with psycopg.connect(own_settings.libpq_url) as connection:
        left = connection.execute("SELECT election_code FROM score_run").fetchall()
        known = connection.execute("SELECT election_code FROM dataset_digest WHERE table_name = 'score_run'").fetchall()
    assert sorted(left) == sorted(known)
    assert ("house-2026-regional",) not in left


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE party_lineage SET lineage_code = 'PJD' WHERE party_code = 'PGV'",
        "UPDATE area SET name_ar = 'x' WHERE level = 'regional_constituency'",
        "UPDATE area_shape SET geojson = replace(geojson, '3', '4') WHERE band = 'medium'",
    ],
)
def test_scores_depend_on_lineage_names_and_outlines(own_settings, change):
    with psycopg.connect(own_settings.libpq_url) as connection:
        assert inputs(connection) == inputs(connection)
        before = inputs(connection)
        connection.execute(change)
        assert inputs(connection) != before


def inputs(connection) -> str:
    strata = {election: stratum for stratum in read_strata(connection) for election in stratum.elections}
    return strata["house-2021-regional"].input_digest("house-2021-regional", METHOD)


def test_classes_rest_on_the_chance_of_a_seat_where_one_is_forecast(settings):
    counted = """
        SELECT election_code, count(p_seat), count(*) FILTER (WHERE strength_class IN ('bastion', 'in_reach'))
        FROM party_score GROUP BY 1
    """
    wrong = """
        SELECT count(*) FROM party_score WHERE (strength_class = 'bastion' AND NOT coalesce(p_seat >= 0.8, false))
        OR (strength_class IN ('present', 'marginal') AND p_seat >= 0.2)
    """
    with psycopg.connect(settings.libpq_url) as connection:
        found = {election: counts for election, *counts in connection.execute(counted)}
        assert connection.execute(wrong).fetchone() == (0,)
    unforecast = {"house-2011-national", "house-2016-national", "communal-2015", "communal-2021"}
    assert {election for election, counts in found.items() if counts == [0, 0]} == unforecast
    assert all(min(counts) > 0 for election, counts in found.items() if election not in unforecast)
