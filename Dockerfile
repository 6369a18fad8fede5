# One recipe for all services and the gateway; each image holds one of them.
#
#   docker build --target service --build-arg SERVICE=identity -t ausm/identity .
#   docker build --target gateway -t ausm/gateway .
#   docker build --target operator -t ausm/operator .
#
# The layers go from what changes least to what changes most: a change of code rebuilds the last.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS dependencies
COPY requirements.lock /tmp/requirements.lock
RUN python3 -m venv /opt/ausm \
 && /opt/ausm/bin/pip install --no-cache-dir --no-deps --require-hashes --disable-pip-version-check \
      --quiet -r /tmp/requirements.lock \
 && /opt/ausm/bin/pip uninstall --quiet --yes pip \
 && find /opt/ausm -type d \( -name tests -o -name test -o -name __pycache__ \) -prune -exec rm -rf {} +

FROM ${PYTHON_IMAGE} AS base
RUN useradd --system --uid 10001 --home-dir /srv --no-create-home ausm
COPY --from=dependencies /opt/ausm /opt/ausm
ENV PATH=/opt/ausm/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 \
    AUSM_METRICS_HOST=0.0.0.0 AUSM_METRICS_PORT=9100
WORKDIR /srv
COPY libs/contracts/contracts contracts
COPY libs/chassis/chassis chassis
EXPOSE 9100
USER ausm

FROM base AS service
ARG SERVICE
ENV SERVICE=${SERVICE}
COPY libs/casework/casework casework
COPY services/${SERVICE}/ ./
CMD ["sh", "-c", "exec python -m chassis.run \"$SERVICE\""]

FROM base AS gateway
COPY gateway/gateway gateway
ENV AUSM_SERVICE_HOST=0.0.0.0 AUSM_SERVICE_PORT=8000
EXPOSE 8000
CMD ["python", "-m", "gateway"]

# Sets up databases, broker and buckets, and makes the secrets of a new deployment.
FROM base AS operator
COPY ops/native native
COPY ops/deploy deploy
CMD ["python", "-m", "deploy"]
