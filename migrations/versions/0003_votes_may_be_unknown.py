"""A list whose seats are published and whose votes are not: its votes are unknown, not zero."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("party_result", "votes", nullable=True)
    op.alter_column("party_tally", "votes", nullable=True)


def downgrade() -> None:
    # results without votes cannot be told in the tables as they were before
    op.execute("DELETE FROM party_result WHERE votes IS NULL")
    op.execute("DELETE FROM party_tally WHERE votes IS NULL")
    op.alter_column("party_result", "votes", nullable=False)
    op.alter_column("party_tally", "votes", nullable=False)
