"""A number or phone that somebody else registered yields to whoever proves it: R1.1.2, R1.1.4, R2.3.3."""

import eventlet
import pytest
from chassis.crypto import cipher
from contracts.context import CallContext
from contracts.errors import Conflict, NotFound, ServiceError, Unauthenticated, ValidationFailed
from identity_factories import PASSWORD, Scenario, new_number, new_phone, person, registration
from identity_factories import service as our_service
from real_name_factories import act, submit, violations

OTHER = "Ledger#2031"


def later(identity: Scenario) -> None:
    """Let the time pass until a phone may get another code."""
    identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '4 minutes'")


def contested(identity: Scenario) -> tuple[tuple[str, dict], tuple[str, dict]]:
    """Return two people who registered one number, the older first."""
    older = identity.register(name="李冒名")
    number = older[1]["id_number"]
    newer = identity.register(
        id_number=number, name="李明", password=OTHER, password_confirmation=OTHER
    )
    return older, newer


def approve(identity: Scenario, person_id: str, authority_id: str = "au-110000") -> str:
    """Bring a person's verification to its approval and return the case."""
    case_id = submit(identity, person(person_id), authority_id=authority_id)["case_id"]
    reviewer = identity.employ(authority_id)
    act(identity, reviewer, "claim", case_id)
    act(identity, reviewer, "approve", case_id)
    return case_id


def test_R1_1_2_a_number_registered_unverified_may_be_registered_again(identity: Scenario) -> None:
    (older_id, older), (newer_id, _) = contested(identity)
    assert older_id != newer_id
    me = identity.call("get_me", person(newer_id))
    assert older["phone"][-4:] not in str(me)
    assert older["name"] not in str(me)


def test_R2_3_3_whoever_is_verified_gets_the_number(identity: Scenario) -> None:
    (older_id, older), (newer_id, newer) = contested(identity)
    token = identity.log_in(older["phone"])
    approve(identity, newer_id)
    loser = identity.call("get_person", our_service(), person_id=older_id)
    assert (loser["id_number"], loser["phone"]) == ("", "")
    assert (
        identity.call("get_person", our_service(), person_id=newer_id)["id_number"]
        == (older["id_number"])
    )
    with pytest.raises(Unauthenticated):
        identity.call("refresh_session", refresh_token=token["refresh_token"])
    with pytest.raises(Unauthenticated):
        identity.log_in(older["id_number"], PASSWORD)
    assert identity.log_in(newer["id_number"], OTHER)["person"]["person_id"] == newer_id


def test_R7_1_the_owner_of_the_older_claim_is_told(identity: Scenario) -> None:
    (older_id, older), (newer_id, newer) = contested(identity)
    approve(identity, newer_id)
    event = identity.events.wait_for("identity_claim_lost")[0]["data"]
    assert event == {"person_id": older_id}
    sent = [e["data"] for e in identity.events.named("sms_requested")]
    [told] = [one for one in sent if one["template"] == "identity_claim_lost_sms"]
    assert cipher().open(told["phone_sealed"], "sms") == older["phone"]
    for secret in (newer["phone"], newer["name"], newer_id):
        assert secret not in str(event) + str(told)


def test_R2_1_1_whoever_lost_both_logs_in_by_the_former_phone_and_enters_them_anew(
    identity: Scenario,
) -> None:
    (older_id, older), (newer_id, _) = contested(identity)
    approve(identity, newer_id)
    answer = identity.log_in(older["phone"])
    assert answer["person"]["person_id"] == older_id
    assert answer["person"]["missing_details"] == ["id_number", "phone"]
    me = identity.call("get_me", person(older_id))
    assert me["missing_details"] == ["id_number", "phone"]
    assert me["available_actions"] == ["correct_identity", "change_phone"]
    with pytest.raises(Conflict) as refusal:
        submit(identity, person(older_id))
    assert refusal.value.code == "identity.details_missing"
    later(identity)
    body = {"phone": older["phone"], "password": PASSWORD}
    body["sms_code"] = identity.code_for(older["phone"], "phone_change_new")
    identity.call("change_phone", person(older_id), body=body)
    number = new_number()
    own = {"id_type": "resident_id", "id_number": number, "name": "李冒名"}
    mended = identity.call("correct_identity", person(older_id), body=own)
    assert (mended["missing_details"], mended["corrections_left"]) == ([], 3)
    assert submit(identity, person(older_id))["status"] == "under_review"


