"""The RPC methods by which reviewers work, the same in every service that owns cases."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from chassis.clock import utc_now
from chassis.db import Db
from chassis.rpc import ServiceCalls
from chassis.service import every, rpc
from chassis.validation import load_lenient, raise_if
from contracts.errors import (
    DeadlineExceeded,
    Forbidden,
    NotFound,
    ServiceError,
    Unavailable,
    ValidationFailed,
    Violation,
)
from contracts.schemas.reviews import STATUS_FILTERS, ApproveBody, ForwardBody, ReturnBody
from marshmallow import Schema

from casework.cases import counts, queries, use_cases
from casework.cases.gauges import ReviewGauges
from casework.cases.kinds import Authority, Reviewer, ReviewKind
from casework.cases.queries import CaseFilters
from casework.cases.views import Viewer
from casework.domain.conflicts import CONFLICTS, OWN_FILE, Party

READERS = ("reviewer", "authority_admin", "auditor", "platform_admin")
EXPIRY_SECONDS = 60
MERGE_SECONDS = 60
UNKNOWN = Party()


class ReviewEntrypoints:
    """Mixed into a service that has `db` and, unless it is identity, `identity_rpc`.

    `reviews` names the kinds that the service owns. A service that keeps staff and
    authorities itself overrides `current_reviewer` and `find_authority`.
    """

    reviews: ClassVar[Mapping[str, ReviewKind]]
    db: Db
    identity_rpc: ServiceCalls
    review_gauges = ReviewGauges()

    @rpc
    def list_reviews(  # noqa: PLR0913 - one for each query parameter of the list
        self,
        kind: str,
        status: str | None = None,
        q: str | None = None,
        authority_id: str | None = None,
        assignee: str | None = None,
        *,
        overdue: bool | None = None,
        person_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one page of a queue, the most urgent first."""
        review, viewer = self._review(kind), self._reader(self._known_party())
        status = _checked_status(status)
        filters = CaseFilters(status, q, authority_id, assignee, overdue, person_id)
        return self._read(queries.list_cases, review, viewer, filters, cursor, limit)

    @rpc
    def summarise_reviews(self) -> dict[str, Any]:
        """Return the counts of each kind for the caller's authority and those below it."""
        viewer = self._reader()
        kinds = self.reviews.values()
        items = [self._read(counts.summarise_cases, review, viewer) for review in kinds]
        return {"items": items}

    @rpc
    def get_review(self, kind: str, case_id: str) -> dict[str, Any]:
        """Return a case with its content, history, and the items that can be returned."""
        review = self._review(kind)
        self._reader()
        viewer = self._reader(self.current_reviewer().party)
        case = self._read(queries.get_case_view, review, viewer, case_id)
        self._ensure_others_file(viewer.party, kind, case["case_id"], case["person_id"])
        self.db.run(use_cases.record_case_access, kind, case["case_id"], case["person_id"])
        facts = review.facts(self, case)
        return self._read(queries.get_case_detail, review, viewer, case_id, facts)

    @rpc
    def claim_review(
        self, kind: str, case_id: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Take a case to decide it."""
        return self._decide(use_cases.claim_case, kind, case_id, expected_version=expected_version)

    @rpc(formerly="release_review")
    def unclaim_review(self, kind: str, case_id: str) -> dict[str, Any]:
        """Put a claimed case back into the queue."""
        return self._decide(use_cases.unclaim_case, kind, case_id)

    @rpc
    def approve_review(
        self,
        kind: str,
        case_id: str,
        body: dict[str, Any] | None = None,
        expected_version: int | None = None,
    ) -> dict[str, Any]:
        """Approve a claimed case."""
        values = _load(ApproveBody, body)
        return self._decide(
            use_cases.approve_case, kind, case_id, expected_version=expected_version, **values
        )

    @rpc
    def return_review(
        self,
        kind: str,
        case_id: str,
        body: dict[str, Any],
        expected_version: int | None = None,
    ) -> dict[str, Any]:
        """Return a claimed case with what is to be mended."""
        values = _load(ReturnBody, body)
        return self._decide(
            use_cases.return_case, kind, case_id, expected_version=expected_version, **values
        )

    @rpc
    def forward_review(
        self,
        kind: str,
        case_id: str,
        body: dict[str, Any],
        expected_version: int | None = None,
    ) -> dict[str, Any]:
        """Hand an open case to another authority."""
        values = _load(ForwardBody, body)
        authority = self._target(values["authority_id"])
        return self._decide(
            use_cases.forward_case,
            kind,
            case_id,
            authority=authority,
            note=values["note"],
            expected_version=expected_version,
        )

    def record_file_access(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is known of a file; staff's access is recorded, to their own refused.

        The owner names `kind`, `case_id` and `person_id`, which are left out of the answer.
        """
        facts = dict(found)
        kind, case_id, person_id = (facts.pop(name) for name in ("kind", "case_id", "person_id"))
        attachment = {"attachment_id": facts.pop("attachment_id"), "kind": facts.pop("file_kind")}
        if self.db.context.is_staff():
            party = self.current_reviewer().party
            self._ensure_others_file(party, kind, case_id, person_id)
            self.db.run(use_cases.record_attachment_access, kind, case_id, person_id, attachment)
        return facts

    @every(EXPIRY_SECONDS, "casework.expire_claims")
    def expire_claims(self) -> None:
        """Put cases back into the queue whose claims ran out."""
        for review in self.reviews.values():
            self.db.run(use_cases.expire_claims, review)

    @every(MERGE_SECONDS, "casework.merge_counts")
    def merge_counts(self) -> None:
        """Add up the kept counts."""
        for review in self.reviews.values():
            self.db.run(counts.merge_counts, review)

    def current_reviewer(self) -> Reviewer:
        """Return the member of staff who calls, with what ties them to people."""
        return Reviewer.of(self.identity_rpc.call("get_staff_me"))

    def find_authority(self, authority_id: str) -> Authority:
        """Return an authority by its id; raises NotFound."""
        found = self.identity_rpc.call("get_authority", authority_id=authority_id)
        accepts = found.get("active", True) and found.get("is_leaf_selectable", True)
        return Authority(found["authority_id"], found["name"], found["path"], accepts)

    def _decide(
        self, use_case: Callable[..., Any], kind: str, case_id: str, **values: Any
    ) -> dict[str, Any]:
        review = self._review(kind)
        if not self.db.context.is_staff("reviewer"):
            raise Forbidden("casework.reviewer_only")
        reviewer = self.current_reviewer()
        try:
            answer: dict[str, Any] = self.db.run(use_case, review, case_id, reviewer, **values)
        except Forbidden as refusal:
            raise self._refused(kind, case_id, refusal) from None
        return answer

    def _ensure_others_file(self, party: Party, kind: str, case_id: str, person_id: str) -> None:
        if party.person_id is not None and party.person_id == person_id:
            raise self._refused(kind, case_id, Forbidden(OWN_FILE))

    def _refused(self, kind: str, case_id: str, refusal: ServiceError) -> ServiceError:
        """Return the refusal; one for the caller's own part in the matter is written down."""
        if refusal.code in CONFLICTS:
            with self.db.unit_of_work() as uow:
                use_cases.record_refusal(uow, kind, case_id, refusal.code)
        return refusal

    def _read(self, query: Callable[..., Any], *args: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.db.read(query, *args)
        return answer

    def _review(self, kind: str) -> ReviewKind:
        if kind not in self.reviews:
            raise NotFound("casework.kind_unknown")
        return self.reviews[kind]

    def _reader(self, party: Party = UNKNOWN) -> Viewer:
        context = self.db.context
        if not context.is_staff(*READERS) or not context.authority_path:
            raise Forbidden()
        return Viewer(context, utc_now(), party)

    def _known_party(self) -> Party:
        """Return what ties a reviewer to people; a queue is also shown while identity is away."""
        if not self.db.context.is_staff("reviewer"):
            return UNKNOWN
        try:
            return self.current_reviewer().party
        except (Unavailable, DeadlineExceeded):
            return UNKNOWN

    def _target(self, authority_id: str) -> Authority:
        try:
            return self.find_authority(authority_id)
        except NotFound:
            wrong = Violation("authority_id", "casework.authority_not_available")
            raise ValidationFailed.of([wrong]) from None


def _load(schema: type[Schema], body: dict[str, Any] | None) -> dict[str, Any]:
    values, violations = load_lenient(schema, body or {})
    raise_if(violations)
    return values


def _checked_status(status: str | None) -> str:
    if status is None:
        return "open"
    if status not in STATUS_FILTERS:
        raise ValidationFailed.of([Violation("status", "common.invalid_choice")])
    return status
