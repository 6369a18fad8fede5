"""Real-name verification by Alipay against its simulator: R2.3.2."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import eventlet
import pytest
from alipay_factories import (
    AlipayProcess,
    age,
    alipay_process,
    let_expire,
    look,
    start_alipay,
)
from chassis.testing.waiting import wait_until
from contracts.context import CallContext
from contracts.errors import Conflict, NotFound, TooManyRequests, Unauthenticated
from identity.domain import certifications as rules
from identity_factories import Scenario, code_of, person, visitor
from real_name_factories import act, submit


@pytest.fixture(scope="module")
def alipay_of_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AlipayProcess]:
    with alipay_process(tmp_path_factory.mktemp("alipay")) as running:
        yield running


@pytest.fixture
def alipay(alipay_of_module: AlipayProcess) -> Iterator[AlipayProcess]:
    yield alipay_of_module
    alipay_of_module.fail("none")


@pytest.fixture
def identity(start: Callable[..., Scenario], alipay: AlipayProcess) -> Scenario:
    return start(**alipay.settings)


def test_R2_3_2_scanned_passed_verified(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess
) -> None:
    offer = identity.call("get_real_name", applicant)
    assert offer["alipay"] == dict.fromkeys(("code", "message", "certification")) | {
        "available": True
    }
    assert "start_alipay" in offer["available_actions"]
    started = start_alipay(identity, applicant)
    assert (started["status"], started["expires_in"] > 890) == ("waiting", True)
    assert started["qr_svg"].startswith("data:image/svg+xml")
    assert started["open_url"].startswith("alipays://")
    alipay.act(started["certify_id"], "pass")
    shown = look(identity, applicant, started["certify_id"])
    assert (shown["status"], shown["reason"]) == ("passed", None)
    after = identity.call("get_real_name", applicant)
    assert (after["status"], after["method"]) == ("verified", "alipay")
    assert after["alipay"]["available"] is False
    assert after["alipay"]["certification"]["status"] == "passed"
    verified = identity.events.wait_for("identity_verified")[0]["data"]
    assert (verified["person_id"], verified["method"]) == (applicant.actor_id, "alipay")
    changed = identity.events.wait_for("certification_changed")[0]["data"]
    assert (changed["certify_id"], changed["status"]) == (started["certify_id"], "passed")
    assert code_of(start_alipay, identity, applicant) == "identity.already_verified"


def test_R2_3_2_a_pass_is_written_into_the_audit_log(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess
) -> None:
    started = start_alipay(identity, applicant)
    alipay.act(started["certify_id"], "pass")
    look(identity, applicant, started["certify_id"])

    def logged() -> bool:
        items = identity.call("list_access_log", applicant)["items"]
        return [item["action"] for item in items] == ["real_name_verified"]

    wait_until(logged)


@pytest.mark.parametrize(
    ("action", "reason", "words"),
    [
        pytest.param("other_person", "mismatch", "不一致", id="R2.3.2-other-person"),
        pytest.param("cancel", "cancelled", "取消", id="R2.3.2-cancelled"),
        pytest.param("fail", "not_passed", "未通过", id="R2.3.2-face"),
        pytest.param("expire", "unknown_to_provider", "刷新二维码", id="R2.3.2-expired-there"),
    ],
)
def test_what_did_not_pass_says_what_to_do(
    identity: Scenario,
    applicant: CallContext,
    alipay: AlipayProcess,
    action: str,
    reason: str,
    words: str,
) -> None:
    started = start_alipay(identity, applicant)
    alipay.act(started["certify_id"], action)
    shown = look(identity, applicant, started["certify_id"])
    assert (shown["status"], shown["reason"]) == ("failed", reason)
    assert words in shown["message"]
    assert identity.call("get_real_name", applicant)["status"] == "unverified"
    again = start_alipay(identity, applicant)
    assert again["certify_id"] != started["certify_id"]


def test_R2_3_2_a_running_code_is_returned_again(
    identity: Scenario, applicant: CallContext
) -> None:
    first = start_alipay(identity, applicant)
    assert start_alipay(identity, applicant)["certify_id"] == first["certify_id"]
    let_expire(identity)
    assert start_alipay(identity, applicant)["certify_id"] != first["certify_id"]


def test_R2_3_2_pages_that_start_at_once_get_one_code(
    identity: Scenario, applicant: CallContext
) -> None:
    keyed = replace(applicant, idempotency_key="same", request_hash="h")
    callers = [applicant, applicant, keyed, keyed]
    started = [eventlet.spawn(start_alipay, identity, caller) for caller in callers]
    assert len({one.wait()["certify_id"] for one in started}) == 1
    assert identity.scalar("SELECT count(*) FROM alipay_certifications") == 1


def test_R2_3_2_only_resident_id_cards(identity: Scenario) -> None:
    numbers = {"id_type": "hk_macao_permit", "id_number": "H12345678"}
    traveller = person(
        identity.register(**numbers, gender="male", birth_date="1980-01-01", name="陈大文")[0]
    )
    assert code_of(start_alipay, identity, traveller) == "identity.alipay_resident_only"
    offer = identity.call("get_real_name", traveller)["alipay"]
    assert (offer["available"], offer["code"]) == (False, "identity.alipay_resident_only")


def test_R2_3_2_without_settings_it_is_off(start: Callable[..., Scenario]) -> None:
    identity = start()
    applicant = person(identity.register()[0])
    offer = identity.call("get_real_name", applicant)["alipay"]
    assert (offer["available"], offer["code"]) == (False, "identity.alipay_off")
    assert code_of(start_alipay, identity, applicant) == "identity.alipay_off"


def test_R2_3_2_ten_a_day(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess
) -> None:
    for _ in range(10):
        certify_id = start_alipay(identity, applicant)["certify_id"]
        alipay.act(certify_id, "cancel")
        assert look(identity, applicant, certify_id)["status"] == "failed"
    with pytest.raises(TooManyRequests) as refusal:
        start_alipay(identity, applicant)
    assert refusal.value.code == "identity.alipay_limit"
    assert 0 < refusal.value.details["retry_after"] <= 86400


def test_R2_3_2_nobody_sees_the_certification_of_another(
    identity: Scenario, applicant: CallContext
) -> None:
    started = start_alipay(identity, applicant)
    stranger = person(identity.register()[0])
    for context in (stranger, applicant):
        certify_id = started["certify_id"] if context is stranger else "0" * 32
        with pytest.raises(NotFound):
            identity.call("get_alipay", context, certify_id=certify_id)
    with pytest.raises(Unauthenticated):
        start_alipay(identity, visitor())


def test_R2_3_2_who_changes_the_registration_meanwhile_has_not_been_certified(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess
) -> None:
    started = start_alipay(identity, applicant)
    identity.rename(applicant.actor_id or "", "古丽")
    alipay.act(started["certify_id"], "pass")
    shown = look(identity, applicant, started["certify_id"])
    assert (shown["status"], shown["reason"]) == ("failed", "registration_changed")
    assert identity.call("get_real_name", applicant)["status"] == "unverified"


def test_R2_3_2_a_code_of_the_former_name_is_not_returned_again(
    identity: Scenario, applicant: CallContext
) -> None:
    started = start_alipay(identity, applicant)
    identity.rename(applicant.actor_id or "", "古丽")
    assert start_alipay(identity, applicant)["certify_id"] != started["certify_id"]


@pytest.mark.parametrize("claimed", [False, True], ids=["R2.3.2-waiting", "R2.3.2-claimed"])
def test_an_open_case_ends_when_alipay_has_passed(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess, claimed: bool
) -> None:
    case_id = submit(identity, applicant)["case_id"]
    reviewer = identity.employ("au-110000")
    if claimed:
        act(identity, reviewer, "claim", case_id)
    started = start_alipay(identity, applicant)
    alipay.act(started["certify_id"], "pass")
    assert look(identity, applicant, started["certify_id"])["status"] == "passed"
    after = identity.call("get_real_name", applicant)
    assert (after["status"], after["method"], after["queue_position"]) == (
        "verified",
        "alipay",
        None,
    )
    with pytest.raises(Conflict):
        act(identity, reviewer, "claim", case_id)
    with pytest.raises(Conflict):
        act(identity, reviewer, "approve", case_id)
    history = act(identity, reviewer, "get", case_id)["history"]
    assert "支付宝" in history[-1]["note"]
    assert len(identity.events.wait_for("identity_verified")) == 1


def test_R2_3_2_an_approval_before_alipay_stays_the_method(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess
) -> None:
    started = start_alipay(identity, applicant)
    case_id = submit(identity, applicant)["case_id"]
    reviewer = identity.employ("au-110000")
    act(identity, reviewer, "claim", case_id)
    act(identity, reviewer, "approve", case_id)
    alipay.act(started["certify_id"], "pass")
    assert look(identity, applicant, started["certify_id"])["status"] == "passed"
    assert identity.call("get_real_name", applicant)["method"] == "manual"
    assert len(identity.events.wait_for("identity_verified")) == 1


def test_R2_3_2_pages_that_look_at_once_ask_once(
    identity: Scenario,
    applicant: CallContext,
    alipay: AlipayProcess,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "ASK_EVERY", timedelta(hours=1))
    certify_id = start_alipay(identity, applicant)["certify_id"]
    age(identity, seconds=4000)
    looks = [
        eventlet.spawn(identity.call, "get_alipay", applicant, certify_id=certify_id)
        for _ in range(5)
    ]
    assert {one.wait()["status"] for one in looks} == {"waiting"}
    assert identity.scalar("SELECT questions FROM alipay_certifications") == 1
    # The answer is fresh: it serves for a while.
    alipay.act(certify_id, "pass")
    assert identity.call("get_alipay", applicant, certify_id=certify_id)["status"] == "waiting"
    assert identity.scalar("SELECT questions FROM alipay_certifications") == 1


def test_R2_3_2_coming_back_has_it_asked_and_believes_nothing(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess
) -> None:
    certify_id = start_alipay(identity, applicant)["certify_id"]
    ours = str(identity.scalar("SELECT certification_id FROM alipay_certifications"))
    age(identity)
    identity.call("note_alipay_return", certification=ours)
    shown = identity.call("get_alipay", applicant, certify_id=certify_id)
    assert shown["status"] == "scanned"
    event = identity.events.wait_for("certification_changed")[0]["data"]
    assert event["status"] == "scanned"
    alipay.act(certify_id, "pass")
    age(identity)
    identity.call("note_alipay_return", certification=ours)
    assert identity.call("get_real_name", applicant)["status"] == "verified"


@pytest.mark.parametrize("text", ["", "nothing", "0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d51"])
def test_R2_3_2_coming_back_with_nothing_known_is_borne(identity: Scenario, text: str) -> None:
    assert identity.call("note_alipay_return", certification=text) is None


def test_R2_3_2_who_closes_the_page_is_verified_all_the_same(
    start: Callable[..., Scenario], alipay: AlipayProcess
) -> None:
    identity = start(hurried=frozenset({"ask_unwatched_certifications"}), **alipay.settings)
    applicant = person(identity.register()[0])
    alipay.act(start_alipay(identity, applicant)["certify_id"], "pass")
    age(identity)
    assert identity.events.wait_for("identity_verified")[0]["data"]["method"] == "alipay"


def test_R2_3_2_what_nobody_scans_expires(
    start: Callable[..., Scenario], alipay: AlipayProcess
) -> None:
    identity = start(hurried=frozenset({"ask_unwatched_certifications"}), **alipay.settings)
    applicant = person(identity.register()[0])
    certify_id = start_alipay(identity, applicant)["certify_id"]
    let_expire(identity)
    age(identity)
    event = identity.events.wait_for("certification_changed")[0]["data"]
    assert (event["certify_id"], event["status"]) == (certify_id, "expired")
    assert "刷新二维码" in event["message"]
