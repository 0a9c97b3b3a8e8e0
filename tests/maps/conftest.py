"""
A country of four square areas, one of each kind the map must tell apart, with names that try to break the page.

    north-west  strong        north-east  weak
    south-west  no list       south-east  nothing known

All figures are simulated.
"""

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from app.maps.atlas import Atlas, Country, Election, Party, Source, Text
from app.maps.ground import draw_ground

NAMES = {
    "nw": ("L'Éléphant <script>alert(1)</script>", "الفِيلُ"),
    "ne": ('"Née" & fils </script>', "إنزكان"),
    "sw": ("{{ 7 * 7 }} <!-- ", "آسفي"),
    "se": ("Œuf\u2028ligne", "مَكّة"),
}
CORNERS = {"nw": (-8, 33), "ne": (-7, 33), "sw": (-8, 32), "se": (-7, 32)}
OLD, NEW = "house-2016-local", "house-2021-local"
NAN = float("nan")


def _areas() -> gpd.GeoDataFrame:
    rows = [
        (code, *names, "Nord" if code[0] == "n" else "Sud", "الشمال" if code[0] == "n" else "الجنوب")
        for code, names in NAMES.items()
    ]
    frame = pd.DataFrame(rows, columns=["code", "name_fr", "name_ar", "region_fr", "region_ar"])
    squares = [box(x, y, x + 1, y + 1) for x, y in CORNERS.values()]
    return gpd.GeoDataFrame(frame, geometry=squares, crs=4326).set_index("code")


def _communes() -> gpd.GeoDataFrame:
    """Two halves of each area, west and east."""
    rows = [
        (f"{code}-{half}", f"Commune {code} {half}", f"جماعة {code} {half}", code, box(x + dx, y, x + dx + 0.5, y + 1))
        for code, (x, y) in CORNERS.items()
        for half, dx in (("west", 0), ("east", 0.5))
    ]
    frame = pd.DataFrame(rows, columns=["code", "name_fr", "name_ar", "area_code", "geometry"])
    return gpd.GeoDataFrame(frame, crs=4326).set_index("code")


def _figures(columns: list[str], rows: dict[tuple[str, str], tuple]) -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples(rows, names=["election_code", "area_code"])
    return pd.DataFrame(list(rows.values()), index=index, columns=columns)


@pytest.fixture
def country() -> Country:
    contests = {(NEW, code): (3, 1000, 0.5) for code in ("nw", "ne", "sw")} | {
        (OLD, code): (3, 800, NAN) for code in ("nw", "ne", "sw")
    }
    return Country(
        ground=draw_ground(_areas(), _communes()),
        elections=(
            Election(OLD, dt.date(2016, 10, 7), Text("Chambre 2016", "مجلس 2016"), None),
            Election(NEW, dt.date(2021, 9, 8), Text("Chambre 2021", "مجلس 2021"), "9.9-simulated"),
        ),
        contests=_figures(["seats", "valid_votes", "turnout"], contests),
        boundaries=(Source("Squares", "Nobody", "CC0", "Drawn by hand", None, None),),
        sources=(Source("Simulated", "Nobody", "CC0", "Simulated figures", "https://example.org/simulated", "A note"),),
        dataset_version=7,
    )


@pytest.fixture
def atlas(country: Country) -> Atlas:
    results = {
        (OLD, "nw"): (200.0, 0.25, 0.05, NAN),
        (NEW, "nw"): (450.0, 0.45, 0.123, 2.0),
        (NEW, "ne"): (0.0, 0.0, -0.6, 0.0),
    }
    scores = {
        (NEW, "nw"): (92.5, 1.0, 2.0, "stronghold"),
        (NEW, "ne"): (11.0, 2.0, 2.0, "weak"),
        (NEW, "sw"): (NAN, NAN, 2.0, "absent"),
        (NEW, "se"): (NAN, NAN, 2.0, "insufficient"),
    }
    return Atlas(
        country=country,
        party=Party("P&Q", 'P"Q', Text("Parti d'«Essai» & <b>Cie</b>", "حِزْبُ التجربة")),
        results=_figures(["votes", "share", "margin", "seats_won"], results),
        scores=_figures(["score", "rank", "ranked", "strength_class"], scores),
    )
