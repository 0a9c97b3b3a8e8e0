"""The analysts' client: ``from app.analyst import Kharita``."""

from app.analyst.client import Kharita
from app.analyst.connection import KharitaProblem
from app.analyst.resources import OutlookTables, SimulationTables

__all__ = ["Kharita", "KharitaProblem", "OutlookTables", "SimulationTables"]
