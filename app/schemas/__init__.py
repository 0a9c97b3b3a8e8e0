"""The shapes of the answers and of what is asked in a body, one module per noun."""

from app.schemas.areas import Area, AreaDetail, NearArea, Part
from app.schemas.common import AreaName, Count, Envelope, Level, Problem, Provenance, Rate, Shape, SourceRef
from app.schemas.elections import Election, ElectionDetail, NationalResult, Origin
from app.schemas.parties import Party, PartyDetail, PartyElection
from app.schemas.results import AreaParty, AreaResult
from app.schemas.scores import AreaScore, Component
from app.schemas.service import Live, Ready, Source

__all__ = [
    "Area",
    "AreaDetail",
    "AreaName",
    "AreaParty",
    "AreaResult",
    "AreaScore",
    "Component",
    "Count",
    "Election",
    "ElectionDetail",
    "Envelope",
    "Level",
    "Live",
    "NationalResult",
    "NearArea",
    "Origin",
    "Part",
    "Party",
    "PartyDetail",
    "PartyElection",
    "Problem",
    "Provenance",
    "Rate",
    "Ready",
    "Shape",
    "Source",
    "SourceRef",
]
