"""What the sandbox provider checks, and the faults it plays."""

from datetime import timedelta

import pytest
from notify.domain.sandbox import (
    Fault,
    FlowLimit,
    find_lost_answer,
    find_outage,
    find_refusal,
    limits_of,
)

GOOD = "13800138000"


@pytest.mark.parametrize(
    ("phone", "params", "registered", "code"),
    [
        pytest.param(GOOD, {"code": "123456"}, ["code"], None, id="R7.2-good"),
        pytest.param("1380013800", {}, [], "mobile_number_illegal", id="R7.2-ten-digits"),
        pytest.param("+8613800138000", {}, [], "mobile_number_illegal", id="R7.2-country-code"),
        pytest.param(Fault.NO_SUCH_NUMBER, {}, [], "mobile_number_illegal", id="R7.2-no-number"),
        pytest.param(GOOD, {}, None, "template_unknown", id="R7.2-template"),
        pytest.param(GOOD, {}, ["code"], "template_params_mismatch", id="R7.2-param-missing"),
        pytest.param(GOOD, {"x": "1"}, [], "template_params_mismatch", id="R7.2-param-too-many"),
        pytest.param(
            GOOD, {"code": "1" * 36}, ["code"], "template_param_too_long", id="R7.2-param-long"
        ),
    ],
)
def test_refusals(phone, params, registered, code):
    refusal = find_refusal(phone, params, registered)
    assert (refusal and refusal.code) == code
    assert refusal is None or refusal.permanent


@pytest.mark.parametrize(
    ("phone", "tries", "is_first", "fails"),
    [
        pytest.param(GOOD, 1, True, False, id="R7.2-ordinary"),
        pytest.param(Fault.BUSY_TWICE, 1, True, True, id="R7.2-busy-once"),
        pytest.param(Fault.BUSY_TWICE, 2, False, True, id="R7.2-busy-twice"),
        pytest.param(Fault.BUSY_TWICE, 3, True, False, id="R7.2-third-time-taken"),
        pytest.param(Fault.FIRST_PROVIDER_DOWN, 9, True, True, id="R7.2-first-down"),
        pytest.param(Fault.FIRST_PROVIDER_DOWN, 1, False, False, id="R7.2-second-up"),
    ],
)
def test_outages(phone, tries, is_first, fails):
    outage = find_outage(phone, tries, is_first=is_first)
    assert bool(outage) is fails
    assert outage is None or not (outage.permanent or outage.maybe_sent)


def test_R7_2_lost_answer_is_played_once():
    assert find_lost_answer(Fault.ANSWER_LOST_ONCE, 1).maybe_sent
    assert find_lost_answer(Fault.ANSWER_LOST_ONCE, 2) is None
    assert find_lost_answer(GOOD, 1) is None


def test_R7_2_codes_and_notices_have_their_own_limits():
    assert FlowLimit(1, timedelta(minutes=1)) in limits_of("code_register")
    assert limits_of("case_approved") == (FlowLimit(50, timedelta(days=1)),)
