"""The texts of messages and SMS: what each may use, and how a file of them is read."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from notify.domain.rendering import placeholders

CASE = frozenset({"case_name", "authority_name", "reasons", "items", "remark"})
CREDITS = CASE | {"year", "credits"}
TRANSFER = CASE | {"from_authority", "to_authority"}
CODE = frozenset({"code", "minutes"})
NOTHING: frozenset[str] = frozenset()

# What the code fills in: every text that it asks for, and the variables that it passes.
VARIABLES: Mapping[str, frozenset[str]] = {
    "account_registered": NOTHING,
    "password_changed": NOTHING,
    "identity_verified": frozenset({"method"}),
    **dict.fromkeys(("identity_claim_lost", "identity_claim_lost_sms"), NOTHING),
    **dict.fromkeys(("phone_lost", "phone_changed", "phone_changed_sms"), NOTHING),
    **dict.fromkeys(("data_export_ready", "data_export_failed"), NOTHING),
    "phone_recovery_approved": frozenset({"masked_phone", "until"}),
    "phone_recovery_objected": NOTHING,
    "phone_recovery_notice_sms": frozenset({"tail", "until", "link"}),
    "phone_recovery_approved_sms": frozenset({"until"}),
    "phone_recovery_returned_sms": frozenset({"items"}),
    **dict.fromkeys(("phone_recovery_objected_sms", "phone_recovery_done_sms"), NOTHING),
    "phone_recovery_void_sms": NOTHING,
    **dict.fromkeys(("case_submitted", "case_approved", "case_returned", "case_forwarded"), CASE),
    **dict.fromkeys(("case_withdrawn", "change_in_effect"), CASE),
    "credit_approved": CREDITS,
    **dict.fromkeys(("entry_recorded", "entry_approved", "entry_returned"), CASE),
    **dict.fromkeys(("transfer_submitted", "transfer_released", "transfer_approved"), TRANSFER),
    **dict.fromkeys(("transfer_returned", "transfer_withdrawn"), TRANSFER),
    **dict.fromkeys(("code_register", "code_password_reset", "code_phone_recovery"), CODE),
    **dict.fromkeys(("code_phone_change_old", "code_phone_change_new", "code_change_phone"), CODE),
    "code_password_reset_unregistered": NOTHING,
}
_KEYS = ("title", "body", "sms", "sms_expires_after")


class TemplateInvalid(ValueError):
    """A text cannot be used; the message names the template and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class TemplateText:
    """One template's texts; without `sms_text` no SMS is sent, without `title` no message."""

    title: str | None = None
    body: str | None = None
    sms_text: str | None = None
    sms_expires_after: int | None = None

    def digest(self) -> str:
        """Return what tells these texts from any others."""
        texts = json.dumps(astuple(self), ensure_ascii=False)
        return hashlib.sha256(texts.encode()).hexdigest()[:32]


def parse_templates(source: str) -> dict[str, TemplateText]:
    """Return the texts of a file by their ids.

    Raises TemplateInvalid for a text that is missing, that nobody asks for, or that uses a
    variable which the code does not pass.
    """
    tables = tomllib.loads(source)
    if different := set(VARIABLES) ^ set(tables):
        raise TemplateInvalid(f"missing or unknown templates: {', '.join(sorted(different))}")
    return {template_id: _read(template_id, table) for template_id, table in tables.items()}


def _read(template_id: str, table: Mapping[str, Any]) -> TemplateText:
    if unknown := set(table) - set(_KEYS):
        raise TemplateInvalid(f"{template_id}: unknown keys {', '.join(sorted(unknown))}")
    found = TemplateText(*(table.get(key) for key in _KEYS))
    if (found.title is None) != (found.body is None):
        raise TemplateInvalid(f"{template_id}: a message needs both title and body")
    texts = [text for text in (found.title, found.body, found.sms_text) if text is not None]
    if not texts:
        raise TemplateInvalid(f"{template_id}: neither a message nor an SMS")
    used = {name for text in texts for name in placeholders(text)}
    if unknown := used - VARIABLES[template_id]:
        raise TemplateInvalid(f"{template_id}: unknown variables {', '.join(sorted(unknown))}")
    return found
