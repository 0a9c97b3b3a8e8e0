"""What the page says in words and key figures."""

import dataclasses

import pytest

from app.maps.summary import key_figures, reading
from app.maps.words.catalogues import Text
from app.maps.words.numbers import number, percent

OLD, NEW = 0, 1


def values(atlas, election):
    return [figure.value.fr for figure in key_figures(atlas, atlas.country.elections[election])]


def test_the_reading_says_how_many_where_and_who_leads(atlas):
    said = reading(atlas, atlas.country.elections[NEW])
    assert said.fr == (
        "Circonscriptions fortes (score de 80 ou plus)\u00a0: 1 sur 3, surtout Nord (1). Meilleurs scores\u00a0: "
        'L\'Éléphant <script>alert(1)</script> (45,0\u00a0% des voix), "Née" & fils </script> (0,0\u00a0% des voix).'
    )
    assert said.ar == (
        "الدوائر القوية (80 درجة فما فوق): 1 من أصل 3، خصوصا الشمال (1). أعلى الدرجات: "
        "الفِيلُ (45,0\u200e%\u200e من الأصوات)، إنزكان (0,0\u200e%\u200e من الأصوات)."
    )


def test_where_no_area_is_strong_the_reading_says_so(atlas):
    weak = dataclasses.replace(atlas, scores=atlas.scores.query("strength_class == 'marginal'"))
    assert reading(weak, atlas.country.elections[NEW]).fr.startswith(
        "Circonscriptions fortes (score de 80 ou plus)\u00a0: aucune sur 3."
    )


def test_without_scores_the_reading_claims_nothing(atlas):
    assert reading(atlas, atlas.country.elections[OLD]) == Text(
        "Aucun score pour cette élection.", "لا توجد درجات لهذه الانتخابات."
    )


def test_shares_are_of_all_valid_votes_of_the_country_not_only_where_the_party_stood(atlas):
    # 450 of three contests with 1,000 valid votes each
    assert values(atlas, NEW) == ["15,0\u00a0%", "2", "2"]


def test_a_sum_with_an_unknown_term_is_unknown(atlas):
    assert values(atlas, OLD) == ["8,3\u00a0%", "inconnu", "1"]


def test_a_party_without_a_list_has_no_share_rather_than_zero(atlas):
    assert values(dataclasses.replace(atlas, results=atlas.results.iloc[:0]), NEW) == ["–", "–", "0"]


@pytest.mark.parametrize(
    ("text", "french", "arabic"),
    [
        (number(1234567.0), "1\u202f234\u202f567", "1.234.567"),
        (number(0.0), "0", "0"),
        (number(float("nan")), "inconnu", "غير معروف"),
        (percent(0.3381), "33,8\u00a0%", "33,8\u200e%\u200e"),
        (percent(0.0), "0,0\u00a0%", "0,0\u200e%\u200e"),
        (percent(float("nan")), "inconnu", "غير معروف"),
    ],
)
def test_numbers_are_written_as_each_language_does(text, french, arabic):
    assert text == Text(french, arabic)
