"""Calls to Alipay: `alipay.user.certify.open.initialize`, `certify` and `query`.

Everything goes in the body of a POST: a query string ends up in the logs of proxies, and even the
signature in it would let a guess of name and number be tried. Errors and logs name methods and
codes only.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import eventlet
import urllib3
from chassis.clock import utc_now
from contracts.platform import TIME_ZONE
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from urllib3.exceptions import HTTPError

from identity.domain.certifications import Reason, State, Verdict, reason_of
from identity.providers.alipay.signing import SignatureWrong, sign, signed_text, verified_answer
from identity.providers.port import Application, ProviderRefused, ProviderUnavailable

_log = logging.getLogger(__name__)

CONNECT_SECONDS = 2.0
READ_SECONDS = 3.0
# However slowly the answer drips in.
WHOLE_SECONDS = 4.0
LONGEST_ANSWER = 64 * 1024

METHODS = "alipay.user.certify.open."
_SUCCESS = "10000"
_BUSINESS_FAILURE = "40004"
_PASSING = ("SYSTEM_ERROR", "UNKNOWN", "LIMIT", "TIMEOUT")
_ABSENT = ("CERTIFY_ID", "NOT_EXIST", "NOT_FOUND")


@dataclass(frozen=True, slots=True)
class Account:
    """Our app at Alipay: where, who, with which keys, and by which means people are certified."""

    gateway_url: str
    page_url: str
    app_id: str
    private_key: RSAPrivateKey = field(repr=False)
    alipay_key: RSAPublicKey = field(repr=False)
    biz_code: str = "FACE"


class AlipayClient:
    """One app's calls; safe to share between workers."""

    def __init__(self, account: Account, clock: Callable[[], datetime] = utc_now) -> None:
        self._account = account
        self._clock = clock
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        self._pool = urllib3.PoolManager(timeout=timeout, retries=False, maxsize=8)

    def initialize(self, application: Application) -> str:
        """Begin a certification and return Alipay's id of it."""
        answer = self._call("initialize", self._initialization(application))
        certify_id = answer.get("certify_id")
        if not isinstance(certify_id, str) or not certify_id.isalnum() or len(certify_id) > 64:
            raise ProviderUnavailable("answer_unclear")
        return certify_id

    def page_url(self, certify_id: str) -> str:
        """Return the signed address of the page that certifies; it names the certification only."""
        parameters = self._signed("certify", {"certify_id": certify_id})
        return f"{self._account.page_url}?{urlencode(parameters)}"

    def query(self, certify_id: str) -> Verdict:
        """Return what has become of a certification."""
        try:
            answer = self._call("query", {"certify_id": certify_id})
        except ProviderRefused as refusal:
            if any(word in refusal.code.upper() for word in _ABSENT):
                return Verdict(State.FAILED, Reason.UNKNOWN_TO_PROVIDER)
            raise ProviderUnavailable("query_refused") from refusal
        return _verdict_of(answer)

    def _initialization(self, application: Application) -> dict[str, Any]:
        return {
            "outer_order_no": application.order_number,
            "biz_code": self._account.biz_code,
            "identity_param": {
                "identity_type": "CERT_INFO",
                "cert_type": "IDENTITY_CARD",
                "cert_name": application.name,
                "cert_no": application.number,
            },
            "merchant_config": {"return_url": application.return_url},
        }

    def _call(self, name: str, content: Mapping[str, Any]) -> dict[str, Any]:
        text = self._post(name, self._signed(name, content))
        node = f"{METHODS}{name}".replace(".", "_") + "_response"
        try:
            answer = verified_answer(text, node, self._account.alipay_key)
        except SignatureWrong as error:
            # An error about the app itself comes without a signature: nothing in it is believed.
            _log.error("alipay %s: %s", name, error)
            raise ProviderUnavailable("signature_wrong") from None
        return _successful(name, answer)

    def _post(self, name: str, parameters: Mapping[str, str]) -> str:
        try:
            with eventlet.Timeout(WHOLE_SECONDS, ProviderUnavailable("timeout")):
                response = self._pool.request(
                    "POST",
                    f"{self._account.gateway_url}?charset=utf-8",
                    fields=dict(parameters),
                    encode_multipart=False,
                    preload_content=False,
                    redirect=False,
                )
                data = response.read(LONGEST_ANSWER + 1)
                response.release_conn()
        except HTTPError as error:
            _log.warning("alipay %s: %s", name, type(error).__name__)
            raise ProviderUnavailable("unreachable") from None
        if response.status != 200 or len(data) > LONGEST_ANSWER:
            _log.warning("alipay %s: answered %s", name, response.status)
            raise ProviderUnavailable(f"http_{response.status}")
        return _decoded(data)

    def _signed(self, name: str, content: Mapping[str, Any]) -> dict[str, str]:
        parameters = {
            "app_id": self._account.app_id,
            "method": f"{METHODS}{name}",
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": self._clock().astimezone(TIME_ZONE).strftime("%Y-%m-%d %H:%M:%S"),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        }
        return {**parameters, "sign": sign(self._account.private_key, signed_text(parameters))}


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ProviderUnavailable("answer_unclear") from None


def _successful(name: str, answer: dict[str, Any]) -> dict[str, Any]:
    code, detail = str(answer.get("code")), str(answer.get("sub_code") or answer.get("code"))
    if code == _SUCCESS:
        return answer
    _log.warning("alipay %s: %s %s", name, code[:20], detail[:60])
    if code == _BUSINESS_FAILURE and not any(word in detail.upper() for word in _PASSING):
        raise ProviderRefused(detail)
    raise ProviderUnavailable("provider_error")


def _verdict_of(answer: Mapping[str, Any]) -> Verdict:
    """Return the verdict: T is one, F is one only with its reason, for it is said of a wait, too."""
    if answer.get("passed") == "T":
        certified = _object_in(answer.get("identity_info"))
        return Verdict(State.PASSED, None, certified.get("cert_name"), certified.get("cert_no"))
    if said := answer.get("fail_reason"):
        return Verdict(State.FAILED, reason_of(str(said)))
    return Verdict(State.WAITING)


def _object_in(text: Any) -> dict[str, str]:
    """Return the texts of a JSON object inside a text; empty where there is none."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, TypeError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str) and value}
