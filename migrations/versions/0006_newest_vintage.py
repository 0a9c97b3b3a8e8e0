"""The newest vintage of a level is found without reading its areas: every tile asks for it."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index the vintages of each level."""
    op.create_index("ix_area_level_vintage", "area", ["level", "vintage"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_area_level_vintage", "area")
