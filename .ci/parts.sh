# Shared by .ci/run and .ci/full: runs the parts of a run one after the other within a budget, and
# remembers which found something and which could not be finished.
# shellcheck shell=bash

FULL_SUITES=(upgrade compose swarm faults monitoring load)
# Seconds that each takes on two cores, with some to spare.
# shellcheck disable=SC2034 # .ci/run uses it
declare -A NEEDS=([upgrade]=300 [compose]=1300 [swarm]=500 [faults]=600 [monitoring]=300 [load]=800)
# What the full suites prove something about; each proves something about its own tests as well.
WATCHED=(docker-compose.yml Dockerfile ops libs/chassis tests/support)
# What the suite upgrade alone proves something about.
MIGRATIONS=(services/identity/migrations services/collection/migrations services/changes/migrations
    services/transfer/migrations services/notify/migrations libs/casework/casework/migrations)
LAST_FULL_RUN=.ci/last-full-run

failed=()
unfinished=()

# Runs a command unless the time for the whole run is used up. 75 means that it cannot run here.
part() { # name command…
    local name=$1 left=$((BUDGET - SECONDS)) begun=$SECONDS
    shift
    echo "== $name"
    if [ "$left" -lt 60 ]; then
        echo "$name: not begun, the time for the whole run is used up" >&2
        failed+=("$name")
        return
    fi
    timeout --kill-after=90 "$left" "$@"
    case $? in
        0) ;;
        75) echo "$name: cannot run on this machine (see above)" >&2; unfinished+=("$name") ;;
        *) failed+=("$name") ;;
    esac
    echo "== $name took $((SECONDS - begun)) s"
}

# Runs a full suite.
suite() { # name
    case $1 in
        compose | swarm) part "$1" .ci/composition "$1" ;;
        *) part "$1" ./ausm test "$1" ;;
    esac
}

# Prints the objects that git keeps of what the full suites prove something about: the same objects
# are the same content, in whatever clone and however history was rewritten.
subjects() {
    git ls-tree HEAD "${WATCHED[@]}" "${MIGRATIONS[@]}" "${FULL_SUITES[@]/#/tests/}"
}

# Prints the full suites whose subject differs from that of the last full run.
due() {
    local changed name own
    # A change of these makes one suite due; of anything else that is watched, all.
    own="^tests/($(IFS='|'; echo "${FULL_SUITES[*]}"))(/|$)|(^|/)migrations(/|$)"
    changed=$(changes)
    [ -n "$changed" ] || return 0
    for name in "${FULL_SUITES[@]}"; do
        if grep -qvE "$own" <<<"$changed" || grep -qE "^tests/$name(/|$)" <<<"$changed" ||
            { [ "$name" = upgrade ] && grep -qE "(^|/)migrations(/|$)" <<<"$changed"; }; then
            echo "$name"
        fi
    done
}

# Prints what differs from the last full run, committed or not.
changes() {
    subjects | sort - <(tail -n +2 "$LAST_FULL_RUN" 2>/dev/null) | uniq -u | cut -f 2
    git status --porcelain -- "${WATCHED[@]}" "${MIGRATIONS[@]}" "${FULL_SUITES[@]/#/tests/}" | cut -c 4-
}

# Notes that everything the full suites prove is proved for the commit at hand.
note_full_run() {
    if [ -n "$(git status --porcelain -- . ":!$LAST_FULL_RUN")" ]; then
        echo "Not noted as a full run: there are changes that are not committed." >&2
        return
    fi
    { git rev-parse HEAD; subjects; } >"$LAST_FULL_RUN"
    echo "Noted in $LAST_FULL_RUN; commit it."
}

finish() {
    [ ${#unfinished[@]} = 0 ] || printf 'Not finished: %s (see above)\n' "${unfinished[*]}" >&2
    [ ${#failed[@]} = 0 ] && exit 0
    printf 'Found something: %s (see above)\n' "${failed[*]}" >&2
    exit 1
}
