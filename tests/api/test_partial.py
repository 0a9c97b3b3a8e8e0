"""Elections of which not all contests are known, and by-elections: said in every answer, never taken for the whole."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.settings import Settings
from etl.load import load
from etl.registry import check_source
from etl.scoring import score_elections
from etl.sources import SourceDeclaration

LISTS = {"MP": (18_500, 1), "RNI": (22_000, 3), "PAM": (12_000, 1), "PI": (9_000, 0)}
PARTIAL, BY_ELECTION = "house-2031-local", "house-2025-khenifra"
DATES = {PARTIAL: "2031-09-24", BY_ELECTION: "2025-03-06"}


def one_contest(folder: Path, election: str, **declared) -> SourceDeclaration:
    """Declare a count of one constituency in an election of the source's own. All figures are simulated."""
    rows = [f"{election};khenifra;{party};{votes};{won};5;61500" for party, (votes, won) in LISTS.items()]
    path = folder / f"{election}.csv"
    path.write_text("\n".join(["election_code;area_code;party_code;votes;seats_won;seats;valid_votes", *rows]) + "\n")
    held = {"election_code": election, "institution": "house", "ballot": "local", "level": "constituency"}
    held |= {"date": DATES[election], "law": "53-25", "name_fr": "Simulée", "name_ar": "محاكاة"}
    said = dict.fromkeys(("title", "publisher", "licence", "citation", "vintage"), "simulated")
    return SourceDeclaration(
        code=election,
        reader="form",
        files=(path.name,),
        location=path,
        elections=({**held, **declared},),
        coverage="one constituency received",
        **said,
    )


@pytest.fixture(scope="module")
def partial(new_database, loaded_template, tmp_path_factory) -> Iterator[Settings]:
    """The shipped data, one contest of a later general election, and a by-election; all scored."""
    folder = tmp_path_factory.mktemp("counts")
    with new_database(loaded_template) as settings:
        sources = [one_contest(folder, PARTIAL), one_contest(folder, BY_ELECTION, scope="partial")]
        load(settings, sources, tell=lambda loaded: None)
        score_elections(settings, tell=lambda election, rows: None)
        yield settings


@pytest.fixture(scope="module")
def client(partial, serving, tmp_path_factory):
    no_maps = partial.model_copy(update={"build_dir": tmp_path_factory.mktemp("build")})
    with serving(no_maps) as client:
        yield client


