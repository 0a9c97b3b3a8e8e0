"""The analysts' door: ``from app.analyst import Kharita``."""

from app.analyst.connection import KharitaProblem
from app.analyst.door import Kharita
from app.analyst.tables import Simulation

__all__ = ["Kharita", "KharitaProblem", "Simulation"]
