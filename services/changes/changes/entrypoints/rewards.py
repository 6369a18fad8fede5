"""Methods about rewards and penalties: staff record them, persons read their own."""

from typing import Any

from chassis.clock import utc_now
from chassis.service import rpc
from chassis.validation import load_lenient, raise_if
from contracts.schemas.changes import RewardPenaltyBody

from changes.domain import rewards as rules
from changes.entrypoints.base import Methods, today
from changes.queries import rewards as queries
from changes.use_cases import rewards as use_cases

RECORDERS = ("reviewer", "authority_admin")
READERS = ("reviewer", "authority_admin", "auditor", "platform_admin")


class RewardMethods(Methods):
    """Rewards and penalties (奖惩)."""

    @rpc
    def record_reward_penalty(self, body: Any) -> dict[str, Any]:
        """Record an entry about a person of one's authority; other staff review it."""
        self.db.context.require_staff(*RECORDERS, code="changes.recorders_only")
        entry_id = self._case_id("record_reward_penalty")
        use_cases.record_reward_penalty(self.ports, entry_id, _checked(body))
        return self.db.read(queries.get_entry, entry_id, utc_now())

    @rpc
    def list_rewards_penalties(
        self, status: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of what was recorded about the person who asks."""
        asked = (self.db.context.require_person(), status, cursor, limit, utc_now())
        return self.db.read(queries.list_rewards_penalties, *asked)

    @rpc
    def get_reward_penalty(self, entry_id: str) -> dict[str, Any]:
        """Return one entry about the person who asks, with why it did not pass."""
        return self.db.read(
            queries.get_reward_penalty, entry_id, self.db.context.require_person(), utc_now()
        )

    @rpc
    def list_recorded_rewards_penalties(
        self, person_id: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of what was recorded in the caller's authority and below it."""
        context = self.db.context
        context.require_authority(*READERS)
        if person_id:
            self.db.run(use_cases.record_search, person_id)
        return self.db.read(queries.list_recorded, context, person_id, cursor, limit, utc_now())


def _checked(body: Any) -> dict[str, Any]:
    values, violations = load_lenient(RewardPenaltyBody, body)
    if {"kind", "decided_on"} <= values.keys():
        violations = [
            *violations,
            *rules.check(
                values["kind"],
                basis=values.get("basis"),
                decided_on=values["decided_on"],
                today=today(),
            ),
        ]
    raise_if(violations)
    return values
