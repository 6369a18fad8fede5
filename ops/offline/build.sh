#!/usr/bin/env bash
# Builds the images that docker-compose.yml names from a Debian mirror and package registries alone.
#
#   ops/offline/build.sh all          everything: base images, those of the profile `monitoring`, our own
#   ops/offline/build.sh              the base images; those that exist are left alone
#   ops/offline/build.sh --force NAME rebuild one: debian, python, postgres, rabbitmq, valkey, haproxy, minio
#   ops/offline/build.sh prometheus alertmanager    those of the profile `monitoring`
#   ops/offline/build.sh clamav       that of the profile `clamav`
#
# Needs root, a Docker engine and debootstrap. DEBIAN_MIRROR names a mirror other than the default;
# CA_BUNDLE a file of certificates to trust in the images, for sites behind an inspecting proxy;
# GOPROXY the Go module proxy that MinIO's source is taken from.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

bundle=${CA_BUNDLE:-${SSL_CERT_FILE:-}}
force=false
[ "${1:-}" != --force ] || { force=true; shift; }

wanted() { # image
    $force || ! docker image inspect "$1" >/dev/null 2>&1
}

# What the official slim images do: no manuals, no caches, neither now nor in what is built on them.
# Without it apt leaves 80 to 160 MB in each image.
slim() { # root
    cat >"$1/etc/apt/apt.conf.d/docker-clean" <<'END'
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
END
    cat >"$1/etc/dpkg/dpkg.cfg.d/docker" <<'END'
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
path-exclude /usr/share/man/*
END
    rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/usr/share/{man,locale,info}/*
    find "$1/usr/share/doc" -type f ! -name copyright -delete
}

debian() { # suite
    local image="debian:$1-slim" root
    wanted "$image" || return 0
    root=$(mktemp -d)
    # shellcheck disable=SC2086 # no mirror means no argument
    debootstrap --variant=minbase --include=ca-certificates "$1" "$root" ${DEBIAN_MIRROR:-} >"$root.log" 2>&1 ||
        { tail -n 20 "$root.log" >&2; return 1; }
    [ -z "$bundle" ] || cp "$bundle" "$root/etc/ssl/certs/ca-certificates.crt"
    slim "$root"
    tar -C "$root" -c . | docker import --change 'CMD ["bash"]' \
        --change 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' - "$image" >/dev/null
    rm -rf "$root" "$root.log"
    echo "built $image"
}

build() { # image folder
    wanted "$1" || return 0
    docker build -q -t "$1" "$2" >/dev/null
    echo "built $1"
}

# Our own, by the recipe that they have everywhere; their layers are kept, so that this is quick again.
ours() {
    local compose=(docker-compose) log
    command -v docker-compose >/dev/null || compose=(docker compose)
    log=$(mktemp)
    # A step may say nothing for minutes; docker-compose 1.29 would give up after one.
    export COMPOSE_HTTP_TIMEOUT=${COMPOSE_HTTP_TIMEOUT:-1200}
    (cd ../.. && "${compose[@]}" build check-secrets identity collection changes transfer notify gateway) \
        >"$log" 2>&1 || { tail -n 40 "$log" >&2; rm -f "$log"; return 1; }
    rm -f "$log"
    echo "built the platform's images"
}

command -v debootstrap >/dev/null || { echo "Install debootstrap first: apt-get install debootstrap" >&2; exit 1; }
docker info >/dev/null 2>&1 || { echo "No Docker engine answers; start dockerd first." >&2; exit 1; }

bases=(debian python postgres rabbitmq valkey haproxy minio)
[ $# -gt 0 ] || set -- "${bases[@]}"
[ "$1" != all ] || set -- "${bases[@]}" prometheus alertmanager clamav ours
for name in "$@"; do
    case $name in
    debian) debian bookworm; debian trixie ;;
    python) build python:3.11-slim-bookworm python ;;
    postgres) build postgres:17 postgres ;;
    rabbitmq) build rabbitmq:4.0-management rabbitmq ;;
    valkey) build valkey/valkey:8 valkey ;;
    haproxy) build haproxy:3.0 haproxy ;;
    prometheus) build prom/prometheus:v2.53.3 prometheus ;;
    alertmanager) build prom/alertmanager:v0.28.1 alertmanager ;;
    clamav) build clamav/clamav:1.4 clamav ;;
    ours) ours ;;
    minio) build ausm/minio:2026-02-12 ../minio ;;
    *) echo "unknown image: $name" >&2; exit 2 ;;
    esac
done
