"""The open platform's gateway: checks who asks and the signature, answers signed.

It is written against Alipay's description and not against our client, so that the two check
each other.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from simulators.alipay.certifications import Certifications, Certified, Refused

PREFIX = "alipay.user.certify.open."
_CHINA = timedelta(hours=8)
_MOST_APART = timedelta(minutes=15)
_COMMON = (
    "app_id",
    "method",
    "charset",
    "sign_type",
    "sign",
    "timestamp",
    "version",
    "biz_content",
)
SUCCESS = {"code": "10000", "msg": "Success"}


class Invalid(Exception):
    """A request that Alipay does not even look into; carries its sub_code."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class OpenPlatform:
    """Alipay as one app sees it."""

    app_id: str
    app_key: RSAPublicKey
    private_key: RSAPrivateKey
    certifications: Certifications
    now: Callable[[], datetime] = _now

    def answer(self, parameters: Mapping[str, str]) -> str:
        """Return the signed answer to a call, as text."""
        try:
            content = self.checked(parameters)
            result = SUCCESS | self._run(parameters["method"], content)
        except Invalid as error:
            wrong = {"code": "40002", "msg": "Invalid Arguments", "sub_code": str(error)}
            return self.signed("error_response", wrong)
        except Refused as refusal:
            said = {"sub_code": refusal.sub_code, "sub_msg": refusal.sub_msg}
            result = {"code": "40004", "msg": "Business Failed", **said}
        return self.signed(parameters["method"].replace(".", "_") + "_response", result)

    def find_for_page(self, parameters: Mapping[str, str]) -> Certified:
        """Return what a signed address of `certify` names; raises Invalid, Refused."""
        content = self.checked(parameters)
        if parameters["method"] != f"{PREFIX}certify":
            raise Invalid("isv.invalid-method")
        return self.certifications.find(str(content.get("certify_id")))

    def checked(self, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Return the content of a request that this app has signed; raises Invalid."""
        if missing := [name for name in _COMMON if not parameters.get(name)]:
            raise Invalid(f"isv.missing-{missing[0].replace('_', '-')}")
        if parameters["app_id"] != self.app_id:
            raise Invalid("isv.invalid-app-id")
        if (parameters["charset"].lower(), parameters["sign_type"]) != ("utf-8", "RSA2"):
            raise Invalid("isv.invalid-signature-type")
        self._verify(parameters)
        self._ensure_recent(parameters["timestamp"])
        try:
            content = json.loads(parameters["biz_content"])
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise Invalid("isv.invalid-biz-content")
        return content

    def signed(self, node: str, content: Mapping[str, Any]) -> str:
        """Return an answer with the signature over its content."""
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        raw = self.private_key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f'{{"{node}":{text},"sign":"{base64.b64encode(raw).decode()}"}}'

    def _run(self, method: str, content: Mapping[str, Any]) -> dict[str, Any]:
        if method == f"{PREFIX}initialize":
            return {"certify_id": self.certifications.initialize(content)}
        if method == f"{PREFIX}query":
            return self.certifications.query(str(content.get("certify_id")))
        raise Invalid("isv.invalid-method")

    def _verify(self, parameters: Mapping[str, str]) -> None:
        names = sorted(name for name in parameters if name != "sign" and parameters[name])
        text = "&".join(f"{name}={parameters[name]}" for name in names)
        try:
            raw = base64.b64decode(parameters["sign"], validate=True)
            self.app_key.verify(raw, text.encode(), padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError):
            raise Invalid("isv.invalid-signature") from None

    def _ensure_recent(self, timestamp: str) -> None:
        try:
            sent = datetime.strptime(timestamp, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC) - _CHINA
        except ValueError:
            raise Invalid("isv.invalid-timestamp") from None
        if abs(self.now() - sent) > _MOST_APART:
            raise Invalid("isv.invalid-timestamp")
