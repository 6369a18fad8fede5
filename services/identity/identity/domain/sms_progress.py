"""What the person who requested an SMS code sees of its delivery."""

from collections.abc import Mapping

QUEUED = "queued"
UNKNOWN = "unknown"
_UNAVAILABLE = "短信服务暂时无法发送，请稍后重新获取"

TEXTS: Mapping[str, str] = {
    QUEUED: "短信正在发送",
    "retrying": "短信发送遇到问题，系统正在自动重试，请稍候",
    "sent": "短信已交由运营商发送，请留意手机；如长时间未收到，请检查是否被拦截",
    "delivered": "短信已送达手机",
    "failed": _UNAVAILABLE,
    UNKNOWN: "暂时查不到短信的发送情况，请留意手机",
}
FAILURES: Mapping[str, str] = {
    "number_invalid": "该手机号码是空号或无法接收短信，请核对号码",
    "number_limited": "该手机号接收验证码的次数已达运营商上限，请稍后再试",
    "not_delivered": "短信未能送达，请确认手机已开机、有信号、未停机，且未拦截短信",
    "too_late": "短信未能在有效时间内发出，请重新获取",
    "unconfirmed": "运营商没有答复，短信可能仍会收到；收不到的，请重新获取",
    "provider_trouble": _UNAVAILABLE,
}


def message_of(status: str, reason: str | None) -> str:
    """Return the text of a status; that of a failure goes by its reason."""
    return FAILURES.get(reason or "", TEXTS[status]) if status == "failed" else TEXTS[status]
