"""Rules of the education section (R3.3.1, R3.3.2; docs/domain.md, Certificates of education)."""

from collections.abc import Iterator, Sequence

from contracts.errors import Violation

from collection.domain import missing
from collection.domain.content import Education
from collection.domain.missing import Missing
from collection.domain.periods import MonthSpan, check_order, check_overlaps

MAX_EDUCATIONS = 20

# Certificates of these levels carry a number of the ministry of education; those below do not.
NUMBERED_LEVELS = frozenset({"11", "14", "21", "31"})
# Only these lead to a degree, so only here is a missing one a question left open.
DEGREE_LEVELS = frozenset({"11", "14", "21"})
GENERAL_HIGH_SCHOOL = "61"
NO_DEGREE = "none"


def span_of(row: Education, index: int) -> MonthSpan:
    """Return the months of one education with the name used in messages."""
    name = f"第{index + 1}段教育经历" + (f"“{row.school_name}”" if row.school_name else "")
    return MonthSpan(f"educations[{index}]", name, row.start_month, row.end_month)


def check(rows: Sequence[Education], this_month: str) -> list[Violation]:
    """Report what contradicts itself, whether or not the section is complete."""
    spans = [span_of(row, index) for index, row in enumerate(rows)]
    found = [one for span in spans for one in check_order(span, this_month)]
    found += [
        Violation(f"educations[{index}].degree", "collection.degree_without_level")
        for index, row in enumerate(rows)
        if row.level and row.level not in DEGREE_LEVELS and has_degree(row)
    ]
    return found + check_overlaps(spans, "collection.education_overlap")


def find_missing(rows: Sequence[Education]) -> list[Missing]:
    """Report what the section lacks; at least one education is needed."""
    if not rows:
        text = "请至少填写一段教育经历"
        return [Missing("educations", "educations", "educations", missing.REQUIRED, text)]
    return [one for index, row in enumerate(rows) for one in _row_missing(row, index)]


def _row_missing(row: Education, index: int) -> list[Missing]:
    item, path = f"educations.{row.education_id}", f"educations[{index}]"
    names = [name for name in _required_fields(row) if not getattr(row, name)]
    found = missing.fields("educations", item, path, names)
    return found + [
        missing.attachment("educations", item, f"{path}.attachments.{kind}", kind)
        for kind in _required_attachments(row)
        if kind not in row.attachments
    ]


def _required_fields(row: Education) -> Iterator[str]:
    yield from ("mode", "school_name", "level", "start_month", "end_month")
    if row.level in DEGREE_LEVELS:
        yield "degree"
    if row.level != GENERAL_HIGH_SCHOOL:
        yield "major"
    if row.level in NUMBERED_LEVELS:
        yield "level_certificate_no"
    if has_degree(row):
        yield "degree_certificate_no"


def _required_attachments(row: Education) -> Iterator[str]:
    if row.level:
        yield "level_certificate"
    if has_degree(row):
        yield "degree_certificate"


def has_degree(row: Education) -> bool:
    """Tell whether a degree was conferred."""
    return bool(row.degree) and row.degree != NO_DEGREE
