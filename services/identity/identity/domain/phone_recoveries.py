"""A lost phone: what the form must say, the states of the change, and what people read of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from contracts.errors import Conflict, Violation
from contracts.phone_recovery import (
    CHANGED,
    COOLING_OFF,
    OBJECTED,
    RETURNED,
    SUBMITTED,
    UNDER_REVIEW,
    VOID,
)
from contracts.platform import TIME_ZONE
from contracts.values.id_numbers import clean_id_number, identity_key
from contracts.values.names import clean_person_name, name_key

from identity.domain.registration import Findings, nationality_of

COOLING_OFF_LASTS = timedelta(hours=24)
TOKEN_LIFE = timedelta(hours=1)
# Shown and stopped from the account; older ones are history.
MOST_SHOWN = 20

_MESSAGES: Mapping[str, str] = {
    SUBMITTED: "已提交，由会计管理部门审核；结果将以短信发到新手机号",
    UNDER_REVIEW: "会计管理部门正在审核",
    RETURNED: "未通过审核，请按以下意见改正后重新申请",
    COOLING_OFF: "已通过审核，等待期满后新手机号生效；等待期内原手机号的使用人可以提出异议",
    OBJECTED: "原手机号的使用人或账号本人提出了异议，更换已停止；请携带证件到当地会计管理部门办理",
    CHANGED: "手机号已更换，可用新手机号登录或找回密码",
    VOID: "账号在等待期内已有变化，更换未生效；如仍需要，请重新申请",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose account it is, as the applicant says."""

    id_type: str
    id_number: str
    nationality: str | None
    name: str

    @property
    def identity_key(self) -> str:
        """Return what makes this person one account."""
        return identity_key(self.id_type, self.id_number, self.nationality)

    def is_of(self, name: str) -> bool:
        """Tell whether an account's name is the one that is claimed, however it was typed."""
        return name_key(self.name) == name_key(name)


@dataclass(frozen=True, slots=True)
class Registered:
    """What an account has at the moment at which something is to be done with it."""

    identity_key: str
    name: str
    phone: str


def check_claim(
    form: Mapping[str, Any], shape_violations: list[Violation], today: date
) -> tuple[Claim | None, list[Violation]]:
    """Return whom a form names, and everything that is wrong with it."""
    findings = Findings(list(shape_violations))
    id_type = form.get("id_type")
    name = findings.clean("name", clean_person_name, form.get("name"), id_type)
    number = None
    if id_type:
        clean = partial(clean_id_number, id_type)
        number = findings.clean("id_number", clean, form.get("id_number"), today)
    nationality = nationality_of(form, findings)
    if findings.violations or not id_type or number is None or name is None:
        return None, findings.violations
    return Claim(id_type, number, nationality, name), []


def ensure_approvable(
    claim: Claim, registered: Registered | None, new_phone: str, *, has_pending: bool
) -> None:
    """Raise Conflict with what keeps a change from being approved."""
    if registered is None:
        raise Conflict("identity.recovery_no_account")
    if not _agrees(claim, registered):
        raise Conflict("identity.recovery_account_changed")
    if registered.phone == new_phone:
        raise Conflict("identity.recovery_phone_same")
    if has_pending:
        raise Conflict("identity.recovery_pending")


def may_take_effect(
    claim: Claim, registered: Registered | None, holder: str | None, allowed: set[str | None]
) -> bool:
    """Tell whether the change still fits: the account is the same, and so is who has the number.

    The code that proved the new number is days old: an account that got it since keeps it.
    """
    return registered is not None and _agrees(claim, registered) and holder in allowed


def _agrees(claim: Claim, registered: Registered) -> bool:
    return registered.identity_key == claim.identity_key and claim.is_of(registered.name)


def status_of(state: str, phase: str | None) -> str:
    """Return the state as the applicant reads it."""
    return phase or (state if state in (UNDER_REVIEW, RETURNED) else SUBMITTED)


def message_of(status: str) -> str:
    """Return what the applicant reads, which says what to do."""
    return _MESSAGES[status]


def is_due(phase: str | None, effective_at: datetime | None, now: datetime) -> bool:
    """Tell whether the cooling-off is over and nobody has objected."""
    return phase == COOLING_OFF and effective_at is not None and effective_at <= now


def next_on_objection(phase: str | None) -> bool:
    """Tell whether an objection stops anything now; raise Conflict where it comes too late."""
    if phase == OBJECTED:
        return False
    if phase != COOLING_OFF:
        raise Conflict("identity.recovery_over")
    return True


def available_actions(phase: str | None) -> list[str]:
    """Return what the account's owner can do."""
    return ["object"] if phase == COOLING_OFF else []


def in_words(moment: datetime) -> str:
    """Return a moment as an SMS says it, by the clock of China."""
    local = moment.astimezone(TIME_ZONE)
    return f"{local.month}月{local.day}日{local.hour:02d}:{local.minute:02d}"
