"""Councils: the cities divided into arrondissements as areas, contests of which only the seats are known."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LEVELS = ("region", "province", "regional_constituency", "constituency", "commune")


def upgrade() -> None:
    limit_levels(("region", "province", "regional_constituency", "constituency", "city", "commune"))
    op.add_column("contest", sa.Column("basis", sa.String(), server_default="votes", nullable=False))
    op.add_column("contest", sa.Column("ballot_kind", sa.String(), nullable=True))
    op.add_column("contest", sa.Column("seats_unlisted", sa.SmallInteger(), nullable=True))
    op.create_check_constraint(op.f("ck_contest_basis"), "contest", "basis IN ('votes', 'seats')")
    op.create_check_constraint(op.f("ck_contest_ballot_kind"), "contest", "ballot_kind IN ('list', 'ward')")
    op.create_check_constraint(op.f("ck_contest_seats_unlisted"), "contest", "seats_unlisted BETWEEN 0 AND seats")


def downgrade() -> None:
    op.drop_column("contest", "seats_unlisted")
    op.drop_column("contest", "ballot_kind")
    op.drop_column("contest", "basis")
    op.execute("DELETE FROM contest USING area WHERE area.id = area_id AND level = 'city'")
    op.execute("DELETE FROM area WHERE level = 'city'")
    limit_levels(LEVELS)


def limit_levels(levels: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_area_level"), "area", type_="check")
    op.create_check_constraint(op.f("ck_area_level"), "area", f"level IN {levels}")
