# One recipe for all services, the gateway and the operator's jobs; each image holds one of them.
#
#   docker build --target service --build-arg ROLE=service --build-arg SERVICE=identity -t ausm/identity .
#   docker build --target gateway --build-arg ROLE=gateway -t ausm/gateway .
#   docker build --target operator --build-arg ROLE=operator -t ausm/operator .
#
# The layers go from what changes least to what changes most: a change of code rebuilds the last
# two, which takes seconds. Byte code is made here, since a container may not write any: without it
# every start would compile everything anew.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS packages
ARG ROLE
COPY requirements/${ROLE}.lock /tmp/requirements.lock
RUN python3 -m venv /opt/ausm \
 && /opt/ausm/bin/pip install --no-cache-dir --no-deps --require-hashes --disable-pip-version-check \
      --quiet -r /tmp/requirements.lock \
 && find /opt/ausm -type d \( -name tests -o -name test \) -prune -exec rm -rf {} + \
 && /opt/ausm/bin/pip uninstall --quiet --yes setuptools pip

FROM ${PYTHON_IMAGE} AS base
RUN useradd --system --uid 10001 --home-dir /srv --no-create-home ausm
ENV PATH=/opt/ausm/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PYTHONWARNINGS=ignore MALLOC_ARENA_MAX=2 \
    AUSM_METRICS_HOST=0.0.0.0 AUSM_METRICS_PORT=9100
WORKDIR /srv
EXPOSE 9100
COPY --from=packages /opt/ausm /opt/ausm
COPY libs/contracts/contracts contracts
COPY libs/chassis/chassis chassis

FROM base AS gateway
COPY gateway/gateway gateway
RUN python -m compileall -q .
ENV AUSM_SERVICE_HOST=0.0.0.0 AUSM_SERVICE_PORT=8000
EXPOSE 8000
USER 10001
CMD ["python", "-m", "gateway"]

# Sets up databases, broker and buckets, makes the secrets of a new deployment, backs up and restores.
# It runs no service; their sources are there for the migrations, which make the tables of a restore.
FROM base AS operator
COPY libs/casework/casework casework
COPY services services
COPY ops/native native
COPY ops/simulators simulators
COPY ops/deploy deploy
COPY ops/backup backup
ENV PYTHONPATH=/srv/services/identity:/srv/services/collection:/srv/services/changes:/srv/services/transfer:/srv/services/notify
RUN python -m compileall -q .
USER 10001
CMD ["python", "-m", "deploy"]

FROM base AS service
ARG SERVICE
ENV SERVICE=${SERVICE}
COPY libs/casework/casework casework
COPY services/${SERVICE}/ ./
RUN python -m compileall -q .
USER 10001
CMD ["sh", "-c", "exec python -m chassis.run \"$SERVICE\""]
