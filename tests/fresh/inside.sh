#!/usr/bin/env bash
# Runs inside the bare container: what a new user types, and nothing else.
set -euo pipefail
what=$1

failed=()

# What fails is told at the end: a slow start must not hide what the tests would say.
step() {
    local started=$SECONDS
    echo "== $*"
    "$@" || { failed+=("$*"); echo "== $* FAILED"; }
    echo "== $* took $((SECONDS - started)) s"
}

# The best of three: a machine that is busy otherwise says nothing about ours.
second_start_is_quick() {
    local started took
    for attempt in 1 2 3; do
        ./ausm down || return 1
        started=$SECONDS
        ./ausm up -d || return 1
        took=$((SECONDS - started))
        echo "second start, attempt $attempt: $took s (load $(cut -d ' ' -f 1 /proc/loadavg))"
        [ "$took" -gt 20 ] || return 0
    done
    return 1
}

# The work tree belongs to somebody else on the host, and git is right to ask.
git config --global --add safe.directory '*'
git clone -q /source /root/ausm
cd /root/ausm

if [ "$what" = story ] || [ "$what" = all ]; then
    step ./ausm up -d
    step ./ausm demo
    step ./ausm status
    step second_start_is_quick
    step ./ausm demo
    step ./ausm down
fi
if [ "$what" = tests ] || [ "$what" = all ]; then
    step ./ausm lint
    step ./ausm test
fi
if [ ${#failed[@]} -gt 0 ]; then
    printf 'fresh machine: FAILED: %s\n' "${failed[@]}"
    exit 1
fi
echo "fresh machine: all steps passed"
