"""What is likely at the next elections."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outlook_run",
        sa.Column("outlook", sa.String(), nullable=False),
        sa.Column("election_code", sa.String(), nullable=False),
        sa.Column("method_version", sa.String(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("input_digest", sa.String(), nullable=False),
        sa.Column("calibration", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("contests_drawn", sa.Integer(), nullable=False),
        sa.Column("contests", sa.Integer(), nullable=False),
        sa.CheckConstraint("outlook IN ('next-house', 'councils-2027')", name=op.f("ck_outlook_run_outlook")),
        sa.ForeignKeyConstraint(
            ["election_code"], ["election.code"], name=op.f("fk_outlook_run_election_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("outlook", name=op.f("pk_outlook_run")),
    )
    op.create_table(
        "area_outlook",
        sa.Column("outlook", sa.String(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=True),
        sa.Column("share_now", sa.Double(), nullable=True),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("share_low_80", sa.Double(), nullable=True),
        sa.Column("share_high_80", sa.Double(), nullable=True),
        sa.Column("share_low_90", sa.Double(), nullable=True),
        sa.Column("share_high_90", sa.Double(), nullable=True),
        sa.Column("seats_now", sa.Integer(), nullable=True),
        sa.Column("expected_seats", sa.Double(), nullable=True),
        sa.Column("seats_low_80", sa.Integer(), nullable=True),
        sa.Column("seats_high_80", sa.Integer(), nullable=True),
        sa.Column("seats_low_90", sa.Integer(), nullable=True),
        sa.Column("seats_high_90", sa.Integer(), nullable=True),
        sa.Column("p_seat", sa.Double(), nullable=True),
        sa.Column("p_first", sa.Double(), nullable=True),
        sa.Column("p_majority", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("p_seat BETWEEN 0 AND 1 AND p_first BETWEEN 0 AND 1", name=op.f("ck_area_outlook_chance")),
        sa.CheckConstraint("p_majority BETWEEN 0 AND 1", name=op.f("ck_area_outlook_majority")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_area_outlook_area_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["outlook"], ["outlook_run.outlook"], name=op.f("fk_area_outlook_outlook"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["party_code"], ["party.code"], name=op.f("fk_area_outlook_party_code")),
        sa.PrimaryKeyConstraint("outlook", "area_id", "party_code", name=op.f("pk_area_outlook")),
    )
    op.create_index(op.f("ix_area_outlook_area_id"), "area_outlook", ["area_id"], unique=False)
    op.create_index(op.f("ix_area_outlook_party_code"), "area_outlook", ["party_code"], unique=False)
    op.create_table(
        "party_outlook",
        sa.Column("outlook", sa.String(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("seats_now", sa.Integer(), nullable=True),
        sa.Column("expected_seats", sa.Double(), nullable=False),
        sa.Column("seats_low_80", sa.Integer(), nullable=False),
        sa.Column("seats_high_80", sa.Integer(), nullable=False),
        sa.Column("seats_low_90", sa.Integer(), nullable=False),
        sa.Column("seats_high_90", sa.Integer(), nullable=False),
        sa.Column("p_first", sa.Double(), nullable=False),
        sa.Column("p_majority", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outlook"], ["outlook_run.outlook"], name=op.f("fk_party_outlook_outlook"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["party_code"], ["party.code"], name=op.f("fk_party_outlook_party_code")),
        sa.PrimaryKeyConstraint("outlook", "party_code", name=op.f("pk_party_outlook")),
    )
    op.create_index(op.f("ix_party_outlook_party_code"), "party_outlook", ["party_code"], unique=False)


def downgrade() -> None:
    op.drop_table("party_outlook")
    op.drop_table("area_outlook")
    op.drop_table("outlook_run")
