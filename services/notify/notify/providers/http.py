"""A provider behind a plain JSON interface, signed with HMAC-SHA256.

`POST <url>/messages` takes a message, `POST <url>/receipts` answers what became of some. The
signature is over the time (`X-Timestamp`, epoch seconds), a line feed and the body; the
provider refuses old times and answers a repeated `Idempotency-Key` with its first answer.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from notify.domain.sending import Failure, SmsFailure
from notify.providers.port import Receipt, ReportUnreadable, SmsMessage

CONNECT_SECONDS = 2.0
READ_SECONDS = 5.0
_BUSY = (408, 425, 429)
_NOT_LEFT = (ConnectTimeoutError, NewConnectionError)


class HttpProvider:
    """One provider reached over HTTP."""

    tells_repeats = True
    needs_registration = False
    report_taken: dict[str, Any] | None = None

    def __init__(
        self,
        name: str,
        url: str,
        key_id: str,
        secret: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self._url = url.rstrip("/")
        self._key_id = key_id
        self._secret = secret.encode()
        self._clock = clock
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        self._pool = urllib3.PoolManager(timeout=timeout, retries=False, maxsize=8)

    def send(self, message: SmsMessage) -> str:
        """Hand a message over and return the provider's id of it."""
        body = {
            "phone": message.phone,
            "sign": f"【{message.sign}】",
            "template": message.template,
            "params": message.params,
            "text": message.text,
        }
        answer = self._post("messages", body, {"Idempotency-Key": message.idempotency_key})
        request_id = answer.get("request_id")
        if not isinstance(request_id, str):
            raise SmsFailure(Failure("provider_answer_unclear", maybe_sent=True))
        return request_id

    def receipts(self, request_ids: Sequence[str]) -> list[Receipt]:
        """Return what the provider knows of these messages."""
        answer = self._post("receipts", {"request_ids": list(request_ids)}, {})
        return [
            Receipt(entry["request_id"], entry["status"] == "delivered", entry.get("code"))
            for entry in answer.get("receipts", [])
            if entry.get("status") in ("delivered", "failed")
        ]

    def read_report(self, _entries: Sequence[Any]) -> list[Receipt]:
        """Refuse: this provider is asked."""
        raise ReportUnreadable

    def _post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        content = json.dumps(body, ensure_ascii=False).encode()
        signed = {**self._signature(content), **headers, "Content-Type": "application/json"}
        try:
            response = self._pool.request(
                "POST", f"{self._url}/{path}", body=content, headers=signed
            )
        except _NOT_LEFT as error:
            raise SmsFailure(Failure("provider_unreachable")) from error
        except HTTPError as error:
            raise SmsFailure(Failure("provider_timeout", maybe_sent=True)) from error
        return _answer_of(response.status, response.data)

    def _signature(self, content: bytes) -> dict[str, str]:
        timestamp = str(int(self._clock()))
        mac = hmac.new(self._secret, timestamp.encode() + b"\n" + content, hashlib.sha256)
        return {
            "X-Key-Id": self._key_id,
            "X-Timestamp": timestamp,
            "X-Signature": mac.hexdigest(),
        }


def _answer_of(status: int, data: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(data)
    except ValueError:
        answer = {}
    if not isinstance(answer, dict):
        answer = {}
    if 200 <= status < 300:
        return answer
    code = str(answer.get("code") or f"provider_answered_{status}")[:60]
    # A server's own error may come after the message has left.
    raise SmsFailure(
        Failure(
            code,
            permanent=400 <= status < 500 and status not in _BUSY and bool(answer.get("permanent")),
            maybe_sent=status >= 500 and status != 503,
        )
    )
