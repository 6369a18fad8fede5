"""What several people see of themselves, asked for at once by the gateway."""

import pytest
from contracts.context import CallContext
from contracts.errors import Forbidden
from identity_factories import Scenario, person

GATEWAY = CallContext(actor_id="gateway", actor_kind="service")


def test_R2_1_1_batched_answers_are_each_persons_own(identity: Scenario) -> None:
    ids = [identity.register()[0] for _ in range(3)]
    unknown = "00000000-0000-4000-8000-000000000000"
    answer = identity.call("list_me", GATEWAY, person_ids=[*ids, unknown])
    assert answer == {"items": {one: identity.call("get_me", person(one)) for one in ids}}


def test_R8_4_only_services_may_ask_for_other_people(identity: Scenario) -> None:
    person_id, _ = identity.register()
    with pytest.raises(Forbidden) as refusal:
        identity.call("list_me", person(person_id), person_ids=[person_id])
    assert refusal.value.code == "common.internal_only"
