"""Alipay away, slow or not to be trusted: R2.3.2."""

from collections.abc import Callable, Iterator

import pytest
from alipay_factories import AlipayProcess, age, alipay_process, let_expire, look, start_alipay
from contracts.context import CallContext
from contracts.errors import Unavailable
from identity.providers.circuit import FAILURES
from identity_factories import Scenario, code_of, new_number, person


@pytest.fixture
def alipay(tmp_path) -> Iterator[AlipayProcess]:
    with alipay_process(tmp_path) as running:
        yield running


@pytest.fixture
def identity(start: Callable[..., Scenario], alipay: AlipayProcess) -> Scenario:
    return start(**alipay.settings)


@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_R2_3_2_a_slow_alipay_costs_a_bounded_time(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess, fault: str
) -> None:
    alipay.fail(fault)
    # The client's own limit is what ends the call: the caller would wait far longer.
    with pytest.raises(Unavailable) as refusal:
        identity.call("start_alipay", applicant)
    assert refusal.value.code == "identity.alipay_unavailable"
    assert "线上实名认证" in refusal.value.message
    assert identity.scalar("SELECT state FROM alipay_certifications") == "failed"


@pytest.mark.parametrize("fault", ["error", "bad_signature", "unsigned", "closed"])
def test_R2_3_2_an_answer_not_to_be_trusted_changes_nothing(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess, fault: str
) -> None:
    certify_id = start_alipay(identity, applicant)["certify_id"]
    alipay.act(certify_id, "pass")
    alipay.fail(fault, 1)
    shown = look(identity, applicant, certify_id)
    assert (shown["status"], shown["reason"]) == ("waiting", "unavailable")
    assert "暂时无法使用" in shown["message"]
    assert identity.call("get_real_name", applicant)["status"] == "unverified"
    assert look(identity, applicant, certify_id)["status"] == "passed"


def test_R2_3_2_after_failures_in_a_row_alipay_is_left_alone(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess
) -> None:
    alipay.fail("error", FAILURES)
    for _ in range(FAILURES):
        assert code_of(start_alipay, identity, applicant) == "identity.alipay_unavailable"
    # Alipay would answer well again: it is not asked.
    assert code_of(start_alipay, identity, applicant) == "identity.alipay_unavailable"


def test_R2_3_2_what_alipay_was_not_there_for_costs_nothing(
    start: Callable[..., Scenario], alipay: AlipayProcess
) -> None:
    identity = start(AUSM_IDENTITY_LIMITS="alipay_person=1", **alipay.settings)
    applicant = person(identity.register()[0])
    alipay.fail("error", 2)
    for _ in range(2):
        assert code_of(start_alipay, identity, applicant) == "identity.alipay_unavailable"
    certify_id = start_alipay(identity, applicant)["certify_id"]
    alipay.act(certify_id, "cancel")
    look(identity, applicant, certify_id)
    assert code_of(start_alipay, identity, applicant) == "identity.alipay_limit"


def test_R2_3_2_whom_alipay_does_not_take_is_told_so(
    start: Callable[..., Scenario], alipay: AlipayProcess
) -> None:
    identity = start(**alipay.settings)
    applicant = person(identity.register()[0])
    identity.renumber(applicant.actor_id or "", new_number()[:17] + "?")
    assert code_of(start_alipay, identity, applicant) == "identity.alipay_refused"


def test_R2_3_2_a_pass_is_not_lost_while_alipay_is_away(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess
) -> None:
    certify_id = start_alipay(identity, applicant)["certify_id"]
    alipay.act(certify_id, "pass")
    let_expire(identity)
    alipay.fail("error", 1)
    assert look(identity, applicant, certify_id)["status"] == "expired"
    assert identity.scalar("SELECT state FROM alipay_certifications") == "waiting"
    assert look(identity, applicant, certify_id)["status"] == "passed"


def test_R2_3_2_a_beginning_that_ended_with_its_process_is_given_up(
    start: Callable[..., Scenario], alipay: AlipayProcess
) -> None:
    identity = start(**alipay.settings)
    applicant = person(identity.register()[0])
    certify_id = start_alipay(identity, applicant)["certify_id"]
    identity.execute(
        "UPDATE alipay_certifications SET certify_id = NULL, turn_until = now() - interval '1 s',"
        " created_at = created_at - interval '2 min'"
    )
    assert start_alipay(identity, applicant)["certify_id"] != certify_id


def test_R2_3_2_a_turn_of_somebody_gone_passes_on(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess
) -> None:
    certify_id = start_alipay(identity, applicant)["certify_id"]
    alipay.act(certify_id, "pass")
    identity.execute("UPDATE alipay_certifications SET turn_until = now() + interval '10 s'")
    assert look(identity, applicant, certify_id)["status"] == "waiting"
    identity.execute("UPDATE alipay_certifications SET turn_until = now() - interval '1 s'")
    age(identity)
    assert look(identity, applicant, certify_id)["status"] == "passed"


def test_R2_3_2_past_its_end_nobody_is_asked_to_scan(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess
) -> None:
    certify_id = start_alipay(identity, applicant)["certify_id"]
    let_expire(identity, minutes=16)
    shown = look(identity, applicant, certify_id)
    assert (shown["status"], shown["expires_in"]) == ("expired", 0)
    # Confirmed in the last second, learned of after it.
    alipay.act(certify_id, "pass")
    assert look(identity, applicant, certify_id)["status"] == "passed"
