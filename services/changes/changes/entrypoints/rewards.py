"""Methods about rewards and penalties: staff record them, persons read their own."""

from typing import Any

from casework.domain.actors import Actor
from casework.employers import staff_actor
from casework.reservations import reserve_case
from chassis.clock import utc_now
from chassis.service import rpc
from chassis.validation import load_lenient, raise_if
from contracts.case_kinds import REWARD_PENALTY
from contracts.errors import Forbidden, NotFound
from contracts.schemas.changes import RewardPenaltyBody

from changes import clients
from changes.domain import rewards as rules
from changes.entrypoints.base import Methods, today
from changes.files import Claimed
from changes.models import RewardPenalty
from changes.queries import applications
from changes.use_cases import rewards as use_cases
from changes.use_cases.preparation import Prepared

NO_FILES = Claimed({})
RECORDERS = ("reviewer", "authority_admin")
READERS = ("reviewer", "authority_admin", "auditor", "platform_admin")


class RewardMethods(Methods):
    """Rewards and penalties (奖惩)."""

    @rpc
    def record_reward_penalty(self, body: Any) -> dict[str, Any]:
        """Record an entry about a person of one's authority; other staff review it."""
        self.db.context.require_staff(*RECORDERS, code="changes.recorders_only")
        entry_id = self._case_id("record_reward_penalty")
        values = _checked(body)
        recorder = self._recorder(values["person_id"])
        is_stored = self._is_stored(RewardPenalty, entry_id)
        self.db.run(
            use_cases.record_reward_penalty,
            entry_id=entry_id,
            values=values,
            recorder=recorder,
            prepared=None if is_stored else self._prepared_entry(entry_id, values["person_id"]),
        )
        return self.db.read(applications.get_entry, entry_id, utc_now())

    def _recorder(self, person_id: str) -> Actor:
        staff = self.identity_rpc.call("get_staff_me")
        if staff.get("person_id") == person_id:
            raise Forbidden("changes.own_entry")
        return staff_actor(self.db.context, staff)

    def _prepared_entry(self, entry_id: str, person_id: str) -> Prepared:
        person = self._person_of_authority(person_id)
        reservation = reserve_case(self.collection_rpc, person_id, REWARD_PENALTY, entry_id)
        return Prepared(person, NO_FILES, reservation)

    def _person_of_authority(self, person_id: str) -> dict[str, Any]:
        """Return a person whose record belongs to the caller's authority or one below it."""
        person = clients.find_person(self.identity_rpc, person_id)
        status = clients.fetch_record_status(self.collection_rpc, person_id) if person else None
        authority = status.authority if status and status.is_approved else None
        if person is None or authority is None or not self.db.context.covers(authority.path):
            raise NotFound("changes.person_not_found")
        return person

    @rpc
    def list_rewards_penalties(
        self, status: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of what was recorded about the person who asks."""
        asked = (self.db.context.require_person(), status, cursor, limit, utc_now())
        return self.db.read(applications.list_rewards_penalties, *asked)

    @rpc
    def get_reward_penalty(self, entry_id: str) -> dict[str, Any]:
        """Return one entry about the person who asks, with why it did not pass."""
        return self.db.read(
            applications.get_reward_penalty, entry_id, self.db.context.require_person(), utc_now()
        )

    @rpc
    def list_recorded_rewards_penalties(
        self, person_id: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> dict[str, Any]:
        """Return one page of what was recorded in the caller's authority and below it."""
        context = self.db.context
        context.require_authority(*READERS)
        if person_id:
            self.db.run(use_cases.note_search, person_id)
        return self.db.read(
            applications.list_recorded, context, person_id, cursor, limit, utc_now()
        )


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
