"""Pages are drawn again when the data, the code or the pages changed, and only then."""

import json
from pathlib import Path

import psycopg
import pytest

from app.commands.drawn import NOTE, DrawnPages, digests, made_of, read_drawn, write_drawn
from app.commands.maps import render
from etl.identity import renew

PARTY, ELECTION = "PSD", "house-2026-local"
FIRST, GONE = "PSD/regions/oriental.html", "PSD/regions/souss-massa.html"


@pytest.fixture
def folder(tmp_path) -> Path:
    """Pages of two parties, noted."""
    pages = {"MP": ["MP.html", "MP/regions/oriental.html"], "PSD": ["PSD.html"]}
    for page in (*pages["MP"], *pages["PSD"], "index.html"):
        (tmp_path / page).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / page).write_text(page, encoding="utf-8")
    noted = {party: digests(tmp_path, of_party) for party, of_party in pages.items()}
    write_drawn(tmp_path, DrawnPages("now", noted, digests(tmp_path, ["index.html"])))
    return tmp_path


def drawn(folder: Path, current: str = "now") -> tuple[set[str], bool]:
    found = read_drawn(folder, current)
    return set(found.parties), bool(found.gallery)


def test_pages_that_nobody_touched_stay(folder):
    assert drawn(folder) == ({"MP", "PSD"}, True)


def test_nothing_stays_of_other_data_or_code(folder):
    assert drawn(folder, "later") == (set(), False)
    known = made_of("version", "history", "code")
    others = (("other", "history", "code"), ("version", "other", "code"), ("version", "history", "other"))
    assert len({known, *(made_of(*other) for other in others)}) == 4


def test_an_edited_or_removed_page_is_drawn_again_with_its_party(folder):
    (folder / "MP/regions/oriental.html").write_text("edited", encoding="utf-8")
    assert drawn(folder) == ({"PSD"}, True)
    (folder / "PSD.html").unlink()
    assert drawn(folder) == (set(), True)


def test_the_gallery_is_drawn_again_when_it_or_a_pdf_it_links_to_changed(folder):
    (folder / "MP/regions/oriental.pdf").write_bytes(b"%PDF-")
    assert drawn(folder) == ({"MP", "PSD"}, False)
    (folder / "MP/regions/oriental.pdf").unlink()
    (folder / "index.html").write_text("edited", encoding="utf-8")
    assert drawn(folder) == ({"MP", "PSD"}, False)


@pytest.mark.parametrize("note", ["", "[]", "{}", '{"made_of": "now", "more": 1}', "\0"])
def test_a_note_that_is_not_ours_is_none(folder, note):
    (folder / NOTE).write_text(note, encoding="utf-8")
    assert drawn(folder) == (set(), False)


@pytest.fixture
def maps(own_settings, tmp_path, monkeypatch, capsys):
    """Draw a party's pages as the command does; return what it told."""
    monkeypatch.setenv("DATABASE_URL", own_settings.libpq_url)
    monkeypatch.setenv("BUILD_DIR", str(tmp_path))

    def draw() -> str:
        render(party=[PARTY])
        return capsys.readouterr().out

    return draw


def contents(folder: Path) -> dict[str, tuple[str, int]]:
    """Text of each page, and when it was written."""
    pages = [path for path in folder.rglob("*.html") if path.name != "index.html"]
    return {
        str(page.relative_to(folder)): (page.read_text(encoding="utf-8"), page.stat().st_mtime_ns) for page in pages
    }


def test_the_command_draws_what_changed(maps, own_settings, tmp_path):
    folder = tmp_path / "maps"
    assert "1/1" in maps()
    before = contents(folder)
    assert set(json.loads((folder / NOTE).read_text(encoding="utf-8"))["parties"][PARTY]) == set(before)

    assert maps() == f"{folder / 'index.html'}  unchanged\n"
    assert contents(folder) == before

    (folder / FIRST).write_text("edited", encoding="utf-8")
    (folder / GONE).unlink()
    assert "1/1" in maps()
    after = contents(folder)
    assert {page: text for page, (text, _) in after.items()} == {page: text for page, (text, _) in before.items()}
    assert {page for page in after if after[page] != before[page]} == {FIRST, GONE}

    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute(
            """
            UPDATE party_result SET votes = votes + 1 WHERE (election_code, party_code) = (%s, %s)
            AND contest_id = (
                SELECT min(contest_id) FROM party_result WHERE (election_code, party_code) = (%s, %s)
            )
            """,
            [ELECTION, PARTY] * 2,
        )
        renew(connection, [ELECTION])
    assert "1/1" in maps()
    assert contents(folder)[f"{PARTY}.html"][0] != before[f"{PARTY}.html"][0]
    assert "unchanged" in maps()
