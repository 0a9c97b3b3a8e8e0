"""The workbooks say what the figures say, in two languages, and open where Excel does not run."""

import shutil
import subprocess
from dataclasses import replace

import openpyxl
import pytest

from app.files.dossier.reading import read_dossier
from app.files.party_tables import list_tables
from app.files.party_workbook import HEADER_ROW, write_party_workbook
from app.maps.words.catalogues import LANGUAGES, Text
from app.store.database import session_factory

SHEETS = {
    "fr": [
        *("Circonscriptions", "Provinces", "Cibles", "Prochaine Chambre", "Conseils 2027", "Recensement", "Sources"),
    ],
    "ar": [
        *("الدوائر", "العمالات والأقاليم", "الأهداف", "مجلس النواب المقبل", "المجالس 2027", "الإحصاء", "المصادر"),
    ],
}
CLASSES = {
    "fr": {"held": "Siège détenu", "absent": "Pas de liste"},
    "ar": {"held": "مقعد بيد الحزب", "absent": "بدون لائحة"},
}


@pytest.fixture(scope="module")
def folder(dossier, tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    for language in LANGUAGES:
        write_party_workbook(dossier, language, folder / f"MP-{language}.xlsx")
    return folder


@pytest.fixture(scope="module")
def books(folder):
    return {language: openpyxl.load_workbook(folder / f"MP-{language}.xlsx") for language in LANGUAGES}


def near(value):
    """A workbook keeps sixteen digits."""
    return pytest.approx(value, rel=1e-15) if isinstance(value, float) else value


def rows_of(sheet):
    """The rows of a sheet below its header."""
    return list(sheet.iter_rows(min_row=HEADER_ROW + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_run_from_their_languages_side(books, language):
    book = books[language]
    assert book.sheetnames == SHEETS[language]
    assert {sheet.sheet_view.rightToLeft for sheet in book} == {language == "ar"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_in_its_cell_and_unknown_is_empty(books, dossier, language):
    for table in list_tables(dossier, language):
        sheet = books[language][table.title.fr if language == "fr" else table.title.ar]
        headings = [cell.value for cell in sheet[HEADER_ROW]]
        assert headings == [column.heading.fr if language == "fr" else column.heading.ar for column in table.columns]
        assert len(rows_of(sheet)) == len(table.rows)
        for place, column in enumerate(table.columns):
            found = [row[place].value for row in rows_of(sheet)]
            expected = table.rows[column.key].astype(object)
            known = list(expected.where(expected.notna(), None))
            if column.kind == "class" or column.figure == "objective":
                assert [value is None for value in found] == [value is None for value in known]
            else:
                assert found == [
                    pytest.approx(value, rel=1e-14) if isinstance(value, float) else value for value in known
                ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_classes_are_in_words(books, language):
    sheet = books[language].worksheets[0]
    place = next(n for n, cell in enumerate(sheet[HEADER_ROW]) if cell.value in ("Classe 2021", "الفئة 2021"))
    ifrane, *_, last = rows_of(sheet)
    assert ifrane[-1].value == "ifrane"
    assert (ifrane[place].value, last[place].value) == (CLASSES[language]["held"], CLASSES[language]["absent"])


def test_a_sheet_is_ready_to_be_read_sorted_and_printed(books):
    for sheet in books["fr"].worksheets[:3]:
        assert sheet.freeze_panes.endswith(str(HEADER_ROW + 1))
        assert sheet.auto_filter.ref.startswith(f"A{HEADER_ROW}:")
        assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert "jamais zéro" in sheet["A2"].value or "Voix manquantes" in sheet["A2"].value
    formats = {
        cell.value: row.number_format
        for cell, row in zip(*books["fr"].worksheets[0]["A3:Z4"], strict=False)
        if cell.value
    }
    assert formats["Part des voix 2021"] == "0.0%"
    assert formats["Voix 2021"] == "#,##0"
    assert formats["Écart 2021"].startswith("+0.0%;")


def test_it_says_how_many_lists_have_no_price(books, dossier):
    assert f"{dossier.unpriced} des 79 listes" in books["fr"]["Cibles"]["A2"].value


def test_sources_are_named_with_licence_and_checksum(books, dossier):
    for book in books.values():
        said = {cell.value for row in book.worksheets[-1].iter_rows() for cell in row}
        assert set(dossier.sources["sha256"]) <= said
        assert set(dossier.sources["citation"]) <= said
        assert {"CC BY 4.0", dossier.said["law"], dossier.said["method_version"]} <= said


def test_text_never_runs_as_a_formula(dossier, tmp_path):
    areas = dossier.areas.frame.assign(name_fr='=HYPERLINK("http://example.org")', province_fr="@SUM(1)\x07")
    tricky = replace(
        dossier, areas=replace(dossier.areas, frame=areas), party=replace(dossier.party, name=Text("=1+1", "=1+1"))
    )
    write_party_workbook(tricky, "fr", tmp_path / "tricky.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "tricky.xlsx"):
        assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="install LibreOffice and Poppler (apt-get install libreoffice-calc poppler-utils) to run this test",
)
def test_libreoffice_prints_it_with_the_arabic_intact(folder, tmp_path):
    books = [folder / f"MP-{language}.xlsx" for language in LANGUAGES]
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *books]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    for language in LANGUAGES:
        done = subprocess.run(
            ["pdftotext", "-layout", tmp_path / f"MP-{language}.pdf", "-"], capture_output=True, text=True, check=True
        )
        assert "إفران" in done.stdout
        assert "Khénifra" in done.stdout
    assert "حزب الحركة الشعبية" in done.stdout


@pytest.mark.parametrize(
    ("language", "house", "councils", "why"),
    [
        ("fr", "Prochaine Chambre", "Conseils 2027", "le dernier conseil élu n'est pas publié"),
        ("ar", "مجلس النواب المقبل", "المجالس 2027", "نتائج آخر مجلس منتخب غير منشورة"),
    ],
)
def test_an_outlook_is_a_sheet_that_says_why_chances_are_unknown(books, language, house, councils, why):
    heading = {"fr": ("Probabilité d'un siège", "Pourquoi inconnu"), "ar": ("احتمال الحصول على مقعد", "سبب الجهل")}
    told = rows_of(books[language][house])
    assert len(told) == 98
    sheet = books[language][councils]
    headings = [cell.value for cell in sheet[HEADER_ROW]]
    chance, reason = (headings.index(one) for one in heading[language])
    rows = rows_of(sheet)
    assert len(rows) == 1_544
    unknown = [row for row in rows if row[chance].value is None]
    assert len(unknown) == 22
    assert {row[reason].value for row in unknown} == {why}
    assert {row[reason].value for row in rows if row[chance].value is not None} == {None}


def test_a_council_election_has_seats_and_scores_by_commune_and_no_votes(reading_engine):
    with session_factory(reading_engine)() as session:
        dossier = read_dossier(session, "MP", "communal-2021")
    communes, provinces, *_ = list_tables(dossier, "fr")
    assert (communes.title.fr, len(communes.rows)) == ("Communes", 1_516)
    told = [column.key for column in communes.columns]
    assert {"seats_won_2021", "score_2021", "class_2021", "seats_won_2015", "score_2015"} <= set(told)
    assert not [key for key in told if "votes" in key or "share" in key]
    assert "1\u202f481 conseils sur 1\u202f503" in communes.note.fr
    assert "communes, qui votent" in provinces.note.fr
