"""One spelling per place at all levels, after the ministry's usage; the others are aliases that search knows."""

import pandas as pd
import pytest

from app.analysis.names import fold
from app.settings import ROOT
from etl.areas import TABLES

REFERENCE = ROOT / "data" / "reference"

RIGHT_AND_OTHERS = {
    "الناظور": ("الناضور",),
    "طنجة - أصيلة": ("طنجة أصيلة", "طنجة - أصيلا"),
    "وجدة - أنجاد": ("وجدة أنجاد", "وجدة أنكاد", "وجدة - أنكاد"),
    "سيدي إفني": ("سيدي افني",),
    "ابن امسيك": ("ابن مسيك",),
    "أولماس": ("اولماس",),
    "الدار البيضاء - أنفا": ("الدار البيضاء آنفا",),
    "أنفا": ("آنفا",),
    "الفحص - أنجرة": ("فحص - انجرة", "فحص - أنجرة"),
    "إنزكان - آيت ملول": ("إنزكان ايت ملول",),
    "فجيج": ("فجيج بوعرفة",),
    "القرية - غفساي": ("القرية غفساي",),
    "الفداء - مرس السلطان": ("الفداء مرس السلطان",),
    "عين السبع - الحي المحمدي": ("عين السبع الحي المحمدي",),
    "المضيق - الفنيدق": ("المضيق الفنيدق",),
    "تاونات - تيسة": ("تاونات تيسة",),
    "إفران": ("ايفران",),
    "الفقيه بن صالح": ("الفقيه بنصالح",),
    "Oued Ed-Dahab": ("Oued Eddahab", "Oued-Ed-Dahab"),
    "Mohammadia": ("Mohammédia",),
    "M'diq-Fnideq": ("Mdiq-Fnidq",),
    "Moulay Yacoub": ("Moulay Yaâcoub",),
    "Laâyoune": ("Laayoune",),
    "Taroudannt": ("Taroudant",),
    "Aïn Chock": ("Aîn-Chock", "Ain Chok"),
    "Aïn Sebaâ": ("Aîn-Sebaâ",),
    "Fquih Ben Salah": ("Fkih Ben Salah",),
    "Ben Guerir": ("Benguerir",),
    "Ben M'sick": ("Ben Msick",),
}
"""The spellings that differed between levels, or from the ministry's, by the one that holds."""


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    """Every place of every level: its names, and all that it is found by, folded."""
    tables = {
        name: pd.read_csv(REFERENCE / f"{name}.csv", dtype=str).rename(columns={columns[0]: "code"})
        for name, columns in TABLES.items()
        if "name_fr" in columns
    }
    kinds = tables["communes"]["kind"]
    levels = {
        "regions": "region",
        "provinces": "province",
        "constituencies": tables["constituencies"]["level"],
        "communes": kinds.where(kinds == "city", "commune"),
    }
    every = pd.concat([table.assign(level=levels[name]) for name, table in tables.items()])
    aliases = pd.read_csv(REFERENCE / "place_aliases.csv", dtype=str).groupby(["level", "code"])["alias"].agg(list)
    every = every.join(aliases, on=["level", "code"])[["level", "code", "name_fr", "name_ar", "alias"]]
    found_by = [
        {fold(name) for name in (fr, ar, *(other if isinstance(other, list) else ()))}
        for fr, ar, other in every[["name_fr", "name_ar", "alias"]].itertuples(index=False)
    ]
    return every.assign(found_by=found_by)


@pytest.mark.parametrize("right", RIGHT_AND_OTHERS)
def test_a_place_has_one_spelling_and_is_found_by_the_others(places, right):
    names = pd.concat([places["name_fr"], places["name_ar"]])
    assert right in set(names)
    assert not set(names) & set(RIGHT_AND_OTHERS[right])
    known = set().union(*places.loc[places[["name_fr", "name_ar"]].eq(right).any(axis=1), "found_by"])
    assert {fold(typed) for typed in (right, *RIGHT_AND_OTHERS[right])} <= known


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ("Casablanca", {"city": 1, "constituency": 7, "province": 1}),
        ("Marrakech", {"city": 1, "constituency": 3, "province": 1}),
        ("Marrakesh", {"city": 1, "constituency": 3, "province": 1, "region": 1, "regional_constituency": 1}),
        ("Ait Meloul", {"commune": 1, "constituency": 1, "province": 1}),
        ("والماس", {"commune": 1, "constituency": 1}),
        ("Fez", {"city": 1, "constituency": 2, "province": 1}),
    ],
)
def test_what_people_type_finds_the_place_at_every_level(places, typed, levels):
    found = places[places["found_by"].map(lambda names: fold(typed) in names)]
    assert found["level"].value_counts().to_dict() == levels


def test_places_of_one_name_are_spelt_alike(places):
    for column in ("name_fr", "name_ar"):
        spellings = places.groupby(places[column].map(fold))[column].agg(set)
        assert [sorted(names) for names in spellings if len(names) > 1] == []
