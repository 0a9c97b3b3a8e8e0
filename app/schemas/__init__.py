"""The shapes of the answers and of what is asked in a body, one module per noun."""

from app.schemas.areas import Area, AreaDetail, NearArea, Part
from app.schemas.common import AreaName, Count, Envelope, Level, Problem, Provenance, Rate, Shape, SourceRef
from app.schemas.elections import Election, ElectionDetail, NationalResult, Origin
from app.schemas.parties import Party, PartyDetail, PartyElection
from app.schemas.results import AreaParty, AreaResult
from app.schemas.scores import AreaScore, Component
from app.schemas.seats import ContestSeats, Law, LawComparison, ListPrice, PartySeats, RankedPrice
from app.schemas.service import Live, Ready, Source
from app.schemas.simulation import SCENARIOS, Errors, Scenario, SimulatedElection, Swings, Turnout

__all__ = [
    "SCENARIOS",
    "Area",
    "AreaDetail",
    "AreaName",
    "AreaParty",
    "AreaResult",
    "AreaScore",
    "Component",
    "ContestSeats",
    "Count",
    "Election",
    "ElectionDetail",
    "Envelope",
    "Errors",
    "Law",
    "LawComparison",
    "Level",
    "ListPrice",
    "Live",
    "NationalResult",
    "NearArea",
    "Origin",
    "Part",
    "Party",
    "PartyDetail",
    "PartyElection",
    "PartySeats",
    "Problem",
    "Provenance",
    "RankedPrice",
    "Rate",
    "Ready",
    "Scenario",
    "Shape",
    "SimulatedElection",
    "Source",
    "SourceRef",
    "Swings",
    "Turnout",
]
