"""Run migrations on the database the settings name, in one transaction."""

from alembic import context
from sqlalchemy import Connection, create_engine

from app.settings import Settings
from app.store.models import Base


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """PostGIS brings tables of its own, which are not ours to compare."""
    return kind != "table" or name in Base.metadata.tables


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=Base.metadata, include_name=ours, compare_server_default=True
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with create_engine(Settings().database_url).connect() as connection:
        migrate(connection)
