"""The migrations make exactly the tables of the models, and can be undone."""

import psycopg
import pytest
from alembic import command

from tests.databases import migrating


@pytest.fixture
def empty(new_database):
    with new_database() as settings:
        yield settings


@pytest.fixture
def config(empty):
    with migrating(empty) as config:
        yield config


def tables(settings) -> set[str]:
    with psycopg.connect(settings.libpq_url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name for (name,) in rows} - {"spatial_ref_sys", "alembic_version"}


def test_migrations_go_up_and_down_and_up_again(empty, config):
    command.upgrade(config, "head")
    made = tables(empty)
    assert {"area", "contest", "party_result", "party_score", "source_file"} <= made
    command.downgrade(config, "base")
    assert tables(empty) == set()
    command.upgrade(config, "head")
    assert tables(empty) == made


def test_migrated_tables_are_those_of_the_models(config):
    command.upgrade(config, "head")
    command.check(config)
