"""Templates as administrators read them, and what they would look like."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from chassis.clock import to_wire
from contracts.errors import NotFound
from sqlalchemy import select
from sqlalchemy.orm import Session

from notify.domain.rendering import SIGN, render, signed
from notify.domain.segments import length_of
from notify.domain.template_edits import SAMPLES, TEXTS, required_variables
from notify.domain.templates import VARIABLES, TemplateText
from notify.models import Template, TemplateVersion
from notify.queries.templates import file_templates, find_template

VERSIONS_SHOWN = 20
NAMES: Mapping[str, str] = {
    "code_register": "注册验证码",
    "code_password_reset": "找回密码验证码",
    "code_change_phone": "更换手机号验证码",
    "code_phone_change_old": "更换手机号验证码（原号码）",
    "code_phone_change_new": "更换手机号验证码（新号码）",
    "code_phone_recovery": "找回手机号验证码",
    "code_password_reset_unregistered": "找回密码：手机号未注册",
    "identity_claim_lost_sms": "证件号码已收回（短信）",
    "phone_changed_sms": "手机号已更换（短信）",
}


def list_templates(session: Session) -> dict[str, Any]:
    """Return all templates in the order of the file."""
    stored = {row.template_id: row for row in session.scalars(select(Template))}
    found = [
        stored.get(template_id) or Template.of(template_id, text)
        for template_id, text in file_templates().items()
    ]
    return {"items": [_item(template) for template in found]}


def get_template(session: Session, template_id: str) -> dict[str, Any]:
    """Return one template with what came with the platform, and its last versions."""
    shipped = file_templates().get(template_id)
    template = find_template(session, template_id)
    if shipped is None or template is None:
        raise NotFound("notify.template_not_found")
    required = {each for names in required_variables(template_id).values() for each in names}
    return {
        **_item(template),
        "shipped": {name: getattr(shipped, name) for name in TEXTS},
        "variables": [
            {
                "name": name,
                "description": SAMPLES[name][0],
                "sample": SAMPLES[name][1],
                "required": name in required,
            }
            for name in sorted(VARIABLES[template_id])
        ],
        "versions": _versions(session, template_id),
    }


def _item(template: Template) -> dict[str, Any]:
    shipped = file_templates()[template.template_id]
    return {
        "template_id": template.template_id,
        "name": NAMES.get(template.template_id) or template.title or template.template_id,
        **{name: getattr(template, name) for name in TEXTS},
        "sms_expires_after": template.sms_expires_after,
        "provider_codes": dict(template.provider_codes),
        "edited": template.text() != shipped,
        "version": template.version,
        "updated_at": to_wire(template.updated_at) if template.updated_at else None,
    }


def _versions(session: Session, template_id: str) -> list[dict[str, Any]]:
    statement = (
        select(TemplateVersion)
        .where(TemplateVersion.template_id == template_id)
        .order_by(TemplateVersion.version.desc())
        .limit(VERSIONS_SHOWN)
    )
    return [
        {
            **{name: getattr(each, name) for name in (*TEXTS, "version", "saved_by")},
            "provider_codes": dict(each.provider_codes),
            "saved_at": to_wire(each.saved_at),
        }
        for each in session.scalars(statement)
    ]


def preview(
    text: TemplateText, samples: Mapping[str, str], signs: Mapping[str, str]
) -> dict[str, Any]:
    """Return the texts filled in, and the SMS as each provider would send it."""
    values = {name: sample for name, (_, sample) in SAMPLES.items()} | dict(samples)
    filled = {
        name: None if getattr(text, name) is None else render(getattr(text, name), values)
        for name in TEXTS
    }
    sms = filled.pop("sms_text")
    return {**filled, "sms": [] if sms is None else _as_sent(sms, signs)}


def _as_sent(sms: str, signs: Mapping[str, str]) -> list[dict[str, Any]]:
    found = []
    for provider, sign in (signs or {"": SIGN}).items():
        whole = signed(sms, sign)
        found.append({"provider": provider or None, "text": whole, **asdict(length_of(whole))})
    return found
