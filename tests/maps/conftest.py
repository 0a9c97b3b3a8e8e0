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
from sqlalchemy.orm import Session

from app.analysis.figures import Coverage
from app.analysis.seats import Bounds, ContestInputs, read_laws
from app.maps.atlas import CONSTITUENCY, Atlas, BackTest, Country, MapElection, MapParty, Publication, Sums
from app.maps.briefing import Briefing, brief
from app.maps.ground import draw_ground
from app.maps.page import render_atlas
from app.maps.printing import find_browser
from app.maps.regions import regions_of
from app.maps.snapshot import Snapshot, Snapshots, read_snapshots
from app.maps.words.catalogues import Text
from app.settings import ROOT

NAMES = {
    "nw": ("L'Éléphant <script>alert(1)</script>", "الفِيلُ"),
    "ne": ('"Née" & fils </script>', "إنزكان"),
    "sw": ("{{ 7 * 7 }} <!-- ", "آسفي"),
    "se": ("Œuf\u2028ligne", "مَكّة"),
}
CORNERS = {"nw": (-8, 33), "ne": (-7, 33), "sw": (-8, 32), "se": (-7, 32)}
OLD, NEW = "house-2016-local", "house-2021-local"
NAN = float("nan")
NO_CROSSWALK = pd.DataFrame({"party_code": [], "lineage_code": []}, dtype="string")
SOURCE = Publication("Simulated", "Nobody", "CC0", "Simulated figures <i>of 2021</i>", None, None)


def _areas() -> gpd.GeoDataFrame:
    rows = [
        (code, *names, "Nord" if code[0] == "n" else "Sud", "الشمال" if code[0] == "n" else "الجنوب")
        for code, names in NAMES.items()
    ]
    frame = pd.DataFrame(rows, columns=["code", "name_fr", "name_ar", "region_fr", "region_ar"])
    frame["province"], frame["region"] = frame["code"], frame["region_fr"].str[0]
    frame["province_fr"], frame["province_ar"] = frame["name_fr"], frame["name_ar"]
    frame["population"] = [40_000.0, 10_000.0, 90_000.0, NAN]
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


def _parties() -> pd.DataFrame:
    """Ten parties, two more than have a colour of their own."""
    codes = ["RV", "P&Q", *(f"F{n}" for n in range(6)), "Small", "Smaller"]
    acronyms = [code.replace("P&Q", 'P"Q') for code in codes]
    return pd.DataFrame({"acronym": acronyms}, index=pd.Index(codes, name="code"))


LIST_COLUMNS = ["election_code", "area_code", "party_code", "votes", "share", "margin", "seats_won"]


def _listed(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=LIST_COLUMNS).set_index(LIST_COLUMNS[:2])


def _lists() -> pd.DataFrame:
    """What the party and its rivals obtained: seats of 2016 are not known."""
    return _listed(
        [
            (OLD, "nw", "P&Q", 200.0, 0.25, 0.05, NAN),
            (OLD, "nw", "RV", 160.0, 0.2, -0.05, NAN),
            (NEW, "nw", "P&Q", 450.0, 0.45, 0.123, 2.0),
            (NEW, "nw", "RV", 327.0, 0.327, -0.123, 1.0),
            (NEW, "ne", "RV", 600.0, 0.6, 0.6, 3.0),
            (NEW, "ne", "P&Q", 0.0, 0.0, -0.6, 0.0),
            (NEW, "sw", "Small", 500.0, 0.5, 0.5, 3.0),
        ]
    )


