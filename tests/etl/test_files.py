"""Files as people send them: encodings, separators, digits, and what is refused before anything is read of it."""

import contextlib
import io
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.personal import person_columns
from etl.readers import cells
from etl.readers.content import MAX_BYTES, decoded
from etl.readers.files import read_rows
from etl.sources import Refused

FRENCH = "Fès-Meknès, Béni Mellal, Aïn Chock, Guelmim, Taroudannt, Chefchaouen, Aït Ourir"
ARABIC = "فاس مكناس، بني ملال، عين الشق، الدار البيضاء، تارودانت، شفشاون"


class TestEncodings:
    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            (FRENCH, "utf-8"),
            (FRENCH, "utf-8-sig"),
            (FRENCH, "cp1252"),
            (FRENCH, "cp1256"),
            (ARABIC, "utf-8"),
            (ARABIC, "utf-8-sig"),
            (ARABIC, "cp1256"),
            (f"{ARABIC} {FRENCH}", "cp1256"),
            (f"{ARABIC} {FRENCH}", "utf-16"),
        ],
    )
    def test_text_is_read_in_the_encoding_it_has(self, text, encoding):
        assert decoded(text.encode(encoding), "file") == text

    @pytest.mark.parametrize("content", [b"a,b\0c", "a,b".encode("utf-16-le"), b"\xff\xfea", bytes([0x41, 0x81, 0x41])])
    def test_bytes_that_are_no_text_are_refused(self, content):
        with pytest.raises(Refused, match="cannot be read"):
            decoded(content, "file")


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            *(("12", 12), ("1 234", 1234), ("1\u00a0234", 1234), ("1\u202f234\u202f567", 1_234_567), ("12.0", 12)),
            *(("12,00", 12), ("٣٤٥", 345), ("١٬٢٣٤", 1234), ("۱۲", 12), (" 7 ", 7), ("\u200f7", 7), ("0", 0)),
        ],
    )
    def test_counts(self, text, value):
        assert cells.count(text) == value

    @pytest.mark.parametrize(
        "text", ["-1", "1.5", "1,234", "1.234", "12 34", "NaN", "inf", "1e3", "=A1", "", "٪", "9" * 400]
    )
    def test_what_is_no_count(self, text):
        with pytest.raises(ValueError):
            cells.count(text)

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("0.45", 0.45),
            ("0,45", 0.45),
            ("45,12 %", 0.4512),
            ("٤٥٪", 0.45),
            ("٠٫٥", 0.5),
            ("0.38520000000000004", 0.3852),
        ],
    )
    def test_rates(self, text, value):
        assert cells.rate(text) == pytest.approx(value, abs=1e-15)

    @pytest.mark.parametrize("text", ["1.01", "101 %", "-0.1", "45"])
    def test_what_is_no_rate(self, text):
        with pytest.raises(ValueError):
            cells.rate(text)

    @pytest.mark.parametrize("text", ["-", "–", "n.d.", "N.D.", "nd", " - "])
    def test_unknown_is_told_from_zero_and_from_nothing(self, text):
        assert cells.is_unknown(text)
        assert not cells.is_unknown("0")
        assert not cells.is_unknown("")

    @given(st.integers(0, cells.MAX_COUNT), st.sampled_from([" ", "\u00a0", "\u2009", "\u202f", "٬", ""]))
    def test_a_count_survives_its_spelling(self, value, separator):
        assert cells.count(f"{value:,}".replace(",", separator)) == value

    @given(st.text())
    def test_any_text_is_a_number_or_a_value_error(self, text):
        with contextlib.suppress(ValueError):
            assert cells.number(text) >= 0


