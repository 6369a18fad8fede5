"""An approved record moves with its person, and with it the collection: R5.2.2, ADR 0074."""

import pytest
from chassis.db import open_database
from collection.use_cases import approved_cases
from collection.use_cases.transfer_announcements import announce_earlier_transfer
from collection_fakes import AUTHORITIES, CHAOYANG, HAIDIAN
from contracts.context import CallContext
from contracts.errors import NotFound

SERVICE = CallContext(actor_id="transfer", actor_kind="service")


@pytest.fixture
def own_db(service_database):
    opened = open_database(service_database("collection"), "collection")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def approved(scenario, submitted):
    scenario.reviewer().decide(submitted.case_id, "approve_review")
    return submitted


def transfer(scenario, own_db, person, reached, case_id="case-1"):
    asked = {"person_id": person.person_id, "kind": "transfer", "case_id": case_id}
    scenario.client.call("reserve_case", context=SERVICE, target=None, **asked)
    name, path, *_ = AUTHORITIES[reached]
    target = {"to_authority_id": reached, "to_authority_name": name, "to_authority_path": path}
    with own_db.unit_of_work() as uow:
        approved_cases.apply_transfer(uow, {**asked, **target})


def opens(staff, person):
    """Return whether staff find the collection, open it, and open its files."""
    listed = staff.call("list_reviews", kind="collection", status="all", q=person.facts["name"])
    photo = person.collection()["basic"]["photo_id"]
    found = [bool(listed["items"])]
    asked = {"kind": "collection", "case_id": person.case_id}
    calls = [("get_review", asked), ("reveal_review", asked)]
    for method, arguments in (*calls, ("open_attachment", {"attachment_id": photo})):
        try:
            found.append(bool(staff.call(method, **arguments)))
        except NotFound:
            found.append(False)
    return found


def counts(staff):
    [row] = staff.call("summarise_reviews")["items"]
    return row["approved"], row["decided"]["approved"], row["decided"]["moved_away"]


def test_R5_2_2_the_collection_is_the_new_authoritys(scenario, own_db, approved):
    former, present = scenario.reviewer(), scenario.reviewer(CHAOYANG)
    assert (opens(former, approved), opens(present, approved)) == ([True] * 4, [False] * 4)
    assert (counts(former), counts(present)) == ((1, 1, 0), (0, 0, 0))
    transfer(scenario, own_db, approved, CHAOYANG)
    assert (opens(former, approved), opens(present, approved)) == ([False] * 4, [True] * 4)
    assert (counts(former), counts(present)) == ((0, 1, 1), (1, 0, 0))
    transfer(scenario, own_db, approved, HAIDIAN, "case-2")
    assert (opens(former, approved), opens(present, approved)) == ([True] * 4, [False] * 4)
    assert (counts(former), counts(present)) == ((1, 1, 0), (0, 0, 0))


def test_R5_2_2_transfers_of_the_version_before_are_followed(scenario, own_db, approved):
    """It moved the record and left the cases; the services that follow were told by no event."""
    for number, reached in enumerate((CHAOYANG, HAIDIAN, CHAOYANG)):
        transfer(scenario, own_db, approved, reached, f"case-{number}")
    scenario.execute("UPDATE record_versions SET announced_at = NULL")
    scenario.execute("UPDATE cases SET custodian_path = NULL")
    scenario.execute("DELETE FROM outbox_events WHERE event_type = 'record_transferred'")
    announced = []
    for _ in range(4):
        with own_db.unit_of_work() as uow:
            announced.append(announce_earlier_transfer(uow))
    assert announced == [True, True, True, False]
    assert opens(scenario.reviewer(), approved) == [False] * 4
    assert opens(scenario.reviewer(CHAOYANG), approved) == [True] * 4
    told = [
        (one["record_version"], one["from_authority_id"], one["authority_id"])
        for one in scenario.published("record_transferred")
    ]
    assert told == [
        (2, HAIDIAN, CHAOYANG),
        (3, CHAOYANG, HAIDIAN),
        (4, HAIDIAN, CHAOYANG),
    ]
