"""Every law is a declaration; the code knows none of them."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from app.analysis import seats
from app.analysis.seats import UnknownLawError, find_rule, read_laws

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


def test_the_declared_rules_are_those_of_the_laws(rules):
    assert {key: (rule.base, rule.threshold) for key, rule in rules.items()} == {
        key: (base, Fraction(threshold)) for key, (base, threshold) in HOUSE_AND_COUNCILS.items()
    }


def test_wards_are_won_by_plurality_and_everything_else_by_largest_remainder(rules):
    assert {ballot for (_, ballot), rule in rules.items() if rule.method == "plurality"} == {"communal_ward"}


def test_the_national_list_is_filled_in_two_parts(rules):
    assert {key: [(part.name, part.seats) for part in rule.parts] for key, rule in rules.items() if rule.parts} == {
        ("27-11", "national"): [("women", 60), ("youth", 30)],
        ("20-16", "national"): [("women", 60), ("youth", 30)],
    }


def test_every_rule_says_where_it_comes_from_and_how_surely(rules):
    for rule in rules.values():
        assert rule.confidence in {"H", "M"}
        assert "rganic law" in rule.citation


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


def test_a_variant_of_a_law_is_a_replaced_field(rules):
    assert replace(rules["20-16", "local"], threshold=Fraction(0)).base == "qualifying_votes"
