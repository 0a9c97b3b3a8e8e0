"""The shapes of the answers and of what is asked in a body, one module per noun."""

from app.schemas.areas import Area, AreaDetail, DrawnArea, NearArea, NearScore, Neighbour, Part
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
    StrengthClass,
)
from app.schemas.comparison import Comparison
from app.schemas.contests import Contest, ContestDetail, ListResult
from app.schemas.drawings import DRAWINGS, Drawing
from app.schemas.elections import Election, ElectionDetail, NationalResult, Origin
from app.schemas.indices import AreaIndices, Nationalisation, PartyIndices, Swing
from app.schemas.parties import Party, PartyDetail, PartyElection
from app.schemas.patterns import AreaCluster, Assumption, Measure, Moran, Pattern, Zone
from app.schemas.ranking import RankedArea
from app.schemas.results import AreaParty, AreaResult
from app.schemas.scores import AreaScore, Component, Explanation
from app.schemas.seats import ContestSeats, Law, LawComparison, ListPrice, PartySeats, RankedPrice
from app.schemas.service import Live, Ready, Source
from app.schemas.simulation import SCENARIOS, Errors, Scenario, SimulatedElection, Swings, Turnout
from app.schemas.totals import Totals

__all__ = [
    "DRAWINGS",
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
    "Comparison",
    "Component",
    "Contest",
    "ContestDetail",
    "ContestSeats",
    "Count",
    "Drawing",
    "DrawnArea",
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
    "NearScore",
    "Neighbour",
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
    "RankedArea",
    "RankedPrice",
    "Rate",
    "Ready",
    "Scenario",
    "Selection",
    "Shape",
    "SimulatedElection",
    "Source",
    "SourceRef",
    "StrengthClass",
    "Swing",
    "Swings",
    "Totals",
    "Turnout",
    "Zone",
]
