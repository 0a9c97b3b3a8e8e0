"""What is declared, not counted: who is the same party over time, and the seat laws."""

from typing import NamedTuple

import pandas as pd
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.analysis.seats import Rules, rules_of
from app.store.models import PartyLineage, SeatLaw


class Declared(NamedTuple):
    """
    What figures of several elections, and seats, depend on beside the results.

    Attributes
    ----------
    lineage : pandas.DataFrame
        Who is the same party over time: ``party_code``, ``lineage_code``, ``relation``; see
        `app.analysis.history.lineages` and `continuities`.
    rules : mapping
        The seat laws, see `app.analysis.seats`.
    """

    lineage: pd.DataFrame
    rules: Rules


def read_declared(session: Session) -> Declared:
    """Read what is declared."""
    return Declared(read_lineage(session), read_rules(session))


def read_lineage(session: Session) -> pd.DataFrame:
    """Read who is the same party over time."""
    columns = (PartyLineage.party_code, PartyLineage.lineage_code, PartyLineage.relation)
    rows = session.execute(select(*columns).order_by(PartyLineage.party_code))
    return pd.DataFrame(rows.all(), columns=list(rows.keys()), dtype="string")


def read_rules(session: Session) -> Rules:
    """Read the seat laws."""
    rows = session.execute(select(SeatLaw.law, SeatLaw.ballot, SeatLaw.rule).order_by(SeatLaw.law, SeatLaw.ballot))
    return rules_of({"law": law, "ballots": [ballot], **rule} for law, ballot, rule in rows)


def lineage_files() -> list[Select[int]]:
    """Select the files that say who is the same party."""
    return [select(PartyLineage.source_file_id)]


def law_files() -> list[Select[int]]:
    """Select the files of the seat laws."""
    return [select(SeatLaw.source_file_id)]
