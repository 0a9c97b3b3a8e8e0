"""Classes of strength come from seats and the chance of the next one; a part of method draws is named as such."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("party_score", "p_stronghold", new_column_name="top_fifth")
    op.execute("ALTER TABLE party_score RENAME CONSTRAINT ck_party_score_p_stronghold TO ck_party_score_top_fifth")
    op.add_column("party_score", sa.Column("p_seat", sa.Double(), nullable=True))
    op.create_check_constraint(op.f("ck_party_score_p_seat"), "party_score", "p_seat BETWEEN 0 AND 1")


def downgrade() -> None:
    op.drop_column("party_score", "p_seat")
    op.execute("ALTER TABLE party_score RENAME CONSTRAINT ck_party_score_top_fifth TO ck_party_score_p_stronghold")
    op.alter_column("party_score", "top_fifth", new_column_name="p_stronghold")
