"""Schemas of response and request bodies, one module per resource."""

from app.api.schemas.areas import Area, DrawnArea, NearArea, NearScore, Neighbour, Part
from app.api.schemas.common import (
    AreaName,
    Count,
    Coverage,
    Envelope,
    Level,
    Link,
    Provenance,
    Rate,
    Selection,
    Shape,
    SourceRef,
    StrengthClass,
    item_of,
    known_kind,
)
from app.api.schemas.comparison import Comparison
from app.api.schemas.contests import Contest, ContestDetail, ListResult
from app.api.schemas.drawings import DRAWINGS, Drawing
from app.api.schemas.elections import Election, ElectionDetail, NationalResult, Origin
from app.api.schemas.indicators import AreaIndicator
from app.api.schemas.indices import AreaIndices, Nationalisation, PartyIndices, Swing
from app.api.schemas.outlook import (
    OUTLOOK_SCENARIOS,
    AreaOutlook,
    OutlookCode,
    OutlookScenario,
    OutlookUnderScenario,
    PartyOutlook,
)
from app.api.schemas.parties import Party, PartyDetail, PartyElection
from app.api.schemas.patterns import AreaCluster, Assumption, Measure, Moran, Pattern, Zone
from app.api.schemas.ranking import RankedArea
from app.api.schemas.relations import Relation, RelationPoint
from app.api.schemas.results import AreaParty, AreaResult
from app.api.schemas.scores import AreaScore, Component, Explanation
from app.api.schemas.seats import ContestSeats, Law, LawComparison, ListPrice, PartySeats, RankedPrice
from app.api.schemas.service import Live, Ready, Source
from app.api.schemas.simulation import SCENARIOS, Errors, Scenario, ScenarioInputs, SimulatedElection, Swings, Turnout
from app.api.schemas.totals import Totals

__all__ = [
    "DRAWINGS",
    "OUTLOOK_SCENARIOS",
    "SCENARIOS",
    "Area",
    "AreaCluster",
    "AreaIndicator",
    "AreaIndices",
    "AreaName",
    "AreaOutlook",
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
    "Coverage",
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
    "OutlookCode",
    "OutlookScenario",
    "OutlookUnderScenario",
    "Part",
    "Party",
    "PartyDetail",
    "PartyElection",
    "PartyIndices",
    "PartyOutlook",
    "PartySeats",
    "Pattern",
    "Provenance",
    "RankedArea",
    "RankedPrice",
    "Rate",
    "Ready",
    "Relation",
    "RelationPoint",
    "Scenario",
    "ScenarioInputs",
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
    "item_of",
    "known_kind",
]
