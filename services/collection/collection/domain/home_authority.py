"""Where a person belongs (属地原则): employer, else school, else residence (docs/domain.md, Jurisdiction)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from collection.domain.basic_rules import is_student
from collection.domain.content import Content, Education, Employment


@dataclass(frozen=True, slots=True)
class RegionHint:
    """A region that speaks for an authority, with the reason in words."""

    region_code: str
    because: str
    text: str


def find_region_hints(content: Content, school_regions: Mapping[str, str]) -> list[RegionHint]:
    """Return the regions to look for an authority in, the strongest reason first.

    `school_regions` maps school names to the region that the name gives away.
    """
    return [*_from_employer(content), *_from_school(content, school_regions), *_from_home(content)]


def _from_employer(content: Content) -> Iterator[RegionHint]:
    current = [row for row in content.employments if row.start_month and not row.end_month]
    for row in sorted(current, key=_does_accounting, reverse=True):
        if row.uscc:
            text = f"您目前的工作单位“{row.employer_name or row.uscc}”在此登记"
            yield RegionHint(row.uscc[2:8], "employer", text)


def _does_accounting(row: Employment) -> bool:
    return bool(row.has_accounting_experience)


def _from_school(content: Content, school_regions: Mapping[str, str]) -> Iterator[RegionHint]:
    school = latest_school(content)
    name = (school.school_name if school else None) or ""
    if name in school_regions:
        yield RegionHint(school_regions[name], "school", f"您就读的学校“{name}”在此地")


def latest_school(content: Content) -> Education | None:
    """Return the education of someone at school (在校学生), None for others."""
    if not is_student(content):
        return None
    return max(content.educations, key=lambda row: row.start_month or "")


def _from_home(content: Content) -> Iterator[RegionHint]:
    basic = content.basic
    if basic.residence_region:
        yield RegionHint(basic.residence_region, "residence", "您的居住地在此")
    if basic.household_region and basic.household_region != basic.residence_region:
        yield RegionHint(basic.household_region, "household", "您的户籍所在地在此")
