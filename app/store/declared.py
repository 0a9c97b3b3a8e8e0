"""What is declared beside the database: who is the same party over time, and the seat laws."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from app.analysis.seats import Rules, read_laws


class Declared(NamedTuple):
    """
    What is declared in the project's data.

    Attributes
    ----------
    lineage : pandas.DataFrame
        Who is the same party over time: ``party_code``, ``lineage_code``; see `app.analysis.history.lineages`.
    rules : mapping
        The seat laws, see `app.analysis.seats`.
    laws : str
        Their declaration, as TOML.
    """

    lineage: pd.DataFrame
    rules: Rules
    laws: str


def read_declared(data_dir: Path) -> Declared:
    """Read what is declared in a directory of data."""
    laws = (data_dir / "laws.toml").read_text(encoding="utf-8")
    return Declared(read_lineage(data_dir), read_laws(laws), laws)


def read_lineage(data_dir: Path) -> pd.DataFrame:
    """Read who is the same party over time."""
    return pd.read_csv(data_dir / "reference" / "party_lineage.csv", dtype="string")
