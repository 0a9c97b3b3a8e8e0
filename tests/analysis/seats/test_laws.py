"""Every law is a declaration; the code knows none of them."""

from fractions import Fraction
from pathlib import Path

import pytest

from app.analysis import seats
from app.analysis.seats import UnknownLawError, find_rule, read_laws, vary_rule

HOUSE_AND_COUNCILS = {
    ("27-11", "local"): ("qualifying_votes", "0.06"),
    ("27-11", "national"): ("qualifying_votes", "0.03"),
    ("20-16", "local"): ("qualifying_votes", "0.03"),
    ("20-16", "national"): ("qualifying_votes", "0.03"),
    ("04-21", "local"): ("registered_voters", "0"),
    ("04-21", "regional"): ("registered_voters", "0"),
    ("53-25", "local"): ("registered_voters", "0"),
    ("53-25", "regional"): ("registered_voters", "0"),
    ("59-11", "communal_list"): ("qualifying_votes", "0.06"),
    ("59-11", "regional_council"): ("qualifying_votes", "0.06"),
    ("59-11", "communal_ward"): ("none", "0"),
    ("06-21", "communal_list"): ("voters", "0"),
    ("06-21", "regional_council"): ("voters", "0"),
    ("06-21", "communal_ward"): ("none", "0"),
}
ELSEWHERE = {
    (law, ballot): ("none", "0")
    for law in ("d-hondt", "sainte-lague")
    for ballot in ("local", "regional", "national", "communal_list", "regional_council")
}
"""Methods of other countries, for comparison."""


def test_the_declared_rules_are_those_of_the_laws(rules):
    assert {key: (rule.base, rule.threshold) for key, rule in rules.items()} == {
        key: (base, Fraction(threshold)) for key, (base, threshold) in {**HOUSE_AND_COUNCILS, **ELSEWHERE}.items()
    }


def test_wards_are_won_by_plurality_and_everything_else_in_morocco_by_largest_remainder(rules):
    assert {ballot for (_, ballot), rule in rules.items() if rule.method == "plurality"} == {"communal_ward"}
    assert {rule.method for key, rule in rules.items() if key in ELSEWHERE} == {"d_hondt", "sainte_lague"}
    assert {rules[key].method for key in HOUSE_AND_COUNCILS} == {"plurality", "largest_remainder"}


def test_the_national_list_is_filled_in_two_parts(rules):
    assert {key: [(part.name, part.seats) for part in rule.parts] for key, rule in rules.items() if rule.parts} == {
        ("27-11", "national"): [("women", 60), ("youth", 30)],
        ("20-16", "national"): [("women", 60), ("youth", 30)],
    }


def test_every_rule_says_where_it_comes_from_and_how_surely(rules):
    for key, rule in rules.items():
        assert rule.confidence in {"H", "M"}
        assert ("Not law in Morocco" if key in ELSEWHERE else "rganic law") in rule.citation


def test_every_election_of_the_project_has_a_rule(rules, elections):
    ballots = {"communal": ("communal_list", "communal_ward")}
    for _, row in elections.iterrows():
        for ballot in ballots.get(row["ballot"], (row["ballot"],)):
            assert find_rule(rules, row["law"], ballot).law == row["law"]


def test_the_code_names_no_law_and_no_year(rules):
    for module in Path(seats.__file__).parent.glob("*.py"):
        text = module.read_text(encoding="utf-8")
        assert not [law for law, _ in rules if law in text], module.name
        assert not [year for year in ("2011", "2015", "2016", "2021", "2026") if year in text], module.name


@pytest.mark.parametrize(("law", "ballot", "field"), [("99-99", "local", "law"), ("20-16", "regional", "ballot")])
def test_an_unknown_law_or_ballot_is_named(rules, law, ballot, field):
    with pytest.raises(UnknownLawError) as caught:
        find_rule(rules, law, ballot)
    assert caught.value.field == field
    assert {"law": law, "ballot": ballot}[field] in caught.value.reason


@pytest.mark.parametrize(
    ("declared", "mistaken", "field"),
    [
        ('base = "voters"', 'base = "population"', "laws.06-21.base"),
        ('method = "plurality"', 'method = "two_rounds"', "laws.59-11.method"),
        ('base = "none"', 'base = "voters"', "laws.59-11.base"),
        ('base = "registered_voters"', 'base = "none"', "laws.04-21.base"),
        ('threshold = "0.06"', 'threshold = "-0.06"', "laws.27-11.threshold"),
        ('threshold = "0.06"', 'threshold = "inf"', "laws.27-11.threshold"),
        ('tie_rule = "youngest_candidate_then_draw"', 'tie_rule = "oldest"', "laws.27-11.tie_rule"),
    ],
)
def test_a_declaration_the_engine_cannot_follow_is_refused(laws_toml, declared, mistaken, field):
    assert declared in laws_toml
    with pytest.raises(UnknownLawError) as caught:
        read_laws(laws_toml.replace(declared, mistaken))
    assert caught.value.field == field


def test_two_rules_for_one_ballot_are_refused(laws_toml):
    with pytest.raises(UnknownLawError, match="two rules"):
        read_laws(laws_toml.replace('ballots = ["local", "regional"]', 'ballots = ["local", "local"]'))


class TestVariants:
    """Any quotient with its threshold."""

    def test_another_base_or_threshold_is_told_in_the_citation(self, rules):
        rule = rules["04-21", "local"]
        varied = vary_rule(rule, "qualifying_votes", Fraction(3, 100))
        assert (varied.base, varied.threshold, varied.method) == ("qualifying_votes", Fraction(3, 100), rule.method)
        assert varied.citation == (f"{rule.citation}; base qualifying_votes, threshold 0.03 in place of the law's")

    def test_what_is_not_given_or_the_law_s_own_changes_nothing(self, rules):
        rule = rules["20-16", "local"]
        assert vary_rule(rule) == vary_rule(rule, "qualifying_votes", Fraction("0.03")) == rule

    @pytest.mark.parametrize(
        ("key", "base", "threshold", "field"),
        [
            (("d-hondt", "local"), "registered_voters", None, "base"),
            (("06-21", "communal_ward"), "voters", None, "base"),
            (("04-21", "local"), "none", None, "base"),
            (("04-21", "local"), None, Fraction(-1, 100), "threshold"),
            (("d-hondt", "local"), None, Fraction(1), "threshold"),
        ],
    )
    def test_a_base_or_threshold_that_cannot_be_is_refused_by_name(self, rules, key, base, threshold, field):
        with pytest.raises(UnknownLawError) as caught:
            vary_rule(rules[key], base, threshold)
        assert caught.value.field == field
