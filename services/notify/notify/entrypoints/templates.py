"""The texts of messages and SMS, for the platform's administrator (R6.6)."""

from typing import Any

from chassis.db import Db
from chassis.service import rpc
from chassis.validation import load, raise_if
from contracts.errors import NotFound, Violation
from contracts.schemas.templates import TemplateBody, TemplatePreviewBody

from notify.domain.template_edits import violations_of
from notify.domain.templates import VARIABLES, TemplateText
from notify.providers.registry import Carriers
from notify.queries import template_views as queries
from notify.queries.templates import file_templates
from notify.use_cases import edit_templates as use_cases


class TemplateEntrypoints:
    """Templates."""

    db: Db
    sms: Carriers

    @rpc
    def list_templates(self) -> dict[str, Any]:
        """Return all templates."""
        self._require_template_administrator()
        return self.db.read(queries.list_templates)

    @rpc
    def get_template(self, template_id: str) -> dict[str, Any]:
        """Return a template with its versions."""
        self._require_template_administrator()
        return self.db.read(queries.get_template, template_id)

    @rpc
    def update_template(
        self, template_id: str, body: Any, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Save a template anew."""
        self._require_template_administrator()
        values = load(TemplateBody, body)
        members = self.sms.fleet.members
        registering = [name for name in members if members[name].provider.needs_registration]
        return self.db.run(
            use_cases.update_template, template_id, values, registering, expected_version
        )

    @rpc
    def preview_template(self, template_id: str, body: Any) -> dict[str, Any]:
        """Return what texts would look like that are not saved."""
        self._require_template_administrator()
        shipped = file_templates().get(template_id)
        if shipped is None:
            raise NotFound("notify.template_not_found")
        values = load(TemplatePreviewBody, body)
        text = TemplateText(values["title"], values["body"], values["sms_text"])
        unknown = sorted(set(values["samples"]) - VARIABLES[template_id])
        strange = [
            Violation(f"samples.{name}", "notify.template_variable_unknown") for name in unknown
        ]
        raise_if([*violations_of(template_id, text, shipped), *strange])
        signs = {name: member.sign for name, member in self.sms.fleet.members.items()}
        return queries.preview(text, values["samples"], signs)

    def _require_template_administrator(self) -> None:
        self.db.context.require_staff("platform_admin", code="notify.template_admin_only")
