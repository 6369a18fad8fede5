"""SMS codes: limits, attempts, quotas (R1.1.5, R1.1.6)."""

from types import SimpleNamespace

import eventlet
import pytest
from chassis.clock import utc_now
from chassis.config import SETTINGS_KEY, Settings
from chassis.crypto import cipher
from contracts.context import CallContext
from contracts.errors import NotFound, TooManyRequests
from identity.entrypoints.gauges import SmsQuotaGauges
from identity_factories import (
    SIGNING_KEY,
    Scenario,
    code_of,
    new_number,
    new_phone,
    registration,
    visitor,
)


def test_R1_1_5_the_answer_states_when_the_next_code_may_be_requested(identity: Scenario) -> None:
    phone = new_phone()
    answer = identity.ask_code(phone)
    assert (answer["expires_in"], answer["resend_in"]) == (180, 180)
    with pytest.raises(TooManyRequests) as refusal:
        identity.ask_code(phone)
    assert refusal.value.code == "identity.sms_resend_wait"
    assert 170 < refusal.value.details["retry_after"] <= 180
    identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '3 minutes'")
    identity.ask_code(phone)
    assert len(identity.events.wait_for("sms_requested", 2)) == 2


def test_R1_1_5_requests_for_one_phone_at_once_send_one(identity: Scenario) -> None:
    phone = new_phone()
    captchas = [identity.captcha() for _ in range(5)]

    def ask(captcha: dict) -> str:
        try:
            return identity.ask_code(phone, **captcha)["delivery_id"]
        except TooManyRequests as refusal:
            return refusal.code

    answers = [thread.wait() for thread in [eventlet.spawn(ask, c) for c in captchas]]
    assert answers.count("identity.sms_resend_wait") == 4
    assert identity.scalar("SELECT count(*) FROM sms_codes") == 1


def test_R1_1_6_code_and_phone_are_encrypted_in_events_and_tables(identity: Scenario) -> None:
    phone = new_phone()
    code = identity.code_for(phone)
    assert len(code) == 6
    assert code.isdigit()
    event = identity.events.named("sms_requested")[0]
    assert phone not in str(event)
    assert cipher().open(event["data"]["phone_sealed"], "sms") == phone
    row = identity.scalar("SELECT row_to_json(sms_codes)::text FROM sms_codes")
    assert code not in row
    assert phone not in row


def test_R1_1_6_five_wrong_codes_exhaust_a_code(identity: Scenario) -> None:
    phone = new_phone()
    right = identity.code_for(phone)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    body = registration(phone=phone)
    seen = [
        code_of(
            identity.call, "register_account", body=body | {"sms_code": wrong} | identity.captcha()
        )
        for _ in range(5)
    ]
    assert seen == ["identity.sms_code_wrong"] * 4 + ["identity.sms_code_exhausted"]
    worn_out = code_of(identity.call, "register_account", body=body | {"sms_code": right})
    assert worn_out == "identity.sms_code_exhausted"


def test_R1_1_6_after_two_wrong_codes_a_captcha_comes_first(identity: Scenario) -> None:
    phone = new_phone()
    right = identity.code_for(phone)
    body = registration(phone=phone)
    wrong = body | {"sms_code": f"{(int(right) + 1) % 1_000_000:06d}"}
    for _ in range(2):
        assert code_of(identity.call, "register_account", body=wrong) == "identity.sms_code_wrong"
    sent = body | {"sms_code": right}
    needed = code_of(identity.call, "register_account", body=sent)
    assert needed == "identity.captcha_required"
    unsolved = sent | identity.captcha() | {"captcha_text": "????"}
    assert code_of(identity.call, "register_account", body=unsolved) == "identity.captcha_wrong"
    assert identity.scalar("SELECT attempts FROM sms_codes") == 2
    assert identity.call("register_account", body=sent | identity.captcha())["person_id"]