def test_R2_3_3_the_case_of_the_older_claim_is_closed(identity: Scenario) -> None:
    (older_id, _), (newer_id, _) = contested(identity)
    case_id = submit(identity, person(older_id), authority_id="au-130000")["case_id"]
    reviewer = identity.employ("au-130000")
    act(identity, reviewer, "claim", case_id)
    approve(identity, newer_id)
    with pytest.raises(ServiceError):
        act(identity, reviewer, "approve", case_id)
    assert identity.call("get_real_name", person(older_id))["status"] == "unverified"
    queue = identity.call("list_reviews", reviewer, kind="real_name")["items"]
    assert queue == []


def test_R1_1_2_a_verified_number_is_nobody_elses(identity: Scenario) -> None:
    person_id, first = identity.register()
    approve(identity, person_id)
    with pytest.raises(ValidationFailed) as refusal:
        identity.register(id_number=first["id_number"])
    assert violations(refusal) == {"id_number": "identity.id_number_registered"}


def test_R1_1_7_ones_own_registration_is_recognised_where_a_reset_would_work(
    identity: Scenario,
) -> None:
    _, first = identity.register()
    later(identity)
    with pytest.raises(ValidationFailed) as refusal:
        identity.register(**{name: first[name] for name in ("id_number", "phone", "name")})
    assert violations(refusal) == {"id_number": "identity.id_number_registered"}


def test_R2_3_3_two_approvals_of_one_number_at_once_verify_one(identity: Scenario) -> None:
    (older_id, _), (newer_id, _) = contested(identity)
    cases = {}
    for person_id, authority_id in ((older_id, "au-110000"), (newer_id, "au-130000")):
        case_id = submit(identity, person(person_id), authority_id=authority_id)["case_id"]
        cases[case_id] = identity.employ(authority_id)
        act(identity, cases[case_id], "claim", case_id)

    def decide(case_id: str) -> str:
        try:
            act(identity, cases[case_id], "approve", case_id)
        except ServiceError as refusal:
            return refusal.code
        return "approved"

    answers = [thread.wait() for thread in [eventlet.spawn(decide, one) for one in cases]]
    assert answers.count("approved") == 1, answers
    states = [identity.call("get_me", person(p))["real_name_status"] for p in (older_id, newer_id)]
    assert sorted(states) == ["unverified", "verified"]


def test_R1_1_4_whoever_proves_a_phone_takes_it(identity: Scenario) -> None:
    former_id, former = identity.register()
    approve(identity, former_id)
    token = identity.log_in(former["id_number"])
    later(identity)
    holder_id, holder = identity.register(
        phone=former["phone"], password=OTHER, password_confirmation=OTHER
    )
    kept = identity.call("get_person", our_service(), person_id=former_id)
    assert (kept["phone"], kept["id_number"]) == ("", former["id_number"])
    assert kept["real_name_status"] == "verified"
    assert identity.events.wait_for("phone_lost")[0]["data"] == {"person_id": former_id}
    assert identity.call("refresh_session", refresh_token=token["refresh_token"])
    again = identity.log_in(former["id_number"])["person"]
    assert (again["person_id"], again["missing_details"]) == (former_id, ["phone"])
    assert identity.log_in(holder["phone"], OTHER)["person"]["person_id"] == holder_id
    with pytest.raises(NotFound):
        identity.call("get_contact", our_service(), person_id=former_id)


def test_R2_2_1_a_phone_that_changed_hands_resets_no_former_password(identity: Scenario) -> None:
    _, former = identity.register()
    later(identity)
    identity.register(phone=former["phone"], name="李明")
    later(identity)
    claim = {
        **{name: former[name] for name in ("id_number", "name", "phone")},
        "sms_code": identity.code_for(former["phone"], "password_reset"),
        "new_password": OTHER,
        "new_password_confirmation": OTHER,
    }
    with pytest.raises(ValidationFailed) as refusal:
        identity.call("reset_password", body=claim)
    assert refusal.value.code == "identity.reset_mismatch"


