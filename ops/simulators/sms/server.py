"""A provider over HTTP.

POST /         calls of the account        GET  /taken    what was sent
POST /faults   {"mode": …, "count": n}     GET  /reports  what it would report: ?delivered=true
GET  /health
"""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from simulators.sms import aliyun, tencent
from simulators.sms.office import Account

LONGEST_BODY = 64 * 1024
SLOW_SECONDS = 3.5
# Lost: taken, and the answer never comes. The others are not taken, but `slow` is.
FAULTS = ("none", "refuse", "hang", "lost", "slow", "error", "closed", "garbage")
_REPORTS: dict[str, Callable[..., dict[str, Any]]] = {
    aliyun.Aliyun.name: aliyun.report_of,
    tencent.Tencent.name: tencent.report_of,
}
_BUSY = {
    aliyun.Aliyun.name: (200, {"Code": "isv.AMOUNT_NOT_ENOUGH", "Message": "账户余额不足"}),
    tencent.Tencent.name: (
        200,
        {
            "Response": {
                "Error": {
                    "Code": "FailedOperation.InsufficientBalanceInSmsPackage",
                    "Message": "余额不足",
                },
                "RequestId": "simulated",
            }
        },
    ),
}


class Platform(Protocol):
    """One provider's rules."""

    name: str
    account: Account

    def answer(
        self, method: str, target: str, headers: Any, body: bytes
    ) -> tuple[int, dict[str, Any]]:
        """Return status and content of an answer."""


class SmsSimulator(ThreadingHTTPServer):
    """Listens until it is shut down; each request has a thread of its own."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], platform: Platform) -> None:
        super().__init__(address, _Handler)
        self.platform = platform
        self.stopping = threading.Event()
        self.fault, self.faults_left, self.calls = "none", 0, 0

    def next_fault(self) -> str:
        """Return how the next call goes wrong, `none` if it does not."""
        self.calls += 1
        if self.faults_left == 0:
            return "none"
        self.faults_left -= 1
        return self.fault

    def shutdown(self) -> None:
        """Stop, and let those go that were left hanging."""
        self.stopping.set()
        super().shutdown()


class _Handler(BaseHTTPRequestHandler):
    server: SmsSimulator
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        """Show what was sent, or what would be reported of it."""
        address = urlsplit(self.path)
        account = self.server.platform.account
        if address.path == "/health":
            self._send(200, {"status": "ok"})
        elif address.path == "/taken":
            calls = {"calls": self.server.calls}
            self._send(200, {**calls, "taken": [asdict(each) for each in account.taken]})
        elif address.path == "/reports":
            delivered = parse_qs(address.query).get("delivered") != ["false"]
            report = _REPORTS[self.server.platform.name]
            self._send(200, [report(each, delivered=delivered) for each in account.taken])
        else:
            self._send(404, {})

    def do_POST(self) -> None:
        """Answer a call, or take orders for those to come."""
        size = int(self.headers.get("Content-Length") or 0)
        if size > LONGEST_BODY:
            self._send(413, {})
            return
        body = self.rfile.read(size)
        if urlsplit(self.path).path == "/faults":
            self._set_fault(json.loads(body))
        else:
            self._answer(body)

    def _answer(self, body: bytes) -> None:
        fault, platform = self.server.next_fault(), self.server.platform
        if fault == "refuse":
            self._send(*_BUSY[platform.name])
        elif fault == "hang":
            self._hang()
        elif fault == "error":
            self._send(500, {})
        elif fault == "garbage":
            self._send_bytes(200, b"<html>Bad Gateway</html>", "text/html")
        elif fault == "closed":
            self.close_connection = True
        else:
            self._take(fault, body)

    def _take(self, fault: str, body: bytes) -> None:
        answer = self.server.platform.answer("POST", self.path, dict(self.headers.items()), body)
        if fault == "lost":
            self._hang()
        elif fault == "slow":
            self.server.stopping.wait(SLOW_SECONDS)
            self._send(*answer)
        else:
            self._send(*answer)

    def _hang(self) -> None:
        self.server.stopping.wait(60)
        self.close_connection = True

    def _set_fault(self, wanted: dict[str, Any]) -> None:
        mode = wanted.get("mode")
        if mode not in FAULTS:
            self._send(422, {})
            return
        self.server.fault, self.server.faults_left = mode, int(wanted.get("count", -1))
        self._send(200, {"mode": mode})

    def _send(self, status: int, content: Any) -> None:
        self._send_bytes(status, json.dumps(content, ensure_ascii=False).encode())

    def _send_bytes(self, status: int, data: bytes, media_type: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments: Any) -> None:
        """Keep no log: addresses hold numbers and codes."""
