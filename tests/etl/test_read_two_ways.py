"""What can be read two ways is refused, what is not what it seems is told: each kind on a file as small as it gets."""

import io
from dataclasses import replace

import openpyxl
import pandas as pd
import psycopg
import pytest
from openpyxl.styles import Font

from app.settings import ROOT
from etl.checks import check_results, fatal_problems
from etl.codes import with_declared
from etl.declarations import require_known
from etl.load import load, unload
from etl.naming import find_sources
from etl.readers.files import read_rows
from etl.readers.stations import read_stations, sum_to_contests
from etl.registry import check_source, read_results
from etl.sources import Refused, SourceDeclaration, read_sources
from etl.suggestions import nearest
from etl.template import write_templates
from tests import workbooks

DATA = ROOT / "data"
COMMUNE = "01.571.03.03"
FORM = "election_code;area_code;party_code;votes;seats_won\n"
STATIONS = "election_code;commune_code;station_code;registered_voters;RNI;PAM\n"
ELECTION = {
    "election_code": "house-2031-local",
    "institution": "house",
    "ballot": "local",
    "level": "constituency",
    "date": "2031-01-01",
    "law": "53-25",
    "name_fr": "Essai",
    "name_ar": "تجربة",
}


def rows(*lists: str, header: str = FORM, election: str = "communal-2021", area: str = COMMUNE) -> str:
    """Make a file of rows of one contest."""
    return header + "".join(f"{election};{area};{line}\n" for line in lists)


