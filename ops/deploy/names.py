"""The names of a deployment's secrets, each a file."""

from native.layout import BROKER_USERS, S3_USERS, SERVICES

# Without these nothing starts.
REQUIRED = (
    "postgres_password",
    "postgres_admin_url",
    "rabbitmq_user.conf",
    "rabbitmq_api_url",
    "broker_admin_uri",
    "minio_root_user",
    "minio_root_password",
    "s3_admin_url",
    "redis.conf",
    "redis_url",
    "master_keys",
    "index_key",
    "audit_keys",
    "jwt_private.pem",
    "jwt_public.pem",
    *(f"{service}_database_url" for service in SERVICES),
    *(f"{user}_amqp_uri" for user in BROKER_USERS),
    *(f"{user}_s3_url" for user in S3_USERS),
)
# Made as well, for what is started only when asked for.
OPTIONAL = ("grafana_password",)
# Written by the operator, since nobody can make up where alerts are to go. Made empty: docker-compose
# 1.29 warns of a file that is not there at every command, whether its service is asked for or not.
GIVEN = ("alert_webhook_url",)