def _regions() -> Sums:
    """The north is known as a whole, of the south one contest of two."""
    lists = [
        (OLD, "N", "P&Q", 200.0, 0.125, 0.025, NAN),
        (OLD, "N", "RV", 160.0, 0.1, -0.025, NAN),
        (NEW, "N", "RV", 927.0, 0.4635, 0.2385, 4.0),
        (NEW, "N", "P&Q", 450.0, 0.225, -0.2385, 2.0),
        (NEW, "S", "Small", 500.0, 0.5, 0.5, 3.0),
    ]
    contests = {(OLD, "N"): (6, NAN), (OLD, "S"): (3, NAN), (NEW, "N"): (6, 0.5), (NEW, "S"): (3, 0.5)}
    leaders = {(OLD, "N"): ("P&Q",), (NEW, "N"): ("RV",), (NEW, "S"): ("Small",)}
    return Sums(_figures(["seats", "turnout"], contests), _listed(lists), _figures(["party"], leaders)["party"])


def components(share: float, margin: float, value: float | None) -> list[dict]:
    """Two components that count and one that does not."""
    parts = [("performance", share, 0.5), ("margin", margin, 0.5), ("consistency", 0.0, 0.0)]
    return [
        {
            "component": name,
            "raw": raw,
            "observed": raw,
            "normalised": value,
            "weight": weight if value is not None else None,
            "contribution": None,
        }
        for name, raw, weight in parts
    ]


def simulated_country() -> Country:
    contests = {(NEW, code): (3, 1000, 0.5) for code in ("nw", "ne", "sw")} | {
        (OLD, code): (3, 800, NAN) for code in ("nw", "ne", "sw")
    }
    held = _figures(["seats", "valid_votes", "turnout"], contests)
    leaders = _figures(["party"], {(NEW, "nw"): ("P&Q",), (NEW, "ne"): ("RV",), (NEW, "sw"): ("Small",)})["party"]
    return Country(
        level=CONSTITUENCY,
        ground=draw_ground(_areas(), _communes()),
        elections=(
            MapElection(OLD, dt.date(2016, 10, 7), Text("Chambre 2016", "مجلس 2016"), Coverage(3, 3), None),
            MapElection(
                NEW, dt.date(2021, 9, 8), Text("Chambre 2021", "مجلس 2021"), Coverage(3, 3), "9.9-simulated", (SOURCE,)
            ),
        ),
        contests=held,
        parties=_parties(),
        lists=_lists(),
        leaders=leaders,
        boundaries=(Publication("Squares", "Nobody", "CC0", "Drawn by hand", None, None),),
        sources=(
            Publication("Simulated", "Nobody", "CC0", "Simulated figures", "https://example.org/simulated", "A note"),
        ),
        dataset_version="7",
        ballots=pd.Series(
            index=pd.MultiIndex.from_arrays([[], []], names=["election_code", "area_code"]), dtype=object
        ),
        sums={"province": Sums(held[["seats", "turnout"]], _lists(), leaders), "region": _regions()},
        names=pd.Series(
            {
                ("constituency", "ne"): ("nee fils script", "انزكان", "insgane"),
                ("commune", "sw-west"): ("commune sw west", "جماعه sw west", "the old name"),
                ("region", "N"): ("nord", "الشمال", "septentrion"),
            }
        ),
        back_test=BackTest(2016, 0.25, 0.5, 0.05),
    )


