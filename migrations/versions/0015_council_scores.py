"""Scores by the seats of councils, whose votes are not published; how chances of a seat came true."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("score_run", sa.Column("basis", sa.String(), nullable=False, server_default="votes"))
    op.create_check_constraint(op.f("ck_score_run_basis"), "score_run", "basis IN ('votes', 'seats')")
    op.alter_column("party_zone", "votes", nullable=True)
    op.alter_column("party_zone", "valid_votes", nullable=True)
    op.add_column("party_zone", sa.Column("seats", sa.Integer(), nullable=True))
    empty = sa.text("'[]'::jsonb")
    chances = sa.Column("chances", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default=empty)
    op.add_column("validation", chances)


def downgrade() -> None:
    op.drop_column("validation", "chances")
    op.drop_column("party_zone", "seats")
    op.execute("DELETE FROM score_run WHERE basis = 'seats'")
    op.alter_column("party_zone", "valid_votes", nullable=False)
    op.alter_column("party_zone", "votes", nullable=False)
    op.drop_column("score_run", "basis")
