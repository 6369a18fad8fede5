"""The life of one certification by a provider such as Alipay, and what its person reads of it.

The provider's answer to our question is the truth; that somebody has come back to our page only
says that it is time to ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.certificate_types import CertificateType
from contracts.real_name import VERIFIED


class State(StrEnum):
    """Where a certification stands."""

    WAITING = "waiting"
    SCANNED = "scanned"
    PASSED = "passed"
    FAILED = "failed"
    EXPIRED = "expired"


OPEN_STATES = (State.WAITING, State.SCANNED)
LIFE = timedelta(minutes=15)
# Who confirms in the last second has passed, though the answer comes to us after it.
GRACE = timedelta(minutes=2)
# So long a provider that is away may keep us from learning of a certification that passed.
GRACE_WITHOUT_ANSWER = timedelta(hours=1)
# One answer serves all pages of a person for as long as this.
ASK_EVERY = timedelta(seconds=2)
# How often one whose page is closed is asked for, and how often one is asked for at all.
ASK_UNWATCHED_EVERY = timedelta(seconds=20)
MOST_QUESTIONS = 400
# Longer than any call: whoever has taken the turn and is still silent is gone.
TURN_LASTS = timedelta(seconds=15)
# A beginning without an answer after this ended with its process.
ABANDONED = timedelta(minutes=1)


class Reason(StrEnum):
    """Why a certification did not pass."""

    MISMATCH = "mismatch"
    CANCELLED = "cancelled"
    NOT_PASSED = "not_passed"
    CHANGED = "registration_changed"
    TAKEN = "number_verified_elsewhere"
    UNKNOWN_TO_PROVIDER = "unknown_to_provider"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"


_OTHER_WAY = "；也可以使用“线上实名认证”，上传证件照片由会计管理部门审核"
_TEXTS: Mapping[str, str] = {
    State.WAITING: "请使用本人的支付宝扫描二维码，并按提示完成认证",
    State.SCANNED: "已在支付宝中操作，正在确认认证结果，请稍候",
    State.PASSED: "支付宝认证已通过，现在可以进行信息采集",
    State.EXPIRED: "二维码已失效，请刷新二维码后重新扫码",
}
_FAILURES: Mapping[str, str] = {
    Reason.MISMATCH: "支付宝认证的姓名或证件号码与注册信息不一致：请使用本人的支付宝账号重新扫码，"
    "并核对注册时填写的姓名和证件号码" + _OTHER_WAY,
    Reason.CANCELLED: "您在支付宝中取消了认证，请刷新二维码后重新扫码" + _OTHER_WAY,
    Reason.NOT_PASSED: "支付宝认证未通过，请刷新二维码后由本人按提示重新操作" + _OTHER_WAY,
    Reason.CHANGED: "认证期间注册信息已更改，请刷新二维码后重新认证",
    Reason.TAKEN: "该证件号码已由另一账号通过实名认证，请使用该账号登录；如不是您本人办理，"
    "请使用“线上实名认证”并联系会计管理部门",
    Reason.UNKNOWN_TO_PROVIDER: "支付宝中没有这次认证的记录，请刷新二维码后重新扫码",
    Reason.CONSENT_WITHDRAWN: "您在认证期间撤回了同意，这次认证不作数；请重新同意后再认证"
    + _OTHER_WAY,
    Reason.REFUSED: "支付宝没有受理这次认证，请核对注册时填写的姓名和证件号码" + _OTHER_WAY,
    Reason.UNAVAILABLE: "支付宝暂时无法使用，请稍后再试" + _OTHER_WAY,
}
# Alipay's `fail_reason` is a code or a sentence, of which there is no complete list.
_WORDS: Mapping[str, Reason] = {
    "MISMATCH": Reason.MISMATCH,
    "NOT_MATCH": Reason.MISMATCH,
    "不一致": Reason.MISMATCH,
    "不匹配": Reason.MISMATCH,
    "CANCEL": Reason.CANCELLED,
    "取消": Reason.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a provider says of a certification; `state` is WAITING as long as it says nothing."""

    state: State
    reason: Reason | None = None
    # Whom the provider has certified, where it says so: name and number.
    name: str | None = None
    number: str | None = None


def message_of(state: str, reason: str | None) -> str:
    """Return what the person reads, which says what to do."""
    if state == State.FAILED or (state in OPEN_STATES and reason == Reason.UNAVAILABLE):
        return _FAILURES.get(reason or "", _FAILURES[Reason.NOT_PASSED])
    return _TEXTS[state]


def reason_of(said: str) -> Reason:
    """Return our reason for what a provider gives as its own."""
    found = (reason for word, reason in _WORDS.items() if word in said.upper())
    return next(found, Reason.NOT_PASSED)


def find_obstacle(id_type: str, real_name_status: str) -> str | None:
    """Return the code of what keeps a person from a certification."""
    if real_name_status == VERIFIED:
        return "identity.already_verified"
    if id_type != CertificateType.RESIDENT_ID:
        return "identity.alipay_resident_only"
    return None


def is_other_person(verdict: Verdict, name: str, number: str) -> bool:
    """Tell whether a provider has certified somebody else than who has registered."""
    other_name = verdict.name is not None and verdict.name != name
    return other_name or (verdict.number is not None and verdict.number.upper() != number.upper())


def is_over(expires_at: datetime, now: datetime, *, is_answered: bool) -> bool:
    """Tell whether a certification of which nothing was said has expired for good."""
    return now >= expires_at + (GRACE if is_answered else GRACE_WITHOUT_ANSWER)


def shown_state(state: str, expires_at: datetime, now: datetime) -> str:
    """Return the state as its person sees it: past its end nobody is asked to scan."""
    return State.EXPIRED if state == State.WAITING and now >= expires_at else state


def seconds_left(expires_at: datetime, now: datetime) -> int:
    """Return the whole seconds until the end, none once it is over."""
    return max(0, -int(-(expires_at - now).total_seconds() // 1))
