"""The shapes of the answers and of what is asked in a body, one module per noun."""

from app.schemas.areas import Area, AreaDetail, NearArea, Part
from app.schemas.common import (
    AreaName,
    Count,
    Envelope,
    Level,
    Link,
    Problem,
    Provenance,
    Rate,
    Selection,
    Shape,
    SourceRef,
)
from app.schemas.contests import Contest, ContestDetail, ListResult
from app.schemas.elections import Election, ElectionDetail, NationalResult, Origin
from app.schemas.indices import AreaIndices, Nationalisation, PartyIndices, Swing
from app.schemas.parties import Party, PartyDetail, PartyElection
from app.schemas.patterns import AreaCluster, Assumption, Measure, Moran, Pattern, Zone
from app.schemas.results import AreaParty, AreaResult
from app.schemas.scores import AreaScore, Component, Explanation
from app.schemas.seats import ContestSeats, Law, LawComparison, ListPrice, PartySeats, RankedPrice
from app.schemas.service import Live, Ready, Source
from app.schemas.simulation import SCENARIOS, Errors, Scenario, SimulatedElection, Swings, Turnout

__all__ = [
    "SCENARIOS",
    "Area",
    "AreaCluster",
    "AreaDetail",
    "AreaIndices",
    "AreaName",
    "AreaParty",
    "AreaResult",
    "AreaScore",
    "Assumption",
    "Component",
    "Contest",
    "ContestDetail",
    "ContestSeats",
    "Count",
    "Election",
    "ElectionDetail",
    "Envelope",
    "Errors",
    "Explanation",
    "Law",
    "LawComparison",
    "Level",
    "Link",
    "ListPrice",
    "ListResult",
    "Live",
    "Measure",
    "Moran",
    "NationalResult",
    "Nationalisation",
    "NearArea",
    "Origin",
    "Part",
    "Party",
    "PartyDetail",
    "PartyElection",
    "PartyIndices",
    "PartySeats",
    "Pattern",
    "Problem",
    "Provenance",
    "RankedPrice",
    "Rate",
    "Ready",
    "Scenario",
    "Selection",
    "Shape",
    "SimulatedElection",
    "Source",
    "SourceRef",
    "Swing",
    "Swings",
    "Turnout",
    "Zone",
]
