"""An election is scored again when something that its scores depend on has changed, and only then."""

import psycopg
import pytest

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
    assert all(min(counts) > 0 for election, counts in found.items() if not election.endswith("national"))
    assert found["house-2011-national"] == found["house-2016-national"] == [0, 0]
