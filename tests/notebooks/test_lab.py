"""JupyterLab as `./run lab` starts it: for this machine alone, with a token, on the notebooks."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator

import httpx2
import pytest

from app.settings import ROOT


@pytest.fixture(scope="module")
def address(settings) -> Iterator[str]:
    """Address and token that it prints."""
    command = [ROOT / "run", "lab", "--no-browser", "--ServerApp.port=0"]
    environment = {**os.environ, "DATABASE_URL": settings.libpq_url}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as lab:
        said = []
        for line in lab.stderr:
            said.append(line)
            if found := re.search(r"http://\S+token=\w+", line):
                break
        assert found, "".join(said)
        yield found[0]
        lab.send_signal(signal.SIGTERM)
        lab.stderr.read()


def test_serves_the_notebooks_to_whoever_has_the_token(address):
    base, token = re.match(r"(.*)/lab\?token=(\w+)", address).groups()
    assert base.startswith("http://127.0.0.1:")
    # it prints its address a moment before it listens
    with httpx2.Client(transport=httpx2.HTTPTransport(retries=5)) as client:
        assert client.get(f"{base}/api/contents").status_code == 403
        listed = client.get(f"{base}/api/contents", headers={"Authorization": f"token {token}"}).json()
    assert "01_first_look.ipynb" in [entry["name"] for entry in listed["content"]]
