"""What the page says of each theme."""

import dataclasses

import pytest

from app.maps.atlas import BackTest
from app.maps.payload import payload
from app.maps.readings import back_test_note, readings
from app.maps.themes import themes

OLD, NEW = 0, 1


def said(atlas, election):
    return {key: text.fr for key, text in readings(atlas, atlas.country.elections[election]).items()}


def test_every_theme_has_a_reading(atlas):
    assert list(said(atlas, NEW)) == [theme.key for theme in themes(atlas.country.parties)]


def test_the_readings_count_and_name(atlas):
    told = said(atlas, NEW)
    assert told["class"] == (
        "Bastions\u00a0: 1. Autres sièges détenus\u00a0: 0. Sièges à portée\u00a0: 0. Présence\u00a0: 0. "
        "Présence marginale\u00a0: 1. Sans liste\u00a0: 1."
    )
    unsaid = dataclasses.replace(atlas, scores=atlas.scores.assign(p_seat=float("nan")))
    assert said(unsaid, NEW)["class"].endswith("ni bastions ni sièges à portée n'y sont indiqués.")
    assert told["swing"].startswith("En progrès\u00a0: 1. En recul\u00a0: 0 (sur 1 comparables).")
    assert told["margin"] == "En tête\u00a0: 1 sur 3. À moins de 5 points de la tête\u00a0: aucune."


@pytest.mark.parametrize(
    ("theme", "sentence"),
    [
        ("class", "Aucun score pour cette élection."),
        ("swing", "Aucune élection précédente à comparer."),
        ("turnout", "Chiffres non publiés pour cette élection."),
        ("seats", "Chiffres non publiés pour cette élection."),
    ],
)
def test_where_nothing_is_known_nothing_is_claimed(atlas, theme, sentence):
    assert said(atlas, OLD)[theme] == sentence


def test_seats_of_which_one_is_unknown_are_not_added_up(atlas):
    results = atlas.results.copy()
    results.loc[("house-2021-local", "ne"), "seats_won"] = float("nan")
    assert (
        said(dataclasses.replace(atlas, results=results), NEW)["seats"] == "Chiffres non publiés pour cette élection."
    )


def test_a_change_since_other_parties_is_flagged(atlas):
    merged = dataclasses.replace(atlas, results=atlas.results.assign(continuity="merger"))
    assert said(merged, NEW)["swing"].endswith("Comparaison avec l'ensemble des partis dont il est issu (fusion).")
    latest = payload(merged)["elections"][-1]
    assert latest["continuity"] == {"key": "merger", "fr": "fusion", "ar": "اندماج"}
    assert "fusion" not in said(atlas, NEW)["swing"]
    assert payload(atlas)["elections"][-1]["continuity"] is None


@pytest.mark.parametrize(
    ("score", "said"),
    [(0.451, "sans différence établie"), (0.56, "mieux"), (0.34, "moins bien"), (0.35, "sans différence établie")],
)
def test_a_back_test_claims_a_difference_beyond_two_standard_errors_only(score, said):
    assert said in back_test_note(BackTest(2026, score, 0.45, 0.051)).fr
