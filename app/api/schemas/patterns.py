"""Patterns of strength: clusters, party areas, and how well scores forecast."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape, figure


class Moran(Shape):
    """Whether a party's high shares lie together in the country (global Moran's I, two-sided permutation test)."""

    moran_i: float
    expected: float = figure("moran_expected")
    p_value: float
    areas: int = figure("areas_listed")
    isolates: int
    components: int = figure("connected_groups")
    borderline: int


class Assumption(Shape):
    """How much an assumption behind the scores moves a party's ranks (Sobol indices)."""

    assumption: str
    first: float = figure("sensitivity_first")
    total: float = figure("sensitivity_total")
    first_error: float = figure("sensitivity_first_error")
    total_error: float = figure("sensitivity_total_error")


class Pattern(Shape):
    """What is said of a party as a whole in an election."""

    election: str
    party: str
    moran: Moran | None = Field(description="null where too few areas have a share, or none are neighbours")
    assumptions: list[Assumption] = Field(description="empty where no assumption changes a rank")


class AreaCluster(Shape):
    """How a party's share in an area goes with its neighbours' shares."""

    election: str
    party: str
    area: AreaName
    share: float
    local_moran: float | None
    gi_star: float | None
    p_value: float | None
    p_adjusted: float | None
    label: str
    hot_spot: str
    isolate: bool


class Zone(Shape):
    """A party area: neighbouring strongholds and significant clusters of high shares, made into one."""

    election: str
    party: str
    zone: int
    name_fr: str = figure("zone_name_fr")
    name_ar: str = figure("zone_name_ar")
    members: list[str]
    votes: int
    valid_votes: int
    share: float
    seats_won: Count
    population: Count
    previous_share: Rate
    change: float | None
    continuity: str | None


class Measure(Shape):
    """How well a method forecast the order of a party's areas."""

    election: str = Field(description="the election that was forecast")
    known: str = Field(description="the latest election known")
    party: str | None = Field(description="null: the mean over the parties")
    areas: int | None = figure("areas_compared")
    method: str = Field(description="score, or a baseline: last_share, parent_mean, uniform_swing")
    spearman: float | None
    kendall: float | None
    lift: float | None
