"""What the owner of a kind of case supplies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from chassis.crypto import cipher
from chassis.db import UnitOfWork
from chassis.rpc import ServiceCalls
from contracts.case_kinds import name_of_kind
from contracts.reference.dictionaries import codes, name_of
from sqlalchemy.orm import Session

from casework.cases.applicant_indexes import ApplicantIndexes
from casework.cases.models import CaseEventMixin, CaseMixin
from casework.domain.applicants import Applicant
from casework.domain.policies import CasePolicy
from casework.domain.service_level import ServiceLevel
from casework.domain.states import Action
from casework.employers import employer_indexes
from casework.quality.models import CasePolicyMixin, SecondReviewMixin

Case = CaseMixin
_SAMPLING_PURPOSE = "casework.second_review"


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority in charge of a case."""

    authority_id: str
    name: str
    path: str
    accepts_cases: bool = True


class IdentityCaller(Protocol):
    """A service that calls identity."""

    identity_rpc: ServiceCalls


class ReviewKind:
    """Binds one kind of case to its tables, its events and its owner's hooks.

    `event_names` maps an action to the event that contracts.events lists for it; the hooks run
    inside the transaction that changes the state, after the change and before the event.
    """

    kind: str
    case_model: type[CaseMixin]
    event_model: type[CaseEventMixin]
    policy_model: type[CasePolicyMixin]
    second_review_model: type[SecondReviewMixin]
    # Whether its person finds it among their cases: another may have applied in their name.
    is_persons_own: bool = True
    # In force until the platform's administrator decides otherwise.
    first_policy: CasePolicy = CasePolicy()
    # How a full name or certificate number finds a case.
    applicant_indexes: ApplicantIndexes
    event_names: ClassVar[Mapping[Action, str]] = {}

    def service_level(self, authority_id: str) -> ServiceLevel:  # noqa: ARG002
        """Return the working days that this authority has."""
        return ServiceLevel()

    def bulk_choices(self) -> dict[str, str]:
        """Return the fields, by path, that a policy may open for approval in bulk."""
        return {}

    def find_bulk_obstacle(
        self,
        session: Session,  # noqa: ARG002
        case: Case,  # noqa: ARG002
        policy: CasePolicy,  # noqa: ARG002
    ) -> str | None:
        """Return the code of what keeps a case from being approved unseen."""
        return None

    def sampling_number(self, case: Case) -> int:
        """Return the number by which an approval is sampled: unforeseeable without our key."""
        ticket = f"{case.kind}:{case.case_id}:{case.round}"
        return int.from_bytes(cipher().blind_index(ticket, _SAMPLING_PURPOSE)[:8])

    def applicant_columns(self, applicant: Applicant, employers: Iterable[str]) -> dict[str, Any]:
        """Return what a case keeps of its applicant: the name masked, all else as blind indexes.

        `employers` are the unified social credit codes of the present ones.
        """
        return {
            "masked_name": applicant.masked_name,
            "employer_indexes": list(employer_indexes(employers)),
            **self.applicant_indexes.of(applicant.name, applicant.id_number),
        }

    def search_indexes(self, text: str) -> dict[str, list[bytes]]:
        """Return blind indexes to search the text by, of `name_index` and of `person_index`."""
        return self.applicant_indexes.search(text)

    def return_codes(self) -> dict[str, str]:
        """Return the reasons for a return: code → text."""
        return {code: name_of("return_reasons", code) for code in codes("return_reasons")}

    def facts(self, service: IdentityCaller, case: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Return what other services know about the case; runs outside any transaction."""
        return {}

    def titles(self, session: Session, cases: Sequence[Case]) -> dict[str, str]:  # noqa: ARG002
        """Return what each of these cases is about, for its person; at most one statement for all."""
        return {case.case_id: name_of_kind(case.kind) for case in cases}

    def items(self, session: Session, case: Case) -> dict[str, str]:
        """Return everything in the case that can be returned: path → name for the person."""
        raise NotImplementedError

    def data(self, session: Session, case: Case, facts: dict[str, Any]) -> dict[str, Any]:
        """Return the content of the case for the reviewer."""
        raise NotImplementedError

    def event_facts(self, session: Session, case: Case) -> dict[str, Any]:  # noqa: ARG002
        """Return what the events of this kind say beyond what those of every kind do."""
        return {}

    def next_authority(self, session: Session, case: Case) -> Authority:
        """Return the authority that reviews a case once the first has consented."""
        raise NotImplementedError

    def lock_for_approval(self, uow: UnitOfWork, case_id: str) -> None:
        """Lock what an approval touches beside its own case and what must be locked before it."""

    def on_origin_consented(self, uow: UnitOfWork, case: Case) -> None:
        """Follow the first authority's consent; the case has its next authority."""

    def on_submitted(self, uow: UnitOfWork, case: Case) -> None:
        """Follow a submission."""

    def on_withdrawn(self, uow: UnitOfWork, case: Case) -> None:
        """Follow a withdrawal."""

    def on_approved(self, uow: UnitOfWork, case: Case) -> None:
        """Follow an approval."""

    def on_returned(self, uow: UnitOfWork, case: Case) -> None:
        """Follow a return; `case.reasons` are in words."""

    def on_forwarded(self, uow: UnitOfWork, case: Case) -> None:
        """Follow a forwarding; the case has its new authority."""
