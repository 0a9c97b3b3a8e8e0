"""The analysts' tables: the same through the database and over the network, typed, located, unknown kept unknown."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal

from app.analyst import Kharita, KharitaProblem
from app.analyst.resources import Tables

OLD, NEW, LATEST = "house-2016-local", "house-2021-local", "house-2026-local"

QUESTIONS: dict[str, Callable[[Kharita], pd.DataFrame]] = {
    "elections": lambda k: k.elections(),
    "national": lambda k: k.national(OLD),
    "parties": lambda k: k.parties(),
    "areas": lambda k: k.areas("province"),
    "areas near": lambda k: k.areas("commune", near=(-5.55, 33.9), radius_m=5000),
    "areas named": lambda k: k.areas(q="مكناس"),
    "contests": lambda k: k.contests(level="region"),
    "results": lambda k: k.results(party="MP", detail="low"),
    "results of all": lambda k: k.results(OLD),
    "indices": lambda k: k.indices(party="PI"),
    "swing": lambda k: k.swing(OLD, NEW),
    "relations": lambda k: k.relations("MP"),
    "relation_points": lambda k: k.relation_points("MP", "seat_share", detail="low"),
    "nationalisation": lambda k: k.nationalisation(),
    "scores": lambda k: k.scores(party="MP", detail="low"),
    "scores by other weights": lambda k: k.scores(party="MP", weights="performance:1", shrinkage="none"),
    "components": lambda k: k.components(area="ifrane"),
    "patterns": lambda k: k.patterns(),
    "clusters": lambda k: k.clusters("PAM", detail="low"),
    "outlook": lambda k: k.outlook("councils-2027", party="PAM", level="city"),
    "party_outlooks": lambda k: k.party_outlooks(),
    "zones": lambda k: k.zones("PAM"),
    "indicators": lambda k: k.indicators(keys=["urban_share", "fertility_rate"], level="constituency", detail="low"),
    "no zone": lambda k: k.zones("MDS"),
    "seats": lambda k: k.seats("house-2021-regional"),
    "party_seats": lambda k: k.party_seats(),
    "prices": lambda k: k.prices(area="meknes"),
    "targets": lambda k: k.targets("MP"),
    "endangered": lambda k: k.endangered("MP"),
    "laws": lambda k: k.laws(),
    "law_comparison": lambda k: k.law_comparison(),
    "simulate": lambda k: k.simulate(swings={"model": "uniform", "national": {"MP": 0.02}}).parties,
    "simulate contests": lambda k: k.simulate(law="20-16").contests,
    "simulate gains": lambda k: k.simulate(draws={"number": 50, "seed": 1}, party="MP").gains,
    "simulate ballots": lambda k: (
        k.simulate(also=["house-2026-regional"], base="qualifying_votes", threshold=0).ballots
    ),
    "simulate stopped": lambda k: k.simulate(swings={"model": "uniform", "national": {"MP": -0.02}}).stopped,
    "validation": lambda k: k.validation(),
    "simulate_outlook": lambda k: k.simulate_outlook(levels={"PPS": 0.08}).parties,
    "sources": lambda k: k.sources(),
}
REFUSED: dict[str, Callable[[Kharita], Any]] = {
    "an unknown party": lambda k: k.scores(party="XX"),
    "an unknown election": lambda k: k.seats("house/1984?x"),
    "neither party nor area": lambda k: k.scores(),
    "an impossible place": lambda k: k.areas(near=(0, 91)),
    "an unknown law": lambda k: k.simulate(law="1-1"),
    "no earlier election": lambda k: k.swing(after="house-2016-local"),
}


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    compare = assert_geodataframe_equal if isinstance(one, gpd.GeoDataFrame) else assert_frame_equal
    compare(one, other)
    assert one.attrs == other.attrs


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_both_doors_give_the_same_table(k, remote, question):
    found = question(k)
    same(found, question(remote))
    assert found.attrs["provenance"]["dataset_version"]


def test_every_table_is_compared():
    tables = {name for name in dir(Tables) if not name.startswith("_")} - {"close", "latest", "previous"}
    assert {question.partition(" ")[0] for question in QUESTIONS} >= tables


@pytest.mark.parametrize("question", REFUSED.values(), ids=REFUSED)
def test_both_doors_refuse_alike(k, remote, question):
    with pytest.raises(KharitaProblem) as here:
        question(k)
    with pytest.raises(KharitaProblem) as there:
        question(remote)
    assert vars(here.value) == vars(there.value)
    assert here.value.status in {400, 404, 422}
    assert here.value.detail


class TestFigures:
    def test_are_those_that_were_published(self, k):
        ifrane = k.results(NEW, party="MP", area="ifrane").iloc[0]
        assert (ifrane["votes"], ifrane["valid_votes"]) == (17_400, 51_544)
        assert ifrane["share"] == pytest.approx(17_400 / 51_544)
        assert k.party_seats(NEW).set_index("party")["seats_won"].sum() == 305

    def test_unknown_is_na_and_never_zero(self, k):
        results = k.results(NEW, party="MP")
        nowhere = results[results["lists"] == 0]
        assert len(nowhere) == 13
        assert nowhere["votes"].isna().all()
        assert k.results("house-2016-national")["seats_won"].isna().all()

    def test_a_null_has_its_reason(self, k):
        contests = k.contests()
        unknown = contests[contests["registered_voters"].isna()]
        assert len(unknown) > 0
        assert all("registered_voters" in reasons for reasons in unknown["reasons"])


class TestTypes:
    def test_are_the_same_whatever_the_answer_holds(self, k):
        some, none = k.zones("PAM"), k.zones("MDS")
        assert len(some) > len(none) == 0
        assert some.dtypes.equals(none.dtypes)

    def test_tell_counts_rates_texts_and_dates_apart(self, k):
        types = k.elections().dtypes.astype(str)
        named = ("registered_voters", "turnout", "name_ar", "date")
        assert [types[name] for name in named] == ["Int64", "Float64", "string", "datetime64[s]"]


class TestOutlines:
    def test_are_degrees_on_the_ellipsoid(self, k):
        provinces = k.areas("province", detail="low")
        assert provinces.crs.to_epsg() == 4326
        west, south, east, north = provinces.total_bounds
        assert -18 < west < east < 0
        assert 20 < south < north < 36.1

    def test_of_communes_tell_where_they_vote(self, k):
        hassan = k.areas("commune", parent="04.421", detail="low").set_index("code").loc["04.421.01.05"]
        assert (hassan["constituency_code"], hassan["constituency_level"]) == ("rabat-ocean", "constituency")
        assert k.areas("province", detail="low")["constituency_code"].isna().all()

    def test_are_those_of_the_rows_areas(self, k):
        areas = k.areas("constituency", detail="low").set_index("code")
        scores = k.scores(party="MP", detail="low").set_index("area_code")
        assert scores.geometry.geom_equals(areas.geometry.reindex(scores.index)).all()

    def test_lie_around_the_point_that_was_asked(self, k):
        nearest = k.areas("commune", near=(-5.55, 33.9)).iloc[0]
        assert nearest["distance_m"] == 0


@pytest.fixture
def somebody_else(tmp_path) -> Iterator[str]:
    """A service that is not Kharita's, with a page where the elections would be."""
    (tmp_path / "v1").mkdir()
    (tmp_path / "v1" / "elections").write_text("<h1>Welcome to the hotel's network</h1>")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path)) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class TestAsking:
    def test_the_latest_election_by_local_lists_is_meant_unless_another_is_named(self, k):
        assert k.latest == LATEST
        same(k.scores(party="MP"), k.scores(LATEST, party="MP"))
        same(k.swing(party="MP"), k.swing(NEW, LATEST, party="MP"))

    def test_nobody_answering_is_a_problem_too(self):
        with Kharita("http://127.0.0.1:9") as nobody, pytest.raises(KharitaProblem) as refused:
            nobody.elections()
        assert refused.value.status == 503

    @pytest.mark.parametrize(("question", "status"), [(Kharita.elections, 200), (Kharita.parties, 404)])
    def test_an_answer_of_somebody_else_is_a_problem_too(self, somebody_else, question, status):
        with Kharita(somebody_else) as misled, pytest.raises(KharitaProblem, match="not answered by") as refused:
            question(misled)
        assert refused.value.status == status

    def test_without_a_database_it_says_what_to_do(self, monkeypatch):
        monkeypatch.delenv("DATABASE_URL")
        with pytest.raises(KharitaProblem, match=r"DATABASE_URL.*export DATABASE_URL") as refused:
            Kharita()
        assert refused.value.status == 503
