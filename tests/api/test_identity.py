"""A client that asks again is told that nothing changed, until something does."""

import psycopg
import pytest
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

from app.http.compression import compress
from app.store.database import create_reading_engine, session_factory
from app.store.queries import dataset

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


@pytest.mark.parametrize("held", ["", "*", '"other"', "nonsense"])
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


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO load_run (sources) VALUES ('{}')",
        """WITH gone AS (DELETE FROM score_run WHERE election_code = 'house-2021-local')
           SELECT 1;
           INSERT INTO score_run (election_code, method_version, parameters, dataset_version)
           VALUES ('house-2021-local', 'simulated', '{}', 1)""",
    ],
)
def test_a_new_load_or_scoring_changes_every_tag(own_settings, serving, change, monkeypatch):
    monkeypatch.setattr("app.http.cache.FRESH_S", 0.0)
    with serving(own_settings) as client:
        before = client.get(ADDRESS)
        with psycopg.connect(own_settings.libpq_url) as connection:
            connection.execute(change)
        after = client.get(ADDRESS)
        assert after.headers["etag"] != before.headers["etag"]


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
        connection.execute("INSERT INTO load_run (sources) VALUES ('{}')")
        connection.commit()
        assert dataset.current(session) == before
        session.rollback()
        assert dataset.current(session).version > before.version
    engine.dispose()
