"""Whether a person may use a new password."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.errors import Violation

from identity.domain.registration import Findings, check_new_password


def check_change(
    form: Mapping[str, Any],
    shape_violations: Sequence[Violation],
    own_numbers: tuple[str | None, ...],
) -> list[Violation]:
    """Return everything that is wrong with the form, but for whether the old password is right."""
    findings = Findings(list(shape_violations))
    names = ("new_password", "new_password_confirmation")
    check_new_password(form, names, own_numbers, findings)
    new = form.get("new_password")
    if new is not None and new == form.get("old_password"):
        findings.add("new_password", "identity.password_same")
    return findings.violations
