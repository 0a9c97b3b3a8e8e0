"""A scenario applied to an outlook, as rows."""

from collections.abc import Mapping
from threading import Lock
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy.orm import Session

from app.analysis.outlook.council_chances import Fit, council_outlook, expected_shares
from app.analysis.outlook.elections import NEXT_HOUSE
from app.analysis.outlook.scenario import (
    BlindHouse,
    CouncilInputs,
    HouseScenario,
    blind_house,
    councils_under,
    house_under,
)
from app.analysis.seats import InvalidScenarioError, Rules
from app.api.schemas import OutlookScenario, ScenarioInputs
from app.api.simulation import rule_of, turnout_ratios
from app.store.models import OutlookRun
from app.store.queries import ballots, dataset, outlook_inputs
from app.store.records import Row, rows_of

ENDS = ("low_80", "high_80", "low_90", "high_90")
OF_AREAS = (
    *("share_blind", "share", *(f"share_{end}" for end in ENDS), "expected_seats_blind", "expected_seats"),
    *(*(f"seats_{end}" for end in ENDS), "p_seat_blind", "p_seat", "p_first", "p_majority", "reason"),
)
OF_COUNCILS = {"councils_entered": "p_seat", "councils_first": "p_first", "councils_majority": "p_majority"}
"""Expected numbers of councils, and the chances that they are the sums of."""

KEY = ["area_code", "party_code"]


class BlindCouncils(NamedTuple):
    """What councils are forecast from, their chances without a scenario, and the seats of each party now."""

    inputs: CouncilInputs
    chances: pd.DataFrame
    seats_now: "pd.Series[float]"


