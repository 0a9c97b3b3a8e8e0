"""Indicators of the censuses, by area."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TEXTS = ("topic", "unit", "name_fr", "name_ar", "name_en", "definition", "source")


def upgrade() -> None:
    op.create_table(
        "indicator",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in _TEXTS),
        sa.Column("source_file_id", sa.Integer(), sa.ForeignKey("source_file.id"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_indicator")),
    )
    op.create_table(
        "indicator_census",
        sa.Column("key", sa.String(), sa.ForeignKey("indicator.key", ondelete="CASCADE"), nullable=False),
        sa.Column("census", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=True),
        sa.Column("country_value", sa.Float(), nullable=True),
        sa.Column("source_file_id", sa.Integer(), sa.ForeignKey("source_file.id"), nullable=False),
        sa.PrimaryKeyConstraint("key", "census", name=op.f("pk_indicator_census")),
    )
    op.create_table(
        "indicator_value",
        sa.Column("area_id", sa.Integer(), sa.ForeignKey("area.id", ondelete="CASCADE"), nullable=False),
        sa.Column("census", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("units_known", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("area_id", "census", "key", name=op.f("pk_indicator_value")),
        sa.ForeignKeyConstraint(
            ["key", "census"],
            ["indicator_census.key", "indicator_census.census"],
            name=op.f("fk_indicator_value_key_census"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("units > 0 AND units_known BETWEEN 0 AND units", name=op.f("ck_indicator_value_units")),
    )
    op.create_index("ix_indicator_value_key_census", "indicator_value", ["key", "census"])


def downgrade() -> None:
    for table in ("indicator_value", "indicator_census", "indicator"):
        op.drop_table(table)
