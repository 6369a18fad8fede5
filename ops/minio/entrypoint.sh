#!/bin/sh
# Starts MinIO, unless a secret is missing: MinIO would then let in a well-known user and password.
set -eu

for variable in MINIO_ROOT_USER MINIO_ROOT_PASSWORD; do
    value='' file=''
    eval "value=\${$variable:-} file=\${${variable}_FILE:-}"
    if [ -z "$value" ] && { [ ! -f "$file" ] || [ ! -s "$file" ]; }; then
        echo "minio: the secret ${file##*/} is missing or empty: ${variable}_FILE names ${file:-nothing}" >&2
        exit 2
    fi
done
exec minio "$@"
