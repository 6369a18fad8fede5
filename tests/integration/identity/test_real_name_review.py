"""Real-name cases as reviewers find, forward and see them (R6.1–R6.4)."""

import pytest
from audit_factories import wait_for
from chassis.testing.waiting import wait_until
from contracts.context import CallContext
from contracts.errors import Forbidden, NotFound, ServiceError, ValidationFailed
from contracts.schemas.by_kind import RealNameReview
from identity.review_kinds import REAL_NAME
from identity.use_cases import reindexing
from identity_factories import Scenario, new_number, person, service
from real_name_factories import act, submit


def test_R6_2_a_reviewer_finds_a_case_by_full_name_or_number(identity: Scenario) -> None:
    number = new_number()
    applicant = person(identity.register(name="买买提·古丽", id_number=number)[0])
    submit(identity, applicant)
    reviewer = identity.employ("au-110000")
    spellings = ("买买提•古丽", "买买提 古丽", number.lower(), f"{number[:6]}-{number[6:]}\u200b")
    for text, count in (*((text, 1) for text in spellings), ("李明", 0)):
        found = identity.call("list_reviews", reviewer, kind="real_name", q=text)["items"]
        assert len(found) == count, text
        assert number not in str(found)


def test_R6_2_a_reviewer_finds_a_case_by_mobile_number(identity: Scenario) -> None:
    person_id, sent = identity.register()
    phone, applicant = sent["phone"], person(person_id)
    submit(identity, applicant)
    reviewer = identity.employ("au-110000")
    found = identity.call("find_person_by_phone", reviewer, phone=phone)
    assert found == {"person_id": person_id}
    [case] = identity.call("list_reviews", reviewer, kind="real_name", **found)["items"]
    assert case["person_id"] == person_id
    assert identity.call("find_person_by_phone", reviewer, phone="13000000000") == {
        "person_id": None
    }
    with pytest.raises(Forbidden):
        identity.call("find_person_by_phone", applicant, phone=phone)


def test_R6_3_forwarded_to_a_city_the_clock_runs_on(
    identity: Scenario, applicant: CallContext
) -> None:
    case_id = submit(identity, applicant)["case_id"]
    reviewer = identity.employ("au-110000")
    to_county = {"authority_id": "au-110108", "note": "海淀"}
    with pytest.raises(ValidationFailed):
        act(identity, reviewer, "forward", case_id, body=to_county)
    before = act(identity, reviewer, "get", case_id)
    to_city = {"authority_id": "au-130100", "note": "石家庄"}
    act(identity, reviewer, "forward", case_id, body=to_city)
    event = identity.events.wait_for("real_name_forwarded")[0]["data"]
    assert (event["person_id"], event["authority_id"]) == (applicant.actor_id, "au-130100")
    receiver = identity.employ("au-130100")
    after = act(identity, receiver, "get", case_id)
    assert (after["submitted_at"], after["due_at"]) == (before["submitted_at"], before["due_at"])
    with pytest.raises(NotFound):
        act(identity, reviewer, "get", case_id)


def test_R6_4_nobody_reviews_their_own_file(identity: Scenario, applicant: CallContext) -> None:
    case_id = submit(identity, applicant)["case_id"]
    own = identity.employ("au-110000", person_id=applicant.actor_id)
    with pytest.raises(Forbidden) as refusal:
        act(identity, own, "claim", case_id)
    assert refusal.value.code == "casework.own_file"


def test_R8_2_the_same_submission_sent_twice_is_done_once(
    identity: Scenario, applicant: CallContext
) -> None:
    body = {**identity.photos(applicant.actor_id or ""), "authority_id": "au-110000"}
    key = CallContext(
        actor_id=applicant.actor_id, actor_kind="person", idempotency_key="k", request_hash="h"
    )
    first = identity.call("submit_real_name", key, body=body)
    assert identity.call("submit_real_name", key, body=body) == first
    assert len(identity.events.wait_for("real_name_submitted")) == 1


@pytest.mark.parametrize("asker", [CallContext(), service()], ids=["visitor", "service"])
def test_R2_3_3_only_persons_have_a_verification(identity: Scenario, asker: CallContext) -> None:
    with pytest.raises(ServiceError) as refusal:
        identity.call("get_real_name", asker)
    assert refusal.value.status in (401, 403)


@pytest.mark.parametrize(
    ("role", "in_full"),
    [
        pytest.param("reviewer", True, id="R6.1-reviewer"),
        pytest.param("auditor", False, id="R6.1-auditor"),
        pytest.param("platform_admin", False, id="R6.1-platform-admin"),
        pytest.param("authority_admin", False, id="R6.1-authority-admin"),
    ],
)
def test_who_sees_the_number_in_full(identity: Scenario, role: str, in_full: bool) -> None:
    number = new_number()
    applicant = person(identity.register(name="买买提·古丽", id_number=number)[0])
    case_id = submit(identity, applicant)["case_id"]
    staff = identity.employ("au-110000", role)
    detail = identity.call("get_review", staff, kind="real_name", case_id=case_id)
    assert RealNameReview().validate(detail) == {}
    shown = detail["data"]["person"]
    assert (shown["id_number"] == number) == in_full
    assert (shown["name"] == "买买提·古丽") == in_full
    revealed = identity.call("reveal_review", staff, kind="real_name", case_id=case_id)
    assert revealed["data"]["person"]["id_number"] == number
    [noted] = wait_for(identity.db, "review_revealed")
    assert (noted.actor_id, noted.person_id) == (staff.actor_id, applicant.actor_id)


def test_R1_1_3_cases_of_earlier_versions_are_found_by_the_key_of_the_name(
    identity: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "BATCH", 1)
    name, typed = "阿依古丽·托合提", "阿依古丽托合提"
    for _ in range(2):
        submit(identity, person(identity.register(name=name)[0]))
    submit(identity, person(identity.register(name="李明")[0]))
    old = REAL_NAME.applicant_indexes.of_printed_name(name)
    identity.execute(
        "UPDATE real_name_cases SET name_index = :old WHERE name_index = :new",
        old=old,
        new=REAL_NAME.applicant_indexes.of_name(name)["name_index"],
    )
    reviewer = identity.employ("au-110000")

    def found() -> int:
        return len(identity.call("list_reviews", reviewer, kind="real_name", q=typed)["items"])

    assert found() == 0
    for _ in range(2):
        reindexing.reindex_names(identity.db)
        wait_until(lambda: found() == 2)
    told = "SELECT count(*) FROM outbox_events WHERE event_type = 'name_key_changed'"
    assert identity.scalar(told) == 4
