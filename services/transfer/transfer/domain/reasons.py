"""The reasons for a transfer: what each asks for and what proves it (R5.1.1, R5.1.3)."""

from collections.abc import Mapping
from typing import Any

WORK, SCHOOL, RESIDENCE = "work", "school", "residence"
REASONS = (WORK, SCHOOL, RESIDENCE)

ANY_PROOF = "transfer_proof"
# USCC certificate or employer's certificate; student's papers; identity card or residence permit.
PROOF_KINDS: dict[str, tuple[str, ...]] = {
    WORK: ("uscc_certificate", "employment_proof", ANY_PROOF),
    SCHOOL: ("student_status", ANY_PROOF),
    RESIDENCE: ("id_portrait", "id_reverse", "residence_permit", ANY_PROOF),
}
ALL_PROOF_KINDS = tuple(dict.fromkeys(kind for kinds in PROOF_KINDS.values() for kind in kinds))

LABELS: dict[str, dict[str, str]] = {
    WORK: {
        "employer_name": "新单位名称",
        "uscc": "统一社会信用代码",
        "employer_type": "单位类型",
        "industry": "所属行业",
        "employer_address": "单位地址",
        "employer_phone": "单位电话",
        "start_date": "到岗时间",
    },
    SCHOOL: {
        "school_name": "学校名称",
        "level": "学历层次",
        "major": "所学专业",
        "student_no": "学号",
        "start_month": "入学时间",
        "end_month": "预计毕业时间",
    },
    RESIDENCE: {
        "kind": "变动类别",
        "address": "新地址",
        "moved_on": "变动时间",
        "document_no": "证件或证明编号",
    },
}


def proof_kinds(reason: str | None) -> tuple[str, ...]:
    """Return the kinds of file that prove a reason; any of them while the reason is unknown."""
    return PROOF_KINDS.get(reason or "", ALL_PROOF_KINDS)


def find_items(
    reason: str, details: Mapping[str, Any], proofs: Mapping[str, str]
) -> dict[str, str]:
    """Return what a reviewer can object to: path → name; `proofs` is id → name of the kind."""
    given = {
        f"details.{field}": label
        for field, label in LABELS[reason].items()
        if details.get(field) is not None
    }
    files = {f"proofs[{file_id}]": f"证明材料：{name}" for file_id, name in proofs.items()}
    return {"reason": "调转原因", "to_authority": "调入管理机构", **given, **files}