def test_R1_1_6_what_cannot_be_a_code_costs_no_attempt(identity: Scenario) -> None:
    phone = new_phone()
    right = identity.code_for(phone)
    body = registration(phone=phone)
    seen = {
        code_of(identity.call, "register_account", body=body | {"sms_code": slip})
        for slip in (right[:5], right[:5] + "O", *("短信验证码", "1") * 3)
    }
    assert seen == {"identity.sms_code_format"}
    typed = f"\u200b{right[:3]}-{right[3:]}"
    assert identity.call("register_account", body=body | {"sms_code": typed})["person_id"]


def test_R1_1_6_concurrent_guesses_get_five_attempts_in_all(identity: Scenario) -> None:
    phone = new_phone()
    right = identity.code_for(phone)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    bodies = [registration(phone=phone, sms_code=wrong) | identity.captcha() for _ in range(9)]
    threads = [
        eventlet.spawn(code_of, identity.call, "register_account", body=body) for body in bodies
    ]
    assert [t.wait() for t in threads].count("identity.sms_code_wrong") == 4
    assert identity.scalar("SELECT attempts FROM sms_codes") == 5


def test_R1_1_6_a_code_serves_its_purpose_only(identity: Scenario) -> None:
    _, body = identity.register()
    identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '3 minutes'")
    code = identity.code_for(body["phone"], "password_reset")
    other = registration(phone=body["phone"], sms_code=code)
    assert code_of(identity.call, "register_account", body=other) == "identity.sms_code_expired"


@pytest.mark.parametrize(
    ("limit", "same", "code"),
    [
        pytest.param("sms_phone=1", "phone ip", "identity.sms_limit_phone", id="R1.1.6-per-phone"),
        pytest.param(
            "sms_phone_total=1", "phone", "identity.sms_limit_phone", id="R1.1.6-per-phone-in-all"
        ),
        pytest.param(
            "sms_id_number=1", "id_number ip", "identity.sms_limit_id_number", id="R1.1.6-per-id"
        ),
        pytest.param("sms_ip=1", "ip", "identity.sms_limit_ip", id="R1.1.6-per-ip"),
        pytest.param("sms_ip=1", "ipv6", "identity.sms_limit_ip", id="R1.1.6-per-ipv6-network"),
        pytest.param("sms_ip=1", "mapped", "identity.sms_limit_ip", id="R1.1.6-mapped-ipv4"),
        pytest.param("sms_total=1", "all", "identity.sms_limit_total", id="R1.1.6-total-spend"),
    ],
)
@pytest.mark.usefixtures("moment")
def test_limits(start: object, limit: str, same: str, code: str) -> None:
    identity = start(AUSM_IDENTITY_LIMITS=limit)  # type: ignore[operator]
    phone, number = new_phone(), new_number()
    addresses = {"ipv6": "2001:db8:1:2::{}", "mapped": "192.0.2.7", "ip": "192.0.2.7"}
    address = addresses.get(same.rsplit(maxsplit=1)[-1], "192.0.2.{}")

    def ask(turn: int) -> dict:
        identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '3 minutes'")
        mapped = "::ffff:" if same == "mapped" and turn == 2 else ""
        return identity.ask_code(
            phone if "phone" in same else new_phone(),
            context=visitor(mapped + address.format(turn)),
            id_number=number if "id_number" in same else new_number(),
        )

    ask(1)
    with pytest.raises(TooManyRequests) as refusal:
        ask(2)
    assert refusal.value.code == code
    assert refusal.value.details["retry_after"] >= 1
    assert identity.scalar("SELECT count(*) FROM sms_codes") == 1


