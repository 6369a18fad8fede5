"""Who may collect is known from events, and asked for where no event came yet."""

import uuid

import pytest
from chassis import plain_json
from chassis.messaging.amqp import BrokerConnection
from chassis.testing.waiting import wait_until
from contracts.errors import DeadlineExceeded, Unavailable


@pytest.fixture
def publish_verified(vhost):
    """Tell of a verification as identity's relay does."""
    link = BrokerConnection(vhost, "test relay", lambda channel: None)

    def publish_verified(person, event_id):
        body = {
            "id": event_id,
            "type": "identity_verified",
            "source": "identity",
            "occurred_at": "2026-11-20T08:00:00+00:00",
            "context": {},
            "data": {
                "person_id": person.person_id,
                "method": "manual",
                "verified_at": "2026-11-20T08:00:00+00:00",
            },
        }
        link.open()
        link.publish(plain_json.dumps(body), "identity.events", "identity_verified")

    yield publish_verified
    link.close()


def test_R2_3_1_a_verification_is_recorded_once(scenario, person, publish_verified):
    event_id = str(uuid.uuid4())
    publish_verified(person, event_id)
    [row] = wait_until(lambda: scenario.rows("SELECT * FROM persons"))
    assert row["verified_at"].isoformat().startswith("2026-11-20")
    person.collection()
    publish_verified(person, event_id)
    publish_verified(person, str(uuid.uuid4()))
    wait_until(lambda: len(scenario.rows("SELECT * FROM inbox_events")) == 2)
    [row] = scenario.rows("SELECT * FROM persons")
    assert row["verified_at"].isoformat().startswith("2026-11-20")
    assert row["facts"].startswith("v1.")


def test_R3_6_2_drafts_go_on_while_identity_is_away(scenario, person, identity):
    person.call("save_scope", body={"scope": "accountant"})
    scenario.execute("UPDATE persons SET facts_at = facts_at - interval '1 hour'")
    identity.stop()
    answer = person.call("save_scope", body={"scope": "exam_candidate"})
    assert answer["person"]["masked_name"] == "𬸚*丰"
    assert person.collection()["scope"] == "exam_candidate"
    with pytest.raises((Unavailable, DeadlineExceeded)):
        person.submit()
    assert person.collection()["status"] == "draft"


def test_R2_3_1_an_unknown_person_cannot_collect_while_identity_is_away(person, identity):
    identity.stop()
    with pytest.raises((Unavailable, DeadlineExceeded)):
        person.collection()


def test_R3_2_2_fixed_fields_are_asked_for_again_after_a_while(scenario, person):
    assert person.collection()["person"]["masked_phone"] == "138****1234"
    person.facts["phone"] = "13900004321"
    assert person.collection()["person"]["masked_phone"] == "138****1234"
    scenario.execute("UPDATE persons SET facts_at = facts_at - interval '11 minutes'")
    assert person.collection()["person"]["masked_phone"] == "139****4321"


def test_R3_2_2_a_submission_holds_the_fixed_fields_of_its_moment(scenario, person):
    person.fill()
    person.facts["phone"] = "13900004321"
    case_id = person.submit()["review"]["case_id"]
    person.facts["phone"] = "13700000000"
    data = scenario.reviewer().on(case_id, "get_review")["data"]
    assert data["person"]["phone"] == "13900004321"
