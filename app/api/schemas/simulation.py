"""What if: the scenario that is asked, and the seats it gives."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from app.analysis.seats import Base, Draws, Method
from app.api.schemas.common import AreaName, Count, Shape, figure

DRAWS = 10_000

Code = Annotated[str, Field(min_length=1, max_length=100)]
Swing = Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)]
Ratio = Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)]
Deviation = Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
Level = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]
AtLeast = list[float]


class Asked(Shape):
    """Base of what is asked: numbers are numbers, not texts that look like them."""

    model_config = ConfigDict(strict=True)


class Swings(Asked):
    """Swings by party; for a party a constituency's goes before its region's, and that before the national one."""

    model: Literal["uniform", "proportional", "logit"] = Field(
        description="uniform adds to the share (0.02: two points), proportional multiplies it by 1 + swing, "
        "logit adds to its log-odds; a share stops at 0; the lists without a swing make up the difference"
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
    """
    Elections drawn around the scenario; the same seed gives the same draws.

    The standard deviations, on the log-odds scale and not all 0, are those of past House elections unless given.
    """

    number: int = Field(ge=1, le=DRAWS)
    seed: int = Field(default=0, ge=0, lt=2**63)
    national_sd: Deviation = Field(default=Draws.national_sd, description="of a party's error everywhere")
    regional_sd: Deviation = Field(default=Draws.regional_sd, description="of a party's error in one region")
    local_sd: Deviation = Field(default=Draws.local_sd, description="of the error of one list in one contest")


class ScenarioInputs(Asked):
    """What a scenario assumes of an election, counted or forecast: lists, turnout, national levels and law."""

    mergers: dict[Code, list[Code]] = Field(
        default={}, description="for the code of a merged list, which may be a member's, its two or more members"
    )
    turnout: Turnout = Field(default=Turnout(), description="1 unless given")
    levels: dict[Code, Level] = Field(
        default={},
        description="by code of a party, its share of the country's valid votes where it stands: its log odds move "
        "from the share of now by the same everywhere, and the other lists make up the difference",
    )
    law: Code | None = Field(default=None, description="another law, as in /v1/laws; the election's own unless given")
    base: Base | None = Field(
        default=None, description="what is divided by the seats for the quotient, in place of what the law divides"
    )
    threshold: Share | None = Field(
        default=None, description="smallest share of the valid votes admitting a list, in place of the law's"
    )


class Scenario(ScenarioInputs):
    """What if: lists merge, then turnout changes, then votes swing, then a law gives the seats."""

    election: Code
    also: list[Code] = Field(
        default=[], max_length=10, description="other ballots of the same institution and day, counted together with it"
    )
    swings: Swings | None = Field(default=None, description="in place of levels")
    ballot: Code | None = Field(default=None, description="the law's kind of ballot; the election's own unless given")
    draws: Errors | None = None
    party: Code | None = Field(default=None, description="rank contests by what this party gains there; needs draws")


SCENARIOS: dict[str, Any] = {
    "another law": {
        "summary": "2021 under the law of 2016",
        "value": {"election": "house-2021-local", "law": "20-16"},
    },
    "both ballots": {
        "summary": "2021, both ballots, under a quotient of the valid votes without threshold",
        "value": {
            "election": "house-2021-local",
            "also": ["house-2021-regional"],
            "base": "qualifying_votes",
            "threshold": 0,
        },
    },
    "highest averages": {
        "summary": "2021 by D'Hondt's method, with a threshold of 3 %",
        "value": {"election": "house-2021-local", "law": "d-hondt", "threshold": 0.03},
    },
    "swing": {
        "summary": "Two points more for the PPS, four in Souss-Massa, with a tenth more voters",
        "value": {
            "election": "house-2021-local",
            "turnout": {"national": 1.1},
            "swings": {"model": "uniform", "national": {"PPS": 0.02}, "by_region": {"09": {"PPS": 0.04}}},
        },
    },
    "level": {
        "summary": "The PPS at 8 % of the country, both ballots",
        "value": {"election": "house-2021-local", "also": ["house-2021-regional"], "levels": {"PPS": 0.08}},
    },
    "merger": {
        "summary": "One list of the PPS and the USFP, with uncertainty",
        "value": {
            "election": "house-2021-local",
            "mergers": {"PPS": ["PPS", "USFP"]},
            "draws": {"number": 1000, "seed": 1},
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
    seats_to_majority: int


class SimulatedContest(Shape):
    """The seats of one contest."""

    election: str
    area: AreaName
    seats: int
    status: Literal["exact", "unstable"] = Field(description="exact: every base within the bounds gives one result")
    lists: list[SimulatedSeats] = Field(description="by votes before the scenario")


class Gain(Shape):
    """What more votes can be expected to win in a contest."""

    area: AreaName
    expected_seats: float
    expected_gain: float


class Stopped(Shape):
    """
    A list whose share a swing would have made negative: it is 0 now, and the others make up that much less.

    The share is the one before the swing.
    """

    area: AreaName
    party: str
    share: float
    swing: float = figure("swing_asked")


class SimulatedBallot(Shape):
    """An election of the scenario, and the rule that gave its seats."""

    election: str
    law: str
    ballot: str
    base: Base
    threshold: float
    method: Method
    seats: int


class SimulatedElection(Shape):
    """An election, or several ballots together, after a scenario."""

    ballots: list[SimulatedBallot]
    seats: int
    majority: int
    stopped: list[Stopped] = Field(description="by code of the area; empty where no share had to stop at 0")
    parties: list[SimulatedParty] = Field(description="most seats first")
    contests: list[SimulatedContest] = Field(description="by code of the area")
    gains: list[Gain] | None = Field(description="greatest gain first; null where no party was asked for")