@pytest.mark.parametrize("mine", ["phone", "id_number"])
@pytest.mark.usefixtures("moment")
def test_R1_1_6_nobody_uses_up_the_codes_of_another(start: object, mine: str) -> None:
    identity = start(AUSM_IDENTITY_LIMITS=f"sms_{mine}=1")  # type: ignore[operator]
    shared = {"phone": new_phone(), "id_number": new_number()}[mine]

    def ask(ip: str) -> dict:
        identity.execute("UPDATE sms_codes SET sent_at = sent_at - interval '3 minutes'")
        phone = shared if mine == "phone" else new_phone()
        number = {"id_number": shared} if mine == "id_number" else {}
        return identity.ask_code(phone, context=visitor(ip), **number)

    ask("198.51.100.66")
    with pytest.raises(TooManyRequests):
        ask("198.51.100.66")
    assert ask("192.0.2.1")["delivery_id"]


@pytest.mark.usefixtures("moment")
def test_R1_1_6_the_last_codes_of_the_day_are_for_resets(start: object) -> None:
    identity = start(AUSM_IDENTITY_LIMITS="sms_total=5")  # type: ignore[operator]
    for _ in range(4):
        identity.ask_code(new_phone())
    assert code_of(identity.ask_code, new_phone()) == "identity.sms_limit_total"
    assert identity.ask_code(new_phone(), "password_reset")["delivery_id"]
    assert code_of(identity.ask_code, new_phone(), "password_reset") == "identity.sms_limit_total"


def test_R1_1_6_operators_see_how_much_of_the_day_is_used(start: object) -> None:
    identity = start(AUSM_IDENTITY_LIMITS="sms_total=8")  # type: ignore[operator]
    source = SmsQuotaGauges()
    key = {"AUSM_JWT_PRIVATE_KEY": SIGNING_KEY, "AUSM_IDENTITY_LIMITS": "sms_total=8"}
    source.container = SimpleNamespace(config={SETTINGS_KEY: Settings(key)})
    source.setup()

    def used() -> list[tuple[str, float]]:
        values = identity.db.read(lambda session: list(source.read(session, utc_now())))
        return [(value.name, value.value) for value in values]

    assert used() == [("ausm_sms_quota_used_ratio", 0.0)]
    identity.ask_code(new_phone())
    identity.ask_code(new_phone())
    assert used() == [("ausm_sms_quota_used_ratio", 0.25)]


@pytest.mark.usefixtures("moment")
def test_R1_1_6_a_known_network_has_limits_of_its_own(start: object) -> None:
    settings = {"AUSM_IDENTITY_LIMITS": "sms_ip=1", "AUSM_KNOWN_NETWORKS": "192.0.2.0/24=3"}
    identity = start(AUSM_SANDBOX="1", **settings)  # type: ignore[operator]
    for _ in range(3):
        identity.ask_code(new_phone())
    assert code_of(identity.ask_code, new_phone()) == "identity.sms_limit_ip"


def test_R1_1_6_no_sms_beyond_the_total_limit(start: object) -> None:
    identity = start(AUSM_IDENTITY_LIMITS="sms_total=0")  # type: ignore[operator]
    assert code_of(identity.ask_code, new_phone()) == "identity.sms_limit_total"


def test_R8_2_an_sms_asked_for_twice_with_one_key_is_sent_once(identity: Scenario) -> None:
    body = {"purpose": "register", "phone": new_phone(), **identity.captcha()}
    key = CallContext(idempotency_key="k", request_hash="h", client_ip="192.0.2.9")
    first = identity.call("request_sms_code", key, body=body)
    assert identity.call("request_sms_code", key, body=body) == first
    assert identity.scalar("SELECT count(*) FROM sms_codes") == 1


def test_the_sandbox_is_unavailable_elsewhere(start: object) -> None:
    identity = start(AUSM_SANDBOX="0")  # type: ignore[operator]
    captcha = identity.call("create_captcha")
    with pytest.raises(NotFound):
        identity.call("get_sandbox_captcha", captcha_id=captcha["captcha_id"])
    with pytest.raises(NotFound):
        identity.call("list_sandbox_personas")
    assert identity.scalar("SELECT sandbox_text FROM captchas") is None
