"""Methods about the policies by which changes are reviewed."""

from typing import Any

from chassis.service import rpc
from chassis.validation import load
from contracts.schemas.changes import FieldPolicyBody

from changes.entrypoints.base import Methods
from changes.queries import policies
from changes.use_cases.policies import update_field_policy

READERS = ("platform_admin", "auditor")


class PolicyMethods(Methods):
    """Field policies (审核策略), for those who run or audit the platform."""

    @rpc
    def list_field_policies(self) -> dict[str, Any]:
        """Return each field's review mode."""
        self.db.context.require_staff(*READERS, code="changes.platform_staff_only")
        return self.db.read(policies.list_field_policies)

    @rpc
    def list_change_policies(self) -> dict[str, Any]:
        """Return, for everybody, which fields change at once and which are reviewed by what."""
        return self.db.read(policies.list_change_policies)

    @rpc
    def update_field_policy(
        self, section: str, field: str, body: Any, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Set the review mode of one field, for changes from now on."""
        self.db.context.require_staff("platform_admin", code="changes.policy_admin_only")
        values = load(FieldPolicyBody, body)
        mode, note = values["review_mode"], values["note"]
        self.db.run(update_field_policy, section, field, mode, note, expected_version)
        return self.db.read(policies.get_field_policy, section, field)

    @rpc
    def list_policy_changes(
        self, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of who changed which policy, the newest first."""
        self.db.context.require_staff(*READERS, code="changes.platform_staff_only")
        return self.db.read(policies.list_policy_changes, cursor, limit)
