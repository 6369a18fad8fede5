"""A lost phone, from the application to the new number: R2.2.2."""

import pytest
from contracts.context import CallContext
from contracts.errors import Conflict, NotFound, ServiceError, Unauthenticated
from identity.use_cases.phone_recovery_settling import settle
from identity_factories import PASSWORD, Scenario, code_of, new_number, new_phone, person, visitor
from phone_recovery_factories import (
    KIND,
    apply,
    cool_off,
    decide,
    form_for,
    objection_token,
    photos_for,
    sms_to,
    state_of,
    token_for,
)
from sqlalchemy import event
from sqlalchemy.engine import Engine

OTHER = "Ledger#2027"


def settled(identity: Scenario, recovery_id: str) -> None:
    """Run the job as often as two replicas would."""
    for _ in range(2):
        identity.db.run(settle, recovery_id)


def phone_of(identity: Scenario, person_id: str) -> str:
    return identity.call("get_me", person(person_id))["masked_phone"]


def test_R2_2_2_a_lost_phone_is_replaced_after_the_cooling_off(identity: Scenario) -> None:
    person_id, body = identity.register()
    session = identity.log_in(body["phone"])
    new = new_phone()
    made = apply(identity, body, phone=new)
    assert (made["status"], made["masked_phone"][-4:]) == ("submitted", new[-4:])
    decide(identity, made["recovery_id"])
    assert state_of(identity, made)["status"] == "cooling_off"
    [(told, said)] = sms_to(identity, "phone_recovery_notice_sms")
    assert (told, said["tail"]) == (body["phone"], new[-4:])
    assert identity.events.wait_for("phone_recovery_approved")[0]["data"]["person_id"] == person_id
    settled(identity, made["recovery_id"])
    assert identity.log_in(body["phone"])["person"]["person_id"] == person_id
    cool_off(identity, made["recovery_id"])
    settled(identity, made["recovery_id"])
    assert state_of(identity, made)["status"] == "changed"
    assert identity.log_in(new)["person"]["person_id"] == person_id
    with pytest.raises(Unauthenticated):
        identity.log_in(body["phone"])
    assert code_of(identity.call, "refresh_session", refresh_token=session["refresh_token"])
    assert [to for to, _ in sms_to(identity, "phone_changed_sms")] == [body["phone"]]
    assert [to for to, _ in sms_to(identity, "phone_recovery_done_sms")] == [new]


def test_R2_2_2_a_fresh_number_resets_the_password_at_once(identity: Scenario) -> None:
    _, body = identity.register()
    new = new_phone()
    made = apply(identity, body, phone=new)
    decide(identity, made["recovery_id"])
    cool_off(identity, made["recovery_id"])
    settled(identity, made["recovery_id"])
    identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '4 minutes'")
    claim = {
        **{name: body[name] for name in ("id_number", "name")},
        "phone": new,
        "sms_code": identity.code_for(new, "password_reset"),
        "new_password": OTHER,
        "new_password_confirmation": OTHER,
    }
    identity.call("reset_password", body=claim)
    assert identity.log_in(new, OTHER)


def test_R2_2_2_the_old_number_objects_by_the_link_of_its_sms(identity: Scenario) -> None:
    person_id, body = identity.register()
    made = apply(identity, body)
    decide(identity, made["recovery_id"])
    token = objection_token(identity)
    asked = {"recovery_id": made["recovery_id"], "body": {"token": token}}
    wrong = {**asked, "body": {"token": "0" * len(token)}}
    with pytest.raises(NotFound):
        identity.call("object_to_phone_recovery", **wrong)
    for _ in range(2):
        assert identity.call("object_to_phone_recovery", **asked)["status"] == "objected"
    cool_off(identity, made["recovery_id"])
    settled(identity, made["recovery_id"])
    assert state_of(identity, made)["status"] == "objected"
    assert phone_of(identity, person_id)[-4:] == body["phone"][-4:]
    assert len(sms_to(identity, "phone_recovery_objected_sms")) == 1
    assert identity.events.wait_for("phone_recovery_objected")[0]["data"]["person_id"] == person_id


