"""The RPC methods about policies, approvals in bulk and second reviews, the same in every owner."""

import time
from typing import Any

from chassis.clock import utc_now
from chassis.service import rpc
from chassis.validation import load, raise_if
from contracts.errors import ServiceError, Unavailable, Violation
from contracts.schemas.oversight import (
    BulkApproveBody,
    CasePolicyBody,
    SecondReviewBody,
)

from casework.cases.entrypoints import ReviewEntrypoints
from casework.domain.actors import Actor
from casework.domain.policies import CasePolicy
from casework.quality import queries, use_cases

POLICY_READERS = ("reviewer", "authority_admin", "auditor", "platform_admin")
STATISTICS_READERS = ("authority_admin", "auditor", "platform_admin")
# When no more of the caller's time is left, no further case is begun.
BULK_MARGIN_SECONDS = 1.5


class OversightEntrypoints(ReviewEntrypoints):
    """Reviewing with its policies: in bulk what is harmless, twice what was sampled."""

    @rpc
    def list_case_policies(self) -> dict[str, Any]:
        """Return how each kind of this service is reviewed."""
        self.db.context.require_staff(*POLICY_READERS)
        kinds = self.reviews.values()
        return {"items": [self.db.read(queries.policy_view, review) for review in kinds]}

    @rpc
    def get_case_policy(self, kind: str) -> dict[str, Any]:
        """Return how a kind is reviewed, with the latest decisions about it."""
        self.db.context.require_staff(*POLICY_READERS)
        return self.db.read(queries.get_case_policy, self._review(kind))

    @rpc
    def update_case_policy(
        self, kind: str, body: Any, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Decide how a kind is reviewed from now on."""
        self.db.context.require_staff("platform_admin", code="casework.policy_admin_only")
        review, values = self._review(kind), load(CasePolicyBody, body)
        policy = CasePolicy(
            values["bulk_approve"],
            tuple(dict.fromkeys(values["bulk_fields"])),
            values["second_review_per_mille"],
        )
        self.db.run(use_cases.change_case_policy, review, policy, values["note"], expected_version)
        return self.db.read(queries.get_case_policy, review)

    @rpc
    def approve_reviews_in_bulk(self, body: Any) -> dict[str, Any]:
        """Approve many cases, each in a transaction and with an answer of its own."""
        self.db.context.require_staff("reviewer", code="casework.reviewer_only")
        values = load(BulkApproveBody, body)
        raise_if(_named_twice(values["items"]))
        reviewer = self.current_actor()
        return {
            "items": [self._approve_one(item, reviewer, values["note"]) for item in values["items"]]
        }

    def _approve_one(
        self, item: dict[str, Any], reviewer: Actor, note: str | None
    ) -> dict[str, Any]:
        named = {"kind": item["kind"], "case_id": item["case_id"]}
        try:
            if self._is_late():
                raise Unavailable("casework.bulk_not_reached")
            # A command of its own: what one case is answered must not be another's answer.
            db = self.db.for_part(f"{item['kind']}:{item['case_id']}")
            case = db.run(
                use_cases.approve_case_in_bulk,
                self._review(item["kind"]),
                item["case_id"],
                reviewer,
                item["version"],
                note,
            )
        except ServiceError as refusal:
            self._refused(item["kind"], item["case_id"], refusal)
            error = {"code": refusal.code, "message": refusal.message}
            return {**named, "outcome": "refused", "case": None, **error}
        return {**named, "outcome": "approved", "case": case, "code": None, "message": None}

    def _is_late(self) -> bool:
        deadline = self.db.context.deadline
        return deadline is not None and time.monotonic() > deadline - BULK_MARGIN_SECONDS

    @rpc
    def list_second_reviews(
        self,
        kind: str,
        status: str | None = None,
        authority_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of second reviews."""
        review, (actor, unavailable) = self._review(kind), self._known_actor()
        page = self.db.read(
            queries.list_second_reviews,
            review,
            actor,
            utc_now(),
            status or "open",
            authority_id,
            cursor,
            limit,
        )
        return {**page, "unavailable": unavailable}

    @rpc
    def get_second_review_statistics(self, kind: str) -> dict[str, Any]:
        """Return what became of second reviews, for each reviewer of the caller's authorities."""
        review, actor = self._review(kind), self._reader()
        self.db.context.require_staff(*STATISTICS_READERS, code="casework.statistics_for_admins")
        return self.db.read(queries.get_statistics, review, actor)

    @rpc(formerly="settle_second_review")
    def decide_second_review(
        self, kind: str, case_id: str, body: Any, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Confirm an approval that somebody else made, or object to it."""
        values = load(SecondReviewBody, body)
        return self._decide(
            use_cases.decide_second_review,
            kind,
            case_id,
            expected_version=expected_version,
            **values,
        )


def _named_twice(items: list[dict[str, Any]]) -> list[Violation]:
    ids = [item["case_id"] for item in items]
    return [
        Violation(f"items[{index}].case_id", "casework.bulk_twice")
        for index, case_id in enumerate(ids)
        if case_id in ids[:index]
    ]
