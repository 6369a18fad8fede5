"""Nameko's configuration, in production and in tests alike."""

from typing import Any

from chassis.config import SETTINGS_KEY, Settings
from chassis.messaging import wire

HEARTBEAT_SECONDS = 30


def nameko_config(settings: Settings) -> dict[str, Any]:
    """Return Nameko's configuration for a process with these settings."""
    return {
        SETTINGS_KEY: settings,
        "AMQP_URI": settings.amqp_uri,
        "HEARTBEAT": HEARTBEAT_SECONDS,
        "SERVICE_CONTAINER_CLS": "chassis.nameko_runtime.container.Container",
        "max_workers": settings.max_workers,
        "serializer": wire.SERIALIZER,
        "SERIALIZERS": {
            wire.SERIALIZER: {
                "encoder": "chassis.plain_json.dumps",
                "decoder": "chassis.plain_json.loads",
                "content_type": wire.CONTENT_TYPE,
                "content_encoding": "utf-8",
            }
        },
        # Without retries the consumer's first connection decides: keep trying instead.
        "TRANSPORT_OPTIONS": {"interval_start": 0.2, "interval_step": 0.5, "interval_max": 3},
    }
