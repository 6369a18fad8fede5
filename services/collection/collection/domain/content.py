"""What a person has filled in, as plain values that the rules read.

Months are `YYYY-MM` texts, which order as they sort. A missing value is None; in an
employment a missing end month means "until now" (至今).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from contracts.record_fields import BASIC_ATTACHMENTS
from contracts.tolerant_reader import from_known
from contracts.values.uscc import suggested_employer_type


@dataclass(frozen=True, slots=True)
class Basic:
    """The basic section; `*_id` name attachments."""

    photo_id: str | None = None
    id_portrait_id: str | None = None
    id_reverse_id: str | None = None
    residence_permit_id: str | None = None
    ethnicity: str | None = None
    political_status: str | None = None
    email: str | None = None
    postal_address: str | None = None
    household_region: str | None = None
    residence_region: str | None = None


# What is stored in columns of the record; the images are attachments.
DETAIL_FIELDS = tuple(item.name for item in fields(Basic) if item.name not in BASIC_ATTACHMENTS)


@dataclass(frozen=True, slots=True)
class Education:
    """One finished education; `attachments` maps a kind to an attachment id."""

    education_id: str
    mode: str | None = None
    school_name: str | None = None
    level: str | None = None
    degree: str | None = None
    major: str | None = None
    start_month: str | None = None
    end_month: str | None = None
    level_certificate_no: str | None = None
    degree_certificate_no: str | None = None
    attachments: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_form(
        cls, education_id: str, values: Mapping[str, Any], files: Mapping[str, str]
    ) -> "Education":
        """Return the education that a form describes; what was not valid counts as missing."""
        return from_known(cls, values, education_id=education_id, attachments=files)


@dataclass(frozen=True, slots=True)
class AccountingExperience:
    """A time of accounting work for one employer; no end month means until now."""

    start_month: str | None = None
    end_month: str | None = None
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Employment:
    """One employment; no end month means until now (至今)."""

    employment_id: str
    start_month: str | None = None
    end_month: str | None = None
    employer_name: str | None = None
    uscc: str | None = None
    employer_type: str | None = None
    industry: str | None = None
    employer_address: str | None = None
    employer_phone: str | None = None
    has_accounting_experience: bool | None = None
    accounting_experiences: tuple[AccountingExperience, ...] = ()
    professional_title: str | None = None
    appointment_month: str | None = None
    attachments: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_form(
        cls, employment_id: str, values: Mapping[str, Any], files: Mapping[str, str]
    ) -> "Employment":
        """Return the employment that a form describes; what was not valid counts as missing.

        Its employer's type comes from the code where none is given.
        """
        own = {"employment_id": employment_id, "attachments": files}
        uscc, employer_type = values.get("uscc"), values.get("employer_type")
        if uscc and not employer_type:
            employer_type = suggested_employer_type(uscc)
        return employment_from_dict({**values, **own, "employer_type": employer_type})


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority (会计管理部门) that is to review."""

    authority_id: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a person has filled in."""

    scope: str | None = None
    basic: Basic = field(default_factory=Basic)
    educations: tuple[Education, ...] = ()
    employments: tuple[Employment, ...] = ()
    authority: Authority | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the content as JSON-safe values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Content":
        """Return the content that `to_dict` wrote, in this version or another."""
        authority = data.get("authority")
        return cls(
            scope=data.get("scope"),
            basic=from_known(Basic, data["basic"]),
            educations=tuple(from_known(Education, row) for row in data["educations"]),
            employments=tuple(employment_from_dict(row) for row in data["employments"]),
            authority=from_known(Authority, authority) if authority else None,
        )


def employment_from_dict(row: Mapping[str, Any]) -> Employment:
    """Return one employment from plain values."""
    experiences = tuple(
        AccountingExperience(
            item.get("start_month"), item.get("end_month"), tuple(item.get("posts") or ())
        )
        for item in row.get("accounting_experiences") or ()
    )
    return from_known(Employment, row, accounting_experiences=experiences)


def attachment_ids(content: Content) -> set[str]:
    """Return the ids of all attachments that the content names."""
    images = {getattr(content.basic, name) for name in BASIC_ATTACHMENTS} - {None}
    educations = (id_ for row in content.educations for id_ in row.attachments.values())
    employments = (id_ for row in content.employments for id_ in row.attachments.values())
    return {*images, *educations, *employments}
