"""R7.2: Aliyun and Tencent Cloud by their official clients, against simulators that check calls."""

import json
import logging
import socket
from dataclasses import replace

import pytest
from chassis.config import Settings
from notify.domain.sending import SmsFailure
from notify.providers import aliyun, network, tencent
from notify.providers.port import ReportUnreadable, SmsMessage
from notify.providers.registry import make_provider
from support.sms import sms_process

MESSAGE = SmsMessage(
    idempotency_key="6f0c6c1e-3a55-4c7e-9a57-1d1f7b1f2a10",
    sign="会计人员服务平台",
    template="SMS_1",
    phone="13800138000",
    params={"code": "482913", "minutes": "3"},
    text="【会计人员服务平台】…",
)
BOTH = pytest.mark.parametrize("kind", ["aliyun", "tencent"], ids=lambda kind: f"R7.2-{kind}")


@pytest.fixture(scope="module")
def simulators():
    with sms_process("aliyun") as one, sms_process("tencent") as other:
        yield {"aliyun": one, "tencent": other}


@pytest.fixture
def simulator(simulators, kind):
    simulators[kind].fail("none")
    return simulators[kind]


def provider(simulator, **changed):
    prefix = f"AUSM_SMS_{simulator.provider.upper()}"
    values = simulator.settings | {f"{prefix}_{name}": value for name, value in changed.items()}
    return make_provider(Settings(values), simulator.provider, None, is_first=True)


def failure_of(sender, message=MESSAGE):
    with pytest.raises(SmsFailure) as raised:
        sender.send(message)
    # What the clients raise quotes number and code.
    assert raised.value.__cause__ is None
    return raised.value.failure


@BOTH
def test_a_message_is_taken(simulator):
    request_id = provider(simulator).send(MESSAGE)
    [*_, taken] = simulator.taken
    assert taken == {
        "request_id": request_id,
        "phone": "13800138000",
        "sign": "会计人员服务平台",
        "template": "SMS_1",
        "values": ["482913", "3"],
        "key": MESSAGE.idempotency_key,
    }


@BOTH
@pytest.mark.parametrize(
    "value",
    ["𠮷田（测试）", "a b+c&d=e%/?#~*'", "叶赫那拉·建国", "第一行\n第二行"],
    ids=["beyond-the-bmp", "marks", "middle-dot", "lines"],
)
def test_values_arrive_as_they_are(simulator, value):
    provider(simulator).send(replace(MESSAGE, params={"code": value, "minutes": "3"}))
    assert simulator.taken[-1]["values"] == [value, "3"]


CERTAIN = {
    "aliyun": {
        "key": ({"SECRET": "wrong"}, {}, "SignatureDoesNotMatch"),
        "account": ({"KEY_ID": "nobody"}, {}, "InvalidAccessKeyId.NotFound"),
        "sign": ({}, {"sign": "别人"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        "template": ({}, {"template": "SMS_9"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        "params": ({}, {"params": {"code": "1"}}, "isv.TEMPLATE_MISSING_PARAMETERS"),
    },
    "tencent": {
        "key": ({"SECRET": "wrong"}, {}, "AuthFailure.SignatureFailure"),
        "account": ({"KEY_ID": "nobody"}, {}, "AuthFailure.SecretIdNotFound"),
        "sign": ({}, {"sign": "别人"}, "FailedOperation.SignatureIncorrectOrUnapproved"),
        "template": ({}, {"template": "9"}, "FailedOperation.TemplateIncorrectOrUnapproved"),
        "params": (
            {},
            {"params": {"code": "1"}},
            "InvalidParameterValue.TemplateParameterFormatError",
        ),
    },
}


@BOTH
@pytest.mark.parametrize("what", ["key", "account", "sign", "template", "params"])
def test_a_refusal_is_certain_and_another_may_do_better(simulator, kind, what):
    settings, changed, code = CERTAIN[kind][what]
    before = len(simulator.taken)
    failure = failure_of(provider(simulator, **settings), replace(MESSAGE, **changed))
    assert (failure.code, failure.maybe_sent, failure.permanent) == (code, False, False)
    assert failure.elsewhere
    assert len(simulator.taken) == before


@BOTH
def test_a_number_that_is_none_is_refused_for_good(simulator):
    failure = failure_of(provider(simulator), replace(MESSAGE, phone="12345"))
    assert (failure.code, failure.permanent) == ("mobile_number_illegal", True)


@BOTH
@pytest.mark.parametrize("mode", ["hang", "lost", "error", "closed", "garbage"])
def test_without_an_answer_it_may_have_left(simulator, mode, monkeypatch):
    monkeypatch.setattr(aliyun, "READ_SECONDS", 0.5)
    monkeypatch.setattr(tencent, "READ_SECONDS", 0.5)
    simulator.fail(mode, 1)
    failure = failure_of(provider(simulator))
    assert (failure.maybe_sent, failure.permanent) == (True, False)


@BOTH
def test_no_balance_says_so(simulator):
    simulator.fail("refuse", 1)
    failure = failure_of(provider(simulator))
    assert (failure.maybe_sent, failure.about_message) == (False, False)
    assert "AMOUNT" in failure.code or "Balance" in failure.code


@BOTH
def test_a_connection_that_is_refused_is_certain(simulator):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    failure = failure_of(provider(simulator, URL=f"http://127.0.0.1:{port}"))
    assert (failure.code, failure.maybe_sent) == ("provider_unreachable", False)


@BOTH
def test_nothing_of_a_message_is_logged(simulator, caplog):
    logging.getLogger().setLevel(logging.DEBUG)
    sender = provider(simulator)
    with caplog.at_level(logging.DEBUG):
        sender.send(MESSAGE)
        failure_of(sender, replace(MESSAGE, template="SMS_9"))
    # The pool's own lines name the address, and Aliyun's address holds the message.
    assert "482913" not in caplog.text
    assert "13800138000" not in caplog.text


@BOTH
@pytest.mark.parametrize("delivered", [True, False])
def test_a_report_is_read(simulator, delivered):
    sender = provider(simulator)
    request_id = sender.send(MESSAGE)
    [*_, receipt] = sender.read_report(simulator.report(delivered=delivered))
    assert (receipt.request_id, receipt.key) == (request_id, MESSAGE.idempotency_key)
    assert receipt.delivered is delivered
    assert (receipt.code is None) is delivered


@BOTH
@pytest.mark.parametrize("entry", [{}, [], "x", {"success": "true"}, {"report_status": "?"}])
def test_a_report_of_another_form_is_refused(simulator, entry):
    with pytest.raises(ReportUnreadable):
        provider(simulator).read_report([entry])


@pytest.mark.parametrize("ext", ["key", json.dumps({"SessionContext": "key"}), json.dumps("key")])
def test_R7_2_the_key_is_found_however_it_comes_back(ext):
    assert tencent._key_in(ext) == "key"


def test_R7_2_an_error_within_an_error_is_found():
    inner = network.NewConnectionError(None, "refused")
    outer = RuntimeError("outer")
    outer.__context__ = ValueError(inner)
    outer.__context__.__context__ = outer
    assert network.failure_on_the_way(outer).code == "provider_unreachable"
