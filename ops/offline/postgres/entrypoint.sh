#!/bin/sh
# Makes the cluster on the first start, then becomes the server.
set -eu

if [ "${1:-}" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
    file=${POSTGRES_PASSWORD_FILE:-}
    [ ! -f "$file" ] || POSTGRES_PASSWORD=$(cat "$file")
    if [ -z "${POSTGRES_PASSWORD:-}" ]; then
        echo "postgres: the secret ${file##*/} is missing or empty: POSTGRES_PASSWORD_FILE names ${file:-nothing}" >&2
        exit 2
    fi
    umask 077
    secret=$(mktemp)
    printf '%s\n' "$POSTGRES_PASSWORD" >"$secret"
    initdb --username="${POSTGRES_USER:-postgres}" --pwfile="$secret" \
        --auth-local=scram-sha-256 --auth-host=scram-sha-256 \
        --encoding=UTF8 --locale=C.UTF-8 --data-checksums >/dev/null
    rm -f "$secret"
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
fi
unset POSTGRES_PASSWORD
exec "$@"
