"""The texts in force: those of the table, and where it has none those of the file."""

from functools import cache
from importlib import resources
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from notify.domain.rendering import placeholders
from notify.domain.templates import TemplateText, parse_templates
from notify.models import Template


@cache
def file_templates() -> dict[str, TemplateText]:
    """Return the texts that came with this version; raises TemplateInvalid naming a bad one."""
    source = resources.files("notify").joinpath("templates.toml")
    return parse_templates(source.read_text(encoding="utf-8"))


def find_template(session: Session, template_id: str) -> Template | None:
    """Return a template, None if there is no such text."""
    stored = session.get(Template, template_id)
    if stored is not None:
        return stored
    text = file_templates().get(template_id)
    return Template.of(template_id, text) if text else None


def registered_params(session: Session, template_id: str) -> list[str] | None:
    """Return the parameters that a template's SMS needs, None if there is no such SMS."""
    template = find_template(session, template_id)
    if template is None or template.sms_text is None:
        return None
    return placeholders(template.sms_text)


def sms_templates(session: Session) -> dict[str, dict[str, Any]]:
    """Return the templates that have an SMS, by id."""
    shipped = {key: Template.of(key, text) for key, text in file_templates().items()}
    stored = {row.template_id: row for row in session.scalars(select(Template))}
    return {
        template_id: {"sms_text": one.sms_text, "provider_codes": one.provider_codes}
        for template_id, one in (shipped | stored).items()
        if one.sms_text is not None
    }
