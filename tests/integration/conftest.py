"""Fixtures of all integration tests; run them under `nameko test`."""

from chassis.testing import (  # noqa: F401
    object_store,
    process_settings,
    published_events,
    rpc_client,
    run_service,
    service_database,
    template_databases,
    vhost,
    vhosts,
)
