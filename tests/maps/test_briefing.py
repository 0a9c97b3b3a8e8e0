"""A party's briefing on a region: its figures, its sentences, its page."""

import dataclasses
import re

import pandas as pd
import pytest

from app.analysis.seats import Bounds, ContestInputs, endangered, targets
from app.maps.briefing import LISTED, Briefing
from app.maps.briefing_page import render_briefing
from app.maps.sentences import sentences
from app.maps.snapshot import atlas_of, briefing_of

NEW, OLD, LATEST = "house-2021-local", "house-2016-local", "house-2026-local"


def french(briefing: Briefing) -> list[str]:
    return [sentence.fr.replace("\u2068", "").replace("\u2069", "") for sentence in sentences(briefing)]


def arabic(briefing: Briefing) -> list[str]:
    return [re.sub("[\u200e\u2068\u2069]", "", sentence.ar) for sentence in sentences(briefing)]


def test_the_figures_of_a_region_are_the_sums_of_its_areas(make):
    north = make("nord")
    assert list(north.areas.index) == ["nw", "ne"]
    assert north.own["votes"] == 450
    assert north.own["share"] == 450 / 2000
    assert north.own["seats_won"] == 2
    assert list(north.parties.index) == ["RV", "P&Q"]
    # one list of 200 votes in 2016, in a region of twice 800
    assert north.share_before == 200 / 1600
    assert north.change == pytest.approx(0.225 - 0.125)


def test_an_unknown_term_makes_the_sum_unknown(make, atlas):
    results = atlas.results.copy()
    results.loc[(NEW, "ne"), ["votes", "share", "seats_won"]] = float("nan")
    north = make("nord", dataclasses.replace(atlas, results=results))
    assert pd.isna(north.own["votes"])
    assert north.rank is None
    assert french(north)[0] == "Les voix du parti dans la région ne sont pas toutes publiées."
    assert "Ses sièges ne sont pas publiés." in french(north)


def test_the_sentences_say_what_the_figures_are(make):
    assert french(make("nord")) == [
        "Le parti obtient 22,5\u00a0% des voix de la région (450 voix), au 2e rang sur 2, en progrès de 10,0 points "
        "depuis 2016.",
        "En tête de la région\u00a0: RV (77,5\u00a0% des voix, sièges\u00a0: 4).",
        "Il gagne 2 sièges sur 6.",
        "Il y compte 1 bastion\u00a0: L'Éléphant <script>alert(1)</script>.",
        "Il ne recule nulle part (circonscriptions comparables\u00a0: 1).",
        'Le siège le plus proche est à "Née" & fils </script>\u00a0: 1 voix de plus (aux dépens de\u00a0: RV).',
        "Le siège le plus menacé est à L'Éléphant <script>alert(1)</script>\u00a0: perdu avec 450 voix de moins "
        "(au profit de\u00a0: RV).",
    ]
    assert arabic(make("nord"))[:4] == [
        "حصل الحزب على 22,5% من أصوات الجهة (450 صوتا)، في الرتبة الثانية من أصل 2، بتقدم قدره 10,0 نقطة منذ 2016.",
        "يتصدر الجهة: RV (77,5% من الأصوات، المقاعد: 4).",
        "حصل على مقعدين من أصل 6.",
        "يتوفر فيها على معقل واحد: الفِيلُ.",
    ]


def test_a_region_without_a_list_says_so_and_what_a_first_seat_would_cost(make):
    south = make("sud")
    assert south.own is None
    assert french(south) == [
        "Le parti n'avait aucune liste dans la région en 2021.",
        "Pour une nouvelle liste, le premier siège le plus proche est à {{ 7 * 7 }} <!-- \u00a0: 1 voix.",
    ]
    page = render_briefing(south)
    assert "nouvelle liste" in page
    assert "لائحة جديدة" in page


SAID = [
    ({"swing": [-0.041, 0.02]}, "Il recule dans 1 circonscription (comparables\u00a0: 2), le plus à"),
    ({"swing": [-0.041, -0.02]}, "Il recule dans 2 circonscriptions (comparables\u00a0: 2), le plus à"),
    ({"swing": [float("nan")] * 2}, "Il y compte 1 bastion"),
    ({"seats_won": [0.0, 0.0]}, "Il ne gagne aucun des 6 sièges."),
    ({"seats_won": [0.0, 1.0]}, "Il gagne 1 siège sur 6."),
    ({"share_before": [0.1, 0.2], "seats_before": [1.0, 0.0]}, "Il gagne 2 sièges sur 6, contre 1 en 2016."),
    ({"share_before": [0.1, 0.2], "seats_before": [2.0, 0.0]}, "Il gagne 2 sièges sur 6, comme en 2016."),
    ({"share_before": [0.1, 0.2], "seats_before": [0.0, 0.0]}, "Il gagne 2 sièges sur 6, contre aucun en 2016."),
    ({"fielded": [False, True], "share_before": [0.1, 0.2]}, 'Il n\'a plus de liste dans "Née" & fils </script>.'),
    (
        {"strength_class": ["held", "marginal"], "p_seat": [float("nan")] * 2},
        "Son point le plus fort\u00a0: L'Éléphant",
    ),
    (
        {"strength_class": ["held", "marginal"]},
        "Il n'y a aucun bastion\u00a0; son point le plus fort\u00a0: L'Éléphant",
    ),
    ({"score": [float("nan")] * 2}, "Ses listes n'ont pas de score."),
]