def test_R1_1_4_a_refused_registration_takes_nothing(identity: Scenario) -> None:
    verified_id, verified = identity.register()
    approve(identity, verified_id)
    owner_id, owner = identity.register()
    later(identity)
    with pytest.raises(ValidationFailed):
        identity.register(phone=owner["phone"], id_number=verified["id_number"])
    kept = identity.call("get_person", our_service(), person_id=owner_id)
    assert kept["phone"] == owner["phone"]


def test_R2_2_2_a_phone_is_changed_with_the_old_one(identity: Scenario) -> None:
    person_id, body = identity.register()
    later(identity)
    phone = new_phone()
    change = {
        "phone": phone,
        "sms_code": identity.code_for(phone, "phone_change_new"),
        "password": PASSWORD,
    }
    with pytest.raises(ValidationFailed) as refusal:
        identity.call("change_phone", person(person_id), body=change)
    assert violations(refusal) == {"old_sms_code": "common.required"}
    change["old_sms_code"] = identity.code_for(body["phone"], "phone_change_old")
    key = CallContext(
        actor_id=person_id, actor_kind="person", idempotency_key="k", request_hash="h"
    )
    assert identity.call("change_phone", key, body=change)["missing_details"] == []
    assert identity.call("change_phone", key, body=change)["missing_details"] == []
    assert identity.log_in(phone)["person"]["person_id"] == person_id
    with pytest.raises(Unauthenticated):
        identity.log_in(body["phone"])
    assert identity.events.wait_for("phone_changed")[0]["data"] == {"person_id": person_id}
    sent = [e["data"] for e in identity.events.named("sms_requested")]
    [told] = [one for one in sent if one["template"] == "phone_changed_sms"]
    assert cipher().open(told["phone_sealed"], "sms") == body["phone"]


def test_R2_2_2_a_wrong_password_changes_no_phone_and_is_counted(identity: Scenario) -> None:
    person_id, body = identity.register()
    later(identity)
    phone = new_phone()
    change = {
        "phone": phone,
        "sms_code": identity.code_for(phone, "phone_change_new"),
        "old_sms_code": identity.code_for(body["phone"], "phone_change_old"),
        "password": "Wrong#2026",
    }
    codes = []
    for _ in range(6):
        with pytest.raises(ServiceError) as refusal:
            identity.call("change_phone", person(person_id), body=change)
        codes.append(refusal.value.code)
    assert codes[-1] == "identity.login_locked"
    assert identity.call("get_person", our_service(), person_id=person_id)["phone"] == body["phone"]


def test_R6_4_staff_do_not_review_any_account_of_their_own_certificate(identity: Scenario) -> None:
    (older_id, older), (newer_id, _) = contested(identity)
    reviewer = identity.employ("au-110000")
    own = {"id_type": "resident_id", "id_number": older["id_number"], "employer_usccs": []}
    assert identity.call("declare_interests", reviewer, body=own)["identity_declared"]
    for person_id in (older_id, newer_id):
        case_id = submit(identity, person(person_id))["case_id"]
        with pytest.raises(ServiceError) as refusal:
            act(identity, reviewer, "claim", case_id)
        assert refusal.value.code == "casework.own_file"


def test_R8_2_the_same_registration_of_a_taken_phone_is_done_once(identity: Scenario) -> None:
    former_id, former = identity.register()
    later(identity)
    body = registration(phone=former["phone"])
    body["sms_code"] = identity.code_for(former["phone"])
    key = CallContext(idempotency_key="k1", request_hash="h1")
    first = identity.call("register_account", key, body=body)
    assert identity.call("register_account", key, body=body) == first
    assert identity.scalar("SELECT count(*) FROM accounts") == 2
    assert len(identity.events.wait_for("phone_lost")) == 1
    assert former_id != first["person_id"]
