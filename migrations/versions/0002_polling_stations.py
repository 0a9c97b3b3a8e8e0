"""Polling stations and their results, a partition for each file."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "polling_station",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_code", sa.String(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("geom", Geometry("POINT", srid=4326, spatial_index=False), nullable=True),
        sa.Column("registered_voters", sa.Integer(), nullable=True),
        sa.Column("ballots_cast", sa.Integer(), nullable=True),
        sa.Column("valid_votes", sa.Integer(), nullable=True),
        sa.Column("invalid_votes", sa.Integer(), nullable=True),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ballots_cast <= registered_voters", name=op.f("ck_polling_station_ballots")),
        sa.CheckConstraint("valid_votes >= 0 AND invalid_votes >= 0", name=op.f("ck_polling_station_not_negative")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_polling_station_area_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["election_code"], ["election.code"], name=op.f("fk_polling_station_election_code"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"], name=op.f("fk_polling_station_source_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polling_station")),
        sa.UniqueConstraint(
            "election_code", "area_id", "code", name=op.f("uq_polling_station_election_code_area_id_code")
        ),
    )
    op.create_index(op.f("ix_polling_station_area_id"), "polling_station", ["area_id"], unique=False)
    op.create_index("ix_polling_station_geom", "polling_station", ["geom"], unique=False, postgresql_using="gist")
    op.create_index(op.f("ix_polling_station_source_file_id"), "polling_station", ["source_file_id"], unique=False)
    op.create_table(
        "station_result",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes >= 0", name=op.f("ck_station_result_not_negative")),
        sa.ForeignKeyConstraint(["party_code"], ["party.code"], name=op.f("fk_station_result_party_code")),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"], name=op.f("fk_station_result_source_file_id")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["polling_station.id"], name=op.f("fk_station_result_station_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("station_id", "party_code", "source_file_id", name=op.f("pk_station_result")),
        postgresql_partition_by="LIST (source_file_id)",
    )


def downgrade() -> None:
    op.drop_table("station_result")
    op.drop_index(op.f("ix_polling_station_source_file_id"), table_name="polling_station")
    op.drop_index("ix_polling_station_geom", table_name="polling_station", postgresql_using="gist")
    op.drop_index(op.f("ix_polling_station_area_id"), table_name="polling_station")
    op.drop_table("polling_station")
