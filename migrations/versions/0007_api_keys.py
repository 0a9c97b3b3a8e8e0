"""Keys to the service, which the reading role can look up and not list."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('reader', 'analyst', 'admin')", name=op.f("ck_api_key_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("sha256", name=op.f("uq_api_key_sha256")),
    )
    # runs with the rights of its owner, and therefore with names that nobody else can give to something of theirs
    op.execute(
        """
        CREATE FUNCTION find_api_key(wanted bytea) RETURNS TABLE (id text, role text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
        BEGIN ATOMIC
            SELECT api_key.id, api_key.role FROM public.api_key
            WHERE api_key.sha256 = wanted AND api_key.revoked_at IS NULL AND api_key.expires_at > now();
        END
        """
    )
    op.execute("REVOKE ALL ON api_key FROM kharita_reader")
    op.execute("REVOKE ALL ON FUNCTION find_api_key(bytea) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION find_api_key(bytea) TO kharita_reader")
    # PostgreSQL does so from version 15 on, but leaves as they were the databases of older ones
    op.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def downgrade() -> None:
    op.execute("DROP FUNCTION find_api_key(bytea)")
    op.drop_table("api_key")
