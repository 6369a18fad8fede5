"""Aliyun's SMS (Dysmsapi 2017-05-25) by its official client.

The client puts number and parameters into the query string, so nothing of its errors is kept or
logged but their kind: they quote the address. It tells no repeats.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.runtime import RuntimeOptions

from notify.domain.sending import Failure, SmsFailure
from notify.providers.network import CONNECT_SECONDS, READ_SECONDS, Account, failure_on_the_way
from notify.providers.port import Receipt, ReportUnreadable, SmsMessage

# At DEBUG the pool writes addresses, which hold number and code here.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

_TAKEN = "OK"
_FAILURES: Mapping[str, Failure] = {
    "isv.MOBILE_NUMBER_ILLEGAL": Failure("mobile_number_illegal", permanent=True),
    "isv.BUSINESS_LIMIT_CONTROL": Failure("flow_limit_reached", about_message=True),
    # The client's own words for an error of the platform, which may come after the message left.
    "isp.SYSTEM_ERROR": Failure("isp.SYSTEM_ERROR", maybe_sent=True),
}
_ABOUT_MESSAGE = (
    "isv.BLACK_KEY_CONTROL_LIMIT",
    "isv.MOBILE_COUNT_OVER_LIMIT",
    "isv.PARAM_LENGTH_LIMIT",
    "isv.PARAM_NOT_SUPPORT_URL",
    "isv.TEMPLATE_MISSING_PARAMETERS",
    "isv.TEMPLATE_PARAMS_ILLEGAL",
)


class AliyunProvider:
    """One account at Aliyun."""

    tells_repeats = False
    needs_registration = True
    report_taken: dict[str, Any] | None = {"code": 0, "msg": "接收成功"}  # noqa: RUF012

    def __init__(self, name: str, account: Account) -> None:
        self.name = name
        self._client = Client(
            Config(
                access_key_id=account.key_id,
                access_key_secret=account.secret,
                endpoint=account.host,
                protocol=account.scheme,
                connect_timeout=int(CONNECT_SECONDS * 1000),
                read_timeout=int(READ_SECONDS * 1000),
            )
        )
        self._runtime = RuntimeOptions(autoretry=False)

    def send(self, message: SmsMessage) -> str:
        """Hand a message over and return Aliyun's id of it."""
        request = SendSmsRequest(
            phone_numbers=message.phone,
            sign_name=message.sign,
            template_code=message.template,
            template_param=json.dumps(message.params, ensure_ascii=False),
            out_id=message.idempotency_key,
        )
        try:
            answer = self._client.send_sms_with_options(request, self._runtime).body
        except Exception as error:  # noqa: BLE001 - the client raises whatever it meets
            raise SmsFailure(_failure_of(error)) from None
        if answer.code == _TAKEN and answer.biz_id:
            return str(answer.biz_id)
        raise SmsFailure(_refusal(answer.code))

    def receipts(self, _request_ids: Sequence[str]) -> list[Receipt]:
        """Return nothing: Aliyun reports by itself, and asking takes the number, which is gone."""
        return []

    def read_report(self, entries: Sequence[Any]) -> list[Receipt]:
        """Return the receipts of an SmsReport."""
        return [_receipt(entry) for entry in entries]


def _receipt(entry: Any) -> Receipt:
    if not isinstance(entry, dict) or not isinstance(entry.get("success"), bool):
        raise ReportUnreadable
    code = None if entry["success"] else str(entry.get("err_code") or "undelivered")[:60]
    return Receipt(str(entry.get("biz_id")), entry["success"], code, str(entry.get("out_id")))


def _failure_of(error: Exception) -> Failure:
    status, code = getattr(error, "status_code", None), getattr(error, "code", None)
    if not isinstance(status, int):
        return failure_on_the_way(error)
    # Whatever stands between may answer as well, without a code of Aliyun's.
    if status < 500 and code not in (None, "", "None"):
        return _refusal(code)
    return Failure(f"provider_answered_{status}", maybe_sent=True)


def _refusal(code: str | None) -> Failure:
    if not code or code == _TAKEN:
        return Failure("provider_answer_unclear", maybe_sent=True)
    known = _FAILURES.get(code)
    return known or Failure(code[:60], about_message=code in _ABOUT_MESSAGE)
