"""Conflicts of interest as staff declare them (回避申报)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from contracts.errors import Violation
from contracts.values.id_numbers import clean_id_number, identity_key
from contracts.values.uscc import clean_uscc

from identity.domain.registration import Findings


@dataclass(frozen=True, slots=True)
class Interests:
    """Their own account, by its identity key, and the employers that they have an interest in."""

    identity_key: str | None
    employer_usccs: tuple[str, ...]


def check_interests(
    form: Mapping[str, Any], shape_violations: list[Violation], today: date
) -> tuple[Interests, list[Violation]]:
    """Return what is declared, and everything that is wrong with it."""
    findings = Findings(list(shape_violations))
    id_type, raw = form.get("id_type"), form.get("id_number")
    if (id_type is None) != (raw is None) and not shape_violations:
        findings.add("id_type" if id_type is None else "id_number", "common.required")
    key = None
    if id_type:
        number = findings.clean("id_number", partial(clean_id_number, id_type), raw, today)
        key = identity_key(id_type, number, form.get("nationality")) if number else None
    usccs = [
        findings.clean(f"employer_usccs[{index}]", clean_uscc, uscc)
        for index, uscc in enumerate(form.get("employer_usccs") or ())
    ]
    known = tuple(dict.fromkeys(uscc for uscc in usccs if uscc))
    return Interests(key, known), findings.violations
