"""Rules of the basic section (R3.2.1, R3.2.3; docs/domain.md, Scopes and materials)."""

from collections.abc import Iterator

from casework.domain.applicants import Applicant

from collection.domain import missing, scopes
from collection.domain.content import Basic, Content
from collection.domain.missing import Missing

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})

DETAILS = "basic.details"


def find_missing(content: Content, person: Applicant) -> list[Missing]:
    """Report what the basic section lacks for this scope and kind of certificate."""
    basic = content.basic
    names = [name for name in _required_details(person) if not getattr(basic, name)]
    found = missing.fields("basic", DETAILS, "basic", names)
    found += [
        missing.attachment("basic", f"basic.{kind}", f"basic.{kind}_id", kind)
        for kind in _required_images(person)
        if not getattr(basic, f"{kind}_id")
    ]
    if needs_residence_permit(content, person) and not basic.residence_permit_id:
        found.append(_permit_missing())
    return found


def _required_details(person: Applicant) -> Iterator[str]:
    # People without a household registration have no 民族, 政治面貌 or 户籍 to give.
    if person.is_mainland_resident:
        yield from ("ethnicity", "political_status", "household_region")
    yield from ("residence_region", "postal_address")


def _required_images(person: Applicant) -> Iterator[str]:
    yield from ("photo", "id_portrait")
    if person.certificate_has_reverse_side:
        yield "id_reverse"


def needs_residence_permit(content: Content, person: Applicant) -> bool:
    """Tell whether the person lives away from home and neither works nor studies there."""
    scope = scopes.SCOPES.get(content.scope or "")
    if not (scope and scope.needs_permit_away_from_home and person.is_mainland_resident):
        return False
    return lives_away_from_home(content.basic) and not is_student(content)


def is_student(content: Content) -> bool:
    """Tell whether the person proves to be at school (在校学生)."""
    return any("student_status" in row.attachments for row in content.educations)


def lives_away_from_home(basic: Basic) -> bool:
    """Tell whether household and residence lie in different cities."""
    if not (basic.household_region and basic.residence_region):
        return False
    return _city(basic.household_region) != _city(basic.residence_region)


def _city(region_code: str) -> str:
    # The districts of a municipality are one city.
    return region_code[:2] if region_code[:2] in MUNICIPALITIES else region_code[:4]


def _permit_missing() -> Missing:
    return missing.attachment(
        "basic",
        "basic.residence_permit",
        "basic.residence_permit_id",
        "residence_permit",
        "户籍所在地与居住地不在同一城市，在校学生请在教育经历中上传学籍证明，其他人",
    )
