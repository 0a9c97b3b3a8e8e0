"""The digest of the code: whatever could change a page or a score changes it, and nothing else does."""

import os

import pytest

from app.store.fingerprint import code_digest


@pytest.fixture
def checkout(tmp_path):
    for path, content in {
        "app/maps/page.py": "WIDTH = 1",
        "app/maps/templates/atlas.html": "<p>",
        "etl/scoring.py": "",
        "requirements.lock": "numpy==2",
        "README.md": "",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("path", ["app/maps/page.py", "app/maps/templates/atlas.html", "requirements.lock"])
def test_it_changes_with_a_module_a_template_or_a_package(checkout, path):
    before = code_digest(checkout)
    (checkout / path).write_text("other", encoding="utf-8")
    assert code_digest(checkout) != before


def test_it_changes_with_a_file_that_comes_goes_or_moves(checkout):
    digests = [code_digest(checkout)]
    (checkout / "app/more.js").touch()
    digests.append(code_digest(checkout))
    (checkout / "app/more.js").rename(checkout / "etl/more.js")
    digests.append(code_digest(checkout))
    assert len(set(digests)) == 3
    (checkout / "etl/more.js").unlink()
    assert code_digest(checkout) == digests[0]


def test_it_does_not_change_with_times_documents_or_compiled_code(checkout):
    before = code_digest(checkout)
    os.utime(checkout / "app/maps/page.py", (0, 0))
    (checkout / "README.md").write_text("other", encoding="utf-8")
    (checkout / "app/__pycache__").mkdir()
    (checkout / "app/__pycache__/page.cpython-311.pyc").touch()
    assert code_digest(checkout) == before
