"""To which host a request may be addressed."""

import socket
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.api.test_errors import problem
from tests.servers import served

NAME = "maps.example.org"


@pytest.fixture(scope="module", params=["none", "reader", "admin"])
def service(request, settings, tmp_path_factory):
    """A service that has a name, under each declaration of what nobody's key opens."""
    log = tmp_path_factory.mktemp("hosts") / "log"
    with served(
        settings.libpq_url, log, PUBLIC_ROLE=request.param, ALLOWED_HOSTS=f"{NAME}, kharita.example"
    ) as running:
        yield running


def ask(url: str, *headers: str, version: str = "1.1") -> tuple[int, str]:
    """Status and body of a request with these header lines and no other."""
    at = urlsplit(url)
    with socket.create_connection((at.hostname, at.port)) as asking:
        lines = [f"GET /v1/parties HTTP/{version}", *headers, "Connection: close", "", ""]
        asking.sendall("\r\n".join(lines).encode())
        answer = asking.makefile("rb").read().decode()
    return int(answer.split()[1]), answer.partition("\r\n\r\n")[2]


@pytest.mark.parametrize(
    "headers", [[], ["Host: localhost", "Host: localhost"], ["Host:"]], ids=["none", "two", "empty"]
)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_request_names_one_host(service, headers, version):
    status, body = ask(service.url, *headers, version=version)
    assert status == 400
    assert '"type":"/docs#bad-host"' in body


@pytest.mark.parametrize(
    "host", ["localhost/", "me@localhost", "localhost:x", "local host", "\u00e9.example", "?", "["]
)
def test_what_is_no_host_is_refused(service, host):
    assert ask(service.url, f"Host: {host}")[0] == 400


@pytest.mark.parametrize(
    "host", ["rebound.example", "rebound.example:8000", "192.0.2.1", "localhost.example", "127.0.0.1.example", "org"]
)
def test_a_name_that_was_made_to_point_here_opens_nothing(service, host):
    answer = httpx2.get(f"{service.url}/v1/parties", headers={"Host": host})
    assert "ALLOWED_HOSTS" in problem(answer, 421)["detail"]


@pytest.mark.parametrize("host", [NAME, "MAPS.Example.ORG", f"{NAME}:8443", f"{NAME}.", "kharita.example", "localhost"])
def test_a_name_of_the_service_is_as_good_as_its_address(service, host):
    status = httpx2.get(f"{service.url}/v1/parties").status_code
    assert httpx2.get(f"{service.url}/v1/parties", headers={"Host": host}).status_code in {200, 401}
    if host == "localhost":
        assert ask(service.url, f"Host: {host}")[0] == status


def test_liveness_is_told_whatever_the_host(service):
    assert httpx2.get(f"{service.url}/health/live", headers={"Host": "rebound.example"}).status_code == 200


def test_every_name_may_be_allowed(settings, serving):
    with serving(settings.model_copy(update={"allowed_hosts": ["*"], "public_role": "reader"})) as client:
        assert client.get("/v1/parties", headers={"Host": "anything.example"}).status_code == 200
