"""Rewards and penalties (《会计奖惩信息归集管理办法（试行）》; docs/domain.md, Rewards and penalties)."""

from contracts.errors import Violation

REWARD, PENALTY = "reward", "penalty"
KINDS = (REWARD, PENALTY)


def check(kind: str, *, basis: str | None, decided_on: str, today: str) -> list[Violation]:
    """Report what is missing or cannot be; days are `YYYY-MM-DD`."""
    found = []
    if kind == PENALTY and not basis:
        found.append(Violation("basis", "changes.penalty_basis_required"))
    if decided_on > today:
        found.append(Violation("decided_on", "changes.decision_in_future"))
    return found
