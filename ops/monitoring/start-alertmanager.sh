#!/bin/sh
# Starts Alertmanager, unless the address that its configuration is to post to is not there: alerts
# that reach nobody must be noticed at the start and not in the night. Runs in its container.
set -eu

for argument in "$@"; do
    case $argument in --config.file=*) config=${argument#*=} ;; esac
done

sed -n 's/^[- ]*url_file: *//p' "${config:?--config.file is missing}" | while read -r file || [ -n "$file" ]; do
    # An engine may mount an empty folder for a file that is missing.
    if ! [ -f "$file" ] || ! [ -s "$file" ]; then
        echo "alertmanager: the secret ${file##*/} is missing or empty: write the address there" >&2
        exit 2
    fi
done

# Debian gives the program a name of its own.
for program in alertmanager prometheus-alertmanager; do
    if command -v "$program" >/dev/null; then exec "$program" "$@"; fi
done
echo "alertmanager: there is no such program in this image" >&2
exit 127
