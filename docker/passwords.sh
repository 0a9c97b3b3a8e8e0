#!/bin/sh
# For compose.yaml: makes the passwords of the database's two logins, once, each in a volume of its own. The server reads
# `password`, and whoever connects `pgpass`, in libpq's form.
set -eu
umask 077

password() { od -An -v -tx1 -N24 /dev/urandom | tr -d ' \n'; }

# Make the password of the login $2 in the volume $1.
keep() {
  [ -s "$1/password" ] || { password >"$1/password.new" && mv "$1/password.new" "$1/password"; }
  printf 'database:5432:kharita:%s:%s\n' "$2" "$(cat "$1/password")" >"$1/pgpass"
  chown postgres "$1/password"
  chown 1000 "$1/pgpass" # the user of the Dockerfile
  chmod 755 "$1"
}

keep "${1:-/passwords}/owner" kharita
keep "${1:-/passwords}/service" kharita_service
