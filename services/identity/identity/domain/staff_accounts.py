"""Who may administer whom, which roles fit which authority, and how long a link is good."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contracts.context import CallContext
from contracts.errors import Violation
from contracts.values import ValueProblem
from contracts.values.names import clean_person_name
from contracts.values.phones import clean_phone

from identity.domain.authorities import PLATFORM_ID
from identity.domain.registration import Findings

PLATFORM_ADMIN = "platform_admin"
ADMINISTRATORS = ("authority_admin", PLATFORM_ADMIN)
LINK_LIFE = timedelta(hours=72)
# No hash: it fits no password.
NO_PASSWORD = "-"  # noqa: S105
INVITED, ACTIVE, SUSPENDED = STATUSES = ("invited", "active", "suspended")

_USERNAME = re.compile(r"[a-z][a-z0-9_.-]{2,39}")


@dataclass(frozen=True, slots=True)
class Post:
    """Where a member of staff works, and as what."""

    name: str
    authority_id: str
    roles: tuple[str, ...]
    phone: str | None = None


def status_of(password_hash: str, *, active: bool) -> str:
    """Return the state of an account."""
    if not active:
        return SUSPENDED
    return INVITED if password_hash == NO_PASSWORD else ACTIVE


def clean_username(text: str) -> str:
    """Return a username in small letters; raises ValueProblem for what is none."""
    username = text.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise ValueProblem("identity.username_form")
    return username


def check_post(form: Mapping[str, Any], findings: Findings) -> Post | None:
    """Return the post of a form, if nothing is wrong with it."""
    name = findings.clean("name", clean_person_name, form.get("name"), None)
    phone = findings.clean("phone", clean_phone, form.get("phone") or None)
    roles = tuple(dict.fromkeys(form.get("roles") or ()))
    authority_id = form.get("authority_id") or ""
    if PLATFORM_ADMIN in roles and authority_id != PLATFORM_ID:
        findings.add("roles", "identity.role_needs_platform")
    if findings.violations or name is None:
        return None
    return Post(name, authority_id, roles, phone)


def find_forbidden_roles(
    context: CallContext, before: Collection[str], after: Collection[str]
) -> list[Violation]:
    """Return the violation of a role that the administrator cannot give or take."""
    if PLATFORM_ADMIN in {*before, *after} and not context.is_staff(PLATFORM_ADMIN):
        return [Violation("roles", "identity.role_not_yours")]
    return []


def is_good_link(expires_at: datetime, now: datetime) -> bool:
    """Return whether a link that has not been used still opens an account."""
    return now < expires_at
