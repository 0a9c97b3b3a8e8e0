"""Templates of our own form, to be filled in: the table as CSV and Excel, and the declaration of its source."""

import csv
from pathlib import Path

import openpyxl
from openpyxl.styles import Font

from etl.readers.form import FORM

_EXAMPLE = {
    "election_code": "communal-2021",
    "area_code": "01.571.03.03",
    "party_code": "PAM",
    "votes": "-",
    "seats_won": "16",
    "seats": "16",
    "turnout": "0.7106",
}

_DECLARATION = """# What results.csv (or .xlsx, .jsonl) is: this file has its name and lies beside it.
title = "One communal council, 8 September 2021"
publisher = "who published the figures"
url = "https://where.they.were.published"
licence = "on what terms they may be used"
citation = "how they are to be cited"
vintage = "2021-09-08"
coverage = "why not every area has a contest; leave it out where every one has"
# codes of these areas, or of the provinces or regions they lie in: those that no later file will bring
absent = []

# totals that must hold, or the file is refused
[assertions]
contests = 1

# an election that `./run etl status` does not show yet; leave it out where it does
[[elections]]
election_code = "communal-2021"
institution = "communal_council"
ballot = "communal"
level = "commune"
date = "2021-09-08"
law = "06-21"
name_fr = "Conseils communaux 2021"
name_ar = "المجالس الجماعية 2021"
# scope = "partial"  # a by-election: it is never compared with as the election before, nor scored

# parties that data/reference/parties.csv does not have, one such block each
# [[parties]]
# party_code = "CNI"
# acronym = "CNI"
# name_fr = "Congrès National Ittihadi"
# name_ar = "المؤتمر الوطني الاتحادي"
# kind = "party"
"""


def write_templates(directory: Path) -> list[Path]:
    """
    Write ``results.csv``, ``results.xlsx`` and ``results.toml``, with one row as an example.

    Parameters
    ----------
    directory : Path
        Made where it is not there; files in it are not overwritten.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    FileExistsError
        One of them is there.
    """
    directory.mkdir(parents=True, exist_ok=True)
    table, workbook, declaration = (directory / f"results.{ending}" for ending in ("csv", "xlsx", "toml"))
    for path in (table, workbook, declaration):
        if path.exists():
            raise FileExistsError(path)
    example = [_EXAMPLE.get(column, "") for column in FORM]
    with table.open("x", encoding="utf-8-sig", newline="") as file:  # Excel takes UTF-8 for UTF-8 when it has a BOM
        csv.writer(file).writerows([list(FORM), example])
    _write_workbook(workbook, example)
    declaration.write_text(_DECLARATION, encoding="utf-8")
    return [table, workbook, declaration]


def _write_workbook(path: Path, example: list[str]) -> None:
    workbook = openpyxl.Workbook()
    results, columns = workbook.worksheets[0], workbook.create_sheet("columns")
    results.title = "results"
    results.append(list(FORM))
    results.append(example)
    columns.append(["column", "what it holds"])
    for column, meaning in FORM.items():
        columns.append([column, meaning])
    for sheet in (results, columns):
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = 24
    workbook.save(path)
