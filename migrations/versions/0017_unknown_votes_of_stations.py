"""Lists of polling stations whose votes are unknown."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("station_result", "votes", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.alter_column("station_result", "votes", existing_type=sa.Integer(), nullable=False)
