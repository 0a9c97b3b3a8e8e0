"""Names become codes where that is certain, and lines of a report where it is not."""

import tomllib
from dataclasses import replace

import numpy as np
import pandas as pd
import psycopg
import pytest

from app.settings import ROOT
from etl.codes import read_corrections
from etl.corrections import Correction, parse_corrections
from etl.matching import match_provinces, match_units
from etl.sources import Refused, SourceDeclaration
from etl.spelling import spell
from tests.misspelling import misspell

AS_TAFRA_WRITES_THEM = {
    "Agadir - Ida-ou-Tanane": "09.001",
    "Al-Haouz": "07.041",
    "Beni-Mellal": "05.091",
    "Chtouka - Aït-Baha": "09.163",
    "El-Hajeb": "03.171",
    "El-Kelâa-des-Sraghna": "07.191",
    "Es-Semara": "11.221",
    "Fahs - Anjra": "01.227",
    "Inezgane - Aït-Melloul": "09.273",
    "Laâyoune": "11.321",
    "M'Diq - Fnideq": "01.573",
    "Moulay-Yacoub": "03.591",
    "Médiouna": "06.355",
    "Oued Ed-Dahab": "12.391",
    "Oujda - Angad": "02.411",
    "Sidi-Kacem": "04.481",
    "Skhirate - Temara": "04.501",
    "Tanger - Assilah": "01.511",
}


@pytest.fixture(scope="module")
def reference() -> pd.DataFrame:
    """The 1,538 units with results of their own."""
    units = pd.read_csv(ROOT / "data/reference/communes.csv", dtype=str)
    names = {"name_fr": "province_fr", "name_ar": "province_ar"}
    provinces = pd.read_csv(ROOT / "data/reference/provinces.csv", dtype=str).rename(columns=names)
    units = units[units["kind"] != "city"].rename(columns={"commune_code": "code"})
    return units.merge(provinces.drop(columns="region_code"), on="province_code")


def units_of(*rows: tuple[str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["province_name", "unit_name"], dtype="string")


@pytest.mark.parametrize("seed", [2015, 2021])
def test_in_a_full_list_every_row_matches_or_is_listed_and_none_wrongly(reference, seed):
    rows = misspell(reference, seed)
    matching = match_units(rows, reference)
    matched = matching.codes.notna()
    assert len(rows) == 1538
    assert (matching.codes[matched] == reference["code"][matched]).all()
    assert matched.sum() >= 1500
    assert sorted(matching.report["row"]) == list(rows.index[~matched])


@pytest.mark.parametrize("seed", [3, 4])
def test_a_row_whose_unit_is_not_in_the_reference_is_listed_not_given_to_a_neighbour(reference, seed):
    random = np.random.default_rng(seed)
    asked, known = random.random(len(reference)) < 0.9, random.random(len(reference)) < 0.9
    rows = misspell(reference, seed)[asked]
    matching = match_units(rows, reference[known])
    matched = matching.codes.notna()
    assert (matching.codes[matched] == reference["code"][asked][matched]).all()
    assert set(rows.index[~reference.loc[asked, "code"].isin(reference.loc[known, "code"])]) <= set(
        matching.report["row"]
    )


def test_provinces_match_as_a_publisher_writes_them(reference):
    names = pd.Series(list(AS_TAFRA_WRITES_THEM))
    assert dict(zip(names, match_provinces(names, reference), strict=True)) == AS_TAFRA_WRITES_THEM


@pytest.mark.parametrize(
    ("province", "unit", "name"),
    [
        ("Préfecture de Fès", "Arrond. Jnan El Ouard", "Jnan El Ouard"),
        ("Province: Al Hoceïma", "Mun. Beni Bouayach", "Bni Bouayach"),
        ("الحسيمة", "جماعة بنى بوعياش", "Bni Bouayach"),
        ("SETTAT", "Awlad M’rah (Mun.)", "Oulad M'rah"),
        ("Midelt", "Rich (M)", "Er-Rich"),
        ("Casablanca", "Moulay Rachid (AR)", "Moulay Rachid"),
        ("Sidi Ifni", "Sd. Ifni", "Sidi Ifni"),
    ],
)
def test_usual_spellings_are_understood(reference, province, unit, name):
    code = match_units(units_of((province, unit)), reference).codes[0]
    assert reference.set_index("code").at[code, "name_fr"] == name


def test_no_code_is_given_twice(reference):
    matching = match_units(units_of(("Settat", "Settat"), ("Settat", "SETTAT")), reference)
    assert matching.codes.isna().all()
    assert list(matching.report["row"]) == [0, 1]


def test_the_report_names_the_best_candidates(reference):
    line = match_units(units_of(("Al Hoceima", "Bni Bouaxxch")), reference).report.iloc[0]
    assert line["reason"] == "no name is as like as 84 of 100"
    assert line["candidates"][0][:2] == ("01.051.01.03", "Bni Bouayach")


@pytest.mark.parametrize("province", ["Atlantide", None])
def test_without_a_province_nothing_is_guessed(reference, province):
    matching = match_units(units_of((province, "Settat")), reference)
    assert matching.codes.isna().all()
    assert list(matching.report["reason"]) == ["the province is not certain"]


def test_an_arrondissement_is_no_commune(reference):
    assert match_units(units_of(("Settat", "Settat (AR)")), reference).codes.isna().all()


SETTLED = Correction("communal", "Settat", "06.461.01.15", "Settat", "its old name", "Zettat-Ville")


def test_a_correction_settles_a_name(reference):
    rows = units_of(("Settat", "Zettat-Ville"), ("Settat", "Settat"))
    matching = match_units(rows.head(1), reference, [SETTLED])
    assert list(matching.codes) == [SETTLED.code]
    assert list(matching.how) == ["correction"]
    other = match_units(rows, reference, [SETTLED])
    assert list(other.report["reason"]) == ["the unit it is most like is another row's"]


def test_a_correction_settles_a_province(reference):
    correction = Correction("communal", "Zettat (région)", "06.461", "Settat", "as the publisher writes it")
    matching = match_units(units_of(("Zettat (région)", "Settat")), reference, [correction])
    assert matching.codes.notna().all()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"expect": "Berrechid"}, "not Berrechid"),
        ({"code": "99.999.99.99"}, "is no unit"),
        ({"unit": "Nowhere"}, "no row bears this name any more"),
        ({"province": "Nowhere", "unit": None}, "no row bears this name any more"),
    ],
)
def test_a_correction_that_no_longer_applies_fails_loudly(reference, change, reason):
    correction = Correction(**{**vars(SETTLED), **change})
    with pytest.raises(Refused, match=reason):
        match_units(units_of(("Settat", "Zettat-Ville")), reference, [correction])


