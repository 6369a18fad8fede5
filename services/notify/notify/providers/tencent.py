"""Tencent Cloud's SMS (2021-01-11) by its official client, signed by TC3-HMAC-SHA256.

Its breaker between regions is off: it swallows errors. It tells no repeats.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111.models import SendSmsRequest
from tencentcloud.sms.v20210111.sms_client import SmsClient

from notify.domain.sending import Failure, SmsFailure
from notify.providers.network import CONNECT_SECONDS, READ_SECONDS, Account, failure_on_the_way
from notify.providers.port import Receipt, ReportUnreadable, SmsMessage

# At DEBUG it writes whole requests.
logging.getLogger("tencentcloud_sdk_common").setLevel(logging.WARNING)

_TAKEN = "Ok"
_COUNTRY = "+86"
_FLOW_LIMITS = (
    "LimitExceeded.PhoneNumberDailyLimit",
    "LimitExceeded.PhoneNumberOneHourLimit",
    "LimitExceeded.PhoneNumberSameContentDailyLimit",
    "LimitExceeded.PhoneNumberThirtySecondLimit",
)
_FAILURES: Mapping[str, Failure] = {
    "InvalidParameterValue.IncorrectPhoneNumber": Failure("mobile_number_illegal", permanent=True),
    **dict.fromkeys(_FLOW_LIMITS, Failure("flow_limit_reached", about_message=True)),
}
_ABOUT_MESSAGE = (
    "FailedOperation.ContainSensitiveWord",
    "FailedOperation.PhoneNumberInBlacklist",
    "InvalidParameterValue.ContentLengthLimit",
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
    "InvalidParameterValue.TemplateParameterFormatError",
    "InvalidParameterValue.TemplateParameterLengthLimit",
)
# May come after the message has left.
_INTERNAL = "InternalError"


class TencentProvider:
    """One application of one account at Tencent Cloud."""

    tells_repeats = False
    needs_registration = True
    report_taken: dict[str, Any] | None = {"result": 0, "errmsg": "OK"}  # noqa: RUF012

    def __init__(self, name: str, account: Account) -> None:
        self.name = name
        self._app_id = account.app_id
        http = HttpProfile(protocol=account.scheme, endpoint=account.host)
        http.reqTimeout = (CONNECT_SECONDS, READ_SECONDS)
        profile = ClientProfile(signMethod="TC3-HMAC-SHA256", httpProfile=http)
        profile.disable_region_breaker = True
        credential = Credential(account.key_id, account.secret)
        self._client = SmsClient(credential, account.region, profile)

    def send(self, message: SmsMessage) -> str:
        """Hand a message over and return Tencent's serial number of it."""
        try:
            answer = self._client.SendSms(self._request(message))
        except TencentCloudSDKException as error:
            raise SmsFailure(_failure_of(error)) from None
        statuses = answer.SendStatusSet or []
        if len(statuses) != 1:
            raise SmsFailure(_refusal(None))
        if statuses[0].Code == _TAKEN and statuses[0].SerialNo:
            return str(statuses[0].SerialNo)
        raise SmsFailure(_refusal(statuses[0].Code))

    def _request(self, message: SmsMessage) -> SendSmsRequest:
        request = SendSmsRequest()
        request.PhoneNumberSet = [_COUNTRY + message.phone]
        request.SmsSdkAppId = self._app_id
        request.SignName = message.sign
        request.TemplateId = message.template
        request.TemplateParamSet = list(message.params.values())
        request.SessionContext = message.idempotency_key
        return request

    def receipts(self, _request_ids: Sequence[str]) -> list[Receipt]:
        """Return nothing: Tencent reports by itself, and then cannot be asked."""
        return []

    def read_report(self, entries: Sequence[Any]) -> list[Receipt]:
        """Return the receipts of a report on delivery."""
        return [_receipt(entry) for entry in entries]


def _receipt(entry: Any) -> Receipt:
    if not isinstance(entry, dict) or entry.get("report_status") not in ("SUCCESS", "FAIL"):
        raise ReportUnreadable
    delivered = entry["report_status"] == "SUCCESS"
    code = None if delivered else str(entry.get("errmsg") or "undelivered")[:60]
    return Receipt(str(entry.get("sid")), delivered, code, _key_in(entry.get("ext")))


def _key_in(session: Any) -> str | None:
    """Return the session's text; it comes bare, or as JSON in a text."""
    if not isinstance(session, str) or not session:
        return None
    try:
        found = json.loads(session)
    except ValueError:
        return session
    return str(found.get("SessionContext")) if isinstance(found, dict) else str(found)


def _failure_of(error: TencentCloudSDKException) -> Failure:
    # Only an answer of the service names a request; the rest is the client's own.
    if not error.requestId:
        return failure_on_the_way(error)
    return _refusal(str(error.code))


def _refusal(code: str | None) -> Failure:
    if not code or code == _TAKEN:
        return Failure("provider_answer_unclear", maybe_sent=True)
    if code.startswith(_INTERNAL):
        return Failure(code[:60], maybe_sent=True)
    known = _FAILURES.get(code)
    return known or Failure(code[:60], about_message=code in _ABOUT_MESSAGE)
