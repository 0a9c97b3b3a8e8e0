"""What is declared beside the database: who is the same party over time, and the seat laws."""

from dataclasses import dataclass

import pandas as pd

from app.analysis.seats import Rules
from app.atlases import read_crosswalk, read_rules
from app.settings import Settings


@dataclass(frozen=True)
class Declared:
    """
    What is declared in the project's data.

    Attributes
    ----------
    crosswalk : pandas.DataFrame
        Who is the same party over time, see `app.analysis.history.lineages`.
    rules : mapping
        The seat laws, see `app.analysis.seats`.
    """

    crosswalk: pd.DataFrame
    rules: Rules


def read_declared(settings: Settings) -> Declared:
    """Read what is declared."""
    return Declared(read_crosswalk(settings), read_rules(settings))
