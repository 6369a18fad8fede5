#!/bin/sh
# Deploys or upgrades the platform on Docker Swarm; run it on a manager, from anywhere.
#
#   AUSM_VERSION=1.4.0 ops/swarm/deploy.sh
#
# First the stores, then the one-shot jobs in their order (a swarm knows no depends_on), then the
# programs, one replica after the other, each new one healthy before an old one goes. A migration
# expands what the running version still reads, so that jobs run beside it. What fails is rolled
# back by the swarm and ends this script with the name.
#
# AUSM_STACK        name of the stack (ausm)
# AUSM_SECRETS      folder of the secrets (./secrets)
# AUSM_REPLICAS_X   replicas of IDENTITY, COLLECTION, CHANGES, TRANSFER, NOTIFY, GATEWAY (2)
# AUSM_SECONDS      how long jobs, and then the programs, may take (300)
# All settings of docker-compose.yml hold here as well.
set -eu
cd "$(dirname "$0")/../.."

export AUSM_STACK="${AUSM_STACK:-ausm}"
AUSM_SECRETS=$(cd "${AUSM_SECRETS:-./secrets}" && pwd -P)
export AUSM_SECRETS
seconds=${AUSM_SECONDS:-300}

# Secrets and configs cannot be changed in a swarm: another text gets another name.
text_of() { echo "AUSM_TEXT_$(basename "$1" | tr 'a-z.-' 'A-Z__')"; }
for file in "$AUSM_SECRETS"/* ops/proxy/haproxy.cfg ops/rabbitmq/10-ausm.conf; do
    [ -r "$file" ] || continue
    export "$(text_of "$file")=$(sha256sum <"$file" | cut -c1-10)"
done
secret_name() { eval "echo ${AUSM_STACK}_$1_\$$(text_of "$1")"; }

begun=$(date +%s)
say() { echo "$(date +%T) $*"; }
fail() { echo "$*" >&2; exit 1; }

deploy() {
    docker stack deploy --resolve-image "${AUSM_RESOLVE_IMAGE:-never}" --with-registry-auth \
        --compose-file ops/swarm/stack.yml "$AUSM_STACK" >/dev/null
}

stores_only() (
    for name in IDENTITY COLLECTION CHANGES TRANSFER NOTIFY GATEWAY; do
        export "AUSM_REPLICAS_$name=0"
    done
    deploy
)

job() { # NAME IMAGE MEMORY NETWORKS SECRETS SETTING… -- COMMAND…
    name=$1 image=$2 memory=$3 networks=$4 secrets=$5
    shift 5
    service="${AUSM_STACK}_job-$name"
    docker service rm "$service" >/dev/null 2>&1 || true
    create "$@"
    wait_for_job
    docker service rm "$service" >/dev/null
}

create() {
    settings=0 # how many words stand before the command
    for word; do
        [ "$word" != -- ] || break
        settings=$((settings + 1))
    done
    turn=0
    # Words move from the front to the back, each setting with its option before it.
    total=$#
    while [ $turn -lt $total ]; do
        word=$1
        shift
        if [ $turn -lt $settings ]; then set -- "$@" --env "$word"; fi
        if [ $turn -eq $settings ]; then set -- "$@" "$image"; fi
        if [ $turn -gt $settings ]; then set -- "$@" "$word"; fi
        turn=$((turn + 1))
    done
    for network in $networks; do set -- --network "${AUSM_STACK}_$network" "$@"; done
    for secret in $secrets; do
        source=$(secret_name "$secret")
        docker secret inspect "$source" >/dev/null 2>&1 || docker secret create \
            --label "com.docker.stack.namespace=$AUSM_STACK" "$source" "$AUSM_SECRETS/$secret" >/dev/null
        set -- --secret "source=$source,target=$secret" "$@"
    done
    docker service create --quiet --detach --name "$service" --mode replicated-job \
        --label "com.docker.stack.namespace=$AUSM_STACK" --label ausm.job=1 \
        --no-resolve-image --with-registry-auth --limit-memory "$memory" --limit-pids 256 --read-only \
        --mount type=tmpfs,destination=/tmp --cap-drop ALL \
        --restart-condition on-failure --restart-max-attempts 5 --restart-delay 2s \
        "$@" >/dev/null
}

wait_for_job() {
    end=$(($(date +%s) + seconds))
    until docker service ps --format '{{.CurrentState}}' "$service" | grep -q '^Complete'; do
        states=$(docker service ps --format '{{.CurrentState}}' "$service")
        if [ "$(date +%s)" -gt $end ] || [ "$(echo "$states" | grep -c -E '^(Failed|Rejected)')" -gt 5 ]; then
            docker service logs --raw --tail 20 "$service" >&2 || true
            fail "Job $name did not succeed; what it says is above. Nothing else was changed."
        fi
        sleep 1
    done
    say "$name: done"
}

# Name, replicas and the state of the last update of each lasting service that has not converged.
not_converged() {
    for id in $(docker service ls --quiet --filter "label=com.docker.stack.namespace=$AUSM_STACK"); do
        docker service inspect --format \
            '{{.Spec.Name}} {{.ID}} {{with .UpdateStatus}}{{.State}} {{.StartedAt.Unix}}{{else}}completed 0{{end}}' "$id"
    done | while read -r name id state since; do
        [ "$since" -ge "$begun" ] || state=completed # of an earlier deployment
        replicas=$(docker service ls --filter "id=$id" --format '{{.Replicas}}')
        running=${replicas%%/*} wanted=${replicas#*/}
        [ "$running" = "${wanted%% *}" ] && [ "$state" = completed ] || echo "$name $replicas $state"
    done
}

wait_until_converged() {
    end=$(($(date +%s) + seconds))
    while left=$(not_converged) && [ -n "$left" ]; do
        case $left in *rollback* | *paused*) fail "Rolled back: $left" ;; esac
        [ "$(date +%s)" -le $end ] || fail "Not converged after $seconds s: $left"
        sleep 2
    done
}

docker node ls >/dev/null 2>&1 || fail "This machine is no manager of a swarm: docker swarm init"
if [ -z "$(docker node ls --quiet --filter node.label=ausm-stores=true)" ]; then
    # Databases and files lie on the disk of one machine; without a choice it is this one.
    docker node update --label-add ausm-stores=true "$(docker node inspect --format '{{.ID}}' self)" >/dev/null
fi
if ! docker service inspect "${AUSM_STACK}_gateway" >/dev/null 2>&1; then
    say "stores"
    stores_only
fi
# shellcheck source=ops/swarm/jobs.sh
. ops/swarm/jobs.sh
say "programs"
deploy
wait_until_converged
say "all is up"
