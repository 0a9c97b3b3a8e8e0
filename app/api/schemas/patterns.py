"""Patterns of strength: clusters, party areas, and how well scores forecast."""

from pydantic import Field

from app.api.schemas.common import AreaName, Basis, Count, Rate, Shape, figure


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
    basis: Basis = figure("score_basis")
    moran: Moran | None = Field(
        description="null where too few areas have a share (of councils, fewer than 30 a seat), or none are neighbours"
    )
    assumptions: list[Assumption] = Field(
        description="empty where no assumption changes a rank, and by council seats, for which none is varied alone"
    )


class AreaCluster(Shape):
    """How a party's share in an area goes with its neighbours' shares."""

    election: str
    party: str
    area: AreaName
    basis: Basis = figure("score_basis")
    share: float = figure("scored_share")
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
    basis: Basis = figure("score_basis")
    votes: Count
    valid_votes: Count
    share: float = figure("scored_share")
    seats_won: Count
    seats: Count
    population: Count
    previous_share: Rate
    change: float | None
    continuity: str | None
    reasons: dict[str, str] = Field(description="for votes that are null, why")


class Tenth(Shape):
    """How often chances of a tenth of [0, 1] came true."""

    chance_from: float
    lists: int = figure("chance_lists")
    said: float = figure("chance_said")
    came_true: float = figure("chance_came_true")


class Measure(Shape):
    """How well a method forecast the order of a party's areas, or a forecast the seats."""

    election: str = Field(description="the election that was forecast")
    known: str = Field(description="the latest election known")
    party: str | None = Field(description="null: the mean over the parties")
    areas: int | None = figure("areas_compared")
    method: str = Field(
        description="score, or a baseline: last_share, parent_mean, uniform_swing; of chances of a seat outlook, or "
        "its opponent last_share_logistic, a regression on the last share that the transition before taught"
    )
    spearman: float | None
    kendall: float | None
    lift: float | None
    lists: Count = figure("chance_lists")
    brier: float | None
    log_loss: float | None
    calibration: list[Tenth] | None = Field(description="of chances of a seat, by tenths; null for an order")
