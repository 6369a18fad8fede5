#!/usr/bin/env bash
# Proves the README on a machine that has nothing: a bare Debian 12, git, a shell.
#
#   tests/fresh/run.sh [base|story|tests|all]
#
# base   build the bare image with debootstrap, unless it is there
# story  clone, ./ausm up -d, ./ausm demo, a second start in 20 s, ./ausm down
# tests  clone, ./ausm lint, ./ausm test
# all    story, then tests, in one container (the default)
#
# Needs root and a Docker engine (docker.io); debootstrap is installed if absent.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
image=${AUSM_FRESH_IMAGE:-ausm-fresh:bookworm}
what=${1:-all}

need() {
    command -v "$1" >/dev/null 2>&1 && return
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$2"
}

# The base holds what debootstrap's smallest variant gives, git, and the certificates that this
# machine trusts: behind a proxy that inspects TLS, nothing could be downloaded without them.
build_base() {
    need debootstrap debootstrap
    local root
    root=$(mktemp -d)
    trap 'rm -rf "$root"' RETURN
    debootstrap --variant=minbase --include=ca-certificates,git bookworm "$root" >"$root.log" 2>&1 ||
        { tail -n 20 "$root.log" >&2; return 1; }
    rm -f "$root.log"
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
    tar -C "$root" -c . | docker import - "$image" >/dev/null
    echo "built $image"
}

docker info >/dev/null 2>&1 || {
    echo "tests/fresh: no Docker engine answers. Install docker.io and start dockerd, then run this again." >&2
    exit 1
}
docker image inspect "$image" >/dev/null 2>&1 || build_base
[ "$what" = base ] && exit 0

bundle=/etc/ssl/certs/ca-certificates.crt
exec docker run --rm --init \
    -v "$repo:/source:ro" -v "$here/inside.sh:/inside.sh:ro" \
    -e "SSL_CERT_FILE=$bundle" -e "PIP_CERT=$bundle" -e "REQUESTS_CA_BUNDLE=$bundle" \
    -e "NODE_EXTRA_CA_CERTS=$bundle" -e CI=true -e LANG=C.UTF-8 \
    "$image" bash /inside.sh "$what"
