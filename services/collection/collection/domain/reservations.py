"""Which cases of a person exclude each other (R4.2.1, R5.1.2): the one table of these rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts.case_kinds import CASE_KINDS, CHANGE, RESERVED_KINDS
from contracts.error_codes import text_of
from contracts.record_fields import BASIC, EDUCATION, EMPLOYMENT
from contracts.values.months import Period

from collection.domain.change_actions import DELETE
from collection.domain.content import Content, Education, Employment

# As they are stored in the column `state`.
RESERVED, CONFIRMED, CLOSED, EXPIRED = "held", "open", "decided", "expired"
ACTIVE_STATES = (RESERVED, CONFIRMED)


@dataclass(frozen=True, slots=True)
class Target:
    """What a change is about; an addition has no object yet, the basic section never has."""

    section: str
    action: str
    object_id: str | None = None
    start_month: str | None = None
    end_month: str | None = None

    def period(self) -> Period | None:
        """Return the months that the row is to cover once the change is approved."""
        if self.action == DELETE or not self.start_month:
            return None
        return Period(self.start_month, self.end_month)


@dataclass(frozen=True, slots=True)
class ReservedCase:
    """A case that is reserved, or that asks to be: its kind, and what a change is about."""

    kind: str
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that stands in the way, and the page where it can be dealt with."""

    code: str
    link: str

    def to_dict(self) -> dict[str, Any]:
        """Return the blocker as it is sent."""
        return {"code": self.code, "message": text_of(self.code), "link": self.link}


NOT_APPROVED = Blocker("collection.not_approved", "/collection")
SAME_OBJECT = Blocker("collection.object_has_open_change", CASE_KINDS[CHANGE].link)
PERIOD_IN_OPEN_CHANGE = Blocker("collection.period_overlaps_open_change", CASE_KINDS[CHANGE].link)
PERIOD_IN_RECORD = Blocker("collection.period_overlaps_record", "/record")
LAST_EDUCATION = Blocker("collection.last_education", CASE_KINDS[CHANGE].link)


def blocker_of(kind: str) -> Blocker:
    """Return the blocker that an open case of a kind is."""
    return Blocker(f"collection.open_{kind}", CASE_KINDS[kind].link)


def find_blockers(
    asked: ReservedCase, reserved: Sequence[ReservedCase], record: Content
) -> list[Blocker]:
    """Return everything that forbids a case beside the reserved ones; none means it may open."""
    open_kinds = {one.kind for one in reserved}
    excluded = open_kinds.intersection(CASE_KINDS[asked.kind].excludes)
    found = [blocker_of(kind) for kind in RESERVED_KINDS if kind in excluded]
    if asked.target is None:
        return found
    targets = [one.target for one in reserved if one.target is not None]
    return found + _change_blockers(asked.target, targets, record)


def _change_blockers(asked: Target, targets: Sequence[Target], record: Content) -> list[Blocker]:
    same_section = [one for one in targets if one.section == asked.section]
    found = []
    if any(_is_same_object(asked, one) for one in same_section):
        found.append(SAME_OBJECT)
    if any(_cross(asked.period(), one.period()) for one in same_section):
        found.append(PERIOD_IN_OPEN_CHANGE)
    if _crosses_record(asked, record):
        found.append(PERIOD_IN_RECORD)
    if asked.section == EDUCATION and asked.action == DELETE:
        found += _last_education(asked, same_section, record)
    return found


def _is_same_object(one: Target, other: Target) -> bool:
    if one.section == BASIC:
        return True
    return one.object_id is not None and one.object_id == other.object_id


def _cross(one: Period | None, other: Period | None) -> bool:
    return bool(one and other and one.overlaps(other))


def _crosses_record(asked: Target, record: Content) -> bool:
    rows: list[tuple[str, Education | Employment]] = []
    if asked.section == EDUCATION:
        rows = [(row.education_id, row) for row in record.educations]
    elif asked.section == EMPLOYMENT:
        rows = [(row.employment_id, row) for row in record.employments]
    return any(
        row.start_month is not None
        and _cross(asked.period(), Period(row.start_month, row.end_month))
        for row_id, row in rows
        if row_id != asked.object_id
    )


def _last_education(asked: Target, targets: Sequence[Target], record: Content) -> list[Blocker]:
    """Deletions that are each fine must not leave nothing together."""
    going = {asked.object_id} | {one.object_id for one in targets if one.action == DELETE}
    staying = [row for row in record.educations if row.education_id not in going]
    return [] if staying else [LAST_EDUCATION]
