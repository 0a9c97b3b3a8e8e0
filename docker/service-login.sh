#!/bin/sh
# For compose.yaml, run when the database is made: the login of the service, which may do what the role of reading may
# and nothing else.
set -eu
psql --no-psqlrc -v ON_ERROR_STOP=1 -v password="$(cat /passwords/service/password)" \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE kharita_reader NOLOGIN;
CREATE ROLE kharita_service LOGIN PASSWORD :'password' IN ROLE kharita_reader;
SQL
