"""Registration over the broker: R1.1.1–R1.1.7."""

import eventlet
import pytest
from contracts.certificate_types import ID_TYPES
from contracts.context import CallContext
from contracts.errors import Conflict, ValidationFailed
from identity_factories import Scenario, new_number, new_phone, registration, visitor


def verified(identity: Scenario, **changes: str) -> tuple[str, dict]:
    """Return somebody who has registered and is verified."""
    person_id, body = identity.register(**changes)
    identity.execute(
        "UPDATE accounts SET real_name_status = 'verified' WHERE person_id = :id", id=person_id
    )
    return person_id, body


def violations(refusal: pytest.ExceptionInfo[ValidationFailed]) -> dict[str, str]:
    return {error["field"]: error["code"] for error in refusal.value.details["errors"]}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="R1.1.1-resident-id"),
        pytest.param(
            {
                "id_type": "hk_macao_permit",
                "id_number": "H12345678",
                "gender": "male",
                "birth_date": "1990-05-20",
            },
            id="R1.1.1-hk-macao-permit",
        ),
        pytest.param(
            {
                "id_type": "taiwan_permit",
                "id_number": "12345678",
                "gender": "female",
                "birth_date": "1990-05-20",
            },
            id="R1.1.1-taiwan-permit",
        ),
        pytest.param(
            {
                "id_type": "passport",
                "id_number": "E1234567",
                "nationality": "USA",
                "gender": "female",
                "birth_date": "1990-05-20",
                "name": "Mary Ann O'Neil",
            },
            id="R1.1.1-passport",
        ),
    ],
)
def test_each_type_registers_and_finds_itself(identity: Scenario, changes: dict) -> None:
    person_id, body = identity.register(**changes)
    me = identity.call("get_me", identity.session_of(identity.log_in(body["phone"])))
    assert me["person_id"] == person_id
    assert me["id_type"] == body["id_type"]
    assert me["real_name_status"] == "unverified"
    assert me["available_actions"] == ["submit_real_name", "correct_identity", "change_phone"]
    assert body["id_number"] not in str(me)
    assert body["phone"] not in str(me)
    assert len(identity.events.wait_for("account_registered")) == 1


def test_R1_1_1_the_migrated_database_accepts_every_type(identity: Scenario) -> None:
    identity.register()
    for id_type in ID_TYPES:
        identity.execute("UPDATE accounts SET id_type = :id_type", id_type=id_type)
        assert identity.scalar("SELECT id_type FROM accounts") == id_type


def test_R1_1_3_a_name_beyond_the_bmp_comes_back_unchanged(identity: Scenario) -> None:
    person_id, _ = identity.register(name="𬸚𫖯·㛃䶮")
    context = CallContext(actor_id="collection", actor_kind="service")
    assert identity.call("get_person", context, person_id=person_id)["name"] == "𬸚𫖯·㛃䶮"


def test_R8_4_no_personal_data_is_stored_in_plain_text(identity: Scenario) -> None:
    _, body = identity.register()
    row = identity.scalar("SELECT row_to_json(accounts)::text FROM accounts")
    events = identity.scalar("SELECT string_agg(body::text, '') FROM outbox_events")
    for secret in (body["id_number"], body["phone"], body["name"], body["password"]):
        assert secret not in row
        assert secret not in events


def test_R1_1_7_consents_are_kept_each_as_a_record(identity: Scenario) -> None:
    person_id, body = identity.register(consenting=False)
    kept = identity.scalar(
        "SELECT array_agg(kind || document_version ORDER BY kind) FROM consent_records"
        " WHERE person_id = :id",
        id=person_id,
    )
    assert kept == sorted(c["kind"] + c["version"] for c in body["consents"])
    documents = identity.call("list_consent_documents")["items"]
    assert {d["kind"] for d in documents} == {c["kind"] for c in body["consents"]}


def test_R1_1_7_all_violations_are_reported_together_with_the_codes(identity: Scenario) -> None:
    phone = new_phone()
    code = identity.code_for(phone)
    wrong = "000000" if code != "000000" else "111111"
    body = registration(
        phone=phone, sms_code=wrong, id_number="11010519491231002", name="X", consents=[], extra=1
    )
    with pytest.raises(ValidationFailed) as refusal:
        identity.call("register_account", body=body | {"password_confirmation": "?"})
    assert violations(refusal) == {
        "id_number": "value.id_number_resident",
        "name": "value.name_too_short",
        "consents": "identity.consent_missing",
        "password_confirmation": "value.password_confirmation",
        "sms_code": "identity.sms_code_wrong",
        "extra": "common.unknown_field",
    }


def test_R1_1_6_a_right_code_survives_other_mistakes(identity: Scenario) -> None:
    phone = new_phone()
    code = identity.code_for(phone)
    body = registration(phone=phone, sms_code=code)
    with pytest.raises(ValidationFailed):
        identity.call("register_account", body=body | {"name": "X"})
    assert identity.call("register_account", body=body)["masked_name"] == "欧*䶮"


