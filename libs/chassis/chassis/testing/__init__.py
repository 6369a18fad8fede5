"""Pytest plugin of the integration tests: databases, broker, object store, running services.

Run under `nameko test`, which makes the process cooperative first. The servers are named by
AUSM_TEST_PG, AUSM_TEST_AMQP, AUSM_TEST_AMQP_API, AUSM_TEST_S3; a test without the server it
needs fails and says which one is missing.
"""

from chassis.testing.broker import published_events, rpc_client
from chassis.testing.databases import service_database, template_databases
from chassis.testing.services import process_settings, run_service
from chassis.testing.stores import object_store
from chassis.testing.vhosts import vhost, vhosts

__all__ = [
    "object_store",
    "process_settings",
    "published_events",
    "rpc_client",
    "run_service",
    "service_database",
    "template_databases",
    "vhost",
    "vhosts",
]