def test_R2_2_2_the_account_objects_and_another_cannot(identity: Scenario) -> None:
    person_id, body = identity.register()
    other_id, _ = identity.register()
    made = apply(identity, body)
    decide(identity, made["recovery_id"])
    [shown] = identity.call("list_phone_changes", person(person_id))["items"]
    assert shown["available_actions"] == ["object"]
    assert identity.call("list_phone_changes", person(other_id))["items"] == []
    named = {"phone_change_id": shown["phone_change_id"]}
    with pytest.raises(NotFound):
        identity.call("object_to_phone_change", person(other_id), **named)
    identity.call("object_to_phone_change", person(person_id), **named)
    assert state_of(identity, made)["status"] == "objected"


def test_R2_2_2_a_change_that_the_old_number_proved_stops_it(identity: Scenario) -> None:
    person_id, body = identity.register()
    made = apply(identity, body)
    decide(identity, made["recovery_id"])
    identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '4 minutes'")
    phone = new_phone()
    change = {
        "phone": phone,
        "sms_code": identity.code_for(phone, "phone_change_new"),
        "old_sms_code": identity.code_for(body["phone"], "phone_change_old"),
        "password": PASSWORD,
    }
    identity.call("change_phone", person(person_id), body=change)
    assert state_of(identity, made)["status"] == "objected"
    assert phone_of(identity, person_id)[-4:] == phone[-4:]


def test_R2_2_2_an_objection_after_the_change_comes_too_late(identity: Scenario) -> None:
    _, body = identity.register()
    made = apply(identity, body)
    decide(identity, made["recovery_id"])
    cool_off(identity, made["recovery_id"])
    settled(identity, made["recovery_id"])
    with pytest.raises(Conflict) as refusal:
        identity.call(
            "object_to_phone_recovery",
            recovery_id=made["recovery_id"],
            body={"token": objection_token(identity)},
        )
    assert refusal.value.code == "identity.recovery_over"


def test_R2_2_2_who_got_the_number_since_keeps_it(identity: Scenario) -> None:
    person_id, body = identity.register()
    new = new_phone()
    made = apply(identity, body, phone=new)
    decide(identity, made["recovery_id"])
    identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '4 minutes'")
    newcomer_id, _ = identity.register(phone=new)
    cool_off(identity, made["recovery_id"])
    settled(identity, made["recovery_id"])
    assert state_of(identity, made)["status"] == "void"
    assert phone_of(identity, person_id)[-4:] == body["phone"][-4:]
    assert phone_of(identity, newcomer_id)[-4:] == new[-4:]


def test_R2_2_2_a_return_says_why_and_the_next_application_passes(identity: Scenario) -> None:
    _, body = identity.register()
    made = apply(identity, body)
    reasons = [{"item": "holding", "code": "holding_unclear"}]
    decide(identity, made["recovery_id"], "return", body={"reasons": reasons})
    shown = state_of(identity, made)
    assert (shown["status"], shown["reasons"][0]["item"]) == ("returned", "holding")
    [(_, said)] = sms_to(identity, "phone_recovery_returned_sms")
    assert said["items"] == "手持证件人像面"
    decide(identity, apply(identity, body)["recovery_id"])


def test_R2_2_2_details_that_fit_no_account_cannot_be_approved(identity: Scenario) -> None:
    _, body = identity.register()
    for changed in ({"id_number": new_number()}, {"name": "李冒名"}):
        made = apply(identity, body, **changed)
        with pytest.raises(Conflict) as refusal:
            decide(identity, made["recovery_id"])
        assert refusal.value.code == "identity.recovery_no_account"


def test_R2_2_2_two_approvals_for_one_account_leave_one_pending(identity: Scenario) -> None:
    _, body = identity.register()
    first, second = apply(identity, body), apply(identity, body)
    decide(identity, first["recovery_id"])
    with pytest.raises(Conflict) as refusal:
        decide(identity, second["recovery_id"])
    assert refusal.value.code == "identity.recovery_pending"


def test_R6_1_photos_are_the_reviewers_business_alone(identity: Scenario) -> None:
    person_id, body = identity.register()
    made = apply(identity, body)
    reviewer = identity.employ("au-110000")
    named = {"kind": KIND, "case_id": made["recovery_id"]}
    case = identity.call("get_review", reviewer, **named)
    assert case["data"]["person"]["id_number"] == body["id_number"]
    assert case["data"]["account"]["masked_phone"][-4:] == body["phone"][-4:]
    photo = {"attachment_id": case["data"]["photos"][0]["attachment_id"]}
    assert identity.call("open_attachment", reviewer, **photo)["bucket"] == "identity"
    for nobody in (person(person_id), identity.employ("au-130000")):
        with pytest.raises(NotFound):
            identity.call("open_attachment", nobody, **photo)
    with pytest.raises(NotFound):
        identity.call("get_own_case", person(person_id), **named)
    assert identity.call("list_own_cases", person(person_id))["items"] == []
    summary = identity.call("summarise_reviews", reviewer)["items"]
    assert {one["kind"]: one["open"] for one in summary}[KIND] == 1


