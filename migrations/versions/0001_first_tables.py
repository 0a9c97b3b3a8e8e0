"""First tables: areas, elections, results, what is derived from them, scores; and the role that may only read."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.create_table(
        "load_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sources", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_load_run")),
    )
    op.create_table(
        "source_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_code", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("vintage", sa.String(), nullable=False),
        sa.Column("origin_file", sa.String(), nullable=True),
        sa.Column("origin_sha256", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_file")),
        sa.UniqueConstraint("source_code", "path", name=op.f("uq_source_file_source_code_path")),
    )
    op.create_index(op.f("ix_source_file_source_code"), "source_file", ["source_code"], unique=False)
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("vintage", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_ar", sa.String(), nullable=False),
        sa.Column("city_fr", sa.String(), nullable=True),
        sa.Column("city_ar", sa.String(), nullable=True),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("population_2014", sa.Integer(), nullable=True),
        sa.Column("population_2024", sa.Integer(), nullable=True),
        sa.Column("area_km2", sa.Double(), nullable=False),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326, spatial_index=False), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "level IN ('region', 'province', 'regional_constituency', 'constituency', 'commune')",
            name=op.f("ck_area_level"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["area.id"], name=op.f("fk_area_parent_id")),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"], name=op.f("fk_area_source_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("level", "code", "vintage", name=op.f("uq_area_level_code_vintage")),
    )
    op.create_index("ix_area_geom", "area", ["geom"], unique=False, postgresql_using="gist")
    op.create_index(op.f("ix_area_parent_id"), "area", ["parent_id"], unique=False)
    op.create_table(
        "election",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("ballot", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("law", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_ar", sa.String(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"], name=op.f("fk_election_source_file_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_election")),
    )
    op.create_table(
        "party",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("acronym", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_ar", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("symbol_fr", sa.String(), nullable=True),
        sa.Column("symbol_ar", sa.String(), nullable=True),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"], name=op.f("fk_party_source_file_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_party")),
    )
    op.create_table(
        "area_part",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_part_area_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["part_id"], ["area.id"], name=op.f("fk_area_part_part_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("area_id", "part_id", name=op.f("pk_area_part")),
    )
    op.create_index(op.f("ix_area_part_part_id"), "area_part", ["part_id"], unique=False)
    op.create_table(
        "area_shape",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=3857, spatial_index=False), nullable=False),
        sa.Column("geojson", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_shape_area_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("area_id", "band", name=op.f("pk_area_shape")),
    )
    op.create_index("ix_area_shape_geom", "area_shape", ["geom"], unique=False, postgresql_using="gist")
    op.create_table(
        "contest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_code", sa.String(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.SmallInteger(), nullable=True),
        sa.Column("registered_voters", sa.Integer(), nullable=True),
        sa.Column("registered_voters_source", sa.String(), nullable=True),
        sa.Column("ballots_cast", sa.Integer(), nullable=True),
        sa.Column("valid_votes", sa.Integer(), nullable=True),
        sa.Column("invalid_votes", sa.Integer(), nullable=True),
        sa.Column("turnout", sa.Double(), nullable=True),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ballots_cast <= registered_voters", name=op.f("ck_contest_ballots")),
        sa.CheckConstraint("turnout BETWEEN 0 AND 1", name=op.f("ck_contest_turnout")),
        sa.CheckConstraint(
            "valid_votes >= 0 AND invalid_votes >= 0 AND seats >= 0", name=op.f("ck_contest_not_negative")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_contest_area_id")),
        sa.ForeignKeyConstraint(["election_code"], ["election.code"], name=op.f("fk_contest_election_code")),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"], name=op.f("fk_contest_source_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
        sa.UniqueConstraint("election_code", "area_id", name=op.f("uq_contest_election_code_area_id")),
    )
    op.create_index(op.f("ix_contest_area_id"), "contest", ["area_id"], unique=False)
    op.create_index(op.f("ix_contest_source_file_id"), "contest", ["source_file_id"], unique=False)
    op.create_table(
        "declared_total",
        sa.Column("election_code", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["election_code"], ["election.code"], name=op.f("fk_declared_total_election_code")),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"], name=op.f("fk_declared_total_source_file_id")),
        sa.PrimaryKeyConstraint("election_code", "item", name=op.f("pk_declared_total")),
    )
    op.create_table(
        "party_tally",
        sa.Column("election_code", sa.String(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("contests", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("seats_won", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_party_tally_area_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["election_code"], ["election.code"], name=op.f("fk_party_tally_election_code"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["party_code"], ["party.code"], name=op.f("fk_party_tally_party_code")),
        sa.PrimaryKeyConstraint("election_code", "area_id", "party_code", name=op.f("pk_party_tally")),
    )
    op.create_index(op.f("ix_party_tally_party_code"), "party_tally", ["party_code"], unique=False)
    op.create_table(
        "score_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_code", sa.String(), nullable=False),
        sa.Column("method_version", sa.String(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("dataset_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_code"], ["election.code"], name=op.f("fk_score_run_election_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_run")),
        sa.UniqueConstraint("election_code", name=op.f("uq_score_run_election_code")),
    )
    op.create_table(
        "tally",
        sa.Column("election_code", sa.String(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("own_contest", sa.Boolean(), nullable=False),
        sa.Column("contests", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("registered_voters", sa.Integer(), nullable=True),
        sa.Column("ballots_cast", sa.Integer(), nullable=True),
        sa.Column("valid_votes", sa.Integer(), nullable=True),
        sa.Column("invalid_votes", sa.Integer(), nullable=True),
        sa.Column("turnout", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_tally_area_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["election_code"], ["election.code"], name=op.f("fk_tally_election_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("election_code", "area_id", name=op.f("pk_tally")),
    )
    op.create_index(op.f("ix_tally_area_id"), "tally", ["area_id"], unique=False)
    op.create_table(
        "party_result",
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("seats_won", sa.SmallInteger(), nullable=True),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes >= 0 AND seats_won >= 0", name=op.f("ck_party_result_not_negative")),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_party_result_contest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["party_code"], ["party.code"], name=op.f("fk_party_result_party_code")),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"], name=op.f("fk_party_result_source_file_id")),
        sa.PrimaryKeyConstraint("contest_id", "party_code", name=op.f("pk_party_result")),
    )
    op.create_index(op.f("ix_party_result_party_code"), "party_result", ["party_code"], unique=False)
    op.create_table(
        "party_score",
        sa.Column("score_run_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("ranked", sa.Integer(), nullable=False),
        sa.Column("strength_class", sa.String(), nullable=False),
        sa.Column("components", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_party_score_score")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_party_score_area_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["party_code"], ["party.code"], name=op.f("fk_party_score_party_code")),
        sa.ForeignKeyConstraint(
            ["score_run_id"], ["score_run.id"], name=op.f("fk_party_score_score_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("score_run_id", "area_id", "party_code", name=op.f("pk_party_score")),
    )
    op.create_index(op.f("ix_party_score_area_id"), "party_score", ["area_id"], unique=False)
    op.create_index(op.f("ix_party_score_party_code"), "party_score", ["party_code"], unique=False)
    _let_reader_read()


def _let_reader_read() -> None:
    """Roles belong to the whole cluster: another database of it may have made this one already."""
    op.execute(
        """
        DO $$ BEGIN
            CREATE ROLE kharita_reader NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
    )
    op.execute("GRANT kharita_reader TO CURRENT_USER")
    op.execute("GRANT USAGE ON SCHEMA public TO kharita_reader")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO kharita_reader")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO kharita_reader")


