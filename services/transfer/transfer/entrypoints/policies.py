"""What the platform's administrator decides about transfers."""

from typing import Any

from chassis.service import rpc
from chassis.validation import load
from contracts.schemas.transfer import PolicyBody

from transfer.entrypoints.base import Methods
from transfer.queries.policies import get_policy
from transfer.use_cases.policies import change_policy


class PolicyMethods(Methods):
    """The policy of review and its history."""

    @rpc
    def get_review_policy(self) -> dict[str, Any]:
        """Return who reviews transfers, for those who run or audit the platform."""
        self.db.context.require_staff(
            "platform_admin", "auditor", code="transfer.platform_admin_only"
        )
        return self.db.read(get_policy)

    @rpc
    def update_review_policy(
        self, body: Any, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Decide who reviews the transfers that are submitted from now on."""
        self.db.context.require_staff("platform_admin", code="transfer.platform_admin_only")
        values = load(PolicyBody, body)
        self.db.run(change_policy, values["policy"], values["note"], expected_version)
        return self.db.read(get_policy)