def simulated_atlas(country: Country) -> Atlas:
    results = {
        (OLD, "nw"): (200.0, 0.25, 0.05, NAN, NAN),
        (NEW, "nw"): (450.0, 0.45, 0.123, 0.2, 2.0),
        (NEW, "ne"): (0.0, 0.0, -0.6, NAN, 0.0),
    }
    scores = {
        (NEW, "nw"): (92.5, 1.0, 2.0, 1.0, 2.0, 0.75, 0.85, "bastion", components(0.45, 0.123, 0.9)),
        (NEW, "ne"): (11.0, 2.0, 2.0, 2.0, 2.0, 0.0, 0.1, "marginal", components(0.0, -0.6, 0.1)),
        (NEW, "sw"): (NAN, NAN, 2.0, NAN, NAN, NAN, NAN, "absent", []),
        (NEW, "se"): (NAN, NAN, 2.0, NAN, NAN, NAN, NAN, "unknown", components(NAN, NAN, None)),
    }
    score_columns = [
        *("score", "rank", "ranked", "rank_low", "rank_high", "top_fifth", "p_seat", "strength_class", "components")
    ]
    zone = ("L'aire <b>d'essai</b>", "المجال", ["nw", "ne"], 0.225, NAN, 2.0)
    return Atlas(
        country=country,
        party=MapParty("P&Q", 'P"Q', Text("Parti d'«Essai» & <b>Cie</b>", "حِزْبُ التجربة")),
        results=_figures(["votes", "share", "margin", "swing", "seats_won"], results).assign(continuity=None),
        scores=_figures(score_columns, scores),
        clusters=_figures(["label"], {(NEW, "nw"): ("HH",), (NEW, "ne"): ("ns",)}),
        prices=_figures(
            ["votes_to_tie", "votes_to_win", "votes_to_risk", "votes_to_lose", "no_price"],
            {
                (OLD, "nw"): (NAN, NAN, NAN, NAN, "figures"),
                (NEW, "nw"): (1199.0, 1200.0, 49.0, 50.0, None),
                (NEW, "ne"): (4000.0, NAN, NAN, NAN, "registered"),
            },
        ),
        zones=pd.DataFrame(
            [zone],
            index=pd.MultiIndex.from_tuples([(NEW, 1)], names=["election_code", "zone"]),
            columns=["name_fr", "name_ar", "members", "share", "change", "seats_won"],
        ),
    )


@pytest.fixture
def country() -> Country:
    return simulated_country()


@pytest.fixture
def atlas(country: Country) -> Atlas:
    return simulated_atlas(country)


@pytest.fixture(scope="session")
def atlas_page() -> str:
    """The page of the atlas, drawn once for all tests that only look at it."""
    return render_atlas(simulated_atlas(simulated_country()))


def all_results(atlas: Atlas) -> pd.DataFrame:
    """The party's lists, and those of others. All are simulated."""
    others = {("RV", NEW, "nw"): (550, 1), ("RV", NEW, "ne"): (1000, 3), ("F0", NEW, "sw"): (1000, 3)}
    keys = pd.MultiIndex.from_tuples(others, names=["party_code", "election_code", "area_code"])
    frame = pd.DataFrame(list(others.values()), index=keys, columns=["votes", "seats_won"]).astype(float)
    own = pd.concat({atlas.party.code: atlas.results[["votes", "seats_won"]]}, names=["party_code"])
    return pd.concat([own, frame])


@pytest.fixture
def contests() -> dict[str, ContestInputs]:
    """Three seats each; nothing is known of the registered voters of the north-east."""
    return {
        "nw": ContestInputs("nw", 3, {"RV": 550, "P&Q": 450}, Bounds(2000, 2000)),
        "ne": ContestInputs("ne", 3, {"RV": 1000, "P&Q": 0}, Bounds(2000, 2400)),
        "sw": ContestInputs("sw", 3, {"F0": 1000}, Bounds(2000, 2000)),
    }


@pytest.fixture
def make(atlas, contests):
    """Brief on a region, with other results of the party where a test has them."""
    rule = read_laws((ROOT / "data" / "laws.toml").read_text(encoding="utf-8"))[("04-21", "local")]

    def briefing(slug: str, changed: Atlas = atlas, held: dict[str, ContestInputs] | None = None) -> Briefing:
        region = {region.slug: region for region in regions_of(atlas.country.ground)}[slug]
        return brief(changed, region, all_results(changed), NO_CROSSWALK, (rule, held or contests))

    return briefing


@pytest.fixture(scope="session")
def snapshots(reading_engine) -> Snapshots:
    """Everything the pages of the real data are made from."""
    with Session(reading_engine) as session:
        return read_snapshots(session)


@pytest.fixture(scope="session")
def snapshot(snapshots) -> Snapshot:
    """What those of the House are made from."""
    return snapshots.house


@pytest.fixture(scope="session")
def chromium() -> str:
    found = find_browser()
    if found is None:
        pytest.skip("install Chromium (apt-get install chromium) to run these tests")
    return found
