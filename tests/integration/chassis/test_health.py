"""Each part is asked, with a limit, and named."""

import time

import eventlet
import pytest
from chassis.db import Database
from chassis.health.checks import CHECK_SECONDS, Check, run_checks
from chassis.service import Service
from chassis.storage.bucket import Storage
from chassis.testing.waiting import wait_for_health
from probe.models import Base


class StoringService(Service):
    name = "probe"
    db = Database(Base.metadata)
    storage = Storage("collection")


def test_R8_1_health_names_every_dependency(run_service, rpc_client, object_store):
    run_service(StoringService)
    answer = wait_for_health(rpc_client("probe"))
    assert answer["checks"].keys() == {"database", "broker", "events", "clock", "storage"}
    assert {check["status"] for check in answer["checks"].values()} == {"ok"}


def test_R8_1_unavailable_dependency_is_named_beside_the_others(run_service, rpc_client):
    run_service(StoringService, AUSM_S3_URL="http://a:b@127.0.0.1:1")
    answer = wait_for_health(rpc_client("probe"), "degraded")
    assert answer["checks"]["storage"]["status"] == "failing"
    assert answer["checks"]["database"]["status"] == "ok"


def test_R8_1_silent_dependency_does_not_delay_the_answer():
    checks = [
        Check("sleepy", lambda: eventlet.sleep(30), vital=True),
        Check("slow", lambda: eventlet.sleep(0.5) or {}),
        Check("quick", dict),
    ]
    began = time.monotonic()
    answer = run_checks(checks)
    assert time.monotonic() - began < CHECK_SECONDS + 10
    assert answer["status"] == "down"
    assert answer["checks"]["sleepy"] == {"status": "failing", "reason": "TimeoutError"}
    assert answer["checks"]["slow"]["status"] == "ok"


@pytest.mark.parametrize(("lag", "dead", "flow"), [(0, 0, True), (61, 0, False), (0, 1, False)])
def test_R8_1_late_or_dead_events_fail_the_check(lag, dead, flow):
    from chassis.messaging.event_queues import EventQueues

    assert EventQueues(lag, 0, dead).flow is flow
