"""A client that asks again is told that nothing changed, until something does."""

import psycopg
import pytest
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

from app.http.compression import compress
from app.store.database import create_reading_engine, session_factory
from app.store.queries import dataset
from etl.identity import renew
from etl.load import load, unload
from etl.scoring import score_elections
from etl.sources import read_sources

ADDRESS = "/v1/parties"


def test_the_same_question_again_is_not_answered_twice(client):
    first = client.get(ADDRESS)
    again = client.get(ADDRESS, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"] == "no-cache"


def test_one_of_several_tags_is_enough(client):
    tag = client.get(ADDRESS).headers["etag"]
    assert client.get(ADDRESS, headers={"If-None-Match": f'"other", {tag}'}).status_code == 304
    strong = tag.removeprefix("W/")
    assert client.get(ADDRESS, headers={"If-None-Match": strong}).status_code == 304


@pytest.mark.parametrize("held", ["", '"other"', "nonsense"])
def test_another_tag_gets_the_answer(client, held):
    assert client.get(ADDRESS, headers={"If-None-Match": held}).status_code == 200


def test_another_question_or_form_has_another_tag(client):
    asked = [
        client.get(ADDRESS),
        client.get(ADDRESS, headers={"Accept": "text/csv"}),
        client.get(f"{ADDRESS}?format=csv"),
        client.get("/v1/elections"),
    ]
    assert len({answer.headers["etag"] for answer in asked}) == 4


def test_whatever_there_is_need_not_be_sent_again(client):
    for _ in range(2):  # made, and kept
        answer = client.get("/v1/parties?sort=name_fr", headers={"If-None-Match": "*"})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == client.get("/v1/parties?sort=name_fr").headers["etag"]


@pytest.mark.parametrize(("address", "status"), [("/v1/parties/NONE", 404), ("/v1/parties?sort=none", 400)])
def test_what_is_not_there_is_told_whatever_the_client_has(client, address, status):
    assert client.get(address, headers={"If-None-Match": "*"}).status_code == status


SAMPLE = (
    "/v1/elections",
    "/v1/parties",
    "/v1/results?election=house-2021-regional",
    "/v1/swing?before=house-2016-local&after=house-2021-local",
    "/v1/scores?election=house-2021-regional&party=MP",
    "/v1/seats/house-2021-local",
    "/v1/laws",
    "/ogc/collections/results/items?limit=1",
)


def tags(client, addresses=SAMPLE) -> list[str]:
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.headers["etag"] for answer in answers]


def test_equal_data_have_equal_tags_whatever_was_loaded_when(settings, own_settings, serving):
    """The other database lost two elections and got them back in another order, scored anew: other ids, one content."""
    sources = read_sources(own_settings.data_dir)
    moved = ["house-2021-regional", "house-2026-regional"]
    for code in moved:
        unload(own_settings, code)
    for code in reversed(moved):
        load(own_settings, [sources[code]], lambda loaded: None)
    scored = {}
    score_elections(own_settings, scored.__setitem__)
    assert {election for election, rows in scored.items() if rows is not None} == set(moved)
    with serving(settings) as one, serving(own_settings) as other:
        assert tags(one) == tags(other)
        assert one.get(SAMPLE[2]).content == other.get(SAMPLE[2]).content
        assert tags(one, ["/v1/sources"]) != tags(other, ["/v1/sources"])  # they tell which load it was


@pytest.mark.parametrize(
    ("change", "elections", "address"),
    [
        (
            """UPDATE party_result SET votes = votes + 1
               WHERE election_code = 'house-2021-local' AND party_code = 'AFG' AND contest_id = (
                   SELECT min(contest_id) FROM party_result WHERE election_code = 'house-2021-local'
                   AND party_code = 'AFG')""",
            ["house-2021-local"],
            "/ogc/collections/results/items?limit=1",
        ),
        (
            "UPDATE party_lineage SET lineage_code = 'PJD' WHERE party_code = 'PGV'",
            [],
            "/v1/swing?before=house-2016-local&after=house-2021-local",
        ),
        (
            """UPDATE seat_law SET rule = jsonb_set(rule, '{threshold}', '"0.05"') WHERE law = '20-16'""",
            [],
            "/v1/laws",
        ),
    ],
)
def test_a_changed_figure_lineage_or_law_changes_the_tag(
    own_settings, serving, monkeypatch, change, elections, address
):
    monkeypatch.setattr("app.http.cache.FRESH_S", 0.0)
    with serving(own_settings) as client:
        before = client.get(address)
        with psycopg.connect(own_settings.libpq_url) as connection:
            assert connection.execute(change).rowcount == 1 or "seat_law" in change
            renew(connection, elections)
        after = client.get(address, headers={"If-None-Match": before.headers["etag"]})
        assert after.status_code == 200
        assert after.headers["etag"] != before.headers["etag"]
        if not elections:  # lineage and laws are read from the database
            assert after.json()["items"] != before.json()["items"]


