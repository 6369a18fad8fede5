"""Conflicts of interest as staff declare them (回避申报), and how long a withdrawn one binds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from contracts.errors import Violation
from contracts.platform import local_date
from contracts.values.id_numbers import clean_id_number, identity_key
from contracts.values.uscc import clean_uscc

from identity.domain.registration import Findings

# Whole days in China after the day of the withdrawal, which does not count.
COOLING_OFF_DAYS = 30
# Employers of one member of staff that may be withdrawn and still bind.
MOST_WITHDRAWN = 100


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


def withdraw(
    before: Collection[str],
    after: Collection[str],
    withdrawn: Mapping[str, datetime],
    now: datetime,
) -> dict[str, datetime] | None:
    """Return which employers are withdrawn and bind once `after` has replaced `before`, since when.

    None if those would be too many.
    """
    new = {uscc: now for uscc in before if uscc not in after}
    kept = {**still_binding(withdrawn, local_date(now)), **new}
    found = {uscc: since for uscc, since in kept.items() if uscc not in after}
    return found if len(found) <= MOST_WITHDRAWN else None


def still_binding(withdrawn: Mapping[str, datetime], today: date) -> dict[str, datetime]:
    """Return those of the withdrawn employers whose people one may not claim today."""
    return {uscc: since for uscc, since in withdrawn.items() if today <= binds_until(since)}


def binds_until(withdrawn_at: datetime) -> date:
    """Return the last day in China on which a withdrawn employer binds."""
    return local_date(withdrawn_at) + timedelta(days=COOLING_OFF_DAYS)
