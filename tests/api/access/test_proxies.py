"""Behind nginx and Caddy, configured as docs/operating.md tells and as they come: nobody without a key gets more."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx2
import pytest

from app.commands.keys import create
from app.http.access import Role
from app.settings import ROOT
from tests.api.access.conftest import YEAR
from tests.api.test_seats import SIMULATE
from tests.checkouts import UNPACKED
from tests.servers import Served, served

DOCUMENT = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
NAME = "maps.example.org"
HOSTS = [NAME, "localhost", "127.0.0.1", "carte.example.org"]
SCENARIO = {"election": "house-2021-local"}
PATH = os.pathsep.join([*(str(UNPACKED / "usr" / part) for part in ("sbin", "bin")), "/usr/sbin", os.environ["PATH"]])
START_S = 60
ask = partial(httpx2.request, timeout=START_S)

BARE = {
    "nginx": "server { listen 443 ssl; location / { proxy_pass http://127.0.0.1:8000; } }",
    "caddyfile": f"{NAME} {{\n    reverse_proxy 127.0.0.1:8000\n}}",
}
TOLD_OF_TLS = BARE["nginx"].replace("8000;", "8000; proxy_set_header X-Forwarded-Proto https;")


def documented(language: str) -> str:
    [block] = re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT, flags=re.MULTILINE | re.DOTALL)
    return block


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def nginx_command(server: str, port: int, folder: Path) -> list[str]:
    """Put a server block, on a port of loopback and without TLS, into a configuration of its own."""
    server = re.sub(r"listen [^;]*;", f"listen 127.0.0.1:{port};", server)
    server = re.sub(r"^\s*ssl_\w+ [^;]*;", "", server, flags=re.MULTILINE)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    written = folder / "nginx.conf"
    written.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; user {'root' if os.geteuid() == 0 else 'nobody'};"
        f"events {{}} http {{ access_log off; {paths} {server} }}"
    )
    return ["nginx", "-p", str(folder), "-c", str(written), "-e", str(folder / "error.log")]


def caddy_command(site: str, port: int, folder: Path) -> list[str]:
    """Put a site, on a port and without TLS, into a configuration of its own; it is asked by any name."""
    written = folder / "Caddyfile"
    site = re.sub(rf"^{NAME} ", f"http://:{port} ", site, flags=re.MULTILINE)
    written.write_text(f"{{\n    admin off\n    auto_https off\n}}\n{site}\n")
    return ["caddy", "run", "--config", str(written), "--adapter", "caddyfile"]


COMMANDS = {"nginx": nginx_command, "caddyfile": caddy_command}


@contextmanager
def proxied(language: str, configuration: str, service: Served, folder: Path) -> Iterator[str]:
    """Address of a proxy before a service."""
    port = free_port()
    configuration = configuration.replace("127.0.0.1:8000", service.url.removeprefix("http://"))
    program, *arguments = COMMANDS[language](configuration, port, folder)
    found = shutil.which(program, path=PATH)
    if found is None:
        pytest.skip(f"{program} is not here; ./run test unpacks it on Debian and Ubuntu")
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "output").open("w") as written:
        running = subprocess.Popen([found, *arguments], env=environment, stdout=written, stderr=written)
    try:
        ends = time.monotonic() + START_S
        while not listens(port):
            assert running.poll() is None and time.monotonic() < ends, (folder / "output").read_text()
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(timeout=START_S)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def service(keyed_settings, tmp_path_factory):
    """A service as docs/operating.md has it behind a proxy: its name is told, and nothing of who may ask what."""
    log = tmp_path_factory.mktemp("proxied") / "log"
    with served(keyed_settings.libpq_url, log, ALLOWED_HOSTS=NAME) as running:
        yield running


@pytest.fixture(
    params=[
        *((language, "documented") for language in COMMANDS),
        *((language, "bare") for language in COMMANDS),
        ("nginx", "told of TLS alone"),
    ],
    ids=" ".join,
)
def proxy(request, service, tmp_path):
    """Address of each proxy, and whether it is configured as documented."""
    language, kind = request.param
    configurations = {"bare": BARE[language], "told of TLS alone": TOLD_OF_TLS}
    configuration = configurations.get(kind) or documented(language)
    with proxied(language, configuration, service, tmp_path) as address:
        yield address, kind == "documented"


def test_nobody_without_a_key_gets_more_than_reading(proxy):
    address, _ = proxy
    for host in HOSTS:
        answers = (
            ask("GET", f"{address}/metrics", headers={"Host": host}),
            ask("POST", f"{address}{SIMULATE}", json=SCENARIO, headers={"Host": host}),
        )
        assert {answer.status_code for answer in answers} <= {401, 421}


def test_as_documented_reading_needs_a_key_and_each_key_opens_what_is_its_role_s(proxy, keyed_settings):
    address, is_documented = proxy
    if not is_documented:
        pytest.skip("a proxy as it comes does not tell what it was asked for")
    told = {role: {"Host": NAME, "X-API-Key": create(keyed_settings, role, "proxied", YEAR)} for role in Role}
    assert ask("GET", f"{address}/v1/parties", headers={"Host": NAME}).status_code == 401
    assert ask("GET", f"{address}/v1/parties", headers=told[Role.reader]).status_code == 200
    assert ask("POST", f"{address}{SIMULATE}", json=SCENARIO, headers=told[Role.reader]).status_code == 403
    assert ask("POST", f"{address}{SIMULATE}", json=SCENARIO, headers=told[Role.analyst]).status_code == 200
    assert ask("GET", f"{address}/metrics", headers=told[Role.admin]).status_code == 200
    links = ask("GET", f"{address}/ogc", headers=told[Role.reader]).json()["links"]
    assert all(f"://{NAME}" in link["href"] for link in links)