def test_databases_of_other_votes_have_other_tags_though_all_ids_are_equal(settings, own_settings, serving):
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute("UPDATE contest SET seats = seats + 1 WHERE election_code = 'house-2021-regional'")
        renew(connection, ["house-2021-regional"])
    with serving(settings) as one, serving(own_settings) as other:
        assert not set(tags(one)) & set(tags(other))


def test_a_load_that_changes_no_figure_changes_the_tag_of_the_load_history_alone(own_settings, serving, monkeypatch):
    monkeypatch.setattr("app.http.cache.FRESH_S", 0.0)
    with serving(own_settings) as client:
        before, sources = tags(client), tags(client, ["/v1/sources"])
        with psycopg.connect(own_settings.libpq_url) as connection:
            connection.execute("INSERT INTO load_run (sources) VALUES ('{}')")
            renew(connection, [])
        assert tags(client) == before
        assert tags(client, ["/v1/sources"]) != sources


def test_an_unchanged_dataset_has_the_same_tag_in_another_process_s_service(settings, serving):
    with serving(settings) as one, serving(settings) as other:
        assert one.get(ADDRESS).headers["etag"] == other.get(ADDRESS).headers["etag"]


def test_every_answer_has_a_request_id(client):
    answers = [client.get("/health/live"), client.get("/v1/nothing"), client.get(ADDRESS)]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(ids)) == 3
    assert client.get(ADDRESS, headers={"X-Request-ID": "desk-7.a"}).headers["x-request-id"] == "desk-7.a"
    assert client.get(ADDRESS, headers={"X-Request-ID": "a b<script>"}).headers["x-request-id"] != "a b<script>"


@pytest.mark.parametrize(
    ("reads", "encoding"),
    [
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("gzip, br;q=0", "gzip"),
        ("identity", None),
        ("gzip;q=0", None),
        ("", None),
    ],
)
def test_long_answers_are_compressed_as_the_client_reads_them_best(client, reads, encoding):
    for path in ("/v1/areas?level=province", "/v1/areas?level=province&format=geojson&detail=high"):
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
        for _ in range(2):  # made, and kept
            answer = client.get(path, headers={"Accept-Encoding": reads})
            assert answer.headers.get("content-encoding") == encoding
            assert answer.headers["vary"] == "Accept, Accept-Encoding"
            assert answer.content == plain.content


def test_what_is_small_is_sent_as_it_is(client):
    answer = client.get("/health/live", headers={"Accept-Encoding": "gzip, br"})
    assert "content-encoding" not in answer.headers


def test_a_compressed_answer_in_pieces_is_the_same_answer():
    pieces = [f"map {number}\n" * 1000 for number in range(100)]

    async def stream(scope, receive, send):
        await StreamingResponse(iter(pieces), media_type="text/plain")(scope, receive, send)

    client = TestClient(compress(stream))
    for encoding in ("br", "gzip"):
        answer = client.get("/", headers={"Accept-Encoding": encoding})
        assert answer.headers["content-encoding"] == encoding
        assert answer.text == "".join(pieces)


def test_head_answers_as_get_does(client):
    assert client.head(ADDRESS).headers["etag"] == client.get(ADDRESS).headers["etag"]


def test_what_is_behind_one_answer_is_read_from_one_dataset(own_settings):
    engine = create_reading_engine(own_settings)
    with session_factory(engine)() as session, psycopg.connect(own_settings.libpq_url) as connection:
        before = dataset.current(session)
        connection.execute("UPDATE party SET acronym = 'X' WHERE code = 'AFG'")
        renew(connection, [])
        connection.commit()
        assert dataset.current(session) == before
        session.rollback()
        assert dataset.current(session).version != before.version
    engine.dispose()
