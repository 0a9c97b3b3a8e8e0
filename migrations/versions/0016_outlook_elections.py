"""An outlook says which elections it knows, and its code follows the year of the next councils."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # an outlook that does not say what it knows is computed again by the next `etl score`
    op.execute("DELETE FROM outlook_run")
    op.add_column("outlook_run", sa.Column("elections", postgresql.JSONB(astext_type=sa.Text()), nullable=False))
    op.drop_constraint(op.f("ck_outlook_run_outlook"), "outlook_run")
    op.create_check_constraint(
        op.f("ck_outlook_run_outlook"), "outlook_run", "outlook ~ '^(next-house|councils-[0-9]{4})$'"
    )


def downgrade() -> None:
    op.execute("DELETE FROM outlook_run")
    op.drop_constraint(op.f("ck_outlook_run_outlook"), "outlook_run")
    op.create_check_constraint(
        op.f("ck_outlook_run_outlook"), "outlook_run", "outlook IN ('next-house', 'councils-2027')"
    )
    op.drop_column("outlook_run", "elections")
