"""Soft checks: what looks unusual, and a reviewer should see (docs/domain.md, Certificates of education).

A warning never stops a submission.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from casework.domain.applicants import Applicant
from contracts.attachments import warnings as file_warnings
from contracts.values.education_certificates import degree_warnings, level_warnings
from contracts.values.problem import ValueProblem
from contracts.values.uscc import suggested_employer_type

from collection.domain.content import Content, Education, Employment
from collection.domain.education_rules import has_degree
from collection.domain.scopes import EXAM_CANDIDATE, QUALIFIED_NOT_WORKING
from collection.domain.submissions import Files

YOUNGEST_AT_WORK = 16
YOUNGEST_GRADUATE = 14


@dataclass(frozen=True, slots=True)
class SoftCheck:
    """One thing that looks unusual; `item` is the item of the review it belongs to."""

    item: str
    field: str
    code: str
    message: str

    def to_dict(self) -> dict[str, str]:
        """Return the warning as it is sent."""
        return asdict(self)


def find_warnings(content: Content, person: Applicant, files: Files) -> list[SoftCheck]:
    """Return everything that looks unusual, in the order of the pages."""
    found = list(_photo_warnings(content, files))
    for index, education in enumerate(content.educations):
        found += _education_warnings(education, index, person)
    for index, employment in enumerate(content.employments):
        found += _employment_warnings(employment, index, person)
    return found + list(_scope_warnings(content))


def _photo_warnings(content: Content, files: Files) -> Iterator[SoftCheck]:
    photo = files.get(content.basic.photo_id or "")
    if photo:
        for problem in file_warnings(photo.kind, photo.width, photo.height):
            yield SoftCheck("basic.photo", "basic.photo_id", problem.code, problem.message)


def _education_warnings(row: Education, index: int, person: Applicant) -> Iterator[SoftCheck]:
    make = _warning_maker(f"educations.{row.education_id}", f"educations[{index}]")
    if row.end_month and row.level and row.level_certificate_no:
        for problem in level_warnings(row.level_certificate_no, row.level, row.end_month):
            yield make("level_certificate_no", problem)
    if row.end_month and row.degree and row.degree_certificate_no and has_degree(row):
        for problem in degree_warnings(row.degree_certificate_no, row.degree, row.end_month):
            yield make("degree_certificate_no", problem)
    if row.end_month and _age_in(row.end_month, person) < YOUNGEST_GRADUATE:
        yield make("end_month", ValueProblem("collection.graduated_young"))


def _employment_warnings(row: Employment, index: int, person: Applicant) -> Iterator[SoftCheck]:
    make = _warning_maker(f"employments.{row.employment_id}", f"employments[{index}]")
    if row.start_month and _age_in(row.start_month, person) < YOUNGEST_AT_WORK:
        yield make("start_month", ValueProblem("collection.worked_young"))
    usual = suggested_employer_type(row.uscc) if row.uscc else None
    if usual and row.employer_type and not _fits(row.employer_type, usual):
        yield make("employer_type", ValueProblem("collection.employer_type_differs"))


def _fits(chosen: str, usual: str) -> bool:
    # Dictionary codes of kinds of enterprise begin with the general one.
    return chosen == usual or chosen.startswith(f"{usual}_")


def _scope_warnings(content: Content) -> Iterator[SoftCheck]:
    if content.scope not in (QUALIFIED_NOT_WORKING, EXAM_CANDIDATE):
        return
    for index, row in enumerate(content.employments):
        works = any(not part.end_month for part in row.accounting_experiences)
        if works and not row.end_month:
            make = _warning_maker(f"employments.{row.employment_id}", f"employments[{index}]")
            yield make("accounting_experiences", ValueProblem("collection.scope_says_not_working"))


def _warning_maker(item: str, path: str) -> Callable[[str, ValueProblem], SoftCheck]:
    def make(field: str, problem: ValueProblem) -> SoftCheck:
        return SoftCheck(item, f"{path}.{field}", problem.code, problem.message)

    return make


def _age_in(month: str, person: Applicant) -> int:
    birth = person.birth_date
    years = int(month[:4]) - int(birth[:4])
    return years if month[5:7] >= birth[5:7] else years - 1
