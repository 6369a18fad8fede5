"""The RPC methods by which reviewers work, the same in every service that owns cases."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Concatenate, ParamSpec

from chassis.clock import utc_now
from chassis.db import Db, UnitOfWork, canonical_id
from chassis.db.paging import DEFAULT_LIMIT
from chassis.messaging.events import Event
from chassis.rpc import ServiceCalls
from chassis.service import every, rpc, subscribe
from chassis.validation import load
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

from casework.cases import counts, person_cases, queries, use_cases
from casework.cases.gauges import ReviewGauges
from casework.cases.kinds import Authority, ReviewKind
from casework.cases.person_cases import PersonList
from casework.cases.queries import CaseFilters
from casework.clients import staff_actor
from casework.domain.actors import Actor
from casework.domain.conflicts import OWN_FILE, REFUSALS

READERS = ("reviewer", "authority_admin", "auditor", "platform_admin")
EXPIRY_SECONDS = 60
MERGE_SECONDS = 60

P = ParamSpec("P")
Decision = Callable[Concatenate[UnitOfWork, ReviewKind, str, Actor, P], dict[str, Any]]


class ReviewEntrypoints:
    """Mixed into a service that has `db` and, unless it is identity, `identity_rpc`.

    `reviews` names the kinds that the service owns. A service that keeps staff and
    authorities itself overrides `current_actor` and `find_authority`.
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
        review, (actor, unavailable) = self._review(kind), self._known_actor()
        status, now = _checked_status(status), utc_now()
        filters = CaseFilters(status, q, authority_id, assignee, overdue, person_id)
        page = self.db.read(queries.list_cases, review, actor, now, filters, cursor, limit)
        return {**page, "unavailable": unavailable}

    @rpc
    def summarise_reviews(self) -> dict[str, Any]:
        """Return the counts of each kind for the caller's authority and those below it."""
        actor, now = self._reader(), utc_now()
        kinds = self.reviews.values()
        items = [self.db.read(counts.summarise_cases, review, actor, now) for review in kinds]
        return {"items": items}

    @rpc
    def get_review(self, kind: str, case_id: str) -> dict[str, Any]:
        """Return a case with its content, history, and the items that can be returned."""
        return self._open(kind, case_id)

    @rpc
    def reveal_review(self, kind: str, case_id: str) -> dict[str, Any]:
        """Return a case in full to whoever sees it masked; the access is recorded first."""
        return self._open(kind, case_id, in_full=True)

    def _open(self, kind: str, case_id: str, *, in_full: bool = False) -> dict[str, Any]:
        review = self._review(kind)
        self._reader()
        actor, now = self.current_actor(), utc_now()
        case = self.db.read(queries.get_case_view, review, actor, now, case_id)
        self._ensure_others_file(actor, kind, case["case_id"], case["person_id"])
        action = "review_revealed" if in_full else "review_opened"
        whose = (kind, case["case_id"], case["person_id"])
        self.db.run(use_cases.record_case_access, *whose, action)
        facts, detail = review.facts(self, case), queries.get_case_detail
        return self.db.read(detail, review, actor, now, case_id, facts, in_full=in_full)

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
        values = load(ApproveBody, body or {})
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
        values = load(ReturnBody, body or {})
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
        values = load(ForwardBody, body or {})
        authority = self._target(values["authority_id"])
        return self._decide(
            use_cases.forward_case,
            kind,
            case_id,
            authority=authority,
            note=values["note"],
            expected_version=expected_version,
        )

    @rpc
    def list_own_cases(
        self, *, is_open: bool | None = None, cursor: str | None = None, limit: int = DEFAULT_LIMIT
    ) -> dict[str, Any]:
        """Return the caller's own cases of every kind here, the newest first."""
        asked = PersonList(self.db.context.require_person(), is_open, cursor, limit)
        cases = person_cases.list_person_cases
        own = [review for review in self.reviews.values() if review.is_persons_own]
        return self.db.read(cases, own, asked, utc_now())

    @rpc
    def get_own_case(self, kind: str, case_id: str) -> dict[str, Any]:
        """Return one of the caller's own cases with its history."""
        person_id, now = self.db.context.require_person(), utc_now()
        review, found = self._review(kind), canonical_id(case_id)
        if not review.is_persons_own:
            raise NotFound("casework.case_not_found")
        return self.db.read(person_cases.get_person_case, review, person_id, str(found), now)

    @subscribe("identity", "name_key_changed")
    def on_name_key_changed(self, uow: UnitOfWork, event: Event) -> None:
        """Let a person's cases of earlier versions be found by the key of the name."""
        person_id, name_sealed = event.data["person_id"], event.data["name_sealed"]
        use_cases.index_by_name_key(uow, self.reviews.values(), person_id, name_sealed)

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

    def current_actor(self, *, optional: bool = False) -> Actor:
        """Return the member of staff who calls, with what ties them to people."""
        identity = self.identity_rpc.optional if optional else self.identity_rpc
        return staff_actor(self.db.context, identity.call("get_staff_me"))

    def find_authority(self, authority_id: str) -> Authority:
        """Return an authority by its id; raises NotFound."""
        found = self.identity_rpc.call("get_authority", authority_id=authority_id)
        accepts = found.get("active", True) and found.get("is_leaf_selectable", True)
        return Authority(found["authority_id"], found["name"], found["path"], accepts)

    def _decide(
        self,
        use_case: Decision[P],
        kind: str,
        case_id: str,
        *args: P.args,
        **values: P.kwargs,
    ) -> dict[str, Any]:
        review = self._review(kind)
        self.db.context.require_staff("reviewer", code="casework.reviewer_only")
        reviewer = self.current_actor()
        try:
            return self.db.run(use_case, review, case_id, reviewer, *args, **values)
        except Forbidden as refusal:
            raise self._refused(kind, case_id, refusal) from None

    def _ensure_others_file(self, actor: Actor, kind: str, case_id: str, person_id: str) -> None:
        if actor.is_person(person_id):
            raise self._refused(kind, case_id, Forbidden(OWN_FILE))

    def _refused(self, kind: str, case_id: str, refusal: ServiceError) -> ServiceError:
        """Return the refusal; one for a conflict of interest, or none declared, is recorded."""
        if refusal.code in REFUSALS:
            with self.db.unit_of_work() as uow:
                use_cases.record_refusal(uow, kind, case_id, refusal.code)
        return refusal

    def _review(self, kind: str) -> ReviewKind:
        if kind not in self.reviews:
            raise NotFound("casework.kind_unknown")
        return self.reviews[kind]

    def _reader(self) -> Actor:
        context = self.db.context
        context.require_authority(*READERS)
        return Actor(context)

    def _known_actor(self) -> tuple[Actor, list[str]]:
        """Return a reader with what ties them to people, and who could not be asked for that.

        While identity is away a list names no conflicts of interest; decisions still judge them.
        """
        reader = self._reader()
        if not reader.is_reviewer:
            return reader, []
        try:
            return self.current_actor(optional=True), []
        except (Unavailable, DeadlineExceeded):
            return reader, ["identity"]

    def _target(self, authority_id: str) -> Authority:
        try:
            return self.find_authority(authority_id)
        except NotFound:
            wrong = Violation("authority_id", "casework.authority_not_available")
            raise ValidationFailed.of([wrong]) from None


def _checked_status(status: str | None) -> str:
    if status is None:
        return "open"
    if status not in STATUS_FILTERS:
        raise ValidationFailed.of([Violation("status", "common.invalid_choice")])
    return status
