#!/bin/sh
# Makes the secrets of a new deployment into ./secrets (or the folder named); keeps what exists.
# Runs in the operator image, so that the host needs nothing but Docker.
set -eu
cd "$(dirname "$0")/../.."
folder=${1:-${AUSM_SECRETS:-./secrets}}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd -P)
exec docker run --rm --network none --user "$(id -u):$(id -g)" -v "$folder:/secrets" \
    "${AUSM_IMAGES:-ausm}/operator:${AUSM_VERSION:-latest}" python -m deploy secrets /secrets
