"""Rules of the employment section (R3.4.1–R3.4.5; docs/domain.md, Collection)."""

from collections.abc import Iterator, Sequence

from contracts.errors import Violation

from collection.domain import missing
from collection.domain.content import AccountingExperience, Employment
from collection.domain.missing import Missing
from collection.domain.periods import MonthSpan, check_inside, check_order, check_overlaps

MAX_EMPLOYMENTS = 40
MAX_EXPERIENCES = 20

# 统一社会信用代码 came into force on 2015-10-01; an employer gone before has none.
USCC_SINCE = "2015-10"


def span_of(row: Employment, index: int) -> MonthSpan:
    """Return the months of one employment with the name used in messages."""
    name = f"第{index + 1}段工作经历" + (f"“{row.employer_name}”" if row.employer_name else "")
    path = f"employments[{index}]"
    return MonthSpan(path, name, row.start_month, row.end_month, is_open=True)


def check(rows: Sequence[Employment], this_month: str) -> list[Violation]:
    """Report what contradicts itself, whether or not the section is complete."""
    spans = [span_of(row, index) for index, row in enumerate(rows)]
    found = [one for span in spans for one in check_order(span, this_month)]
    found += check_overlaps(spans, "collection.employment_overlap")
    for row, span in zip(rows, spans, strict=True):
        found += _check_experiences(row, span, this_month)
        found += _check_appointment(row, span, this_month)
    return found


def _check_experiences(row: Employment, whole: MonthSpan, this_month: str) -> list[Violation]:
    if row.has_accounting_experience is False and row.accounting_experiences:
        path = f"{whole.path}.accounting_experiences"
        return [Violation(path, "collection.experiences_not_expected")]
    code = "collection.experience_outside_employment"
    parts = [_part(item, whole, n) for n, item in enumerate(row.accounting_experiences)]
    found = [one for part in parts for one in check_order(part, this_month)]
    found += [one for part in parts for one in check_inside(part, whole, code)]
    return found + check_overlaps(parts, "collection.experience_overlap")


def _part(item: AccountingExperience, whole: MonthSpan, number: int) -> MonthSpan:
    path = f"{whole.path}.accounting_experiences[{number}]"
    name = f"第{number + 1}段会计工作经历"
    return MonthSpan(path, name, item.start_month, item.end_month, is_open=True)


def _check_appointment(row: Employment, whole: MonthSpan, this_month: str) -> list[Violation]:
    path, month = f"{whole.path}.appointment_month", row.appointment_month
    if not month:
        return []
    if month > this_month:
        return [Violation(path, "collection.appointment_in_future")]
    if row.start_month and month < row.start_month:
        return [Violation(path, "collection.appointment_before_start")]
    if row.end_month and month > row.end_month:
        return [Violation(path, "collection.appointment_after_end")]
    return []


def find_missing(rows: Sequence[Employment], *, needs_accounting_work: bool) -> list[Missing]:
    """Report what the section lacks; some scopes need accounting work in it."""
    found = [one for index, row in enumerate(rows) for one in _row_missing(row, index)]
    if needs_accounting_work and not any(row.has_accounting_experience for row in rows):
        text = "所选采集范围为会计人员，请至少填写一段含会计工作经历的工作经历"
        code = "collection.accounting_work_required"
        found.insert(0, Missing("employments", "employments", "employments", code, text))
    return found


def _row_missing(row: Employment, index: int) -> list[Missing]:
    item, path = f"employments.{row.employment_id}", f"employments[{index}]"
    names = [name for name in _required_fields(row) if getattr(row, name) in (None, "")]
    found = missing.fields("employments", item, path, names)
    found += _experiences_missing(row, item, path)
    return found + [
        missing.attachment("employments", item, f"{path}.attachments.{kind}", kind)
        for kind in _required_attachments(row)
        if kind not in row.attachments
    ]


def _required_fields(row: Employment) -> Iterator[str]:
    yield from ("start_month", "employer_name")
    if not row.end_month or row.end_month >= USCC_SINCE:
        yield "uscc"
    yield from ("employer_type", "industry", "employer_address", "employer_phone")
    yield "has_accounting_experience"
    # A title without its month, or a month without its title, is half an appointment.
    if row.professional_title or row.appointment_month:
        yield from ("professional_title", "appointment_month")


def _required_attachments(row: Employment) -> Iterator[str]:
    yield "employment_proof"
    if row.start_month and not row.end_month:
        yield "uscc_certificate"
    if row.professional_title:
        yield "appointment_proof"


def _experiences_missing(row: Employment, item: str, path: str) -> list[Missing]:
    if not row.has_accounting_experience:
        return []
    if not row.accounting_experiences:
        where = f"{path}.accounting_experiences"
        text = "已选择有会计工作经历，请填写本单位会计工作经历"
        return [Missing("employments", item, where, missing.REQUIRED, text)]
    found = []
    for number, part in enumerate(row.accounting_experiences):
        names = [name for name in ("start_month", "posts") if not getattr(part, name)]
        where = f"{path}.accounting_experiences[{number}]"
        entries = missing.fields("accounting_experiences", item, where, names)
        found += [
            Missing("employments", one.item, one.field, one.code, one.message) for one in entries
        ]
    return found
