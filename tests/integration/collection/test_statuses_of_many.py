"""The status of several people at once, as the gateway asks for it."""

import pytest
from contracts.context import CallContext
from contracts.errors import Forbidden

GATEWAY = CallContext(actor_id="gateway", actor_kind="service")


def test_R8_1_batched_statuses_are_those_of_each_person(scenario):
    begun, idle = scenario.person(), scenario.person()
    begun.fill()
    ids = [begun.person_id, idle.person_id]
    answer = scenario.client.call("list_statuses", context=GATEWAY, person_ids=ids)
    assert answer == {"items": {one.person_id: one.call("get_status") for one in (begun, idle)}}
    assert answer["items"][begun.person_id]["collection_status"] == "draft"


def test_R8_4_nobody_but_a_service_asks_for_others(scenario, person):
    for caller in (person.call, scenario.reviewer().call):
        with pytest.raises(Forbidden):
            caller("list_statuses", person_ids=[person.person_id])
