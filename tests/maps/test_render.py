"""The real data rendered: what the pages show is what the data say, and what the command writes."""

import json
import re
import subprocess
import sys

import pytest
import typer

from app.atlases import atlas_of
from app.maps.page import render_atlas
from app.render import render, write_party
from app.settings import ROOT


def test_the_page_of_the_mp_shows_ifrane_as_the_data_have_it(material):
    page = render_atlas(atlas_of(material, "MP"))
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])
    ifrane = data["areas"]["code"].index("ifrane")
    latest = data["elections"][-1]
    assert latest["code"] == "house-2021-local"
    # 17,400 of 51,544 valid votes
    assert latest["results"]["votes"][ifrane] == 17400
    assert latest["results"]["share"][ifrane] == pytest.approx(17400 / 51544, abs=1e-5)
    assert latest["results"]["seats_won"][ifrane] == 1
    assert latest["contests"]["seats"][ifrane] == 2
    assert 0 <= latest["scores"]["score"][ifrane] <= 100
    assert sum(fielded for fielded in latest["fielded"]) == 79
    assert len(page.encode()) < 2.5e6


def test_the_command_writes_atlases_briefings_and_a_gallery_and_says_how_to_get_pdfs(settings, tmp_path):
    parties = ("PSD", "PRV", "UMD", "PVM")
    asked = [part for party in parties for part in ("--party", party)]
    # no Chromium is on this path; four parties are more than one process renders
    environment = {"DATABASE_URL": settings.libpq_url, "BUILD_DIR": str(tmp_path), "PATH": str(tmp_path)}
    command = [sys.executable, "-m", "app.render", *asked, "--pdf"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["1/4", "2/4", "3/4", "4/4"]
    assert "\r" not in done.stdout
    assert [line for line in lines if "PDFs were left out" in line and "apt-get install chromium" in line]
    gallery = (tmp_path / "maps" / "index.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="([^"#]+\.html)"', gallery))
    written = {str(path.relative_to(tmp_path / "maps")) for path in (tmp_path / "maps").rglob("*.html")}
    assert linked | {"index.html"} == written
    assert len(written) == 1 + 4 * 13


def test_a_party_without_lists_is_refused_with_those_that_had_some(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", settings.libpq_url)
    monkeypatch.setenv("BUILD_DIR", str(tmp_path))
    with pytest.raises(typer.BadParameter, match=r"XYZ fielded no list.*RNI"):
        render(party=["XYZ"])
    assert list(tmp_path.glob("maps/*")) == []


def test_a_pdf_goes_when_its_page_changes_and_not_before(material, tmp_path):
    write_party(material, tmp_path, "PSD")
    page = tmp_path / "PSD" / "regions" / "oriental.html"
    pdf = page.with_suffix(".pdf")
    pdf.write_bytes(b"%PDF-")
    write_party(material, tmp_path, "PSD")
    assert pdf.exists()
    page.write_text("older figures", encoding="utf-8")
    write_party(material, tmp_path, "PSD")
    assert not pdf.exists()
