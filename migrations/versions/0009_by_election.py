"""Results, tallies and scores are partitioned by election; tallies carry the figures that compare the lists."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEYS = {
    "party_result": ("election_code", "contest_id", "party_code"),
    "tally": ("election_code", "area_id"),
    "party_tally": ("election_code", "area_id", "party_code"),
    "party_score": ("election_code", "area_id", "party_code"),
}
FORMER_KEYS = KEYS | {
    "party_result": ("contest_id", "party_code"),
    "party_score": ("score_run_id", "area_id", "party_code"),
}
FORMERLY_WITHOUT = {"party_result": "contest", "party_score": "score_run"}
REFERENCES = {
    "party_result": {"contest_id": "contest.id", "party_code": "party.code", "source_file_id": "source_file.id"},
    "tally": {"election_code": "election.code", "area_id": "area.id"},
    "party_tally": {"election_code": "election.code", "area_id": "area.id", "party_code": "party.code"},
    "party_score": {"score_run_id": "score_run.id", "area_id": "area.id", "party_code": "party.code"},
}
NOT_CASCADING = {("party_result", "source_file_id")} | {(table, "party_code") for table in KEYS}
INDEXES = {"party_result": ["party_code"], "tally": ["area_id"], "party_tally": ["party_code"]}
INDEXES |= {"party_score": ["area_id", "party_code"]}

WITHIN_CITY = """
CREATE VIEW contest_within_city AS
SELECT part.id AS contest_id
FROM contest AS whole
JOIN area ON area.id = whole.area_id AND level = 'city'
JOIN area_part ON area_part.area_id = area.id
JOIN contest AS part ON part.area_id = part_id AND part.election_code = whole.election_code
"""
"""Councils of arrondissements whose city has a contest: its members sit in both, and are never added up twice."""


def upgrade() -> None:
    op.add_column("election", sa.Column("scope", sa.String(), server_default="general", nullable=False))
    op.create_check_constraint(op.f("ck_election_scope"), "election", "scope IN ('general', 'partial')")
    for table, source in FORMERLY_WITHOUT.items():
        op.add_column(table, sa.Column("election_code", sa.String(), nullable=True))
        op.execute(
            f"UPDATE {table} SET election_code = {source}.election_code FROM {source} WHERE {source}.id = {source}_id"
        )
        op.alter_column(table, "election_code", nullable=False)
    for table, key in KEYS.items():
        remake(table, key, " PARTITION BY LIST (election_code)")
    op.add_column("tally", sa.Column("lists", sa.Integer(), nullable=True))
    op.add_column("tally", sa.Column("leader", sa.String(), nullable=True))
    for name in ("lead", "effective_number_votes", "effective_number_seats", "gallagher", "loosemore_hanby"):
        op.add_column("tally", sa.Column(name, sa.Double(), nullable=True))
    op.add_column("tally", sa.Column("why_unknown", sa.String(), nullable=True))
    op.execute(WITHIN_CITY)
    op.add_column("party_tally", sa.Column("margin", sa.Double(), nullable=True))
    op.add_column("party_tally", sa.Column("rank", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.execute("DROP VIEW contest_within_city")
    for name in ("rank", "margin"):
        op.drop_column("party_tally", name)
    for name in ("why_unknown", "loosemore_hanby", "gallagher", "effective_number_seats", "effective_number_votes"):
        op.drop_column("tally", name)
    for name in ("lead", "leader", "lists"):
        op.drop_column("tally", name)
    for table, key in FORMER_KEYS.items():
        remake(table, key, "")
    for table in FORMERLY_WITHOUT:
        op.drop_column(table, "election_code")
    op.drop_column("election", "scope")


def remake(table: str, key: tuple[str, ...], partitioning: str) -> None:
    """Make a table anew with another key, whole or in parts, with the rows it has."""
    copy = f"{table}_copy"
    op.execute(f"CREATE TABLE {copy} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS){partitioning}")
    if partitioning:
        codes = op.get_bind().execute(sa.text(f"SELECT DISTINCT election_code FROM {table}")).scalars()
        for code in codes:
            make_partition(copy, f"{table}_{partition_suffix(code)}", code)
    op.execute(f"INSERT INTO {copy} SELECT * FROM {table}")
    op.drop_table(table)
    op.rename_table(copy, table)
    op.create_primary_key(op.f(f"pk_{table}"), table, list(key))
    for column, target in REFERENCES[table].items():
        referent, referred = target.split(".")
        cascade = None if (table, column) in NOT_CASCADING else "CASCADE"
        op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, referent, [column], [referred], ondelete=cascade)
    for column in INDEXES[table]:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def make_partition(table: str, name: str, code: str) -> None:
    value = code.replace("'", "''")
    op.execute(f"CREATE TABLE {name} PARTITION OF {table} FOR VALUES IN ('{value}')")


def partition_suffix(code: str) -> str:
    """Short enough for a name of PostgreSQL, whatever the code."""
    return op.get_bind().execute(sa.text("SELECT substr(md5(:code), 1, 12)"), {"code": code}).scalar_one()
