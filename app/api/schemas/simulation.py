"""What if: the scenario that is asked, and the seats it gives."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from app.api.schemas.common import AreaName, Count, Shape, figure

DRAWS = 10_000

Code = Annotated[str, Field(min_length=1, max_length=100)]
Swing = Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)]
Ratio = Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)]
Deviation = Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)]
AtLeast = list[float]


class Asked(Shape):
    """Base of what is asked: numbers are numbers, not texts that look like them."""

    model_config = ConfigDict(strict=True)


class Swings(Asked):
    """Swings by party; for a party a constituency's goes before its region's, and that before the national one."""

    model: Literal["uniform", "proportional", "logit"] = Field(
        description="uniform adds to the share (0.02: two points), proportional multiplies it by 1 + swing, "
        "logit adds to its log-odds; the lists without a swing make up the difference"
    )
    national: dict[Code, Swing] = Field(default={}, description="by code of a party")
    by_region: dict[Code, dict[Code, Swing]] = Field(default={}, description="by code of a region, as in /v1/areas")
    by_constituency: dict[Code, dict[Code, Swing]] = Field(default={}, description="by code of a constituency")


class Turnout(Asked):
    """New turnout ÷ old turnout; a constituency's goes before its region's, and that before the national one."""

    national: Ratio = 1.0
    by_region: dict[Code, Ratio] = Field(default={}, description="by code of a region, as in /v1/areas")
    by_constituency: dict[Code, Ratio] = Field(default={}, description="by code of a constituency")


class Errors(Asked):
    """Elections drawn around the scenario; the same seed gives the same draws."""

    number: int = Field(ge=1, le=DRAWS)
    seed: int = Field(default=0, ge=0, lt=2**63)
    national_sd: Deviation = Field(
        description="standard deviation of a party's error everywhere, on the log-odds scale"
    )
    local_sd: Deviation = Field(description="that of the error of one list in one contest; not both are 0")


class Scenario(Asked):
    """What if: lists merge, then turnout changes, then votes swing, then a law gives the seats."""

    election: Code
    mergers: dict[Code, list[Code]] = Field(
        default={}, description="for the code of a merged list, which may be a member's, its two or more members"
    )
    turnout: Turnout = Field(default=Turnout(), description="1 unless given")
    swings: Swings | None = None
    law: Code | None = Field(default=None, description="another law, as in /v1/laws; the election's own unless given")
    ballot: Code | None = Field(default=None, description="the law's kind of ballot; the election's own unless given")
    draws: Errors | None = None
    party: Code | None = Field(default=None, description="rank contests by what this party gains there; needs draws")


SCENARIOS: dict[str, Any] = {
    "another law": {
        "summary": "2021 under the law of 2016",
        "value": {"election": "house-2021-local", "law": "20-16"},
    },
    "swing": {
        "summary": "Two points more for the PPS, four in Souss-Massa, with a tenth more voters",
        "value": {
            "election": "house-2021-local",
            "turnout": {"national": 1.1},
            "swings": {"model": "uniform", "national": {"PPS": 0.02}, "by_region": {"09": {"PPS": 0.04}}},
        },
    },
    "merger": {
        "summary": "One list of the PPS and the USFP, with uncertainty",
        "value": {
            "election": "house-2021-local",
            "mergers": {"PPS": ["PPS", "USFP"]},
            "draws": {"number": 1000, "seed": 1, "national_sd": 0.1, "local_sd": 0.2},
            "party": "PPS",
        },
    },
}


class SimulatedSeats(Shape):
    """Seats of a list; the last two are null without draws."""

    party: str
    votes: int
    seats: int = figure("seats_computed")
    seats_min: int
    seats_max: int
    expected_seats: float | None
    at_least: AtLeast | None = Field(description="probability of at least 0, 1, 2 … seats, up to the most drawn")


class SimulatedParty(SimulatedSeats):
    """A party's seats in all contests."""

    seats_before: Count


class SimulatedContest(Shape):
    """The seats of one contest."""

    area: AreaName
    seats: int
    status: Literal["exact", "unstable"] = Field(description="exact: every base within the bounds gives one result")
    lists: list[SimulatedSeats] = Field(description="by votes before the scenario")


class Gain(Shape):
    """What more votes can be expected to win in a contest."""

    area: AreaName
    expected_seats: float
    expected_gain: float


class SimulatedElection(Shape):
    """An election after a scenario."""

    election: str
    law: str
    ballot: str
    parties: list[SimulatedParty] = Field(description="most seats first")
    contests: list[SimulatedContest] = Field(description="by code of the area")
    gains: list[Gain] | None = Field(description="greatest gain first; null where no party was asked for")
