"""The HTTP provider against a small real server that checks what a provider checks."""

import hashlib
import hmac
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from notify.domain.sending import SmsFailure
from notify.providers import http
from notify.providers.http import HttpProvider
from notify.providers.port import Receipt, SmsMessage

SECRET = "s3cret"
MESSAGE = SmsMessage(
    idempotency_key="d-1",
    sign="会计人员服务平台",
    template="case_approved",
    phone="13800138000",
    params={"case_name": "信息采集"},
    text="【会计人员服务平台】您的信息采集已审核通过。",
)


class Handler(BaseHTTPRequestHandler):
    """Takes messages once for each key; the test says how it misbehaves."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        timestamp = self.headers["X-Timestamp"]
        expected = hmac.new(
            SECRET.encode(), timestamp.encode() + b"\n" + body, hashlib.sha256
        ).hexdigest()
        if not hmac.compare_digest(expected, self.headers["X-Signature"]):
            return self.answer(401, {"code": "signature_wrong"})
        return self.handle_signed(json.loads(body))

    def handle_signed(self, body):
        server = self.server
        if self.path == "/sms/receipts":
            return self.answer(200, {"receipts": server.receipts})
        server.seen.append((dict(self.headers), body))
        if server.misbehaviour is not None:
            return server.misbehaviour(self)
        key = self.headers["Idempotency-Key"]
        request_id = server.taken.setdefault(key, f"r-{len(server.taken) + 1}")
        return self.answer(200, {"request_id": request_id})

    def answer(self, status, content):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        """Stay silent."""


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.taken, server.receipts, server.misbehaviour = [], {}, [], None
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def provider_of(server, secret=SECRET):
    return HttpProvider("http", f"http://127.0.0.1:{server.server_port}/sms/", "k1", secret)


def failure_of(provider):
    with pytest.raises(SmsFailure) as caught:
        provider.send(MESSAGE)
    return caught.value.failure


def test_R7_2_message_arrives_signed_and_whole(server):
    assert provider_of(server).send(MESSAGE) == "r-1"
    [(headers, body)] = server.seen
    assert (headers["X-Key-Id"], headers["Idempotency-Key"]) == ("k1", "d-1")
    assert body == {
        "phone": "13800138000",
        "sign": "【会计人员服务平台】",
        "template": "case_approved",
        "params": {"case_name": "信息采集"},
        "text": "【会计人员服务平台】您的信息采集已审核通过。",
    }


def test_R7_2_repeat_gets_the_same_request_id(server):
    provider = provider_of(server)
    assert provider.send(MESSAGE) == provider.send(MESSAGE)


def test_R7_2_wrong_secret_is_no_permanent_failure_of_the_message(server):
    failure = failure_of(provider_of(server, "other"))
    assert (failure.code, failure.permanent, failure.maybe_sent) == (
        "signature_wrong",
        False,
        False,
    )


@pytest.mark.parametrize(
    ("status", "content", "code", "permanent", "maybe_sent"),
    [
        pytest.param(
            400, {"code": "no_number", "permanent": True}, "no_number", True, False, id="R7.2-400"
        ),
        pytest.param(429, {"code": "busy", "permanent": True}, "busy", False, False, id="R7.2-429"),
        pytest.param(500, b"<html>", "provider_answered_500", False, True, id="R7.2-500"),
        pytest.param(503, b"", "provider_answered_503", False, False, id="R7.2-503"),
        pytest.param(200, b"nonsense", "provider_answer_unclear", False, True, id="R7.2-nonsense"),
        pytest.param(200, {"request_id": 7}, "provider_answer_unclear", False, True, id="R7.2-id"),
        pytest.param(302, b"", "provider_answered_302", False, False, id="R7.2-redirect"),
    ],
)
def test_answers(server, status, content, code, permanent, maybe_sent):
    server.misbehaviour = lambda handler: handler.answer(status, content)
    failure = failure_of(provider_of(server))
    assert (failure.code, failure.permanent, failure.maybe_sent) == (code, permanent, maybe_sent)


def test_R7_2_no_answer_in_time_may_have_left(server, monkeypatch):
    monkeypatch.setattr(http, "READ_SECONDS", 0.2)
    release = threading.Event()
    server.misbehaviour = lambda handler: release.wait(5)
    failure = failure_of(provider_of(server))
    release.set()
    assert (failure.code, failure.maybe_sent) == ("provider_timeout", True)


def test_R7_2_connection_cut_may_have_left(server):
    server.misbehaviour = lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)
    assert failure_of(provider_of(server)).maybe_sent


def test_R7_2_nobody_listens_has_not_left():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    provider = HttpProvider("http", f"http://127.0.0.1:{port}", "k1", SECRET)
    failure = failure_of(provider)
    assert (failure.code, failure.maybe_sent) == ("provider_unreachable", False)


def test_R7_2_receipts(server):
    server.receipts = [
        {"request_id": "r-1", "status": "delivered"},
        {"request_id": "r-2", "status": "failed", "code": "phone_off"},
        {"request_id": "r-3", "status": "on_its_way"},
    ]
    assert provider_of(server).receipts(["r-1", "r-2", "r-3"]) == [
        Receipt("r-1", delivered=True),
        Receipt("r-2", delivered=False, code="phone_off"),
    ]


def test_R8_4_a_message_shows_neither_number_nor_text():
    shown = repr(MESSAGE)
    assert "13800138000" not in shown
    assert "信息采集" not in shown
