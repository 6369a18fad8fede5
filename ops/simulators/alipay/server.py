"""The simulator over HTTP.

POST /gateway.do        calls of the app          GET /gateway.do   the page behind the QR code
POST /scans/<id>        {"action": …} or a form   POST /faults      {"mode": …, "count": n}
GET  /health
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from simulators.alipay import pages
from simulators.alipay.certifications import Refused
from simulators.alipay.gateway import Invalid, OpenPlatform

LONGEST_BODY = 64 * 1024
FAULTS = ("none", "hang", "drip", "error", "bad_signature", "unsigned", "closed")
_JSON = "application/json;charset=utf-8"
_HTML = "text/html;charset=utf-8"


class AlipaySimulator(ThreadingHTTPServer):
    """Listens until it is shut down; each request has a thread of its own."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], platform: OpenPlatform) -> None:
        super().__init__(address, _Handler)
        self.platform = platform
        self.stopping = threading.Event()
        self.fault, self.faults_left = "none", 0

    def next_fault(self) -> str:
        """Return how the next call of the app goes wrong, `none` if it does not."""
        if self.faults_left == 0:
            return "none"
        self.faults_left -= 1
        return self.fault

    def shutdown(self) -> None:
        """Stop, and let those go that were left hanging."""
        self.stopping.set()
        super().shutdown()


class _Handler(BaseHTTPRequestHandler):
    server: AlipaySimulator
    timeout = 30

    def do_GET(self) -> None:
        """Show the phone's screen."""
        address = urlsplit(self.path)
        if address.path == "/health":
            self._send(200, _JSON, '{"status":"ok"}')
        elif address.path == "/gateway.do":
            self._show(dict(parse_qsl(address.query)))
        else:
            self._send(404, _HTML, pages.error_page("没有这个页面"))

    def do_POST(self) -> None:
        """Answer the app, or do what is asked for on the phone."""
        address = urlsplit(self.path)
        size = int(self.headers.get("Content-Length") or 0)
        if size > LONGEST_BODY:
            self._send(413, _JSON, "{}")
            return
        body = self.rfile.read(size).decode("utf-8", "replace")
        if address.path == "/gateway.do":
            self._answer({**dict(parse_qsl(address.query)), **dict(parse_qsl(body))})
        elif address.path == "/faults":
            self._set_fault(json.loads(body))
        elif address.path.startswith("/scans/"):
            self._scan(address.path.removeprefix("/scans/"), body)
        else:
            self._send(404, _JSON, "{}")

    def _show(self, parameters: dict[str, str]) -> None:
        platform = self.server.platform
        try:
            found = platform.find_for_page(parameters)
        except Invalid as error:
            self._send(400, _HTML, pages.error_page(f"二维码有误（{error}），请刷新二维码"))
        except Refused as refusal:
            self._send(410, _HTML, pages.error_page(f"{refusal.sub_msg}，请刷新二维码"))
        else:
            self._send(200, _HTML, pages.scan_page(found))

    def _answer(self, parameters: dict[str, str]) -> None:
        fault, platform = self.server.next_fault(), self.server.platform
        text = platform.answer(parameters)
        if fault == "hang":
            self.server.stopping.wait(60)
        elif fault == "drip":
            self._drip(text)
        elif fault == "error":
            self._send(502, _HTML, "<html>Bad Gateway</html>")
        elif fault == "bad_signature":
            self._send(
                200,
                _JSON,
                text.replace('"passed":"F"', '"passed":"T"').replace('"msg":"S', '"msg":"s'),
            )
        elif fault == "unsigned":
            self._send(200, _JSON, text.partition(',"sign"')[0] + "}")
        elif fault == "closed":
            self.close_connection = True
        else:
            self._send(200, _JSON, text)

    def _drip(self, text: str) -> None:
        """Send the answer byte by byte, each in time and all together never."""
        data = text.encode()
        self._head(200, _JSON, len(data))
        for byte in data:
            if self.server.stopping.wait(0.5):
                return
            self.wfile.write(bytes((byte,)))

    def _scan(self, certify_id: str, body: str) -> None:
        is_form = not body.startswith("{")
        action = dict(parse_qsl(body)).get("action") if is_form else json.loads(body).get("action")
        try:
            found = self.server.platform.certifications.act(certify_id, str(action))
        except Refused as refusal:
            said = json.dumps({"code": refusal.sub_code}, ensure_ascii=False)
            page = pages.error_page(refusal.sub_msg)
            self._send(404, *((_HTML, page) if is_form else (_JSON, said)))
            return
        state = {"passed": found.passed, "fail_reason": found.fail_reason}
        answer = json.dumps({**state, "return_url": found.return_url}, ensure_ascii=False)
        self._send(200, *((_HTML, pages.done_page(found)) if is_form else (_JSON, answer)))

    def _set_fault(self, wanted: dict[str, Any]) -> None:
        mode = wanted.get("mode")
        if mode not in FAULTS:
            self._send(422, _JSON, "{}")
            return
        self.server.fault, self.server.faults_left = mode, int(wanted.get("count", -1))
        self._send(200, _JSON, json.dumps({"mode": mode}))

    def _send(self, status: int, media_type: str, text: str) -> None:
        data = text.encode()
        self._head(status, media_type, len(data))
        self.wfile.write(data)

    def _head(self, status: int, media_type: str, size: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(size))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        """Keep no log: addresses hold signatures."""
