"""Tencent Cloud's side of SendSms, version 2021-01-11, with signatures TC3-HMAC-SHA256."""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from simulators.sms.office import LONGEST_VALUE, MOBILE, Account, Refused, Taken

ALGORITHM = "TC3-HMAC-SHA256"
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=([^/]+)/([0-9-]+)/sms/tc3_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)
_CLOCK_SECONDS = 300


class Tencent:
    """Answers the calls of one account."""

    name = "tencent"

    def __init__(self, account: Account) -> None:
        self.account = account

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, Any]]:
        """Return status and content of an answer; a refusal is an answer with 200, too."""
        try:
            self._ensure_signed(method, target, headers, body)
            statuses = self._send(json.loads(body))
        except Refused as refusal:
            error = {"Code": refusal.code, "Message": refusal.message}
            return 200, {"Response": {"Error": error, "RequestId": "simulated"}}
        return 200, {"Response": {"SendStatusSet": statuses, "RequestId": "simulated"}}

    def _ensure_signed(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> None:
        given = {name.lower(): value.strip() for name, value in headers.items()}
        match = _AUTHORIZATION.fullmatch(given.get("authorization", ""))
        if match is None:
            raise Refused("AuthFailure.InvalidAuthorization")
        if match[1] != self.account.key_id:
            raise Refused("AuthFailure.SecretIdNotFound")
        if (given.get("x-tc-action"), given.get("x-tc-version")) != ("SendSms", "2021-01-11"):
            raise Refused("InvalidAction")
        timestamp = int(given.get("x-tc-timestamp", "0"))
        day = datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")
        if abs(time.time() - timestamp) > _CLOCK_SECONDS or day != match[2]:
            raise Refused("AuthFailure.SignatureExpire")
        signed = match[3].split(";")
        canonical = _canonical_request(method, target, given, signed, body)
        expected = _mac(self.account.secret, day, timestamp, canonical)
        if not {"content-type", "host"} <= set(signed) or expected != match[4]:
            raise Refused("AuthFailure.SignatureFailure")

    def _send(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        account = self.account
        if given.get("SmsSdkAppId") != account.app_id:
            raise Refused("UnauthorizedOperation.SmsSdkAppIdVerifyFail")
        if given.get("SignName") != account.sign:
            raise Refused("FailedOperation.SignatureIncorrectOrUnapproved")
        if given.get("TemplateId") not in account.templates:
            raise Refused("FailedOperation.TemplateIncorrectOrUnapproved")
        return [self._send_one(number, given) for number in given.get("PhoneNumberSet", [])]

    def _send_one(self, number: str, given: Mapping[str, Any]) -> dict[str, Any]:
        template, values = given["TemplateId"], tuple(given.get("TemplateParamSet") or ())
        session = given.get("SessionContext", "")
        refusal = self._refusal(number, template, values)
        taken = None
        if refusal is None:
            taken = self.account.take(number.removeprefix("+86"), template, values, session)
        return {
            "SerialNo": taken.request_id if taken else "",
            "PhoneNumber": number,
            "Fee": 1 if taken else 0,
            "SessionContext": session,
            "Code": refusal or "Ok",
            "Message": refusal or "send success",
            "IsoCode": "CN",
        }

    def _refusal(self, number: str, template: str, values: tuple[Any, ...]) -> str | None:
        if not number.startswith("+86") or not MOBILE.fullmatch(number.removeprefix("+86")):
            return "InvalidParameterValue.IncorrectPhoneNumber"
        if len(values) != len(self.account.templates[template]):
            return "InvalidParameterValue.TemplateParameterFormatError"
        if any(len(str(value)) > LONGEST_VALUE for value in values):
            return "InvalidParameterValue.TemplateParameterLengthLimit"
        return None


def _canonical_request(
    method: str, target: str, given: Mapping[str, str], signed: list[str], body: bytes
) -> str:
    address = urlsplit(target)
    headers = "".join(f"{name}:{given.get(name, '').lower()}\n" for name in signed)
    payload = hashlib.sha256(body).hexdigest()
    parts = (method, address.path or "/", address.query, headers, ";".join(signed), payload)
    return "\n".join(parts)


def _mac(secret: str, day: str, timestamp: int, canonical: str) -> str:
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"{ALGORITHM}\n{timestamp}\n{day}/sms/tc3_request\n{digest}"
    key = f"TC3{secret}".encode()
    for step in (day, "sms", "tc3_request"):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def report_of(taken: Taken, *, delivered: bool) -> dict[str, Any]:
    """Return the entry by which Tencent reports what became of a message."""
    return {
        "user_receive_time": "2026-11-28 10:00:03",
        "nationcode": "86",
        "mobile": taken.phone,
        "report_status": "SUCCESS" if delivered else "FAIL",
        "errmsg": "DELIVRD" if delivered else "MK:0012",
        "description": "用户短信送达成功" if delivered else "用户短信接收失败",
        "sid": taken.request_id,
        "ext": taken.key,
    }
