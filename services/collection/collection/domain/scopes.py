"""Scopes of collection (采集范围) and what each asks for (R3.1.1; docs/domain.md, Scopes and materials)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from contracts.attachments import ATTACHMENT_RULES
from contracts.certificate_types import CertificateType
from contracts.reference import name_of

ACCOUNTANT = "accountant"
QUALIFIED_NOT_WORKING = "qualified_not_working"
EXAM_CANDIDATE = "exam_candidate"


@dataclass(frozen=True, slots=True)
class Material:
    """One thing to have ready: its section, its attachment kind and when it is needed."""

    section: str
    kind: str
    name: str
    condition: str


@dataclass(frozen=True, slots=True)
class Scope:
    """One choice on the notice page; its name is in the dictionary `collection_scope`."""

    code: str
    materials: tuple[Material, ...]
    needs_accounting_work: bool = False
    needs_permit_away_from_home: bool = False


def _material(section: str, kind: str, condition: str, examples: str = "") -> Material:
    return Material(section, kind, ATTACHMENT_RULES[kind].title + examples, condition)


# Certificates with all their data on one side, by their short names.
_ONE_SIDED = "、".join(
    one.rule.title.partition("（")[0] for one in CertificateType if not one.rule.has_reverse_side
)
_ALWAYS = (
    _material("basic", "photo", "必须上传"),
    _material("basic", "id_portrait", "必须上传"),
    _material("basic", "id_reverse", f"必须上传（{_ONE_SIDED}除外）"),
    _material("educations", "level_certificate", "每段教育经历必须上传"),
    _material("educations", "degree_certificate", "填写了学位时必须上传"),
)
_WORK = (
    _material(
        "employments",
        "employment_proof",
        "每段工作经历必须上传",
        examples="（劳动合同、工作证明或社保缴纳证明）",
    ),
    _material("employments", "uscc_certificate", "工作结束时间为至今时必须上传"),
    _material("employments", "appointment_proof", "填写了会计专业职务时必须上传"),
)
_NOT_WORKING = (
    *_ALWAYS,
    _material("educations", "student_status", "在校学生上传"),
    _material(
        "basic", "residence_permit", "户籍所在地与居住地不在同一城市且不是在校学生时必须上传"
    ),
    *_WORK,
)

SCOPES: Mapping[str, Scope] = {
    ACCOUNTANT: Scope(ACCOUNTANT, (*_ALWAYS, *_WORK), needs_accounting_work=True),
    QUALIFIED_NOT_WORKING: Scope(
        QUALIFIED_NOT_WORKING, _NOT_WORKING, needs_permit_away_from_home=True
    ),
    EXAM_CANDIDATE: Scope(EXAM_CANDIDATE, _NOT_WORKING, needs_permit_away_from_home=True),
}


def notice() -> list[dict[str, Any]]:
    """Return what the notice page shows: each scope with the materials to have ready."""
    return [
        {
            "code": scope.code,
            "name": name_of("collection_scope", scope.code),
            "materials": [asdict(material) for material in scope.materials],
        }
        for scope in SCOPES.values()
    ]
