# Made from docker-compose.yml by `python -m tools.swarm.build`; read by deploy.sh.
# job NAME IMAGE MEMORY NETWORKS SECRETS SETTING… -- COMMAND…
# shellcheck shell=sh disable=SC2016
job setup-databases \
    "${AUSM_IMAGES:-ausm}/operator:${AUSM_VERSION:-latest}" \
    "256m" \
    "stores bus" \
    "postgres_admin_url identity_database_url collection_database_url changes_database_url transfer_database_url notify_database_url" \
    -- python -m deploy databases
job setup-broker \
    "${AUSM_IMAGES:-ausm}/operator:${AUSM_VERSION:-latest}" \
    "256m" \
    "stores bus" \
    "rabbitmq_api_url broker_admin_uri gateway_amqp_uri identity_amqp_uri collection_amqp_uri changes_amqp_uri transfer_amqp_uri notify_amqp_uri" \
    -- python -m deploy broker
job setup-buckets \
    "${AUSM_IMAGES:-ausm}/operator:${AUSM_VERSION:-latest}" \
    "256m" \
    "stores bus" \
    "s3_admin_url gateway_s3_url identity_s3_url collection_s3_url changes_s3_url transfer_s3_url backup_s3_url" \
    "AUSM_S3_USERS=${AUSM_S3_USERS:-1}" \
    -- python -m deploy buckets
job migrate-identity \
    "${AUSM_IMAGES:-ausm}/identity:${AUSM_VERSION:-latest}" \
    "256m" \
    "stores bus" \
    "identity_database_url" \
    "AUSM_DATABASE_URL_FILE=/run/secrets/identity_database_url" \
    -- python -m chassis.migrate identity
job migrate-collection \
    "${AUSM_IMAGES:-ausm}/collection:${AUSM_VERSION:-latest}" \
    "256m" \
    "stores bus" \
    "collection_database_url" \
    "AUSM_DATABASE_URL_FILE=/run/secrets/collection_database_url" \
    -- python -m chassis.migrate collection
job migrate-changes \
    "${AUSM_IMAGES:-ausm}/changes:${AUSM_VERSION:-latest}" \
    "256m" \
    "stores bus" \
    "changes_database_url" \
    "AUSM_DATABASE_URL_FILE=/run/secrets/changes_database_url" \
    -- python -m chassis.migrate changes
job migrate-transfer \
    "${AUSM_IMAGES:-ausm}/transfer:${AUSM_VERSION:-latest}" \
    "256m" \
    "stores bus" \
    "transfer_database_url" \
    "AUSM_DATABASE_URL_FILE=/run/secrets/transfer_database_url" \
    -- python -m chassis.migrate transfer
job migrate-notify \
    "${AUSM_IMAGES:-ausm}/notify:${AUSM_VERSION:-latest}" \
    "256m" \
    "stores bus" \
    "notify_database_url" \
    "AUSM_DATABASE_URL_FILE=/run/secrets/notify_database_url" \
    -- python -m chassis.migrate notify
job seed-notify \
    "${AUSM_IMAGES:-ausm}/notify:${AUSM_VERSION:-latest}" \
    "256m" \
    "stores bus" \
    "notify_database_url" \
    "AUSM_DATABASE_URL_FILE=/run/secrets/notify_database_url" \
    -- python -m notify.seed
job seed \
    "${AUSM_IMAGES:-ausm}/identity:${AUSM_VERSION:-latest}" \
    "256m" \
    "stores bus" \
    "identity_database_url master_keys index_key" \
    "AUSM_SANDBOX=${AUSM_SANDBOX:-0}" \
    "AUSM_LOG_LEVEL=${AUSM_LOG_LEVEL:-INFO}" \
    "AUSM_MAX_WORKERS=${AUSM_MAX_WORKERS:-10}" \
    "AUSM_MASTER_KEYS_FILE=/run/secrets/master_keys" \
    "AUSM_INDEX_KEY_FILE=/run/secrets/index_key" \
    "AUSM_SEED_ARGUMENTS=${AUSM_SEED_ARGUMENTS:-}" \
    "AUSM_DATABASE_URL_FILE=/run/secrets/identity_database_url" \
    -- sh -c 'exec python -m identity.seed ${AUSM_SEED_ARGUMENTS}'
