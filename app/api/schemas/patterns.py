"""Patterns of strength: clusters, party areas, and how well scores forecast."""

from pydantic import Field

from app.api.schemas.common import AreaName, Count, Rate, Shape


class Moran(Shape):
    """Whether a party's high shares lie together in the country (global Moran's I, two-sided permutation test)."""

    moran_i: float
    expected: float = Field(description="what chance alone would give, −1 / (areas − 1)")
    p_value: float = Field(description="in (0, 1]")
    areas: int = Field(description="areas where the party fielded a list")
    isolates: int = Field(description="areas none of whose neighbours has one")
    components: int = Field(description="connected groups of areas")


class Assumption(Shape):
    """How much an assumption behind the scores moves a party's ranks (Sobol indices)."""

    assumption: str
    first: float = Field(description="part of the shifts in rank that it explains alone")
    total: float = Field(description="part that it explains with the others")
    first_error: float = Field(description="half-width of the 95 % interval")
    total_error: float


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
    share: float = Field(description="votes / valid votes, in [0, 1]")
    local_moran: float | None = Field(description="null for an area without a neighbour")
    gi_star: float | None = Field(description="Getis–Ord Gi*, a z-score")
    p_value: float | None = Field(description="two-sided, of 9,999 conditional permutations")
    p_adjusted: float | None = Field(description="after Benjamini–Hochberg")
    label: str = Field(description="HH, LL, HL, LH where p_adjusted ≤ 0.05, else ns")
    hot_spot: str = Field(description="hot, cold or ns")
    isolate: bool


class Zone(Shape):
    """A party area: neighbouring strongholds and significant clusters of high shares, made into one."""

    election: str
    party: str
    zone: int = Field(description="1 = the one with the most votes")
    name_fr: str = Field(description="of the largest member")
    name_ar: str
    members: list[str] = Field(description="codes of the areas it is made of")
    votes: int
    valid_votes: int
    share: float = Field(description="votes / valid votes, in [0, 1]")
    seats_won: Count
    population: Count = Field(description="inhabitants, census of 2024")
    previous_share: Rate = Field(description="in the same areas at the previous comparable election")
    change: float | None = Field(description="share − previous_share")


class Measure(Shape):
    """How well a method foretold the order of a party's areas."""

    election: str = Field(description="the election foretold")
    known: str = Field(description="the latest election known")
    party: str | None = Field(description="null: the mean over the parties")
    areas: int | None = Field(description="areas where the party stood both times")
    method: str = Field(description="score, or a baseline: last_share, parent_mean, uniform_swing")
    spearman: float | None
    kendall: float | None
    lift: float | None = Field(description="mean share in the tenth put first / mean share in all")
    brier: float | None = Field(description="of being in the top fifth of all lists; 0 is perfect")
