"""The constituency that docs/methods.md follows by hand, followed again from the votes to the same numbers."""

from math import exp, log
from pathlib import Path

import pandas as pd
import pytest

from app.analysis.strength.classes import BASTION_CHANCE, PRESENT_SHARE, REACH_CHANCE
from app.analysis.strength.method import DEFAULTS, METHOD_VERSION
from app.analysis.strength.score import score
from app.analysis.validation.backtest import Ballots

PAGE = (Path(__file__).parents[2] / "docs" / "methods.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scores(house: Ballots) -> pd.DataFrame:
    return score(house.scored, "house-2021-local", house.lineage, DEFAULTS, house.parents)


@pytest.fixture(scope="module")
def parts(scores: pd.DataFrame) -> dict[str, dict[str, float]]:
    row = scores.set_index(["area_code", "party_code"]).loc[("ifrane", "MP")]
    return {part["component"]: part for part in row["components"]}


def votes_of(local: pd.DataFrame, year: int, party: str, area: str = "ifrane") -> pd.Series:
    rows = local[(local["election_code"] == f"house-{year}-local") & (local["party_code"] == party)]
    return rows.set_index("area_code").loc[area]


def share_where_it_stood(local: pd.DataFrame, year: int) -> float:
    rows = local[(local["election_code"] == f"house-{year}-local") & (local["party_code"] == "MP")]
    return rows["votes"].sum() / rows["valid_votes"].sum()


def lean(local: pd.DataFrame, year: int) -> float:
    row, country = votes_of(local, year, "MP"), share_where_it_stood(local, year)
    here = (row["votes"] + 0.5) / (row["valid_votes"] + 1)
    return log(here / (1 - here)) - log(country / (1 - country))


def test_votes_and_margin(local: pd.DataFrame, parts: dict[str, dict[str, float]]) -> None:
    movement, rally = votes_of(local, 2021, "MP"), votes_of(local, 2021, "RNI")
    share, first = (100 * row["votes"] / row["valid_votes"] for row in (movement, rally))
    assert f"{movement['votes']:,} of {movement['valid_votes']:,} valid votes: **{share:.2f} %**" in PAGE
    assert f"with {rally['votes']:,}, {first:.2f} %" in PAGE
    assert f"{share:.2f} − {first:.2f} = **−{first - share:.2f} points**" in PAGE
    assert 100 * parts["margin"]["raw"] == pytest.approx(share - first)
    assert parts["representation"]["raw"] == movement["seats_won"] / movement["seats"] == 0.5


def test_lean(local: pd.DataFrame, parts: dict[str, dict[str, float]]) -> None:
    now, before = lean(local, 2021), lean(local, 2016)
    both = 0.75 * now + 0.25 * before
    assert f"Ifrane: {now:.3f} in 2021 and {before:.3f} in 2016" in PAGE
    assert f"0.75 × {now:.3f} + 0.25 × {before:.3f} =\n  **{both:.3f}** = ln {exp(both):.2f}" in PAGE
    assert f"{exp(now):.2f} times those of the country in 2021 and {exp(before):.2f} times in 2016" in PAGE
    assert f"is **{exp(both):.2f} times**" in PAGE
    assert parts["lean"]["raw"] == pytest.approx(0.75 * now + 0.25 * before)


def test_performance(local: pd.DataFrame, regions: pd.Series, parts: dict[str, dict[str, float]]) -> None:
    country = share_where_it_stood(local, 2021)
    lists = local[(local["election_code"] == "house-2021-local") & (local["party_code"] == "MP")]
    relative = (lists["votes"] / lists["valid_votes"] / country).set_axis(lists["area_code"])
    here, mean, region = (
        relative["ifrane"],
        relative.mean(),
        relative[regions[relative.index] == regions["ifrane"]].mean(),
    )
    assert (
        f"{lists['votes'].sum():,} of {lists['valid_votes'].sum():,} votes where it stood: {100 * country:.2f} %"
        in PAGE
    )
    assert f"= {here:.2f} times that" in PAGE
    assert f"constituencies is {mean:.2f} times, of those in the region of Fès-Meknès {region:.2f} times" in PAGE
    steadied = mean + 0.413 * (region - mean) + 0.464 * (here - region)
    sum_in_words = f"{mean:.2f} + 0.413 × ({region:.2f} − {mean:.2f}) + 0.464 × ({here:.2f} − {region:.2f})"
    assert f"{sum_in_words} = {steadied:.2f} times the country's share: **{100 * country * steadied:.1f} %**" in PAGE
    assert parts["performance"]["raw"] == pytest.approx(country * steadied, rel=1e-3)


def test_places_and_score(local: pd.DataFrame, scores: pd.DataFrame, parts: dict[str, dict[str, float]]) -> None:
    scored = scores[scores["score"].notna()].set_index(["area_code", "party_code"])
    lists = local[local["election_code"] == "house-2021-local"].set_index(["area_code", "party_code"])
    votes = lists["votes"].reindex(scored.index)
    assert f"{votes.sum():,} votes of the\nelection" in PAGE
    everything = pd.DataFrame(list(scored["components"]), scored.index)
    places = {}
    for column in everything:
        name = everything[column].iloc[0]["component"]
        values = everything[column].map(lambda part: part["raw"]).astype(float)
        mine, known = parts[name]["raw"], votes[values.notna()].sum()
        less, same = votes[values < mine].sum(), votes[values == mine].sum()
        places[name] = (less + same / 2) / known
        assert parts[name]["normalised"] == pytest.approx(places[name])
        if parts[name]["weight"] > 0:
            assert f"| {less:,} | {same:,} | {places[name]:.3f} |" in PAGE
    four = [places[name] for name in ("performance", "lean", "margin", "representation")]
    assert f"100 × ¼ × ({' + '.join(f'{place:.3f}' for place in four)}) = **{25 * sum(four):.1f}**" in PAGE
    row = scored.loc[("ifrane", "MP")]
    assert row["score"] == pytest.approx(25 * sum(four))
    assert (row["rank"], row["ranked"]) == (1, 79)


def test_the_page_names_the_version_and_the_thresholds_of_the_code() -> None:
    assert f"Method {METHOD_VERSION};" in PAGE
    assert f"and P(seat) ≥ {BASTION_CHANCE} |" in PAGE
    assert f"no seat, and P(seat) ≥ {REACH_CHANCE} |" in PAGE
    assert f"at least {100 * PRESENT_SHARE:.0f} % of the valid votes" in PAGE