class TestForms:
    ROWS = (("code", "votes"), ("a", "1"), ("b", None))

    @pytest.fixture
    def written(self, tmp_path):
        def write(name: str, content: bytes | str):
            path = tmp_path / name
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            return path

        return write

    def rows_of(self, path):
        frame = read_rows(path, path.name)
        return [
            tuple(frame.columns),
            *(tuple(None if cell is None else cell for cell in row) for row in self.plain(frame)),
        ]

    def plain(self, frame):
        return frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_csv(self, written, separator, end):
        text = end.join(separator.join(cell or "" for cell in row) for row in self.ROWS)
        assert self.rows_of(written("file.csv", text)) == list(self.ROWS)

    def test_excel(self, written):
        book, content = openpyxl.Workbook(), io.BytesIO()
        for row in (("code", "votes"), ("a", 1.0), ("b", None)):
            book.active.append(row)
        book.save(content)
        assert self.rows_of(written("file.xlsx", content.getvalue())) == list(self.ROWS)

    def test_json_lines(self, written):
        lines = [json.dumps({"code": "a", "votes": 1}), "", json.dumps({"code": "b", "votes": None})]
        assert self.rows_of(written("file.jsonl", "\n".join(lines))) == list(self.ROWS)

    def test_rows_are_counted_as_in_the_file(self, written):
        assert list(read_rows(written("file.csv", "a,b\n\n1,2\n"), "file").index) == [3]

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("file.csv", "", "no header"),
            ("file.csv", "a,a\n1,2", "columns stand twice: a"),
            ("file.csv", "a,,b\n1,2,3", "column 2 has no name"),
            ("file.csv", "a,b\n1,2,3", "row 2: has 3 cells, the header 2"),
            ("file.csv", 'a,b\n"1,2', "cannot be read"),
            ("file.csv", "a" * 2**21, "a line is longer"),
            ("file.jsonl", '{"a": [1]}', "row 1: is no object of plain values"),
            ("file.jsonl", '{"a": 1}\n{"a": ', "row 2: cannot be read"),
            ("file.jsonl", '{"a": 1, "a": 2}', "a key stands twice"),
            ("file.jsonl", "[" * 100_000, "cannot be read"),
            ("file.xlsx", b"PK\x03\x04 no zip", "cannot be read as an Excel workbook"),
            ("file.docx", "a", "use .csv, .jsonl, .xlsx, .xls, .ods, .xlsb"),
            ("file.ods", "a", "cannot be read as a workbook (.ods)"),
            ("file.csv", "code,الهاتف\n1,2", "holds personal data"),
        ],
    )
    def test_what_cannot_be_understood_is_refused_by_name(self, written, name, content, reason):
        with pytest.raises(Refused) as refused:
            read_rows(written(name, content), name)
        assert reason in str(refused.value)

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(Refused, match="cannot be read: No such file"):
            read_rows(tmp_path / "nothing.csv", "nothing.csv")

    def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(self, written):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("xl/worksheets/sheet1.xml", bytes(MAX_BYTES + 2**20))
        with pytest.raises(Refused, match="it would unpack to 129 MiB"):
            read_rows(written("file.xlsx", content.getvalue()), "file.xlsx")


class TestPersons:
    @pytest.mark.parametrize(
        "column",
        [
            *("nom", "Nom et prénom", "prenomNom", "Prénom", "nom_complet", "Téléphone", "Tél.", "GSM", "courriel"),
            *("E-mail", "N° CIN", "CNIE", "date de naissance", "Né le", "Adresse", "candidat"),
            *("name", "first_name", "LastName", "fullName", "phoneNumber", "mobile", "email", "national_id"),
            *("birth_date", "dateOfBirth", "address", "head of list", "councillor"),
            *("الاسم", "الاسم الكامل", "الإسم العائلي", "رقم الهاتف", "الهاتف", "البريد الإلكتروني"),
            *("رقم البطاقة الوطنية", "تاريخ الازدياد", "تاريخ الميلاد", "العنوان", "وكيل اللائحة", "المرشح"),
        ],
    )
    def test_columns_of_persons(self, column):
        assert person_columns(["commune", column]) == [column]

    @pytest.mark.parametrize(
        "column",
        [
            *("Nom de la commune", "nom_parti", "area_name", "province_name", "name_fr", "name_ar", "commune", "parti"),
            *("CNI", "PI", "MP", "nSieges", "txParticipation", "votes", "repPctFemmes", "repAge34", "nom du bureau"),
            *("اسم الجماعة", "اسم الحزب", "عدد الأصوات", "الإقليم", "registered_voters_source"),
        ],
    )
    def test_columns_of_places_and_parties(self, column):
        assert person_columns([column]) == []