def test_R1_1_7_a_registered_number_or_phone_is_reported_without_its_owner(
    identity: Scenario,
) -> None:
    _, first = verified(identity)
    phone = new_phone()
    body = registration(id_number=first["id_number"].lower(), phone=phone, name="李明")
    with pytest.raises(ValidationFailed) as refusal:
        identity.call("register_account", body=body | {"sms_code": identity.code_for(phone)})
    assert violations(refusal) == {"id_number": "identity.id_number_registered"}
    assert first["name"] not in str(refusal.value.details)


def test_R1_1_7_each_already_registered_costs_an_attempt_of_the_code(identity: Scenario) -> None:
    numbers = [verified(identity)[1]["id_number"] for _ in range(6)]
    phone = new_phone()
    code = identity.code_for(phone)
    seen = []
    for number in numbers:
        body = registration(id_number=number, phone=phone, sms_code=code, name="李明")
        with pytest.raises(ValidationFailed) as refusal:
            identity.call("register_account", body=body | identity.captcha())
        seen.append(violations(refusal))
    assert seen[:5] == [{"id_number": "identity.id_number_registered"}] * 5
    assert seen[5] == {"sms_code": "identity.sms_code_exhausted"}


def test_R1_1_7_a_registered_phone_is_taken_only_with_a_right_code(identity: Scenario) -> None:
    person_id, first = identity.register()
    body = registration(phone=first["phone"])
    with pytest.raises(ValidationFailed) as stranger:
        identity.call("register_account", body=body | {"sms_code": "000000"})
    assert violations(stranger) == {"sms_code": "identity.sms_code_expired"}
    identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '3 minutes'")
    assert identity.log_in(first["phone"])["person"]["person_id"] == person_id
    code = identity.code_for(first["phone"])
    assert identity.call("register_account", body=body | {"sms_code": code})["person_id"]


def test_R1_1_2_a_renewed_permit_is_the_same_person(identity: Scenario) -> None:
    permit = {
        "id_type": "hk_macao_permit",
        "gender": "male",
        "birth_date": "1990-05-20",
    }
    verified(identity, id_number="H12345678", **permit)
    with pytest.raises(ValidationFailed) as refusal:
        identity.register(id_number="H1234567802", **permit)
    assert violations(refusal) == {"id_number": "identity.id_number_registered"}


def in_parallel(identity: Scenario, bodies: list[dict]) -> list:
    """Send registrations at once; returns the answers and the refusals."""

    def send(body: dict) -> object:
        try:
            return identity.call("register_account", body=body)
        except ValidationFailed as refusal:
            return {error["code"] for error in refusal.details["errors"]}

    return [thread.wait() for thread in [eventlet.spawn(send, body) for body in bodies]]


def test_R1_1_2_two_registrations_of_one_number_at_once_are_claims_both(
    identity: Scenario,
) -> None:
    number = new_number()
    bodies = [registration(id_number=number) for _ in range(4)]
    bodies = [b | {"sms_code": identity.code_for(b["phone"])} for b in bodies]
    answers = in_parallel(identity, bodies)
    assert [a for a in answers if isinstance(a, set)] == []
    assert identity.scalar("SELECT count(DISTINCT identity_index) FROM accounts") == 1


def test_R1_1_4_two_registrations_of_one_phone_at_once_make_one_account(identity: Scenario) -> None:
    phone = new_phone()
    code = identity.code_for(phone)
    bodies = [registration(phone=phone, sms_code=code) for _ in range(4)]
    answers = in_parallel(identity, bodies)
    refusals = [a for a in answers if isinstance(a, set)]
    assert len(refusals) == 3
    assert all(r & {"identity.phone_registered", "identity.sms_code_expired"} for r in refusals)
    assert identity.scalar("SELECT count(*) FROM accounts") == 1


def test_R8_2_the_same_registration_sent_twice_is_done_once(identity: Scenario) -> None:
    body = registration()
    body["sms_code"] = identity.code_for(body["phone"])
    key = CallContext(idempotency_key="k1", request_hash="h1")
    first = identity.call("register_account", key, body=body)
    assert identity.call("register_account", key, body=body) == first
    other = CallContext(idempotency_key="k1", request_hash="h2")
    with pytest.raises(Conflict) as reused:
        identity.call("register_account", other, body=body)
    assert reused.value.code == "common.idempotency_key_reused"


def test_R1_1_6_texts_that_no_database_stores_are_refused(identity: Scenario) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        identity.call(
            "register_account",
            visitor(),
            body=registration(name="李\x00明", sms_code="1\x002", password="\x00Ledger#2026"),
        )
    assert {"name", "sms_code", "password"} <= violations(refusal).keys()
