"""What identity says of staff who ask, for the fakes of suites that run without it."""

from typing import Any

DECLARED_AT = "2026-11-02T01:00:00+00:00"
UNDECLARED: dict[str, Any] = {"interests_declared_at": None}


def staff_answer(staff_id: str, **facts: Any) -> dict[str, Any]:
    """Return a member of staff who has declared that there is nothing, unless `facts` say else."""
    return {
        "staff_id": staff_id,
        "username": staff_id,
        "name": f"审核员{staff_id}",
        "roles": ["reviewer"],
        "authority": {"authority_id": "au-110108", "name": "北京市海淀区财政局"},
        "person_id": None,
        "interests_declared_at": DECLARED_AT,
        "identity_declared": False,
        "employer_usccs": [],
        "withdrawn_employers": [],
        "version": 2,
        **facts,
    }


def withdrawn(uscc: str) -> dict[str, Any]:
    """Return what is said of an employer that was withdrawn and still binds."""
    until = {"withdrawn_at": DECLARED_AT, "binds_until": "2026-12-02"}
    return {"withdrawn_employers": [{"uscc": uscc, **until}]}
