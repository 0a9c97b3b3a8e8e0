"""Which contests an election should have, and why areas have none: how much of it is loaded can be told."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

EXPECTED = """
CREATE VIEW expected_contest AS
WITH of_city AS (
    SELECT area_id AS city_id, part_id FROM area_part JOIN area ON area.id = area_id AND level = 'city'
), held AS (
    SELECT election_code, area_id FROM contest
    UNION
    SELECT election_code, city_id
    FROM of_city JOIN contest ON contest.area_id = part_id
    GROUP BY election_code, city_id
    HAVING count(*) = (SELECT count(*) FROM of_city AS every_part WHERE every_part.city_id = of_city.city_id)
)
SELECT election.code AS election_code, area.id AS area_id, held.area_id IS NOT NULL AS held,
       held.area_id IS NULL AND EXISTS (
           SELECT FROM source_file
           WHERE string_to_array(absent, ' ') && ARRAY[area.code, parent.code, grandparent.code]::text[]
           AND EXISTS (SELECT FROM contest WHERE source_file_id = source_file.id AND election_code = election.code)
       ) AS explained
FROM election
JOIN area ON (area.level = election.level OR election.level = 'commune' AND area.level = 'city')
    AND coalesce(area.valid_from <= election.date, true) AND coalesce(election.date < area.valid_to, true)
LEFT JOIN area AS parent ON parent.id = area.parent_id
LEFT JOIN area AS grandparent ON grandparent.id = parent.parent_id
LEFT JOIN held ON held.election_code = election.code AND held.area_id = area.id
WHERE (election.scope = 'general' OR held.area_id IS NOT NULL)
    AND area.id NOT IN (SELECT part_id FROM of_city)
"""
"""
The areas that vote: those of the election's level on its day, with a divided city as one council, not as its
arrondissements, which stand for it only where all of them have a contest; of a by-election those where it was held.
"""


def upgrade() -> None:
    op.add_column("source_file", sa.Column("coverage", sa.String(), nullable=True))
    op.add_column("source_file", sa.Column("absent", sa.String(), nullable=True))
    op.execute(EXPECTED)


def downgrade() -> None:
    op.execute("DROP VIEW expected_contest")
    op.drop_column("source_file", "absent")
    op.drop_column("source_file", "coverage")
