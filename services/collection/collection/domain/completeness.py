"""Everything that blocks submitting, all at once (R3.5.1)."""

from collections.abc import Sequence

from casework.domain.applicants import Applicant
from contracts.errors import Violation

from collection.domain import basic_rules, education_rules, employment_rules, missing
from collection.domain.content import Content
from collection.domain.missing import Missing
from collection.domain.rework import Return, find_untouched
from collection.domain.scopes import SCOPES


def find_blocking(
    content: Content, person: Applicant, returned: Return | None, this_month: str
) -> list[Missing]:
    """Return everything that keeps a draft from being submitted."""
    found = find_missing(content, person) + find_contradictions(content, this_month)
    if returned is None:
        return found
    return found + find_untouched(returned.items, returned.content, content)


def find_missing(content: Content, person: Applicant) -> list[Missing]:
    """Report everything that is not filled in yet, in the order of the pages."""
    scope = SCOPES.get(content.scope or "")
    return [
        *([] if scope else [_choice("scope", "请选择采集范围")]),
        *basic_rules.find_missing(content, person),
        *education_rules.find_missing(content.educations),
        *employment_rules.find_missing(
            content.employments,
            needs_accounting_work=bool(scope and scope.needs_accounting_work),
        ),
        *([] if content.authority else [_choice("authority", "请选择会计管理部门")]),
    ]


def _choice(section: str, text: str) -> Missing:
    return Missing(section, section, section, missing.REQUIRED, text)


def find_contradictions(content: Content, this_month: str) -> list[Missing]:
    """Report what contradicts itself; a draft may have become wrong since it was saved."""
    return [
        *_as_missing("educations", content, education_rules.check(content.educations, this_month)),
        *_as_missing(
            "employments", content, employment_rules.check(content.employments, this_month)
        ),
    ]


def _as_missing(section: str, content: Content, found: Sequence[Violation]) -> list[Missing]:
    return [
        Missing(section, _item_of(section, content, one.field), one.field, one.code, text)
        for one in found
        if (text := one.to_dict()["message"])
    ]


def _item_of(section: str, content: Content, path: str) -> str:
    index = int(path.partition("[")[2].partition("]")[0])
    if section == "educations":
        return f"educations.{content.educations[index].education_id}"
    return f"employments.{content.employments[index].employment_id}"