@pytest.mark.parametrize(("figures", "sentence"), SAID)
def test_each_case_has_its_sentence(make, figures, sentence):
    north = make("nord")
    areas = north.areas.assign(**{name: pd.Series(values, ["ne", "nw"]) for name, values in figures.items()})
    parties = north.parties.copy()
    parties.loc["P&Q", "seats_won"] = areas["seats_won"].sum(skipna=False)
    said = french(dataclasses.replace(north, areas=areas, parties=parties))
    assert any(each.startswith(sentence) for each in said)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (-0.013, "en recul de 1,3 point depuis 2016."),
        (0.0004, "comme en 2016."),
        (float("nan"), "sans liste comparable en 2016."),
    ],
)
def test_the_change_is_told_or_told_to_be_unknown(make, change, sentence):
    assert french(dataclasses.replace(make("nord"), change=change))[0].endswith(sentence)


def test_a_change_since_parties_that_merged_says_so(make):
    north = make("nord")
    results = north.atlas.results.assign(continuity="merger")
    merged = dataclasses.replace(north, atlas=dataclasses.replace(north.atlas, results=results))
    assert french(merged)[0].endswith("en progrès de 10,0 points depuis 2016 (fusion).")
    page = re.sub("[\u2068\u2069]", "", render_briefing(merged))
    assert "Pertes depuis 2016 (fusion)" in page


def test_seats_that_cannot_be_counted_are_named(make, contests):
    held = contests | {"ne": ContestInputs("ne", None, {"RV": 1000, "P&Q": 0}, Bounds(2000, 2400))}
    north = make("nord", held=held)
    assert north.seats.uncounted == ("ne",)
    assert north.seats.unregistered == 1
    page = render_briefing(north)
    assert (
        "Voix manquantes inconnues, faute de chiffres publiés\u00a0: &#34;Née&#34; &amp; fils &lt;/script&gt;." in page
    )
    assert "n&#39;est pas publié dans 1 circonscription" in page


def test_no_name_breaks_the_page_and_nothing_is_fetched(make):
    page = render_briefing(make("nord"))
    assert page.count("<script") == page.count("</script>") == 1
    assert "{{ 7 * 7 }}" not in page or "49" not in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//|<link|@import|url\((?!#|data:)""", page)


def test_the_same_briefing_gives_the_same_page(make):
    assert render_briefing(make("nord")) == render_briefing(make("nord"))


def of(snapshot, party: str, slug: str) -> Briefing:
    [region] = [region for region in snapshot.regions if region.slug == slug]
    return briefing_of(snapshot, atlas_of(snapshot, party), region)


def test_the_mp_in_fes_meknes_is_as_the_data_have_it(snapshot):
    fes = of(snapshot, "MP", "fes-meknes")
    assert len(fes.areas) == 11
    assert fes.areas["seats"].sum() == 37
    assert fes.own["seats_won"] == 4
    assert fes.own["lists"] == 10
    assert fes.areas.loc["ifrane", "votes"] == 7985
    assert "Il n'a plus de liste dans Moulay Yacoub." in french(fes)


@pytest.mark.parametrize("slug", ["fes-meknes", "casablanca-settat", "oriental"])
def test_prices_are_those_of_the_engine(snapshot, slug):
    briefing = of(snapshot, "MP", slug)
    inputs = snapshot.seat_inputs[LATEST]
    held = [inputs.contests[code] for code in briefing.region.areas if "MP" in inputs.contests[code].votes]
    cheapest, menaced = targets(held, inputs.rule, "MP"), endangered(held, inputs.rule, "MP")
    assert [seat[:2] for seat in briefing.seats.cheapest] == list(
        cheapest[["area_code", "votes_to_win"]].head(LISTED).itertuples(index=False, name=None)
    )
    assert [seat[:2] for seat in briefing.seats.endangered] == list(
        menaced[["area_code", "votes_to_lose"]].head(LISTED).itertuples(index=False, name=None)
    )


def test_the_regions_share_out_the_country(snapshot):
    assert len(snapshot.regions) == 12
    areas = [code for region in snapshot.regions for code in region.areas]
    assert sorted(areas) == sorted(snapshot.country.ground.areas.index)
    national = snapshot.results.loc["MP"].loc[LATEST]
    briefings = [of(snapshot, "MP", region.slug) for region in snapshot.regions]
    assert sum(each.own["votes"] for each in briefings if each.own is not None) == national["votes"].sum()
    assert sum(each.own["seats_won"] for each in briefings if each.own is not None) == national["seats_won"].sum()
