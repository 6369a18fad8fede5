"""R6.4: entries of every service arrive once; persons and auditors read them, nobody else."""

import uuid
from dataclasses import replace

import pytest
from audit_factories import KEYS, auditor, body, entry, log_of, publish, wait_for
from chassis.db import open_database
from chassis.messaging.outbox import send_again
from contracts.context import CallContext
from contracts.errors import Forbidden, NotFound, ServiceError, ValidationFailed
from contracts.platform import SERVICES
from contracts.schemas.identity import AccessLog, AuditList, AuditVerification
from identity.audit_log.queries.verification import verify_chain
from identity.service import IdentityService
from identity_factories import SIGNING_KEY, Scenario, person

PERSON = str(uuid.uuid4())


def act(identity: Scenario, uri: str, *entries: dict, source: str = "collection") -> list:
    """Publish entries as a service and return them once they are in the chain."""
    before = len(log_of(identity.db, entries[0]["action"]))
    publish(uri, *(body(data, source) for data in entries))
    return wait_for(identity.db, entries[0]["action"], before + len(entries))


@pytest.mark.parametrize("source", SERVICES, ids=lambda source: f"R6.4-{source}")
def test_entries_of_every_service_arrive_once(identity: Scenario, vhost: str, source: str) -> None:
    event = body(entry(person_id=PERSON, client_ip="192.0.2.7"), source)
    publish(vhost, event, event)
    act(identity, vhost, entry("case_claim"), source=source)
    publish(vhost, event)
    act(identity, vhost, entry("case_release"), source=source)
    [kept] = log_of(identity.db, "review_opened")
    assert (kept.entry_id, kept.service, kept.person_id) == (event["id"], source, PERSON)
    assert (kept.client_ip, kept.request_id) == ("192.0.2.7", "r-1")


def test_R6_4_an_entry_of_a_newer_version_is_appended_without_what_is_unknown(
    identity: Scenario, vhost: str
) -> None:
    [kept] = act(identity, vhost, entry("case_claim", case_id="c1", mood="good"))
    assert kept.case_id == "c1"
    *_, ended = verify_chain(identity.db, KEYS)
    assert (ended.first_break, ended.last.sequence) == (None, 1)


def test_R6_4_entries_published_before_identity_starts_arrive_once(
    service_database, run_service, vhost: str, object_store
) -> None:
    events = [body(entry(details={"n": n})) for n in range(20)]
    publish(vhost, *events)
    db = open_database(service_database("identity"), "identity")
    run_service(IdentityService, AUSM_JWT_PRIVATE_KEY=SIGNING_KEY)
    publish(vhost, *events)
    entries = wait_for(db, "review_opened", 20)
    assert {one.entry_id for one in entries} == {event["id"] for event in events}
    *_, ended = verify_chain(db, KEYS)
    assert (ended.first_break, ended.last.sequence) == (None, 20)
    db.engine.dispose()


def test_R6_4_identitys_own_entries_arrive_once(identity: Scenario) -> None:
    staff = identity.employ("au-110000")
    identity.call("declare_interests", staff, body={"employer_usccs": []})
    [declared] = wait_for(identity.db, "interests_declared")
    assert (declared.service, declared.actor_name) == ("identity", "王审核")
    with identity.db.unit_of_work() as uow:
        assert send_again(uow, declared.entry_id) == 1
    identity.call("declare_interests", staff, body={"employer_usccs": []})
    wait_for(identity.db, "interests_declared", 2)
    assert len(log_of(identity.db)) == 2


def test_R6_4_person_sees_who_accessed_and_who_decided(identity: Scenario, vhost: str) -> None:
    owner, _ = identity.register()
    staff = identity.employ("au-110108", "reviewer", name="王京审")
    who = {"actor_id": staff.actor_id, "person_id": owner, "case_kind": "collection"}
    act(identity, vhost, entry("review_opened", case_id="c1", **who))
    act(identity, vhost, entry("attachment_opened", **who, details={"kind": "degree_certificate"}))
    act(identity, vhost, entry("case_return", **who, details={"reasons": []}))
    own = {"actor_kind": "person", "actor_id": owner, "person_id": owner, "roles": []}
    act(identity, vhost, entry("record_revealed", **own, fields=["person.id_number"]))
    act(identity, vhost, entry("review_opened", person_id=PERSON))
    log = identity.call("list_access_log", person(owner))
    assert AccessLog().validate(log) == {}
    assert [item["action_text"] for item in log["items"]] == [
        "退回申请",
        "查看附件",
        "打开申请详情",
    ]
    assert {item["case_kind_text"] for item in log["items"]} == {"信息采集"}
    shown = {"masked_name": "王*审", "role": "审核员", "authority": "北京市海淀区财政局"}
    assert [item["actor"] for item in log["items"]] == [shown] * 3
    whole = identity.call("list_access_log", person(owner), include_own=True)
    assert whole["items"][0]["fields"] == ["person.id_number"]
    assert (whole["items"][0]["is_own"], whole["items"][0]["actor"]) == (True, None)


