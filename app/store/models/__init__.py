"""
The tables, one module per resource.

Unknown is NULL; in ``party_result`` no row means that the party fielded no list, and 0 that its list got no vote. Rates
are in [0, 1], units are suffixes, codes are text. Every fact row points to the file it was read from.
"""

from app.store.models.api_keys import ApiKey
from app.store.models.areas import LEVELS, Area, AreaCrosswalk, AreaPart, AreaShape
from app.store.models.ballots import held_elections, known_lists
from app.store.models.base import Base
from app.store.models.elections import DeclaredTotal, Election, Party, PartyLineage, SeatLaw
from app.store.models.indicators import Indicator, IndicatorCensus, IndicatorValue
from app.store.models.outlook import AreaOutlook, OutlookRun, PartyOutlook
from app.store.models.results import (
    CONTEST_WITHIN_CITY,
    EXPECTED_CONTEST,
    OF_CONTEST,
    Contest,
    PartyResult,
    PartyTally,
    PollingStation,
    StationResult,
    Tally,
)
from app.store.models.scores import Cluster, PartyPattern, PartyScore, PartyZone, ScoreRun, Validation
from app.store.models.sources import DatasetDigest, LoadRun, NameCorrection, SourceFile

__all__ = [
    "CONTEST_WITHIN_CITY",
    "EXPECTED_CONTEST",
    "LEVELS",
    "OF_CONTEST",
    "ApiKey",
    "Area",
    "AreaCrosswalk",
    "AreaOutlook",
    "AreaPart",
    "AreaShape",
    "Base",
    "Cluster",
    "Contest",
    "DatasetDigest",
    "DeclaredTotal",
    "Election",
    "Indicator",
    "IndicatorCensus",
    "IndicatorValue",
    "LoadRun",
    "NameCorrection",
    "OutlookRun",
    "Party",
    "PartyLineage",
    "PartyOutlook",
    "PartyPattern",
    "PartyResult",
    "PartyScore",
    "PartyTally",
    "PartyZone",
    "PollingStation",
    "ScoreRun",
    "SeatLaw",
    "SourceFile",
    "StationResult",
    "Tally",
    "Validation",
    "held_elections",
    "known_lists",
]
