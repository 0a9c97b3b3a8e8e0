"""The figures in the files are those of the service and of the atlas; unknown, absent and zero are three things."""

import pandas as pd
import psycopg
import pytest
import shapely
from sqlalchemy.orm import Session

from app.files.dossier.reading import read_dossier
from app.files.party_layers import list_layers
from app.files.party_workbook import write_party_workbook
from app.maps.lists import swings
from app.store.database import create_reading_engine
from app.store.queries import map_data, patterns, results, scores, seat_inputs, seats
from app.store.queries.declared import read_lineage, read_rules
from app.store.queries.elections import ElectionPart

ELECTIONS = {"2016": "house-2016-local", "2021": "house-2021-local"}


def test_votes_are_those_of_the_results_at_every_level(reader_session: Session, dossier):
    for standings in (dossier.areas, *dossier.wholes):
        for year, election in ELECTIONS.items():
            rows = results.by_area(reader_session, ElectionPart(election, standings.level, "MP"), None)
            expected = pd.DataFrame([row["parties"][0] for row in rows], index=[row["area__code"] for row in rows])
            for figure in ("lists", "votes", "share", "seats_won"):
                found = standings.frame[f"{figure}_{year}"].astype(float)
                pd.testing.assert_series_equal(found, expected[figure].astype(float), check_names=False)


def test_scores_are_those_of_the_service(reader_session: Session, dossier):
    for year, election in ELECTIONS.items():
        for row in scores.by_area(reader_session, ElectionPart(election, None, "MP"), None):
            found = dossier.areas.frame.loc[row["area__code"]]
            assert found[f"class_{year}"] == row["strength_class"]
            for figure in ("score", "rank", "rank_low", "rank_high"):
                value = found[f"{figure}_{year}"]
                assert (None if pd.isna(value) else value) == row[figure]


def test_neighbours_and_prices_are_those_of_the_service(reader_session: Session, dossier):
    rules = read_rules(reader_session)
    for year, election in ELECTIONS.items():
        clusters = patterns.clusters(reader_session, election, "MP", None)
        inputs = seat_inputs.read(reader_session, rules, election)
        prices = seats.prices(inputs, seat_inputs.places(reader_session, election), "MP")
        for figure, rows, field in (("cluster", clusters, "label"), ("votes_to_win", prices, "votes_to_win")):
            found = dossier.areas.frame[f"{figure}_{year}"].dropna().to_dict()
            assert found == {row["area__code"]: row[field] for row in rows if row[field] is not None}
            assert found


def test_margins_and_swings_are_those_of_the_atlas(reader_session: Session, dossier):
    codes = list(ELECTIONS.values())
    of_lists, contests = (
        map_data.results(reader_session, codes, dossier.areas.level),
        map_data.contests(reader_session, codes, dossier.areas.level),
    )
    of_lists = of_lists.join(swings(of_lists, contests, codes, read_lineage(reader_session)))
    for year, election in ELECTIONS.items():
        expected = of_lists.loc["MP", election].reindex(dossier.areas.frame.index)
        for figure in ("margin", "swing"):
            found = dossier.areas.frame[f"{figure}_{year}"]
            pd.testing.assert_series_equal(found, expected[figure], check_names=False)


def test_a_swing_of_parties_that_merged_is_flagged(reading_engine, dossier):
    with Session(reading_engine) as session:
        merged = read_dossier(session, "AG", "house-2026-local")
    frame = merged.areas.frame
    compared = frame["swing_2026"].notna()
    assert compared.any()
    assert set(frame.loc[compared, "continuity_2026"]) == {"merger"}
    assert all(column.isna().all() for name, column in dossier.areas.frame.items() if "continuity" in str(name))


def test_no_list_is_no_vote_and_no_seat_is_zero(dossier):
    frame = dossier.areas.frame
    absent = frame["lists_2021"] == 0
    assert absent.sum() == 13
    assert frame.loc[absent, "votes_2021"].isna().all()
    assert set(frame.loc[absent, "class_2021"]) == {"absent"}
    assert (frame.loc[~absent, "seats_won_2021"] == 0).any()


def test_targets_are_the_ranked_prices(dossier, reader_session):
    inputs = seat_inputs.read(reader_session, read_rules(reader_session), "house-2021-local")
    prices = seats.prices(inputs, seat_inputs.places(reader_session, "house-2021-local"), "MP")
    to_win = sorted((row["votes_to_win"], row["area__code"]) for row in prices if row["votes_to_win"] is not None)
    to_hold = sorted((row["votes_to_lose"], row["area__code"]) for row in prices if row["votes_to_lose"] is not None)
    found = {
        objective: [*zip(rows["needed"], rows["code"], strict=True)]
        for objective, rows in dossier.targets.groupby("objective")
    }
    assert found == {"win": to_win, "hold": to_hold}
    assert dossier.unpriced == sum(row["votes_to_win"] is None for row in prices)


def test_party_areas_keep_their_members_and_borders(reading_engine, reader_session):
    with Session(reading_engine) as session:
        dossier = read_dossier(session, "PJD", "house-2016-local")
    stored = patterns.zones(reader_session, "house-2016-local", "PJD", outlined=False)
    assert list(dossier.zones["members"]) == [", ".join(row["members"]) for row in stored]
    for members, outline in zip(dossier.zones["members"], dossier.zones.geometry, strict=True):
        parts = dossier.areas.frame.geometry.loc[members.split(", ")].to_numpy()
        assert outline.area == pytest.approx(shapely.area(parts).sum())


def test_an_election_of_another_level_has_its_own_areas(reading_engine):
    with Session(reading_engine) as session:
        dossier = read_dossier(session, "RNI", "house-2021-regional")
    assert dossier.areas.level == "regional_constituency"
    assert len(dossier.areas.frame) == 12
    assert [vote.code for vote in dossier.votes] == ["house-2021-regional"]
    assert [whole.level for whole in dossier.wholes] == ["region"]


def test_without_scores_there_are_results_all_the_same(own_settings, tmp_path):
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("DELETE FROM score_run")
    engine = create_reading_engine(own_settings)
    with Session(engine) as session:
        dossier = read_dossier(session, "MP", "house-2021-local")
    engine.dispose()
    assert dossier.areas.frame["score_2021"].isna().all()
    assert (dossier.areas.frame["class_2021"] == "absent").sum() == 13
    assert dossier.areas.frame["votes_2021"].sum() == 534_292
    assert dossier.said["method_version"] is None
    assert list_layers(dossier)[0].styles[0].name == "Part des voix 2021"
    write_party_workbook(dossier, "ar", tmp_path / "MP.xlsx")
