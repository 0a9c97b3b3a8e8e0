"""Ranges of scores, patterns, clusters and areas of parties, and the back-test."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "validation",
        sa.Column("election_code", sa.String(), nullable=False),
        sa.Column("known_code", sa.String(), nullable=False),
        sa.Column("method_version", sa.String(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("dataset_version", sa.Integer(), nullable=False),
        sa.Column("measures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("overall", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("regions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_code"], ["election.code"], name=op.f("fk_validation_election_code"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["known_code"], ["election.code"], name=op.f("fk_validation_known_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("election_code", name=op.f("pk_validation")),
    )
    op.create_table(
        "cluster",
        sa.Column("score_run_id", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("local_moran", sa.Double(), nullable=True),
        sa.Column("gi_star", sa.Double(), nullable=True),
        sa.Column("p_value", sa.Double(), nullable=True),
        sa.Column("p_adjusted", sa.Double(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("hot_spot", sa.String(), nullable=False),
        sa.Column("isolate", sa.Boolean(), nullable=False),
        sa.CheckConstraint("label IN ('HH', 'LL', 'HL', 'LH', 'ns')", name=op.f("ck_cluster_label")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_cluster_area_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["party_code"], ["party.code"], name=op.f("fk_cluster_party_code")),
        sa.ForeignKeyConstraint(
            ["score_run_id"], ["score_run.id"], name=op.f("fk_cluster_score_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("score_run_id", "party_code", "area_id", name=op.f("pk_cluster")),
    )
    op.create_index(op.f("ix_cluster_area_id"), "cluster", ["area_id"], unique=False)
    op.create_table(
        "party_pattern",
        sa.Column("score_run_id", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("moran", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("assumptions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["party_code"], ["party.code"], name=op.f("fk_party_pattern_party_code")),
        sa.ForeignKeyConstraint(
            ["score_run_id"], ["score_run.id"], name=op.f("fk_party_pattern_score_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("score_run_id", "party_code", name=op.f("pk_party_pattern")),
    )
    op.create_table(
        "party_zone",
        sa.Column("score_run_id", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("zone", sa.Integer(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("name_ar", sa.String(), nullable=False),
        sa.Column("members", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("valid_votes", sa.Integer(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("seats_won", sa.Integer(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("previous_share", sa.Double(), nullable=True),
        sa.Column("change", sa.Double(), nullable=True),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326, spatial_index=False), nullable=False),
        sa.Column("geojson", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["party_code"], ["party.code"], name=op.f("fk_party_zone_party_code")),
        sa.ForeignKeyConstraint(
            ["score_run_id"], ["score_run.id"], name=op.f("fk_party_zone_score_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("score_run_id", "party_code", "zone", name=op.f("pk_party_zone")),
    )
    op.add_column("party_score", sa.Column("rank_median", sa.Integer(), nullable=True))
    op.add_column("party_score", sa.Column("rank_low", sa.Integer(), nullable=True))
    op.add_column("party_score", sa.Column("rank_high", sa.Integer(), nullable=True))
    op.add_column("party_score", sa.Column("p_stronghold", sa.Double(), nullable=True))
    op.create_check_constraint(op.f("ck_party_score_p_stronghold"), "party_score", "p_stronghold BETWEEN 0 AND 1")


def downgrade() -> None:
    op.drop_column("party_score", "p_stronghold")
    op.drop_column("party_score", "rank_high")
    op.drop_column("party_score", "rank_low")
    op.drop_column("party_score", "rank_median")
    op.drop_table("party_zone")
    op.drop_table("party_pattern")
    op.drop_index(op.f("ix_cluster_area_id"), table_name="cluster")
    op.drop_table("cluster")
    op.drop_table("validation")
