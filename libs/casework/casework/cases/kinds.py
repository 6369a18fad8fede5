"""What the owner of a kind of case supplies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from chassis.crypto import cipher
from chassis.db import UnitOfWork
from contracts.reference.dictionaries import codes, name_of
from sqlalchemy.orm import Session

from casework.cases.models import CaseEventMixin, CaseMixin
from casework.domain.policies import CasePolicy
from casework.domain.service_level import ServiceLevel
from casework.domain.states import Action
from casework.quality.models import CasePolicyMixin, SecondReviewMixin

Case = CaseMixin
_SAMPLING_PURPOSE = "casework.second_review"


@dataclass(frozen=True, slots=True)
class Applicant:
    """The person a case is about; the indexes make exact search possible without the text.

    `employer_indexes` are those of the present employers, made by `casework.employers`.
    """

    person_id: str
    masked_name: str
    name_index: bytes | None = None
    person_index: bytes | None = None
    employer_indexes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority in charge of a case."""

    authority_id: str
    name: str
    path: str
    accepts_cases: bool = True


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
    # In force until the platform's administrator decides otherwise.
    first_policy: CasePolicy = CasePolicy()
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

    def search_indexes(self, text: str) -> dict[str, bytes]:  # noqa: ARG002
        """Return blind indexes to look the text up by: `name_index`, `person_index`."""
        return {}

    def return_codes(self) -> dict[str, str]:
        """Return the reasons for a return: code → text."""
        return {code: name_of("return_reasons", code) for code in codes("return_reasons")}

    def facts(self, service: Any, case: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Return what other services know about the case; runs outside any transaction."""
        return {}

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
