"""Access log: what staff opens is recorded before anything is shown (R6.4)."""

from chassis.db import UnitOfWork

from casework import audit


def record_case_access(
    uow: UnitOfWork, kind: str, case_id: str, person_id: str, action: str = "review_opened"
) -> None:
    """Record that staff opens a case, or asks for what is masked in it."""
    audit.record(uow, audit.Act(action, person_id, kind, case_id))


def record_refusal(uow: UnitOfWork, kind: str, case_id: str, code: str) -> None:
    """Record that staff tried what their conflict of interest forbids."""
    audit.record(uow, audit.Act("review_refused", None, kind, case_id, details={"code": code}))
