"""Areas have a time; results are carried between divisions, and say which share of them is an estimate."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_crosswalk",
        sa.Column("old_id", sa.Integer(), nullable=False),
        sa.Column("new_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.CheckConstraint("method IN ('code', 'whole', 'population', 'area')", name=op.f("ck_area_crosswalk_method")),
        sa.CheckConstraint("weight > 0 AND weight <= 1", name=op.f("ck_area_crosswalk_weight")),
        sa.ForeignKeyConstraint(["new_id"], ["area.id"], name=op.f("fk_area_crosswalk_new_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["old_id"], ["area.id"], name=op.f("fk_area_crosswalk_old_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("old_id", "new_id", name=op.f("pk_area_crosswalk")),
    )
    op.create_index(op.f("ix_area_crosswalk_new_id"), "area_crosswalk", ["new_id"], unique=False)
    op.add_column("area", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("area", sa.Column("valid_to", sa.Date(), nullable=True))
    op.create_check_constraint(op.f("ck_area_validity"), "area", "valid_from < valid_to")
    op.add_column("tally", sa.Column("interpolated_share", sa.Double(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("tally", "interpolated_share")
    op.drop_constraint(op.f("ck_area_validity"), "area", type_="check")
    op.drop_column("area", "valid_to")
    op.drop_column("area", "valid_from")
    op.drop_index(op.f("ix_area_crosswalk_new_id"), table_name="area_crosswalk")
    op.drop_table("area_crosswalk")