@pytest.mark.parametrize(
    "line", ['unit = "no code"', 'province = "a"\ncode = "b"\nexpect = "c"\nreason = ""', 'because = "a"']
)
def test_a_correction_without_its_fields_is_refused(tmp_path, line):
    with pytest.raises(Refused, match=r"corrections\.toml: correction 1: "):
        parse_corrections([{"source": "communal", **tomllib.loads(line)}], "corrections.toml")


def test_a_name_is_settled_once():
    with pytest.raises(Refused, match=r"correction 2: communal / .* stands twice"):
        parse_corrections([vars(SETTLED), vars(SETTLED)], "corrections.toml")


def test_a_source_has_the_corrections_that_were_loaded_for_it_and_its_own(own_settings):
    line = {name: said for name, said in vars(SETTLED).items() if name != "source"}
    loaded = vars(replace(SETTLED, source="loaded"))
    described = dict.fromkeys(("title", "publisher", "licence", "citation", "vintage"), "simulated")
    with psycopg.connect(own_settings.libpq_url) as connection:
        connection.execute(
            """
            INSERT INTO name_correction (source_code, province, unit, code, expect, reason, source_file_id)
            SELECT %(source)s, %(province)s, %(unit)s, %(code)s, %(expect)s, %(reason)s, min(id) FROM source_file
            """,
            loaded,
        )

        def corrections(code, *declared):
            source = SourceDeclaration(code=code, reader="form", files=("own.csv",), corrections=declared, **described)
            return read_corrections(connection, source)

        assert corrections("loaded") == [replace(SETTLED, source="loaded")]
        assert corrections("own", line) == [replace(SETTLED, source="own")]
        assert corrections("another") == []
        with pytest.raises(Refused, match="stands twice"):
            corrections("loaded", line)


def test_units_of_one_province_sound_different(reference):
    for language in ("name_fr", "name_ar"):
        sounds = reference[language].map(lambda name: spell(name).sound)
        assert not reference[["province_code"]].assign(sound=sounds).duplicated().any()