def test_R6_4_access_log_is_paged_and_only_ones_own(identity: Scenario, vhost: str) -> None:
    owner, _ = identity.register()
    act(identity, vhost, *(entry(person_id=owner, case_id=f"c{n}") for n in range(5)))
    seen, cursor = [], None
    while True:
        page = identity.call("list_access_log", person(owner), cursor=cursor, limit=2)
        seen += [item["case_id"] for item in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert sorted(seen) == ["c0", "c1", "c2", "c3", "c4"]
    assert identity.call("list_access_log", person(PERSON))["items"] == []


@pytest.fixture
def history(identity: Scenario, vhost: str) -> dict[str, str]:
    """Two decisions about a person and a claim, by one reviewer of Haidian."""
    owner, _ = identity.register(name="欧阳䶮")
    worker = identity.employ("au-110108").actor_id or ""
    values = {"actor_id": worker, "person_id": owner, "request_id": "r-77"}
    act(identity, vhost, entry("case_approve", **values), entry("case_approve", **values))
    act(identity, vhost, entry("case_claim", actor_id=worker))
    return {"owner": owner, "worker": worker}


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        pytest.param({"person_id": "owner"}, 2, id="R6.4-person"),
        pytest.param({"staff_id": "worker"}, 3, id="R6.4-staff"),
        pytest.param({"action": "case_claim"}, 1, id="R6.4-action"),
        pytest.param({"request_id": "r-77"}, 2, id="R6.4-request"),
        pytest.param({"authority_id": "au-110108"}, 3, id="R6.4-authority"),
        pytest.param({"authority_id": "au-130000"}, 0, id="R6.4-other-authority"),
        pytest.param({"since": "2999-01-01"}, 0, id="R6.4-before-the-period"),
        pytest.param({"until": "2000-01-01"}, 0, id="R6.4-after-the-period"),
        pytest.param(
            {"since": "2020-01-01", "until": "2999-12-31", "request_id": "r-77"},
            2,
            id="R6.4-several",
        ),
    ],
)
def test_auditor_filters(identity: Scenario, history: dict, filters: dict, count: int) -> None:
    asked = {name: history.get(value, value) for name, value in filters.items()}
    found = identity.call("list_audit", auditor(identity, "au-110000"), filters=asked)
    assert AuditList().validate(found) == {}
    assert len(found["items"]) == count


def test_R6_4_a_search_is_itself_in_the_log(identity: Scenario, history: dict) -> None:
    boss, owner = auditor(identity, "au-110000"), history["owner"]
    [first, _] = identity.call("list_audit", boss, filters={"person_id": owner})["items"]
    assert first["masked_name"] == "欧*䶮"
    assert first["actor"]["authority"]["name"] == "北京市海淀区财政局"
    # Two that arrive together may take each other's place.
    wait_for(identity.db, "audit_searched")
    identity.call("list_audit", boss, filters={"request_id": "r-77"})
    searches = wait_for(identity.db, "audit_searched", 2)
    assert [(one.actor_id, one.person_id) for one in searches] == [
        (boss.actor_id, owner),
        (boss.actor_id, None),
    ]
    assert [one.details for one in searches] == [{}, {"request_id": "r-77"}]


def test_R6_4_the_person_sees_that_the_log_was_searched(identity: Scenario) -> None:
    owner, _ = identity.register()
    identity.call("list_audit", auditor(identity, "au-110000"), filters={"person_id": owner})
    wait_for(identity.db, "audit_searched")
    [item] = identity.call("list_access_log", person(owner))["items"]
    assert (item["action_text"], item["actor"]["role"]) == ("查询审计日志", "审计员")