def workbook(*sheets: list[list[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, lines in enumerate(sheets):
        sheet = book.create_sheet(f"sheet {number}")
        for line in lines:
            sheet.append(line)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


PARTY = {
    "party_code": "PEQ",
    "acronym": "PEQ",
    "name_fr": "Parti de l'Équité",
    "name_ar": "حزب الإنصاف",
    "kind": "party",
}
HEADER = FORM.strip().split(";")
ROW = ["communal-2021", COMMUNE, "PAM", 12, None]


@pytest.fixture
def check(own_source, codes):
    """Read and check a file; what every check found, as (row, reason), and the remedies."""

    def check(content: bytes | str, name: str = "own.csv", **fields):
        source = own_source(name, content, **{"coverage": "one contest", **fields})
        require_known(source)
        known = with_declared(codes, source)
        checks = check_results(read_results(source, DATA, known), source, known)
        assert all(problem.remedy and problem.reason for check in checks for problem in check.problems)
        return {check.name: [(p.row, p.reason) for p in check.problems] for check in checks if check.problems}

    return check


@pytest.fixture
def refused(check):
    """Read a file that is refused at once; its reasons with rows, and remedies."""

    def refused(content: bytes | str, name: str = "own.csv", **fields) -> list[tuple[int | None, str, str]]:
        with pytest.raises(Refused) as found:
            check(content, name, **fields)
        assert all(problem.remedy for problem in found.value.problems)
        return [(problem.row, problem.reason, problem.remedy) for problem in found.value.problems]

    return refused


class TestCells:
    @pytest.mark.parametrize("text", ["1.000", "12,000", "1.234", "1 234.000", "0.000", "١٫٠٠٠", "1.000.000", "12 %"])
    def test_a_mark_before_three_digits_or_a_percentage_is_no_count(self, check, text):
        found = check(rows(f"PAM;{text};", "PI;500;"))
        assert [row for row, _ in found["cells"]] == [2]
        assert repr(text) in found["cells"][0][1]

    @pytest.mark.parametrize(("text", "votes"), [("1 000", 1000), ("1\u202f000", 1000), ("١٢", 12), ("12,0", 12)])
    def test_what_reads_one_way_is_read(self, own_source, codes, text, votes):
        results = read_results(own_source("own.csv", rows(f"PAM;{text};")), DATA, codes)
        assert results.votes["votes"].tolist() == [votes]

    def test_a_number_of_json_is_what_is_written(self, check):
        line = '{"election_code": "communal-2021", "area_code": "01.571.03.03", "party_code": "PAM", "votes": %s}'
        assert check(line % "1.000", "own.jsonl")["cells"][0][0] == 1
        assert "cells" not in check(line % "1000", "own.jsonl")

    def test_a_percentage_is_a_rate_and_no_count(self, check):
        book = workbook([[*HEADER, "turnout"], [*ROW, 0.4512]])
        book.worksheets[0]["F2"].number_format = "0.00%"
        book.worksheets[0]["D2"].number_format = "0%"
        found = check(saved(book), "own.xlsx")
        assert found["cells"] == [(2, "votes must be a whole number ≥ 0, not '1200%'")]

    @pytest.mark.parametrize("cell", [True, "#REF!", "=A1", "#DIV/0!"])
    @pytest.mark.parametrize("column", ["party_code", "votes", "area_code", "registered_voters_source"])
    def test_truth_values_errors_and_formulas_are_no_cells(self, check, cell, column):
        header = [*HEADER, "registered_voters_source"]
        row = [*ROW, "the rolls"]
        row[header.index(column)] = cell
        assert 2 in [at for at, _ in check(saved(workbook([header, row])), "own.xlsx")["cells"]]

    def test_merged_cells_are_refused(self, refused):
        book = workbook([HEADER, ROW, ["communal-2021", COMMUNE, None, 15, None]])
        book.worksheets[0].merge_cells("C2:C3")
        ((row, reason, remedy),) = refused(saved(book), "own.xlsx")
        assert (row, "C2:C3" in reason, "unmerge" in remedy) == (2, True, True)

    @pytest.mark.parametrize("code", [" 01.571.03.03", "\u200f01.571.03.03", "01.571.03.03\u00a0", "٠١.٥٧١.٠٣.٠٣"])
    def test_codes_are_read_through_what_cannot_be_seen(self, own_source, codes, code):
        results = read_results(own_source("own.csv", rows("PAM;12;", area=code)), DATA, codes)
        assert results.contests["area_code"].tolist() == [COMMUNE]

    @pytest.mark.parametrize(
        ("area", "party", "meant"),
        [("1.571.03.03", "PAM", COMMUNE), ("01.571.3.3", "PAM", COMMUNE), (COMMUNE, "pam", "PAM")],
    )
    def test_lost_zeros_and_case_are_asked_about(self, own_source, codes, area, party, meant):
        source = own_source("own.csv", rows(f"{party};12;", area=area), coverage="one")
        problems = fatal_problems(check_results(read_results(source, DATA, codes), source, codes))
        assert [(p.row, p.remedy) for p in problems] == [(2, f"did you mean {meant}?")]

    def test_a_party_by_its_name_is_asked_about(self, codes):
        names = {code: (name,) for code, name in codes.parties.items()}
        assert nearest("Rassemblement National des Indépendants", names, names) == ["RNI"]

    @pytest.mark.parametrize("date", ["05/09/2024", "2024/05/09", "20240905", "1924-09-05", "2124-09-05", "2024-02-30"])
    def test_a_date_is_iso_and_of_our_time(self, refused, date):
        ((_, reason, remedy),) = refused(rows("PAM;12;"), elections=({**ELECTION, "date": date},))
        assert date in reason
        assert "YYYY-MM-DD" in remedy

    def test_a_row_is_the_line_of_its_file(self, tmp_path):
        path = tmp_path / "lines.csv"
        path.write_text('sep=;\na;b\n1;"two\nlines"\n\n2;x\n')
        assert list(read_rows(path, "lines.csv").index) == [3, 6]

    def test_the_row_of_a_figure_is_where_it_stands(self, check):
        header = "election_code;area_code;party_code;votes;turnout\n"
        lists = ("MP;10;", "RNI;8;", ";;45.1")
        found = check(rows(*lists, header=header, election="house-2021-local", area="ifrane"))
        assert found["cells"] == [(4, "turnout must be a rate in [0, 1], not '45.1'")]

    def test_several_values_of_one_figure_are_named_with_their_rows(self, check):
        header = "election_code;area_code;party_code;votes;registered_voters\n"
        found = check(rows("PAM;12;300", "RNI;5;310", header=header))
        assert found["cells"][0][0] == 3
        assert "300 (row 2), 310 (row 3)" in found["cells"][0][1]


class TestAreas:
    NAMED = "election_code;area_code;province_name;area_name;party_code;votes\n"

    @pytest.mark.parametrize(
        ("province", "name"),
        [("Al Hoceima", "Al Hoceima"), ("Tétouan", "Tétouan"), ("Al Hoceima", ""), ("Tétouan", "Al Hamra")],
    )
    def test_a_name_that_contradicts_its_code_is_refused(self, check, province, name):
        found = check(f"{self.NAMED}communal-2021;{COMMUNE};{province};{name};PAM;10\n")
        assert [row for row, _ in found["units_matched"]] == [2]

    @pytest.mark.parametrize("name", ["Al Kharroub", "AL-KHARROUB", ""])
    def test_a_name_that_agrees_is_not(self, check, name):
        found = check(f"{self.NAMED}communal-2021;{COMMUNE};Tetouan;{name};PAM;10\n")
        assert "units_matched" not in found

    def test_a_constituency_of_another_province_is_not_taken(self, check):
        text = "election_code;province_name;area_name;party_code;votes\nhouse-2021-local;Al Hoceima;Ifrane;PAM;10\n"
        assert check(text)["units_matched"][0][0] == 2
        assert "units_matched" not in check(text.replace("Al Hoceima", "Ifrane"))

    def test_names_of_constituencies_have_candidates(self, own_source, codes):
        text = "election_code;area_name;party_code;votes\nhouse-2021-local;Nadour;MP;10\n"
        text += "house-2021-local;Agadir - Ida Ou Tanane;MP;10\n"
        results = read_results(own_source("own.csv", text), DATA, codes)
        told = [(p.row, p.remedy) for p in results.problems["units_matched"]]
        assert told == [
            (2, "did you mean nador Nador?"),
            (3, "did you mean agadir-ida-outanane Agadir Ida-Outanane?"),
        ]

    def test_one_name_spelt_several_ways_is_one_unit(self, own_source, codes):
        text = "election_code;province_name;area_name;party_code;votes\n"
        names = ("Bni Bouayach", "BENI BOUAYACH", "بني بوعياش")
        text += "".join(
            f"communal-2021;Al Hoceima;{name};{party};10\n"
            for name, party in zip(names, ("PAM", "PI", "RNI"), strict=True)
        )
        results = read_results(own_source("own.csv", text), DATA, codes)
        assert results.problems["units_matched"] == []
        assert results.contests["area_code"].tolist() == ["01.051.01.03"]
        assert len(results.votes) == 3

    def test_a_match_by_likeness_is_listed(self, check):
        text = (
            "election_code;province_name;area_name;party_code;votes\ncommunal-2021;Al Hoceima;Bni Bouayash{};PAM;10\n"
        )
        assert "names_alike" not in check(text.format(""))  # sh is how ch sounds
        ((row, reason),) = check(text.format("d"))["names_alike"]
        assert row == 2
        assert "01.051.01.03" in reason


class TestRows:
    def test_votes_or_seats_without_a_party_are_refused(self, check):
        found = check(rows("PAM;12;1", ";15;2", "RNI;5;"))
        assert [(row, reason.split()[0]) for row, reason in found["cells"]] == [(3, "votes"), (3, "seats_won")]

    LISTS = ("01.571.03.03;PAM;{};", "01.571.03.03;RNI;{};")

    def contests(self, *figures: tuple[str, int, int]) -> str:
        lines = [
            f"communal-2021;{area};{party};{votes};"
            for area, *both in figures
            for party, votes in zip(("PAM", "RNI"), both, strict=True)
        ]
        return FORM + "\n".join(lines) + "\n"

    SUBTOTAL = (("01.571.03.03", 30, 11), ("01.571.03.05", 47, 18), ("01.571.03.07", 77, 29), ("01.571.03.09", 5, 4))

    def test_a_contest_that_is_the_sum_of_others_is_refused_or_left_out(self, check):
        text = self.contests(*self.SUBTOTAL)
        assert [row for row, _ in check(text)["totals"]] == [6]
        assert "totals" not in check(text, accept_totals=True)
        assert [row for row, _ in check(text, accept_totals=True)["rows"]] == [6]

    def test_a_total_before_its_parts_and_one_of_subtotals_are_found(self, check):
        before = (("01.571.03.09", 77, 29), *self.SUBTOTAL[:2], ("01.051.01.03", 5, 4), ("01.051.01.05", 1, 1))
        assert [row for row, _ in check(self.contests(*before))["totals"]] == [2]
        grand = (*self.SUBTOTAL[:3], ("01.051.01.03", 5, 4), ("01.051.01.05", 1, 1), ("01.051.01.07", 83, 34))
        assert [row for row, _ in check(self.contests(*grand))["totals"]] == [6, 12]

    @pytest.mark.parametrize("party", ["TOTAL", "Total général", "مجموع", "المجموع", "S/Total"])
    def test_a_list_that_says_it_is_a_total_is_refused_or_left_out(self, check, party):
        text = rows("PAM;12;", "RNI;5;", f"{party};17;")
        assert [row for row, _ in check(text)["totals"]] == [4]
        assert set(check(text, accept_totals=True)) <= {"rows", "seats_known"}

    def test_equal_parties_are_no_total(self, check):
        assert "totals" not in check(rows("PAM;12;", "RNI;12;"))

    def test_shipped_results_have_no_totals(self, loaded_codes):
        for code, source in read_sources(DATA).items():
            if source.reader not in ("tidy", "councils"):
                continue
            results = read_results(source, DATA, loaded_codes)
            found = {check.name: check.problems for check in check_results(results, source, loaded_codes)}
            assert (code, found["totals"], found["possible"]) == (code, (), ())

    @pytest.mark.parametrize("label", ["TOTAL", "VOIX"])
    def test_a_publishers_column_of_totals_is_no_party(self, own_source, codes, label):
        places = workbooks.units().iloc[:4]
        book = openpyxl.load_workbook(io.BytesIO(workbooks.communal_workbook(places, seed=3)))
        data, dictionary = book.worksheets[:2]
        column = data.max_column + 1
        data.cell(1, column, label)
        dictionary.append([label, "Nombre de voix obtenu par l'union", "simulated"])
        for row in range(2, data.max_row + 1):
            first = len(workbooks.COMMUNE_COLUMNS) + 1
            data.cell(row, column, sum(data.cell(row, place).value or 0 for place in range(first, column)))
        source = own_source("w.xlsx", saved(book), reader="tafra", election="communal-2021", coverage="four")
        checks = {c.name: c.problems for c in check_results(read_results(source, DATA, codes), source, codes)}
        assert label in checks["totals"][0].reason
        accepted = read_results(replace(source, accept_totals=True), DATA, codes)
        assert label not in set(accepted.votes["party_code"])
        assert label in accepted.problems["columns"][-1].reason + accepted.problems["columns"][0].reason

    def test_the_first_visible_sheet_is_read_and_the_others_are_told(self, own_source, codes):
        book = workbook([HEADER, [*ROW[:3], 1, None]], [HEADER, [*ROW[:3], 999, None]], [HEADER, [*ROW[:3], 5, None]])
        book.worksheets[0].sheet_state = "hidden"
        results = read_results(own_source("own.xlsx", saved(book)), DATA, codes)
        assert results.votes["votes"].tolist() == [999]
        told = [problem.reason for problem in results.problems["rows"]]
        assert told == [
            "the sheet 'sheet 2' has figures and is left out",
            "the hidden sheet 'sheet 0' has figures and is left out",
        ]

    def test_hidden_rows_and_columns_are_told(self, check):
        book = workbook([HEADER, ROW, ["communal-2021", COMMUNE, "RNI", 5, None]])
        book.worksheets[0].row_dimensions[3].hidden = True
        book.worksheets[0].column_dimensions["D"].hidden = True
        found = check(saved(book), "own.xlsx")
        assert found["rows"] == [(3, "1 hidden rows of 'sheet 0' are read: 3")]
        assert found["columns"] == [(None, "hidden columns of 'sheet 0' are read: 4")]

    def test_nobody_voting_is_told(self, check):
        assert [row for row, _ in check(rows("PAM;0;", "RNI;0;"))["votes_cast"]] == [2]
        assert "votes_cast" not in check(rows("PAM;0;", "RNI;-;"))


class TestStations:
    @pytest.fixture
    def read(self, tmp_path):
        def read(*lines: str, header: str = STATIONS, election: str = "communal-2021", **fields):
            name = "stations.csv"
            text = header + "".join(f"{election};{COMMUNE};{line}\n" if line else "\n" for line in lines)
            (tmp_path / name).write_bytes(text.encode())
            said = dict.fromkeys(("title", "publisher", "licence", "citation", "vintage"), "simulated")
            source = SourceDeclaration(code="own", reader="stations", files=(name,), **said, **fields)
            return read_stations(source, tmp_path, [election], [COMMUNE], ["PAM", "RNI"])

        return read

    @pytest.fixture
    def problems(self, read):
        def problems(*lines: str, **fields) -> list[tuple[int | None, str]]:
            with pytest.raises(Refused) as refused:
                read(*lines, **fields)
            assert all(problem.remedy for problem in refused.value.problems)
            return [(problem.row, problem.reason) for problem in refused.value.problems]

        return problems

    def test_empty_lines_count(self, problems):
        assert problems("1;300;100;50", "", "2;300;x;50") == [(4, "RNI is no whole number ≥ 0: 'x'")]
        assert problems("1;300;100;50", "", "", "2;300;100;50", "3;300;1.000;50")[0][0] == 6

    def test_a_row_of_empty_cells_is_none(self, read, tmp_path):
        path = tmp_path / "stations.csv"
        read("1;300;100;50")
        path.write_bytes(path.read_bytes() + b";;;;;\r\n")
        said = dict.fromkeys(("title", "publisher", "licence", "citation", "vintage"), "simulated")
        source = SourceDeclaration(code="own", reader="stations", files=(path.name,), **said)
        assert len(read_stations(source, tmp_path, ["communal-2021"], [COMMUNE], ["PAM", "RNI"]).stations) == 1

    def test_a_list_whose_votes_are_unknown_makes_the_sums_unknown(self, read):
        results = sum_to_contests(read("1;300;-;50", "2;300;7;5"), {"communal-2021": {COMMUNE: COMMUNE}})
        votes = results.votes.set_index("party_code")["votes"]
        assert votes["PAM"] == 55
        assert votes["RNI"] is pd.NA
        assert results.contests["valid_votes"].isna().all()
        assert results.contests["registered_voters"].tolist() == [600]
        assert results.contests.index.tolist() == [2]  # where the contest first stands in the file

    @pytest.mark.parametrize("code", ["1 ", "01", "١", "\u00a01", "\u200e001"])
    def test_one_station_written_in_several_ways_is_refused(self, problems, code):
        found = problems("1;300;100;50", f"{code};300;100;50")
        assert 3 in [row for row, _ in found]

    @pytest.mark.parametrize("code", ["02-janv", "1-Apr", "avr-04", "2021-09-08", "01/04/2021", "=A1", "#REF!"])
    def test_what_a_spreadsheet_makes_of_a_code_is_refused(self, problems, code):
        assert problems(f"{code};300;100;50")[0][0] == 2

    @pytest.mark.parametrize("label", ["TOTAL", "Total commune", "المجموع", "3"])
    def test_a_subtotal_is_refused_or_left_out(self, read, problems, label):
        lines = ("1;300;100;50", "2;300;60;40", f"{label};600;160;90")
        assert problems(*lines) == [(4, f"the row is a total of other stations: {label!r}")]
        polled = read(*lines, accept_totals=True)
        assert polled.stations["station_code"].tolist() == ["1", "2"]
        assert [problem.row for problem in polled.notes["rows"]] == [4]

    def test_stations_of_another_commune_are_no_part_of_a_sum(self, read):
        read("1;300;100;50", "2;300;60;40", "3;600;160;91")

    def test_a_row_that_is_no_total_though_it_is_a_sum_is_declared(self, read):
        lines = ("1;300;100;50", "2;300;60;40", "3;600;160;90")
        assert len(read(*lines, tolerated={"totals": "it is a large station"}).stations) == 3

    def test_a_column_of_totals_is_named(self, problems):
        with_total = STATIONS.replace("RNI;PAM", "RNI;PAM;TOTAL")
        ((row, reason),) = problems("1;300;100;50;150", header=with_total)
        assert (row, "TOTAL" in reason) == (1, True)

    def test_some_communes_are_no_result_of_a_constituency(self, own_settings, tmp_path):
        path = tmp_path / "few.csv"
        path.write_text(STATIONS + f"house-2031-local;{COMMUNE};1;300;100;50\n")
        declare_beside(path, reader="stations")
        outcomes = []
        load(own_settings, find_sources([str(path)], DATA), outcomes.append)
        told = {check.name: check.problems for check in outcomes[0].checks}["rows"]
        assert "stations of 1 of 22 communes are no result" in told[0].reason
        with psycopg.connect(own_settings.libpq_url) as connection:
            found = connection.execute(
                "SELECT (SELECT count(*) FROM contest WHERE election_code = 'house-2031-local'), "
                "(SELECT count(*) FROM station_result)"
            ).fetchall()
        assert found == [(0, 2)]


DECLARATION = """
title = "simulated"
publisher = "simulated"
licence = "simulated"
citation = "simulated"
vintage = "2031"
coverage = "a few"
reader = "{reader}"
{more}
[[elections]]
election_code = "house-2031-local"
institution = "house"
ballot = "local"
level = "constituency"
date = "2031-01-01"
law = "53-25"
name_fr = "Essai"
name_ar = "تجربة"
"""


def declare_beside(path, reader="form", more="", encoding="utf-8"):
    text = DECLARATION.format(reader=reader, more=more)
    path.with_suffix(".toml").write_text(text, encoding=encoding)


class TestDeclarations:
    @pytest.mark.parametrize(
        ("fields", "remedy"),
        [
            ({"assertions": {"contest": 99}}, "did you mean contests?"),
            ({"assertions": {"votes": 9}}, "use one of: contests"),
            ({"tolerated": {"seat_sum": "why"}}, "did you mean seats_sum?"),
            ({"tolerated": {"coverage": "why"}}, "use one of"),
            ({"outlines": {"codes": "x"}}, "did you mean code?"),
        ],
    )
    def test_names_that_nothing_is_held_against_are_refused(self, refused, fields, remedy):
        ((_, reason, said),) = refused(rows("PAM;12;"), **fields)
        assert reason.startswith("unknown ")
        assert said.startswith(remedy)

    def test_those_of_the_project_are_known(self):
        for source in read_sources(DATA).values():
            require_known(source)

    def test_a_party_known_under_another_code_is_told(self, check, codes):
        known = {"name_fr": codes.parties["PE2"], "name_ar": codes.party_names_ar["PE2"]}
        for name, said in known.items():
            party = {**PARTY, name: said}
            found = check(rows("PAM;12;"), parties=(party,))
            assert "PE2 has its name" in found["party_names"][0][1]

    @pytest.mark.parametrize("code", ["P/EQUITE", "P EQUITE", "P?", "حزب", "P#", ".."])
    def test_a_code_that_cannot_stand_in_an_address_is_refused(self, refused, code):
        ((_, reason, _),) = refused(rows("PAM;12;"), parties=({**PARTY, "party_code": code},))
        assert "cannot stand in an address" in reason

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    def test_a_declaration_may_begin_with_a_bom(self, tmp_path, encoding):
        path = tmp_path / "own.csv"
        path.write_text(rows("PAM;12;"))
        declare_beside(path, encoding=encoding)
        assert find_sources([str(path)], DATA)[0].title == "simulated"

    def test_one_declaration_for_several_files(self, tmp_path, without_councils):
        for name, area in (("a.csv", "01.571.01.11"), ("b.csv", COMMUNE), ("other.csv", COMMUNE)):
            (tmp_path / name).write_text(rows("PAM;12;", area=area))
        declaration = tmp_path / "both.csv"
        declare_beside(declaration, more='files = ["[ab].csv"]')
        together = find_sources([str(declaration.with_suffix(".toml"))], DATA)
        assert [source.code for source in together] == ["a", "b"]
        assert find_sources([str(tmp_path / "a.csv")], DATA) == together[:1]
        assert find_sources([str(tmp_path / "other.csv")], DATA)[0].title == "other.csv"  # nobody declares it
        outcomes = []
        load(without_councils, together, outcomes.append)
        assert [loaded.rows for loaded in outcomes] == [2, 2]

    def test_a_change_of_what_is_declared_elsewhere_is_a_change(self, without_councils, tmp_path):
        (source,) = self.written(tmp_path)
        outcomes = []
        load(without_councils, [source], outcomes.append)
        load(without_councils, [source], outcomes.append)
        changed = replace(source, assertions={"contests": 1})
        load(without_councils, [changed], outcomes.append)
        with psycopg.connect(without_councils.libpq_url) as connection:
            connection.execute(
                """
                INSERT INTO name_correction (source_code, province, unit, code, expect, reason, source_file_id)
                SELECT 'own', 'Tetouan', 'Al Kharroob', '01.571.03.03', 'Al Kharroub', 'simulated', min(id)
                FROM source_file
                """
            )
        load(without_councils, [changed], outcomes.append)
        assert [loaded.rows for loaded in outcomes] == [2, None, 2, 2]

    def written(self, tmp_path):
        path = tmp_path / "own.csv"
        header = "election_code;province_name;area_name;party_code;votes\n"
        path.write_text(f"{header}communal-2021;Tetouan;Al Kharroob;PAM;12\n")
        declare_beside(path)
        return find_sources([str(path)], DATA)

    def test_the_file_of_another_coordinator_takes_nothing_away(self, without_councils, tmp_path):
        sources = []
        for folder, area in (("a", "01.571.01.11"), ("b", COMMUNE)):
            (tmp_path / folder).mkdir()
            path = tmp_path / folder / "results.csv"
            path.write_text(rows("PAM;500;", area=area))
            declare_beside(path)
            sources += find_sources([str(path)], DATA)
        first, second = sources
        load(without_councils, [first], lambda loaded: None)
        with pytest.raises(Refused) as refused:
            load(without_councils, [second], lambda loaded: None)
        (problem,) = refused.value.problems
        assert "01.571.01.11" in problem.reason
        assert "another name" in problem.remedy
        unload(without_councils, "results")
        load(without_councils, [second], lambda loaded: None)


class TestPlausibility:
    def test_more_votes_than_inhabitants_are_impossible(self, check):
        found = check(rows("PAM;3000000;"))
        assert found["possible"] == [(2, f"{COMMUNE}: votes 3,000,000, and the area has 2,510 inhabitants")]

    def test_more_votes_than_adults_are_told(self, check):
        header = "election_code;area_code;party_code;votes;registered_voters\n"
        found = check(rows("PAM;200;2400", header=header))
        assert "possible" not in found
        assert "voters_likely" not in found  # 2,400 are fewer than 1.5 × 1,739 adults
        found = check(rows("PAM;200;2700", header=header))
        assert "2,700" in found["voters_likely"][0][1]
        assert "1,739 adults" in found["voters_likely"][0][1]

    def test_a_turnout_that_stands_alone_in_its_province_is_told(self, check, codes):
        province = codes.areas[(codes.areas["level"] == "commune") & (codes.areas["province_code"] == "01.571")]
        lines = [
            f"communal-2021;{area};PAM;10;{turnout}"
            for area, turnout in zip(province["code"], (0.5, 0.6, 0.7, 0.8, 0.065, 0.55), strict=False)
        ]
        text = "election_code;area_code;party_code;votes;turnout\n" + "\n".join(lines) + "\n"
        ((row, reason),) = check(text)["turnout_likely"]
        assert row == 6
        assert "turnout 6.5%, and 50.0% is the nearest of its province" in reason

    def test_a_share_against_the_partys_past_is_told(self, check):
        lines = ("PJD;20000;", "RNI;900;")
        found = check(rows(*lines, election="house-2021-local", area="inezgane-ait-melloul"))
        assert "shares_likely" not in found  # it had 63 % in 2016
        found = check(rows("RNI;20000;", "PJD;900;", election="house-2021-local", area="inezgane-ait-melloul"))
        assert [row for row, _ in found["shares_likely"]] == [2, 3]


class TestFiles:
    @pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
    @pytest.mark.parametrize(("separator", "line"), [("|", ""), (";", "sep=;\n"), ("\t", ""), (",", "sep=,\n")])
    def test_csv_as_it_comes(self, own_source, codes, encoding, separator, line):
        content = (line + rows("PAM;12;", "RNI;5;").replace(";", separator)).encode(encoding)
        assert read_results(own_source("own.csv", content), DATA, codes).votes["votes"].tolist() == [12, 5]

    def test_an_encrypted_workbook_says_what_to_do(self, refused):
        content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
        for name in ("own.xlsx", "own.xls", "own.xlsb"):
            ((_, reason, remedy),) = refused(content, name)
            assert "encrypted" in reason
            assert "password" in remedy

    def test_an_outline_file_of_ones_own_is_refused_in_words(self, tmp_path, settings):
        path = tmp_path / "own.geojson"
        path.write_text('{"type": "FeatureCollection", "features": []}')
        declare_beside(path, reader="outlines", more='outlines = { code = "code" }')
        (source,) = find_sources([str(path)], DATA)
        with psycopg.connect(settings.libpq_url) as connection:
            (problem,) = check_source(connection, source, settings)[0].problems
        assert "outlines alone" in problem.reason
        assert "data/sources.toml" in problem.remedy

    def test_the_template_is_read_without_a_word(self, tmp_path, codes):
        write_templates(tmp_path)
        (source,) = find_sources([str(tmp_path / "results.xlsx")], DATA)
        checks = check_results(read_results(source, DATA, codes), source, codes)
        assert [check.name for check in checks if check.problems] == []


def test_a_bold_header_is_a_header(check):
    book = workbook([HEADER, ROW])
    for cell in book.worksheets[0][1]:
        cell.font = Font(bold=True)
    assert set(check(saved(book), "own.xlsx")) == {"seats_known"} - {"seats_known"}
