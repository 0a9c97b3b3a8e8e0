"""Scores in words, maps and figures, the same through both doors."""

import re

import matplotlib.pyplot as plt
import pytest

from app.analyst import KharitaProblem
from app.analyst.resources import Tables
from app.settings import ROOT

OF_2021 = "house-2021-local"


def test_the_page_for_analysts_names_what_there_is():
    rows = re.findall(
        r"^\| [\w, ]+ \| (`\w+`(?: `\w+`)*) \|$", (ROOT / "docs" / "analysts.md").read_text(), re.MULTILINE
    )
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    public = {name for name in dir(Tables) if not name.startswith("_")} - {"close", "latest", "previous"}
    assert named == public


class TestExplanation:
    def test_says_the_score_and_what_it_is_made_of(self, k):
        said = k.explain("ifrane", "MP", OF_2021)
        assert "78 sur 100" in str(said)
        assert "إفران" in said.ar
        assert said.components["contribution"].sum() == pytest.approx(77.55, abs=0.05)

    def test_is_of_one_area(self, k):
        with pytest.raises(KharitaProblem, match="ifrane") as refused:
            k.explain("03", "MP")
        assert refused.value.status == 404


class TestMap:
    @pytest.mark.parametrize("theme", ["score", "class", "share", "margin", "swing", "turnout", "winner", "seats"])
    def test_is_the_same_through_both_doors_and_asks_nothing_of_a_network(self, k, remote, theme):
        page = k.map("MP", theme).get_root().render()
        assert page == remote.map("MP", theme).get_root().render()
        assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=", page)

    def test_counts_the_constituencies_in_its_legend(self, k):
        page = k.map("MP", "class", OF_2021).get_root().render()
        counts = dict(re.findall(r"</svg>([\w\s]+) <b>\((\d+)\)", page))
        assert counts == {
            **{"Bastion": "1", "Siège détenu": "19", "Siège à portée": "17", "Présence": "15"},
            **{"Présence marginale": "27", "Pas de liste": "13"},
        }

    def test_of_the_first_election_has_no_swing(self, k):
        page = k.map("MP", "swing", "house-2016-local").get_root().render()
        assert "Pas de comparaison <b>(78)</b>" in page

    def test_refuses_a_theme_that_there_is_not(self, k):
        with pytest.raises(KharitaProblem, match=r"theme.*score, class") as refused:
            k.map("MP", "beauty")
        assert refused.value.status == 400
        assert "score" in refused.value.parameters["theme"]


@pytest.mark.parametrize("draw", ["map", "plot_ranks", "plot_swing"])
def test_a_language_that_there_is_not_is_refused(k, draw):
    with pytest.raises(KharitaProblem, match="fr, ar") as refused:
        getattr(k, draw)("MP", language="en")
    assert refused.value.parameters == {"language": "is not one of fr, ar"}


def names_of(axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


class TestFigures:
    def test_ranks_begin_with_the_strongest(self, k):
        axes = k.plot_ranks("MP", OF_2021, areas=3)
        assert names_of(axes) == ["Ifrane", "Khémisset-Oulmès", "Ouarzazate"]
        assert list(axes.lines[0].get_xdata()) == [1, 2, 3]

    def test_components_are_the_points_of_the_score(self, k):
        axes = k.plot_components("ifrane", "MP", OF_2021)
        brought = [bar.get_width() for bar in axes.containers[1]]
        assert sum(brought) == pytest.approx(77.55, abs=0.05)

    def test_swing_shows_both_ends_of_the_list(self, k):
        axes = k.plot_swing("MP", areas=4)
        changes = k.swing(party="MP").set_index("area_code")["swing"].dropna().sort_values()
        arrows = [(arrow.xyann[0], arrow.xy[0]) for arrow in axes.texts]
        drawn = sorted(end - start for start, end in arrows)
        assert drawn == pytest.approx([*changes.head(2), *changes.tail(2)])

    def test_a_swing_of_what_merged_says_so(self, k):
        assert k.plot_swing("AG", after="house-2026-local", areas=4).get_title().endswith("(fusion)")
        assert "(fusion)" in k.map("AG", "swing", "house-2026-local").get_root().render()
        assert "fusion" not in k.plot_swing("MP", after="house-2026-local", areas=4).get_title()

    def test_seats_stand_beside_votes(self, k):
        axes = k.plot_seats(OF_2021)
        votes, seats = (line.get_xdata() for line in axes.lines)
        assert names_of(axes)[0] == "RNI"
        assert seats[0] == pytest.approx(86 / 305)
        assert votes[0] < seats[0]

    def test_seats_that_are_not_known_are_not_drawn(self, k):
        with pytest.raises(KharitaProblem, match="winners are not known"):
            k.plot_seats("house-2016-national")

    def test_validation_shows_the_score_beside_the_last_share(self, k):
        axes = k.plot_validation()
        found = k.validation().dropna(subset="party")
        measured = found[found["election"] == found["election"].max()].set_index(["method", "party"])["spearman"]
        for line, method in zip(axes.lines[:2], ["last_share", "score"], strict=True):
            assert sorted(line.get_xdata()) == pytest.approx(sorted(measured[method]))

    def test_arabic_is_joined_and_runs_from_right_to_left(self, k):
        axes = k.plot_ranks("MP", OF_2021, areas=2, language="ar")
        left, right = axes.get_xlim()
        assert left > right
        assert names_of(axes)[0] == "إفران"

    def test_the_letters_of_arabic_are_joined(self):
        """A zero-width non-joiner keeps letters apart: joined they take less room."""
        figure, axes = plt.subplots()
        joined, apart = (axes.text(0, 0, text) for text in ("مكناس", "م\u200cك\u200cن\u200cا\u200cس"))
        renderer = figure.canvas.get_renderer()
        assert joined.get_window_extent(renderer).width < 0.9 * apart.get_window_extent(renderer).width
