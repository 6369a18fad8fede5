#!/bin/sh
# Replaces containers one after the other without a failed request: for a restart, a new image
# (AUSM_VERSION) or changed settings alike.
#
#   ops/deploy/rolling-restart.sh                    the five services, then the gateway
#   ops/deploy/rolling-restart.sh identity gateway   these only
#
# For each replica one more is started as the compose file says now; once it is healthy the old one
# is told to stop, finishes what it has begun, and is removed. One that does not become healthy is
# removed instead and everything stays as it was. Run it with the variables of `docker-compose up`.
set -eu
cd "$(dirname "$0")/../.."
seconds=${AUSM_HEALTHY_SECONDS:-120}
[ $# -gt 0 ] || set -- identity collection changes transfer notify gateway

# People come first: Compose computes for a second before it does anything. Kernels that weigh sessions
# (man 7 sched) take the niceness of a program for its rank in its own session only.
give_way() {
    renice -n 10 -p $$ >/dev/null 2>&1 || true
    session=/proc/$$/autogroup
    [ -w "$session" ] || return 0
    rank=$(sed 's/.* nice //' "$session")
    echo 10 >"$session" || true
}

# Broken off or done: nothing keeps the low rank that it had meanwhile.
restore_ranks() {
    [ -z "${light:-}" ] || weigh "$light" "$usual"
    [ -z "${rank:-}" ] || echo "$rank" >"$session" || true
}

compose() {
    if command -v docker-compose >/dev/null 2>&1; then docker-compose "$@"; else docker compose "$@"; fi
}

# The engine is asked, where that is possible: Compose takes a second of a processor to start.
find_project() { # service
    compose ps -q "$1" | head -n 1 |
        xargs -r docker inspect -f '{{index .Config.Labels "com.docker.compose.project"}}'
}

replicas() { # service
    label=label=com.docker.compose
    docker ps -aq --no-trunc --filter "$label.project=$project" --filter "$label.service=$1" \
        --filter "$label.oneoff=False"
}

start_one_more() { # service count
    compose up -d --no-deps --no-recreate --no-build --scale "$1=$2" "$1" 2>&1 | grep -i error >&2 || true
}

# What share of the processors a container gets where they do not suffice for all. 1024 is the usual one, which
# the engine also calls 0. What cannot be weighed starts like anything else.
weigh() { # container weight
    docker update --cpu-shares "$2" "$1" >/dev/null 2>&1 || true
}

is_healthy() { # container
    [ "$(docker inspect -f '{{.State.Health.Status}}' "$1")" = healthy ]
}

# The engine asks every ten seconds only. A health check that is no plain command of words is left to it.
answers() { # container
    # shellcheck disable=SC2086  # words, none of which has a space in it
    timeout 10 docker exec "$1" $question >/dev/null 2>&1 || is_healthy "$1"
}

wait_until() { # condition container
    # By the clock: on a busy machine the question itself takes longer than the pause.
    until "$1" "$2"; do
        [ "$(date +%s)" -lt "$limit" ] || return 1
        sleep 1
    done
}

# Until the new one answers it is of no use to anybody: those who serve come first.
wait_healthy() { # container
    limit=$(($(date +%s) + seconds))
    usual=$(docker inspect -f '{{.HostConfig.CpuShares}}' "$1")
    [ "$usual" != 0 ] || usual=1024
    question=$(docker inspect -f '{{range slice .Config.Healthcheck.Test 1}}{{.}} {{end}}' "$1")
    light=$1
    weigh "$1" $((usual / 8))
    wait_until answers "$1" || return 1
    weigh "$1" "$usual"
    light=
    wait_until is_healthy "$1"
}

replace() { # service old
    before=$(replicas "$1")
    start_one_more "$1" $(($(echo "$before" | wc -l) + 1))
    new=$(replicas "$1" | grep -vxF "$before") || { echo "$1: no other container started" >&2; exit 1; }
    if ! wait_healthy "$new"; then
        docker logs --tail 20 "$new" >&2
        docker rm -f "$new" >/dev/null
        light=
        echo "$1: the new container did not become healthy in $seconds s; the old ones run on" >&2
        exit 1
    fi
    docker stop "$2" >/dev/null
    docker rm "$2" >/dev/null
}

trap restore_ranks EXIT
trap 'exit 1' HUP INT TERM
give_way
project=$(find_project "$1")
[ -n "$project" ] || { echo "$1 does not run" >&2; exit 1; }
for service in "$@"; do
    olds=$(replicas "$service")
    [ -n "$olds" ] || { echo "$service does not run" >&2; exit 1; }
    for old in $olds; do
        replace "$service" "$old"
        echo "$service: one replica replaced"
    done
done
