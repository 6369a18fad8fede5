"""What staff declare so that they can be kept from their own matters (回避申报)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.errors import Violation
from contracts.values.id_numbers import clean_id_number, identity_key
from contracts.values.uscc import clean_uscc

from identity.domain.registration import Findings


@dataclass(frozen=True, slots=True)
class Interests:
    """Whose account is their own, by its identity key, and where else they have a part."""

    identity_key: str | None
    employer_usccs: tuple[str, ...]


def examine_interests(
    form: Mapping[str, Any], shape_violations: list[Violation], today: date
) -> tuple[Interests, list[Violation]]:
    """Return what is declared, and everything that is wrong with it."""
    findings = Findings(list(shape_violations))
    id_type, raw = form.get("id_type"), form.get("id_number")
    if (id_type is None) != (raw is None) and not shape_violations:
        findings.add("id_type" if id_type is None else "id_number", "common.required")
    number = findings.clean("id_number", clean_id_number_of(id_type, today), raw)
    key = identity_key(id_type, number, form.get("nationality")) if id_type and number else None
    usccs = [
        findings.clean(f"employer_usccs[{index}]", clean_uscc, uscc)
        for index, uscc in enumerate(form.get("employer_usccs") or ())
    ]
    known = tuple(dict.fromkeys(uscc for uscc in usccs if uscc))
    return Interests(key, known), findings.violations


def clean_id_number_of(id_type: str | None, today: date) -> Callable[[str], str | None]:
    """Return the rule for numbers of one certificate type."""
    return lambda raw: clean_id_number(id_type, raw, today) if id_type else None
