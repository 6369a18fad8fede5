#!/bin/sh
# Writes the first user into the configuration, then becomes the broker.
set -eu

if [ "${1:-}" = rabbitmq-server ]; then
    : "${RABBITMQ_DEFAULT_USER:?RABBITMQ_DEFAULT_USER must be set}"
    : "${RABBITMQ_DEFAULT_PASS:?RABBITMQ_DEFAULT_PASS must be set}"
    export RABBITMQ_CONFIG_FILES=/tmp/rabbitmq
    umask 077
    mkdir -p "$RABBITMQ_CONFIG_FILES"
    {
        echo "loopback_users = none"
        echo "default_user = $RABBITMQ_DEFAULT_USER"
        echo "default_pass = $RABBITMQ_DEFAULT_PASS"
    } >"$RABBITMQ_CONFIG_FILES/10-first-user.conf"
    for file in /etc/rabbitmq/conf.d/*.conf; do
        [ ! -e "$file" ] || cp "$file" "$RABBITMQ_CONFIG_FILES/"
    done
    unset RABBITMQ_DEFAULT_USER RABBITMQ_DEFAULT_PASS
fi
exec "$@"
