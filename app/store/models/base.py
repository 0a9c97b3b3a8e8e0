"""The base of all tables, and how those with figures of elections are partitioned."""

from sqlalchemy import (
    MetaData,
)
from sqlalchemy.orm import DeclarativeBase

BY_ELECTION = {"postgresql_partition_by": "LIST (election_code)"}


class Base(DeclarativeBase):
    """Base of all tables; one naming convention, so that migrations can name what they drop."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