def get(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


def elections(client):
    return {item["code"]: item for item in get(client, "/v1/elections")["items"]}


class TestLatest:
    def test_is_the_newest_of_its_kind_in_which_every_area_is_known_or_explained(self, client):
        latest = {code for code, item in elections(client).items() if item["latest"]}
        assert latest == {
            "house-2026-local",
            "house-2026-regional",
            "house-2016-national",
            "communal-2021",
        }

    def test_what_is_absent_with_a_declared_reason_does_not_keep_an_election_from_it(self, client):
        councils = elections(client)["communal-2021"]
        assert councils["coverage"]["text"] == "1,481 of 1,503 councils"
        assert "Chtouka-Aït Baha" in councils["absence_reason"]

    def test_a_reason_that_names_no_area_explains_none(self, client):
        found = elections(client)[PARTIAL]
        assert (found["coverage"]["text"], found["latest"]) == ("1 of 92 contests", False)
        assert found["absence_reason"] == "one constituency received"

    @pytest.mark.parametrize(
        "address",
        [
            *("/v1/results", "/v1/scores?party=MP", "/v1/indices", "/v1/nationalisation", "/v1/patterns"),
            *("/v1/clusters?party=MP", "/v1/zones", "/v1/ranking?party=MP", "/v1/totals?areas=05"),
            *("/v1/comparison/areas?areas=meknes,05", "/v1/areas/nearest?party=MP&class=marginal&area=meknes"),
        ],
    )
    def test_is_what_is_asked_about_where_no_election_is_named(self, client, address):
        found = get(client, address)
        covered = found["coverage"] if isinstance(found["coverage"], list) else [found["coverage"]]
        assert {one["election"] for one in covered} == {"house-2026-local"}

    @pytest.mark.parametrize("address", ["/v1/swing", "/v1/comparison/elections"])
    def test_is_compared_with_the_general_election_before_it(self, client, address):
        compared = [one["election"] for one in get(client, address)["coverage"]]
        assert compared == ["house-2021-local", "house-2026-local"]


class TestCoverage:
    @pytest.mark.parametrize(
        ("asked", "text"),
        [
            ("results?election={}", "1 of 92 contests"),
            ("results?election={}&level=region", "1 of 92 contests"),
            ("results?election={}&area=05", "1 of 6 contests"),
            ("results?election={}&area=khenifra", "1 of 1 contests"),
            ("scores?election={}&party=MP", "1 of 92 contests"),
            ("indices?election={}", "1 of 92 contests"),
            ("ranking?election={}&party=MP", "1 of 92 contests"),
            ("totals?election={}&areas=05", "1 of 6 contests"),
            ("seats/{}", "1 of 92 contests"),
            ("seats/{}/parties", "1 of 92 contests"),
            ("elections/{}", "1 of 92 contests"),
            ("contests?election={}", "1 of 92 contests"),
        ],
    )
    def test_is_that_of_what_was_asked(self, client, asked, text):
        assert get(client, f"/v1/{asked.format(PARTIAL)}")["coverage"]["text"] == text

    def test_no_election_asked_has_none(self, client):
        assert get(client, "/v1/areas?level=region")["coverage"] is None

    def test_stands_beside_every_total(self, client):
        [found] = get(client, "/v1/parties/MP")["items"]
        party = {one["election"]: one["coverage"]["text"] for one in found["elections"]}
        assert (party[PARTIAL], party["house-2021-local"]) == ("1 of 92 contests", "92 of 92 contests")
        [election] = get(client, f"/v1/elections/{PARTIAL}")["items"]
        assert election["origins"]["valid_votes"]["basis"] == "sum of 1 of 92 contests"
        [compared] = get(client, f"/v1/comparison/elections?after={PARTIAL}")["items"]
        assert compared["second"]["coverage"]["contests"] == 1
        [totals] = get(client, f"/v1/totals?election={PARTIAL}&areas=05")["items"]
        assert (totals["contests"], totals["coverage"]["of"]) == (1, 6)

    @pytest.mark.parametrize("area", ["06", "09"])
    def test_counts_a_divided_city_once(self, client, area):
        [totals] = get(client, f"/v1/totals?election=communal-2021&areas={area}")["items"]
        [result] = get(client, f"/v1/results?election=communal-2021&area={area}")["items"]
        assert (totals["contests"], totals["seats"]) == (result["contests"], result["seats"])
        assert totals["coverage"]["contests"] == result["contests"]

    def test_goes_with_every_form(self, client):
        asked = f"/v1/results?election={PARTIAL}"
        assert get(client, f"{asked}&format=geojson")["coverage"]["text"] == "1 of 92 contests"
        header, row = client.get(f"{asked}&format=csv").text.splitlines()[:2]
        assert header.split(",")[-4:] == ["dataset_version", "coverage", "method_version", "source_codes"]
        assert "1 of 92 contests" in row
        for form in ("xlsx", "gpkg", "geoparquet"):
            assert client.get(f"{asked}&format={form}").status_code == 200


class TestByElection:
    def test_is_known_by_its_scope_and_has_the_contests_it_was_held_in(self, client):
        found = elections(client)[BY_ELECTION]
        assert (found["scope"], found["coverage"]["text"], found["latest"]) == ("partial", "1 of 1 contests", False)
        ogc = get(client, f"/ogc/collections/contests/items?election={BY_ELECTION}&level=constituency")
        assert {feature["properties"]["scope"] for feature in ogc["features"]} == {"partial"}

    def test_is_not_the_election_before(self, client):
        [ranked] = get(client, "/v1/ranking?election=house-2026-local&party=MP&area=khenifra")["items"]
        [swing] = [
            row["swing"]
            for row in get(client, "/v1/swing?before=house-2021-local&after=house-2026-local&party=MP")["items"]
            if row["area"]["code"] == "khenifra"
        ]
        assert ranked["swing"] == pytest.approx(swing)

    def test_is_itself_compared_with_the_general_election_before_it_where_it_was_held(self, client):
        rows = get(client, f"/v1/swing?after={BY_ELECTION}")["items"]
        assert {row["area"]["code"] for row in rows if row["swing"] is not None} == {"khenifra"}

    @pytest.mark.parametrize(
        ("address", "parameter"),
        [
            (f"/v1/swing?before={BY_ELECTION}", "before"),
            (f"/v1/swing?after={BY_ELECTION}&by=country", "by"),
            (f"/v1/comparison/elections?before={BY_ELECTION}", "before"),
            (f"/v1/comparison/elections?after={BY_ELECTION}", "area"),
        ],
    )
    def test_is_in_no_national_comparison(self, client, address, parameter):
        answer = client.get(address)
        assert answer.status_code == 400
        assert parameter in answer.json()["parameters"]

    def test_is_in_no_score_and_no_back_test(self, partial):
        with psycopg.connect(partial.libpq_url) as connection:
            scored = {code for (code,) in connection.execute("SELECT election_code FROM score_run")}
            tested = connection.execute("SELECT election_code, known_code FROM validation").fetchall()
        assert PARTIAL in scored
        assert BY_ELECTION not in scored.union(*tested)


class TestDeclaration:
    def test_refuses_a_scope_that_there_is_not(self, partial, tmp_path):
        source = one_contest(tmp_path, BY_ELECTION, scope="by-election")
        with psycopg.connect(partial.libpq_url) as connection:
            [check] = check_source(connection, source, partial)
        assert "scope must be general or partial" in str(check.problems[0])