def test_R6_4_each_authority_sees_its_own_staff_and_those_below(
    identity: Scenario, vhost: str
) -> None:
    workers = {place: identity.employ(place) for place in ("au-110000", "au-110108", "au-130100")}
    for worker in workers.values():
        act(identity, vhost, entry("case_claim", actor_id=worker.actor_id))
    own = {"actor_kind": "person", "actor_id": PERSON, "roles": []}
    act(identity, vhost, entry("record_revealed", **own))

    def seen_by(context: CallContext) -> set[str]:
        found = identity.call("list_audit", context, filters={"action": "case_claim"})
        return {item["actor"]["authority"]["authority_id"] for item in found["items"]}

    admin = "authority_admin"
    assert seen_by(auditor(identity, "au-110000", admin)) == {"au-110000", "au-110108"}
    assert seen_by(auditor(identity, "au-110108", admin)) == {"au-110108"}
    assert seen_by(auditor(identity, "au-130000", admin)) == {"au-130100"}
    platform = replace(auditor(identity, "au-110000"), authority_path="/")
    assert seen_by(platform) == set(workers)
    revealed = identity.call("list_audit", platform, filters={"action": "record_revealed"})
    assert len(revealed["items"]) == 1


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        pytest.param({"action": "nothing"}, "action", id="R6.4-action"),
        pytest.param({"since": "yesterday"}, "since", id="R6.4-day"),
        pytest.param({"until": "9999-12-31"}, "until", id="R6.4-no-such-age"),
        pytest.param({"colour": "red"}, "colour", id="R6.4-no-such-filter"),
    ],
)
def test_filters_are_checked(identity: Scenario, filters: dict, field: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        identity.call("list_audit", auditor(identity, "au-110000"), filters=filters)
    assert [error["field"] for error in refused.value.details["errors"]] == [field]


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param({"authority_id": "au-999999"}, id="R6.4-authority"),
        pytest.param({"person_id": "somebody"}, id="R6.4-person"),
    ],
)
def test_unknown_authorities_are_not_found(identity: Scenario, filters: dict) -> None:
    with pytest.raises(NotFound):
        identity.call("list_audit", auditor(identity, "au-110000"), filters=filters)


@pytest.mark.parametrize("role", ["reviewer", "platform_admin"], ids=lambda role: f"R6.4-{role}")
def test_other_staff_do_not_read_the_log(identity: Scenario, role: str) -> None:
    with pytest.raises(Forbidden):
        identity.call("list_audit", identity.employ("au-110000", role), filters={})


@pytest.mark.parametrize(
    "context",
    [
        pytest.param(person(PERSON), id="R6.4-person"),
        pytest.param(CallContext(), id="R6.4-visitor"),
    ],
)
def test_only_staff_read_and_check_the_log(identity: Scenario, context: CallContext) -> None:
    for method, arguments in (("list_audit", {"filters": {}}), ("verify_audit", {})):
        with pytest.raises(ServiceError):
            identity.call(method, context, **arguments)


def test_R6_4_auditor_verifies_the_chain_in_segments(identity: Scenario, vhost: str) -> None:
    boss = auditor(identity, "au-110000")
    act(identity, vhost, *(entry("case_claim") for _ in range(5)))
    first = identity.call("verify_audit", boss, limit=3)
    assert AuditVerification().validate(first) == {}
    assert (first["checked"], first["next_after"], first["anchors"]) == (3, 3, None)
    second = identity.call("verify_audit", boss, after=first["next_after"])
    assert (second["checked"], second["next_after"], second["intact"]) == (2, None, True)
    assert second["anchors"]["intact"]
    with pytest.raises(Forbidden):
        identity.call("verify_audit", auditor(identity, "au-110000", "authority_admin"))


def test_R6_4_auditor_sees_the_first_broken_entry(identity: Scenario, vhost: str) -> None:
    from audit_factories import attack

    act(identity, vhost, *(entry("case_claim") for _ in range(5)))
    attack(identity.db, "DELETE FROM audit_entries WHERE sequence = 4")
    report = identity.call("verify_audit", auditor(identity, "au-110000"))
    assert report["intact"] is False
    assert report["first_broken"] == {
        "sequence": 4,
        "reason": "missing",
        "reason_text": "此处记录缺失",
    }