class BlindOutlooks:
    """
    Outlooks without a scenario, as scenarios move them; those of one dataset are kept, about 100 MB of drawn Houses.

    The first scenario after a load waits while they are drawn.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], BlindHouse | BlindCouncils] = {}
        self._making = Lock()

    def read(self, session: Session, run: OutlookRun) -> BlindHouse | BlindCouncils:
        """Read an outlook that was computed."""
        asked = (run.input_digest, dataset.current(session).version)
        with self._making:  # two that draw at once would each take the memory
            if asked not in self._known:
                of_others = [key for key in self._known if key[1] != asked[1]]
                for key in of_others:
                    del self._known[key]
                self._known[asked] = _read(session, run)
            return self._known[asked]


def under(blind: BlindHouse | BlindCouncils, rules: Rules, scenario: OutlookScenario, places: Mapping[str, Row]) -> Row:
    """
    Tell an outlook under a scenario.

    Parameters
    ----------
    blind : BlindHouse or BlindCouncils
    rules : mapping
        The seat laws.
    scenario : OutlookScenario
    places : mapping of area code to dict
        Names of the areas.

    Returns
    -------
    dict
        As `app.api.schemas.OutlookUnderScenario`.

    Raises
    ------
    SeatsInputError
        The scenario cannot be applied; it names the field.
    """
    told = _house(blind, rules, scenario) if isinstance(blind, BlindHouse) else _councils(blind, scenario)
    party = scenario.party
    if party is not None and party not in set(told.areas["party_code"]):
        raise InvalidScenarioError("party", f"{party!r} has no list of which chances are told")
    own = _beside(told.blind, told.areas, scenario).sort_values(
        ["expected_seats", "area_code"], ascending=[False, True], na_position="last"
    )
    known = told.areas.drop_duplicates("area_code")["reason"].isna()
    parties = told.parties.sort_values(["expected_seats", "party_code"], ascending=[False, True])
    levels = parties["party_code"].map(scenario.levels).astype(float)
    return {
        "election": scenario.election,
        "seats": told.seats,
        "majority": told.seats // 2 + 1 if isinstance(blind, BlindHouse) else None,
        "contests_drawn": int(known.sum()),
        "contests": len(known),
        "parties": rows_of(_whole(parties.assign(level=levels).rename(columns={"party_code": "party"}))),
        "areas": [
            {"area": places[row.pop("area_code")], "party": party, **row}
            for row in rows_of(_whole(own.reindex(columns=["area_code", *OF_AREAS])))
        ],
    }


class _Told(NamedTuple):
    """Lists in areas of an outlook under a scenario and without it, parties, and seats."""

    areas: pd.DataFrame
    blind: pd.DataFrame
    parties: pd.DataFrame
    seats: int


def _house(blind: BlindHouse, rules: Rules, scenario: OutlookScenario) -> _Told:
    inputs = blind.inputs
    every = [contest for contests in inputs.contests.values() for contest in contests]
    ratios = turnout_ratios(every, scenario.turnout)
    laws = {code: rule_of(own, rules, scenario) for code, own in inputs.rules.items()}
    assumed = HouseScenario(scenario.levels, scenario.mergers, ratios, laws)
    outlook = house_under(blind, assumed, [] if scenario.party is None else [scenario.party])
    into = _into(scenario)
    before = blind.outlook.seats.mean()
    results = pd.concat([one.results[one.results["election_code"] == code] for code, one in inputs.ballots.items()])
    now = results.groupby(results["party_code"].replace(into))["seats_won"].sum(min_count=1)
    parties = outlook.parties.assign(
        seats_now=now, expected_seats_blind=before.groupby(before.index.to_series().replace(into)).sum()
    )
    seats = int(outlook.seats.iloc[0].sum())
    return _Told(outlook.lists, blind.outlook.lists, _with_columns(parties), seats)


def _councils(blind: BlindCouncils, scenario: OutlookScenario) -> _Told:
    for field in sorted({"turnout", "law", "base", "threshold"} & scenario.model_fields_set):
        raise InvalidScenarioError(field, "the outlook of councils does not depend on it")
    chances = councils_under(blind.inputs, scenario.levels, scenario.mergers)
    into = _into(scenario)
    sums = chances.groupby("party_code")[["expected_seats", *OF_COUNCILS.values()]].sum()
    before = blind.chances.assign(party_code=blind.chances["party_code"].replace(into))
    merged = before.groupby("party_code")["expected_seats"].sum()
    alone = blind.chances.groupby("party_code")[[*OF_COUNCILS.values()]].sum()
    alone = alone[~alone.index.isin(list(scenario.mergers))]
    parties = pd.DataFrame(
        {
            "seats_now": blind.seats_now.groupby(blind.seats_now.index.to_series().replace(into)).sum(),
            "expected_seats_blind": merged,
            "expected_seats": sums["expected_seats"],
            **{f"{name}_blind": alone[chance] for name, chance in OF_COUNCILS.items()},
            **{name: sums[chance] for name, chance in OF_COUNCILS.items()},
        },
    ).reindex(sums.index)
    told = chances.dropna(subset="expected_seats").drop_duplicates("area_code")["area_code"]
    seats = pd.Series(blind.inputs.seats, blind.inputs.councils.areas).reindex(told).sum()
    return _Told(chances, blind.chances, _with_columns(parties), int(seats))


def _beside(before: pd.DataFrame, under_it: pd.DataFrame, scenario: OutlookScenario) -> pd.DataFrame:
    """
    Set the chances of the party asked about beside those without the scenario.

    Shares and seats of merged lists are sums; no chance is.
    """
    into, summed = _into(scenario), ["share", "expected_seats"]
    members = [scenario.party, *(member for member, code in into.items() if code == scenario.party)]
    old = before[before["party_code"].isin(members)]
    sums = old.assign(party_code=scenario.party).groupby(KEY)[summed].sum(min_count=1)
    chances = old[~old["party_code"].isin(into)].set_index(KEY)["p_seat"]
    known = sums.join(chances).add_suffix("_blind").reset_index()
    return under_it[under_it["party_code"] == scenario.party].merge(known, how="left", on=KEY)


def _with_columns(parties: pd.DataFrame) -> pd.DataFrame:
    """Lay out what is told of parties; what an outlook does not tell is missing."""
    names = ("seats_now", "expected_seats_blind", "expected_seats", *(f"seats_{end}" for end in ENDS))
    councils = [f"{name}{when}" for name in OF_COUNCILS for when in ("_blind", "")]
    return parties.reindex(columns=[*names, "p_first", "p_majority", *councils]).rename_axis("party_code").reset_index()


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Write numbers of seats as whole numbers, unknown ones too."""
    return rows.astype({name: "Int64" for name in ("seats_now", *(f"seats_{end}" for end in ENDS)) if name in rows})


def _into(scenario: ScenarioInputs) -> dict[str, str]:
    return {member: code for code, members in scenario.mergers.items() for member in members}


def _read(session: Session, run: OutlookRun) -> BlindHouse | BlindCouncils:
    rest_on = outlook_inputs.read_elections(session)
    if run.outlook == NEXT_HOUSE:
        return blind_house(outlook_inputs.read_house(session, rest_on.house))
    if rest_on.councils is None:  # which the outlook was computed from
        raise LookupError(run.outlook)
    councils, places = outlook_inputs.read_councils(session, rest_on.councils)
    fits = _fits(run.parameters)
    votes = ballots.of_election(session, rest_on.councils.house_now.code)
    inputs = CouncilInputs(councils, places["seats"].to_numpy(), fits, votes)
    chances = council_outlook(councils, expected_shares(councils, fits), inputs.seats, fits)
    sitting = outlook_inputs.council_seats(session, rest_on.councils.now.code)
    return BlindCouncils(inputs, chances, sitting.groupby("party_code")["count"].sum())


def _fits(parameters: Mapping[str, Any]) -> dict[str, Fit]:
    """Read what the councils' run learned, by stratum, as it was stored."""
    return {
        stratum: Fit(one["last"], one["house"], tuple(one["intercepts"]), one["concentration"])
        for stratum, one in parameters.items()
        if stratum != "parties"
    }
