"""What a proxy that tells nothing of itself opens to everybody: nothing more than reading."""

import socket
from urllib.parse import urlsplit

import pytest

from tests.servers import served

MORE_THAN_READING = ["GET /metrics", "POST /v1/seats/simulate"]


@pytest.fixture(scope="module")
def service(settings, tmp_path_factory):
    """A service whose settings declare nothing."""
    with served(settings.libpq_url, tmp_path_factory.mktemp("trust") / "log") as running:
        yield running


def forward(url: str, request: str, version: str, *headers: str) -> int:
    """Send a request as a proxy on this machine does, and return the status of its answer."""
    at, body = urlsplit(url), '{"election": "house-2021-local"}' if request.startswith("POST") else ""
    with socket.create_connection((at.hostname, at.port)) as asking:
        told = [f"{request} HTTP/{version}", *headers, "Content-Type: application/json", f"Content-Length: {len(body)}"]
        asking.sendall("\r\n".join([*told, "Connection: close", "", body]).encode())
        return int(asking.makefile("rb").read().split()[1])


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize(
    "told", [[], ["X-Forwarded-Proto: https"], ["CF-Connecting-IP: 203.0.113.7"]], ids=["nothing", "proto", "cf"]
)
@pytest.mark.parametrize("request_line", MORE_THAN_READING)
def test_nobody_without_a_key_gets_more_than_reading(service, version, told, request_line):
    host = f"Host: {urlsplit(service.url).netloc}"
    assert forward(service.url, request_line, version, host, *told) == 401


def test_nginx_as_it_is_installed_is_not_taken_for_the_machine_itself(service):
    """It sends HTTP/1.0, the address it was told as Host, and no header."""
    host = f"Host: {urlsplit(service.url).netloc}"
    assert forward(service.url, "GET /v1/parties", "1.0", host) == 401
    assert forward(service.url, "GET /v1/parties", "1.1", host) == 200
