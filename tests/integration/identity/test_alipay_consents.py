"""R8.4: a face check and what Alipay is given need consents of their own, and end with them."""

from collections.abc import Callable, Iterator

import pytest
from alipay_factories import AlipayProcess, alipay_process, look, start_alipay
from contracts import consents
from contracts.context import CallContext
from contracts.errors import Conflict
from identity_factories import Scenario, person

OWN = (consents.FACE_VERIFICATION, consents.ALIPAY_PROVISION)


@pytest.fixture
def alipay(tmp_path) -> Iterator[AlipayProcess]:
    with alipay_process(tmp_path) as running:
        yield running


@pytest.fixture
def identity(start: Callable[..., Scenario], alipay: AlipayProcess) -> Scenario:
    return start(**alipay.settings)


def refused_for(identity: Scenario, who: CallContext) -> list[str]:
    with pytest.raises(Conflict) as refusal:
        start_alipay(identity, who)
    assert refusal.value.code == consents.REQUIRED
    return [one["field"] for one in refusal.value.details["blockers"]]


def test_R8_4_alipay_is_asked_nothing_without_both_consents(identity: Scenario) -> None:
    who = person(identity.register(consenting=False)[0])
    identity.give_consent(who, consents.CERTIFICATE_IMAGES)
    assert refused_for(identity, who) == list(OWN)
    identity.give_consent(who, consents.FACE_VERIFICATION)
    assert refused_for(identity, who) == [consents.ALIPAY_PROVISION]
    assert identity.scalar("SELECT count(*) FROM alipay_certifications") == 0
    identity.give_consent(who, consents.ALIPAY_PROVISION)
    assert start_alipay(identity, who)["status"] == "waiting"


@pytest.mark.parametrize("kind", OWN)
def test_R8_4_what_passes_after_a_withdrawal_does_not_count(
    identity: Scenario, applicant: CallContext, alipay: AlipayProcess, kind: str
) -> None:
    certify_id = start_alipay(identity, applicant)["certify_id"]
    identity.call("withdraw_consent", applicant, consent_kind=kind, body={"confirmed": True})
    assert refused_for(identity, applicant) == [kind]
    alipay.act(certify_id, "pass")
    shown = look(identity, applicant, certify_id)
    assert (shown["status"], shown["reason"]) == ("failed", "consent_withdrawn")
    assert "撤回了同意" in shown["message"]
    assert identity.call("get_real_name", applicant)["status"] == "unverified"
    identity.give_consent(applicant, kind)
    certify_id = start_alipay(identity, applicant)["certify_id"]
    alipay.act(certify_id, "pass")
    assert look(identity, applicant, certify_id)["status"] == "passed"
