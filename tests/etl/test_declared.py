"""A coordinator's own declaration brings lineage, seat laws and national totals along, and never overrules another."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.store.database import create_reading_engine
from app.store.queries.declared import read_declared
from etl.codes import with_declared
from etl.load import load, unload
from etl.naming import find_sources
from etl.sources import Refused
from etl.status import dataset_version

SAMPLE = Path(__file__).parent / "samples" / "dakhla.csv"
DECLARED = """
[[lineage]]
party_code = "CNI"
lineage_code = "FG"
relation = "split"
source = "simulated"

[[laws]]
law = "simulated"
ballots = ["local"]
base = "none"
threshold = "0"
method = "plurality"
tie_rule = "youngest_candidate_then_draw"
confidence = "M"
citation = "simulated"

[[totals]]
election_code = "communal-2021"
item = "ballots_cast"
value = 7
status = "provisional"
"""
LINE = {"party_code": "MP", "lineage_code": "PAM", "relation": "merger", "source": "simulated"}
LAW = {
    "law": "simulated",
    "ballots": ["local"],
    "base": "none",
    "threshold": "0",
    "method": "plurality",
    "tie_rule": "youngest_candidate_then_draw",
    "confidence": "M",
    "citation": "simulated",
}
TOTAL = {"election_code": "house-2021-local", "item": "ballots_cast", "value": 7, "status": "final"}


@pytest.fixture
def dakhla(tmp_path) -> Path:
    """Results with a declaration beside them that brings all this along."""
    table = Path(shutil.copy(SAMPLE, tmp_path))
    told = SAMPLE.with_suffix(".toml").read_text(encoding="utf-8")
    table.with_suffix(".toml").write_text(told + DECLARED, encoding="utf-8")
    return table


def load_file(settings, path: Path) -> list[int | None]:
    """Load a file; return the rows of its sources, None where they are unchanged."""
    told = []
    load(settings, find_sources([str(path)], settings.data_dir), told.append)
    return [loaded.rows for loaded in told]


def declared(settings):
    engine = create_reading_engine(settings)
    with Session(engine) as session:
        found = read_declared(session)
    engine.dispose()
    return found


def test_what_a_file_declares_comes_and_goes_with_it(without_councils, dakhla):
    before, version = declared(without_councils), dataset_version(without_councils)
    load_file(without_councils, dakhla)
    lineage, rules = declared(without_councils)
    assert lineage.set_index("party_code")["lineage_code"]["CNI"] == "FG"
    assert rules["simulated", "local"].method == "plurality"
    unload(without_councils, "dakhla")
    assert declared(without_councils).lineage.equals(before.lineage)
    assert declared(without_councils).rules == before.rules
    assert dataset_version(without_councils) == version


def test_a_changed_declaration_is_loaded_as_a_changed_file_is(without_councils, dakhla):
    load_file(without_councils, dakhla)
    assert load_file(without_councils, dakhla) == [None]
    declaration = dakhla.with_suffix(".toml")
    told = declaration.read_text(encoding="utf-8")
    declaration.write_text(told.replace('lineage_code = "FG"', 'lineage_code = "PVM"'), encoding="utf-8")
    assert load_file(without_councils, dakhla) == [56]
    assert declared(without_councils).lineage.set_index("party_code")["lineage_code"]["CNI"] == "PVM"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"lineage": (LINE, LINE)}, "declaration of lineage, row 2: MP stands twice"),
        ({"lineage": ({**LINE, "party_code": "XXX"},)}, "party_code 'XXX' is no party"),
        ({"lineage": ({**LINE, "lineage_code": "XXX"},)}, "lineage_code 'XXX' is no party, nor a lineage"),
        ({"lineage": ({**LINE, "cousin": "PI"},)}, "lineage MP: has unknown cousin"),
        ({"lineage": ({**LINE, "party_code": "PGV"},)}, "lineage PGV: reference declares 'PVM', not 'PAM'"),
        ({"laws": (LAW, LAW)}, "law simulated has two rules for the ballot local"),
        ({"laws": ({**LAW, "base": "luck"},)}, "laws.simulated.base: 'luck' is not one of"),
        ({"laws": ({**LAW, "law": "04-21"},)}, "law 04-21 local: reference declares"),
        ({"totals": (TOTAL, TOTAL)}, "declaration of totals, row 2: house-2021-local / ballots_cast stands twice"),
        ({"totals": ({**TOTAL, "election_code": "x"},)}, "election_code 'x' is no election"),
        ({"totals": ({**TOTAL, "value": "many"},)}, "value must be a number"),
    ],
)
def test_what_is_wrong_or_declared_otherwise_is_refused(own_source, codes, fields, reason):
    with pytest.raises(Refused) as refused:
        with_declared(codes, own_source("own.csv", "", **fields))
    assert reason in str(refused.value)


def test_what_another_source_declares_alike_is_no_contradiction(own_source, codes):
    alike = {"party_code": "PGV", "lineage_code": "PVM", "relation": "renamed", "source": "simulated"}
    with_declared(codes, own_source("own.csv", "", lineage=(alike, {**LINE, "lineage_code": "FG"})))
