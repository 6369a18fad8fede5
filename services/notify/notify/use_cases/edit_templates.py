"""What the platform's administrator does with the texts of messages and SMS (R6.6)."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from typing import Any

from casework import audit
from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.errors import NotFound, PreconditionFailed, Violation
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from notify.domain.rendering import placeholders
from notify.domain.template_edits import TEXTS, violations_of
from notify.domain.templates import TemplateText
from notify.models import Template, TemplateVersion
from notify.queries.template_views import get_template
from notify.queries.templates import file_templates


def update_template(
    uow: UnitOfWork,
    template_id: str,
    values: Mapping[str, Any],
    registering: Collection[str],
    expected_version: int | None,
) -> dict[str, Any]:
    """Save a template anew; `registering` are the providers that know texts by their number.

    The same again changes nothing. What is sent from now on has the new text.
    """
    template = _lock(uow, template_id, expected_version)
    before, codes = template.text(), dict(template.provider_codes)
    after = replace(before, **{name: values[name] for name in TEXTS})
    _ensure_usable(template, after, values["provider_codes"], registering)
    if (after, values["provider_codes"]) != (before, codes):
        _save(uow, template, after, values["provider_codes"])
    return get_template(uow.session, template_id)


def _lock(uow: UnitOfWork, template_id: str, expected_version: int | None) -> Template:
    shipped = file_templates().get(template_id)
    if shipped is None:
        raise NotFound("notify.template_not_found")
    row = {"template_id": template_id, "provider_codes": {}, "updated_at": uow.now}
    row |= {**asdict(shipped), "loaded_digest": shipped.digest()}
    uow.session.execute(insert(Template).values(**row).on_conflict_do_nothing())
    statement = select(Template).where(Template.template_id == template_id).with_for_update()
    template = uow.session.execute(statement).scalar_one()
    if expected_version not in (None, template.version):
        raise PreconditionFailed(details={"current_version": template.version})
    return template


def _ensure_usable(
    template: Template,
    after: TemplateText,
    codes: Mapping[str, str],
    registering: Collection[str],
) -> None:
    shipped = file_templates()[template.template_id]
    violations = list(violations_of(template.template_id, after, shipped))
    known = {*registering, *template.provider_codes}
    violations += [
        Violation(f"provider_codes.{name}", "notify.template_provider_unknown")
        for name in codes
        if name not in known
    ]
    # Values go to a registered text by name and place, so another text there has another number.
    was, now = placeholders(template.sms_text or ""), placeholders(after.sms_text or "")
    violations += [
        Violation(f"provider_codes.{name}", "notify.template_code_needed")
        for name in registering
        if was != now and codes.get(name) in (None, template.provider_codes.get(name))
    ]
    raise_if(violations)


def _save(
    uow: UnitOfWork, template: Template, after: TemplateText, codes: Mapping[str, str]
) -> None:
    # The first edit keeps what came before it, too.
    _keep_version(uow, template, None)
    changed = [name for name in TEXTS if getattr(after, name) != getattr(template, name)]
    changed += ["provider_codes"] if dict(codes) != template.provider_codes else []
    for name in TEXTS:
        setattr(template, name, getattr(after, name))
    template.provider_codes = dict(codes)
    template.version += 1
    template.updated_at = uow.now
    _keep_version(uow, template, uow.context.actor_id)
    details = {"template": template.template_id, "version": template.version}
    audit.record(uow, audit.Act("template_updated", fields=changed, details=details))
    uow.session.flush()


def _keep_version(uow: UnitOfWork, template: Template, saved_by: str | None) -> None:
    names = (*TEXTS, "provider_codes", "template_id", "version")
    row = {name: getattr(template, name) for name in names}
    row |= {"saved_by": saved_by, "saved_at": template.updated_at}
    uow.session.execute(insert(TemplateVersion).values(**row).on_conflict_do_nothing())
