#!/usr/bin/env bash
# Runs inside the bare container: what a new user types, and nothing else.
set -euo pipefail
what=$1

step() {
    local started=$SECONDS
    echo "== $*"
    "$@"
    echo "== $* took $((SECONDS - started)) s"
}

second_start_is_quick() {
    ./ausm down
    local started=$SECONDS
    ./ausm up -d
    local took=$((SECONDS - started))
    echo "second start took $took s"
    [ "$took" -le 20 ]
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
echo "fresh machine: all steps passed"
