"""Who acts on cases: a person, a member of staff, or the system."""

from collections.abc import Collection
from dataclasses import dataclass

from contracts.context import CallContext

SYSTEM_NAME = "系统"
APPLICANT_NAME = "申请人"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the caller with their roles and authority, their name, and what ties them to people.

    `person_id` is a member of staff's own record, `other_person_ids` are further accounts that claim
    their certificate, `employer_indexes` are blind indexes of their employers and
    `former_employer_indexes` of those that they have withdrawn lately; all are empty and
    `has_declared` is None as long as identity has not been asked, or does not say.
    """

    context: CallContext
    name: str = ""
    person_id: str | None = None
    employer_indexes: Collection[str] = ()
    former_employer_indexes: Collection[str] = ()
    has_declared: bool | None = None
    other_person_ids: Collection[str] = ()

    @classmethod
    def applicant(cls, person_id: str) -> "Actor":
        """Return the person of a case, whose name the history does not keep."""
        return cls(CallContext(actor_id=person_id, actor_kind="person"), APPLICANT_NAME)

    @property
    def kind(self) -> str:
        """Return `person`, `staff` or `service`."""
        return self.context.actor_kind

    def is_person(self, person_id: str) -> bool:
        """Tell whether an account is the actor's own."""
        return person_id == self.person_id or person_id in self.other_person_ids

    @property
    def actor_id(self) -> str | None:
        """Return the account; the system has none."""
        return self.context.actor_id

    @property
    def staff_id(self) -> str | None:
        """Return the account of a member of staff, of nobody else."""
        return self.context.actor_id if self.context.is_staff() else None

    @property
    def is_reviewer(self) -> bool:
        """Tell whether this is a member of staff who reviews."""
        return self.context.is_staff("reviewer")

    def may_review(self, authority_path: str) -> bool:
        """Tell whether the actor reviews for this authority or one above it."""
        return self.is_reviewer and self.context.covers(authority_path)


SYSTEM = Actor(CallContext(actor_kind="service"), SYSTEM_NAME)