def test_R2_2_2_answers_do_not_tell_whether_there_is_an_account(identity: Scenario) -> None:
    """Same words, same statements: what differs is neither said nor takes its own time."""
    _, body = identity.register()
    stranger = body | {"id_number": new_number()}
    seen: dict[str, tuple[dict, list[str]]] = {}
    for who, of in (("known", body), ("unknown", stranger)):
        form = form_for(identity, of)
        statements: list[str] = []

        def note(
            _c: object, _u: object, statement: str, *_: object, to: list[str] = statements
        ) -> None:
            to.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            made = identity.call("apply_for_phone_recovery", visitor("198.51.100.9"), body=form)
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        shown = {**made, **state_of(identity, made)}
        for name in ("recovery_id", "recovery_token", "submitted_at", "masked_phone"):
            shown.pop(name)
        ours = [one for one in statements if "phone_recovery" in one or "accounts" in one]
        seen[who] = (shown, ours)
    assert seen["known"] == seen["unknown"]


def test_R2_2_2_a_state_is_told_to_its_token_alone(identity: Scenario) -> None:
    _, body = identity.register()
    first, second = apply(identity, body), apply(identity, body)
    mixed = {"recovery_id": first["recovery_id"], "recovery_token": second["recovery_token"]}
    nothing = {**mixed, "recovery_id": "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d5e"}
    assert {code_of(identity.call, "get_phone_recovery", **one) for one in (mixed, nothing)} == {
        "identity.recovery_not_found"
    }


def test_R8_2_the_same_application_is_made_once(identity: Scenario) -> None:
    _, body = identity.register()
    form = form_for(identity, body)
    key = CallContext(client_ip="198.51.100.7", idempotency_key="k", request_hash="h")
    first = identity.call("apply_for_phone_recovery", key, body=form)
    again = identity.call("apply_for_phone_recovery", key, body=form)
    names = ("recovery_id", "recovery_token")
    assert [first[name] for name in names] == [again[name] for name in names]
    # Its token is used up.
    assert (
        code_of(identity.call, "apply_for_phone_recovery", body=form)
        == "identity.upload_token_invalid"
    )
    assert (
        code_of(identity.call, "count_upload", upload_token=form["upload_token"])
        == "identity.upload_token_invalid"
    )


def test_R2_2_2_a_token_takes_few_files_and_not_for_long(identity: Scenario) -> None:
    token = token_for(identity, new_phone())
    for _ in range(3):
        photos_for(identity, token)
    assert code_of(identity.call, "count_upload", upload_token=token) == "identity.uploads_used_up"
    late = token_for(identity, new_phone())
    identity.execute("UPDATE phone_recovery_uploads SET expires_at = now() - interval '1 minute'")
    for wrong in (late, "no-token", late[:-1] + "0", ""):
        code = code_of(identity.call, "count_upload", upload_token=wrong)
        assert code == "identity.upload_token_invalid"


def test_R2_2_2_limits_of_tokens_and_applications(start: object) -> None:
    identity = start(AUSM_IDENTITY_LIMITS="recovery_phone=1,recovery_ip=2")  # type: ignore[operator]
    phone = new_phone()
    token_for(identity, phone)
    identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '4 minutes'")
    with pytest.raises(ServiceError) as refusal:
        token_for(identity, phone)
    assert refusal.value.code == "identity.recovery_limit"
    token_for(identity, new_phone())
    with pytest.raises(ServiceError) as refusal:
        token_for(identity, new_phone())
    assert refusal.value.code == "identity.recovery_limit"


def test_R2_2_2_the_form_is_refused_with_everything_wrong(identity: Scenario) -> None:
    _, body = identity.register()
    form = form_for(identity, body)
    form |= {"id_number": "1", "authority_id": "au-110108", "upload_token": "x"}
    del form["reverse_side"]
    with pytest.raises(ServiceError) as refusal:
        identity.call("apply_for_phone_recovery", body=form)
    wrong = {one["field"] for one in refusal.value.details["errors"]}
    assert wrong == {"id_number", "authority_id", "upload_token", "reverse_side"}