def downgrade() -> None:
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM kharita_reader")
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM kharita_reader")
    op.execute("REVOKE ALL ON SCHEMA public FROM kharita_reader")
    op.drop_index(op.f("ix_party_score_party_code"), table_name="party_score")
    op.drop_index(op.f("ix_party_score_area_id"), table_name="party_score")
    op.drop_table("party_score")
    op.drop_index(op.f("ix_party_result_party_code"), table_name="party_result")
    op.drop_table("party_result")
    op.drop_index(op.f("ix_tally_area_id"), table_name="tally")
    op.drop_table("tally")
    op.drop_table("score_run")
    op.drop_index(op.f("ix_party_tally_party_code"), table_name="party_tally")
    op.drop_table("party_tally")
    op.drop_table("declared_total")
    op.drop_index(op.f("ix_contest_source_file_id"), table_name="contest")
    op.drop_index(op.f("ix_contest_area_id"), table_name="contest")
    op.drop_table("contest")
    op.drop_index("ix_area_shape_geom", table_name="area_shape", postgresql_using="gist")
    op.drop_table("area_shape")
    op.drop_index(op.f("ix_area_part_part_id"), table_name="area_part")
    op.drop_table("area_part")
    op.drop_table("party")
    op.drop_table("election")
    op.drop_index(op.f("ix_area_parent_id"), table_name="area")
    op.drop_index("ix_area_geom", table_name="area", postgresql_using="gist")
    op.drop_table("area")
    op.drop_index(op.f("ix_source_file_source_code"), table_name="source_file")
    op.drop_table("source_file")
    op.drop_table("load_run")
