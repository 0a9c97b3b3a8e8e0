"""Pages for people."""

import re
import tomllib

import pytest

from app.settings import ROOT


@pytest.mark.parametrize("address", ["/", "/docs"])
def test_a_page_asks_nothing_of_another_machine(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", answer.text)
    assert "<script" not in answer.text


def test_the_beginning_leads_to_the_maps_and_the_reference(client):
    page = client.get("/").text
    assert 'href="/maps/"' in page
    assert 'href="/docs"' in page
    assert 'dir="rtl"' in page


def test_the_reference_shows_every_address_every_field_and_every_problem(client):
    page = client.get("/docs").text
    api = client.get("/openapi.json").json()
    assert all(path in page for path in api["paths"])
    assert all(f'id="{name}"' in page for name in api["components"]["schemas"])
    kinds = ("bad-parameter", "key-needed", "role-needed", "not-found", "not-acceptable", "outdated")
    for kind in (*kinds, "too-many-requests", "unexpected", "unavailable"):
        assert f'id="{kind}"' in page


def test_the_service_has_the_version_of_the_project(client):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert client.get("/openapi.json").json()["info"]["version"] == project["version"]
