"""Lineage, seat laws and corrections are loaded; the dataset is known by digests of its content."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "party_lineage",
        sa.Column("party_code", sa.String(), sa.ForeignKey("party.code"), nullable=False),
        sa.Column("lineage_code", sa.String(), nullable=True),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), sa.ForeignKey("source_file.id"), nullable=False),
        sa.PrimaryKeyConstraint("party_code", name=op.f("pk_party_lineage")),
    )
    op.create_table(
        "seat_law",
        sa.Column("law", sa.String(), nullable=False),
        sa.Column("ballot", sa.String(), nullable=False),
        sa.Column("rule", JSONB(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), sa.ForeignKey("source_file.id"), nullable=False),
        sa.PrimaryKeyConstraint("law", "ballot", name=op.f("pk_seat_law")),
    )
    op.create_table(
        "name_correction",
        sa.Column("source_code", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("expect", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), sa.ForeignKey("source_file.id"), nullable=False),
        sa.PrimaryKeyConstraint("source_code", "province", "unit", name=op.f("pk_name_correction")),
    )
    op.create_table(
        "dataset_digest",
        sa.Column("election_code", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("election_code", "table_name", name=op.f("pk_dataset_digest")),
    )
    # nobody knows what the scores that are there were computed from: they will be computed anew
    op.add_column("score_run", sa.Column("input_digest", sa.String(), server_default="", nullable=False))
    op.alter_column("score_run", "input_digest", server_default=None)
    op.drop_column("score_run", "dataset_version")
    op.drop_column("validation", "dataset_version")


def downgrade() -> None:
    for table in ("validation", "score_run"):
        op.add_column(table, sa.Column("dataset_version", sa.Integer(), server_default="0", nullable=False))
        op.alter_column(table, "dataset_version", server_default=None)
    op.drop_column("score_run", "input_digest")
    for table in ("dataset_digest", "name_correction", "seat_law", "party_lineage"):
        op.drop_table(table)
