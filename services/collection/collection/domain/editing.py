"""What may be done with a collection in each of its states (R3.6.2, R4.1.1)."""

from contracts.errors import Conflict

NOT_STARTED = "not_started"
DRAFT = "draft"
SUBMITTED = "submitted"
UNDER_REVIEW = "under_review"
RETURNED = "returned"
APPROVED = "approved"

EDIT = "edit"
SUBMIT = "submit"
WITHDRAW = "withdraw"
REVEAL = "reveal"

ACTIONS: dict[str, tuple[str, ...]] = {
    NOT_STARTED: (EDIT,),
    DRAFT: (EDIT, SUBMIT),
    SUBMITTED: (WITHDRAW,),
    UNDER_REVIEW: (),
    RETURNED: (EDIT, SUBMIT),
    APPROVED: (REVEAL,),
}

# States of a case in which a decision has been taken: nothing is left to withdraw.
DECIDED = (RETURNED, APPROVED)


def status_of(*, has_record: bool, case_state: str | None) -> str:
    """Return the collection's status from the state of its case; a withdrawn one is a draft."""
    if not has_record:
        return NOT_STARTED
    return case_state if case_state in ACTIONS else DRAFT


def ensure_editable(status: str) -> None:
    """Refuse changes while a review is open and after the approval."""
    if status == APPROVED:
        raise Conflict("collection.already_approved")
    if EDIT not in ACTIONS[status]:
        raise Conflict("collection.not_editable")
