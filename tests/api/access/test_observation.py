"""What the service tells of each request: to its log, and to Prometheus."""

import io
import json
import logging

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.http import logs
from tests.api.test_errors import problem


@pytest.fixture
def log(client):
    """Lines as they are written, while the test runs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter("json"))
    logs.REQUESTS.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logs.REQUESTS.removeHandler(handler)


def figures(client) -> dict[tuple, float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = (sample for family in families for sample in family.samples)
    return {(sample.name, *sorted(sample.labels.items())): sample.value for sample in samples}


def requests(found, **labels) -> float:
    wanted = set(labels.items())
    return sum(
        value for (name, *told), value in found.items() if name == "kharita_requests_total" and wanted <= set(told)
    )


class TestLog:
    def test_one_line_tells_a_request(self, client, log):
        answer = client.get("/v1/areas/region/03?detail=low", headers={"X-Request-ID": "desk-7"})
        [line] = log()
        assert line.pop("time").startswith("20")
        assert line.pop("ms") > 0
        assert line == {
            "level": "info",
            "id": "desk-7",
            "method": "GET",
            "route": "/v1/areas/{level}/{code}",
            "path": "/v1/areas/region/03",
            "query": "detail=low",
            "status": 200,
            "bytes": int(answer.headers["content-length"]),
            "kept": False,
            "key": None,
        }

    def test_what_is_refused_or_kept_is_told_too(self, client, far, log):
        tag = client.get("/v1/laws").headers["etag"]
        client.get("/v1/laws")
        client.get("/v1/laws", headers={"If-None-Match": tag})
        far.get("/v1/laws")
        client.get("/v1/laws/none")
        told = [(line["route"], line["status"], line["kept"]) for line in log()][1:]
        assert told == [
            ("/v1/laws", 200, True),
            ("/v1/laws", 304, True),
            ("/v1/laws", 401, False),
            ("none", 404, False),
        ]

    @pytest.mark.parametrize(
        "address",
        [
            "/v1/parties?api_key={}",
            "/v1/parties?{}",
            "/v1/parties?x={}&limit=1",
            "/v1/areas?q={}",
            "/v1/areas?q=a&q={}",
            "/v1/areas?q=" + "%F0%9F%98%80" * 97 + "{}",
            "/v1/areas?q=" + "a" * 5970 + "{}",
            "/ogc/collections/communes/items?token={}",
            "/ogc/collections/communes/items?name_fr={}",
            "/docs?secret={}",
            "/v1/parties/{}",
            "/nothing/{}",
        ],
    )
    def test_no_key_is_ever_in_it(self, far, make_key, log, caplog, address):
        key, other = make_key(), make_key()
        told = {"X-API-Key": key, "Authorization": f"Bearer {other}", "Cookie": f"key={other}"}
        far.get(address.format(other), headers=told)
        [line] = log()
        assert line["key"] == key.split("_")[1]
        for each in (key, other):
            assert each.split("_", 2)[2][:8] not in caplog.text + json.dumps(line)

    def test_a_parameter_that_the_service_does_not_know_is_not_told(self, client, log):
        client.get("/v1/parties?password=hunter2&limit=5&hunter2")
        client.get("/v1/areas?q=" + "%F0%9F%98%80" * 1000)
        unknown, long = log()
        assert unknown["query"] == "…&limit=5&…"
        assert len(long["query"]) == 300

    def test_a_line_stays_a_line(self, client, log):
        client.get("/v1/areas?q=a%0A%7B%22status%22%3A200%7D%00%ff")
        assert len(log()) == 1

    def test_at_a_terminal_it_is_text(self):
        asked = {"method": "GET", "path": "/v1/areas", "query": "q=fes\x1b[2J", "key": None}
        answered = {"status": 200, "ms": 1.25, "bytes": 4711}
        record = logs.REQUESTS.makeRecord("", logging.INFO, "", 0, "", (), None, extra={"request": asked | answered})
        assert logs.formatter("text").format(record).endswith(" GET /v1/areas?q=fes?[2J 200 1.2 ms 4,711 B -")


class TestFigures:
    def test_requests_are_counted_by_route_and_status(self, client):
        before = figures(client)
        for code in ("RNI", "PI", "nobody"):
            client.get(f"/v1/parties/{code}")
        client.get("/v1/parties/RNI")
        found = figures(client)
        route = {"method": "GET", "route": "/v1/parties/{code}"}
        grown = {
            (status, kept): requests(found, **route, status=status, kept=kept)
            - requests(before, **route, status=status, kept=kept)
            for status, kept in (("200", "false"), ("200", "true"), ("404", "false"))
        }
        assert sum(grown.values()) == 4
        assert grown["404", "false"] == 1
        assert grown["200", "true"] >= 1
        timed = ("kharita_request_duration_seconds_count", ("route", "/v1/parties/{code}"))
        assert found[timed] - before.get(timed, 0) == 4

    def test_states_are_told(self, client):
        found = figures(client)
        assert found[("kharita_dataset_version",)] == client.get("/health/ready").json()["last_load"]
        assert found[("kharita_database_up",)] == 1
        assert found[("kharita_requests_in_flight",)] == 1  # this one
        assert found[("kharita_database_connections_in_use",)] == 0

    def test_whatever_is_asked_there_are_few_series(self, client):
        client.get("/nothing")
        client.request("BREW", "/nothing")
        before = len(figures(client))
        for number in range(30):
            client.get(f"/nothing/{number}?x={number}")
            client.request(f"BREW{number}", "/v1/parties")
            client.get("/" + "long" * 100 + str(number))
        assert len(figures(client)) - before <= 20

    def test_without_a_database_they_are_told_and_say_so(self, nobody_listens, serving):
        with serving(nobody_listens.model_copy(update={"public_role": "admin"})) as client:
            problem(client.get("/v1/parties"), 503)
            assert figures(client)[("kharita_database_up",)] == 0
