"""What persons and the platform's administrator send and read about transfers (属地调转)."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from contracts.schemas.base import BodySchema
from contracts.schemas.cases import history
from contracts.schemas.fields import (
    Address,
    Day,
    DictCode,
    EmployerPhone,
    IdRef,
    Month,
    OneOfBy,
    Text,
    Uscc,
)
from contracts.schemas.reviews import CASE_STATUSES, AuthorityRef, ReasonInWords

MAX_PROOFS = 5
POLICIES = ("in_only", "out_then_in")
SCOPES = ("within_province", "across_provinces")


def _about(description: str, example: Any = None) -> dict[str, Any]:
    return {"description": description} | ({} if example is None else {"example": example})


def _optional(description: str, example: Any = None) -> dict[str, Any]:
    metadata = _about(description, example)
    return {"load_default": None, "allow_none": True, "metadata": metadata}


class WorkDetails(BodySchema):
    """The new employer (工作单位所在地变动)."""

    employer_name = Text(
        max=100, required=True, metadata=_about("新单位名称", "上海市浦东新区晨光科技有限公司")
    )
    uscc = Uscc(required=True, metadata=_about("统一社会信用代码", "91110000600037341L"))
    employer_type = DictCode(
        "employer_type", **_optional("单位类型代码；不填时按统一社会信用代码预填", "enterprise")
    )
    industry = DictCode("industry", required=True, metadata=_about("所属行业门类代码", "I"))
    employer_address = Address(
        min=5, max=200, required=True, metadata=_about("单位地址", "上海市浦东新区世纪大道1号")
    )
    employer_phone = EmployerPhone(required=True, metadata=_about("单位电话", "021-62345678"))
    start_date = Day(required=True, metadata=_about("到岗时间，不晚于今天", "2026-09-01"))


class SchoolDetails(BodySchema):
    """The new school (学籍所在地变动)."""

    school_name = Text(max=100, required=True, metadata=_about("学校名称", "上海财经大学"))
    level = DictCode("education_level", required=True, metadata=_about("学历层次代码", "14"))
    major = Text(max=100, required=True, metadata=_about("所学专业", "会计学"))
    student_no = Text(max=50, **_optional("学号；凭录取通知书申请时可不填", "2026110108"))
    start_month = Month(required=True, metadata=_about("入学时间，最晚为半年以后", "2026-09"))
    end_month = Month(required=True, metadata=_about("预计毕业时间，不早于本月", "2029-06"))


class ResidenceDetails(BodySchema):
    """The new home (户籍所在地或居住地变动)."""

    kind = DictCode(
        "residence_kind",
        required=True,
        metadata=_about("变动类别：household 户籍，residence 居住地", "residence"),
    )
    address = Address(
        min=5, max=200, required=True, metadata=_about("新地址", "上海市浦东新区世纪大道2号")
    )
    moved_on = Day(required=True, metadata=_about("变动时间，不晚于今天", "2026-08-15"))
    document_no = Text(max=50, **_optional("户籍证明、居住证等材料的编号", "310115000001"))


DETAILS: Mapping[str, type[BodySchema]] = {
    "work": WorkDetails,
    "school": SchoolDetails,
    "residence": ResidenceDetails,
}


class TransferBody(BodySchema):
    """Ask for a transfer; `details` and the kinds of proof follow from the reason."""

    reason = DictCode(
        "transfer_reason",
        required=True,
        metadata=_about("调转原因：work 工作单位、school 学籍、residence 户籍或居住地", "work"),
    )
    to_authority_id = IdRef(required=True, metadata=_about("调入的会计管理部门编号", "au-310115"))
    proof_ids = fields.List(
        IdRef(),
        required=True,
        validate=validate.Length(min=1, max=MAX_PROOFS, error="transfer.proof_count"),
        metadata=_about(
            "证明材料的附件编号，1 至 5 个。附件种类：工作单位变动为 uscc_certificate 或 "
            "employment_proof；学籍变动为 student_status；户籍或居住地变动为 id_portrait、"
            "id_reverse 或 residence_permit；三者均可用 transfer_proof",
            ["5f0c6c1e-3a55-4c7e-9a57-1d1f7b1f2a10"],
        ),
    )
    details = OneOfBy(
        "reason",
        DETAILS,
        required=True,
        metadata=_about(
            "按调转原因填写",
            {
                "employer_name": "上海市浦东新区晨光科技有限公司",
                "uscc": "91110000600037341L",
                "industry": "I",
                "employer_address": "上海市浦东新区世纪大道1号",
                "employer_phone": "021-62345678",
                "start_date": "2026-09-01",
            },
        ),
    )
    remark = Text(max=500, line_breaks=True, **_optional("说明", "因工作调动迁往上海"))


class Blocker(Schema):
    """One thing that forbids a transfer."""

    code = fields.String(
        required=True,
        metadata={"description": "代码", "example": "transfer.collection_not_approved"},
    )
    message = fields.String(
        required=True,
        metadata={"description": "原因和办法", "example": "您已有审核中的调转申请，请等待审核完成"},
    )
    link = fields.String(
        required=True, metadata={"description": "可办理的页面", "example": "/collection"}
    )
    field = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "问题所在的填写项；与填写无关的为 null", "example": None},
    )


class Eligibility(Schema):
    """Whether a transfer may be asked for, with everything that stands in the way."""

    eligible = fields.Boolean(required=True, metadata={"description": "能否申请", "example": False})
    blockers = fields.List(fields.Nested(Blocker), required=True)


class Place(AuthorityRef):
    """An authority with the region it stands for; special authorities have no region."""

    province = fields.String(required=True, allow_none=True, metadata={"example": "上海市"})
    city = fields.String(required=True, allow_none=True)
    county = fields.String(required=True, allow_none=True, metadata={"example": "浦东新区"})
    full_name = fields.String(
        required=True, metadata=_about("省市县，没有区划的为部门名称", "上海市浦东新区")
    )


class Proof(Schema):
    """A file that proves the reason; it is shown through `/attachments/{id}`."""

    attachment_id = fields.String(required=True)
    kind = fields.String(required=True, metadata={"example": "employment_proof"})
    kind_name = fields.String(required=True, metadata={"example": "工作证明"})
    file_name = fields.String(required=True, metadata={"example": "工作证明.jpg"})
    media_type = fields.String(required=True, metadata={"example": "image/jpeg"})
    size = fields.Integer(required=True, metadata={"example": 102400})
    width = fields.Integer(required=True, allow_none=True)
    height = fields.Integer(required=True, allow_none=True)


class TransferItem(Schema):
    """One line of the list of transfers (R5.2.1)."""

    transfer_id = fields.String(required=True)
    reason = fields.String(required=True, metadata={"example": "work"})
    reason_name = fields.String(required=True, metadata=_about("调转类型", "工作单位所在地变动"))
    scope = fields.String(required=True, validate=validate.OneOf(SCOPES))
    scope_name = fields.String(required=True, metadata={"example": "跨省"})
    from_authority = fields.Nested(
        Place, required=True, data_key="from", metadata=_about("调出省市县")
    )
    to_authority = fields.Nested(Place, required=True, data_key="to", metadata=_about("调入省市县"))
    transferred_at = fields.String(
        required=True, metadata=_about("调出时间：审核通过前为申请时间，通过后为生效时间")
    )
    status = fields.String(required=True, validate=validate.OneOf(CASE_STATUSES))
    status_name = fields.String(required=True, metadata=_about("审核状态", "待审核"))
    proofs = fields.List(fields.Nested(Proof), required=True)
    available_actions = fields.List(fields.String(), required=True)


class TransferList(Schema):
    """One page of the person's transfers, the latest first."""

    items = fields.List(fields.Nested(TransferItem), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class TransferReviewState(Schema):
    """How far the review is."""

    authority = fields.Nested(AuthorityRef, required=True, metadata=_about("正在审核的部门"))
    submitted_at = fields.String(required=True)
    decided_at = fields.String(required=True, allow_none=True)
    reasons = fields.List(fields.Nested(ReasonInWords), required=True)
    note = fields.String(required=True, allow_none=True)
    queue_position = fields.Integer(required=True, allow_none=True)
    expected_at = fields.String(required=True, allow_none=True)
    history = history()


class Transfer(TransferItem):
    """One transfer in full."""

    policy = fields.String(required=True, validate=validate.OneOf(POLICIES))
    policy_name = fields.String(required=True, metadata={"example": "调入地审核"})
    details = fields.Dict(required=True, metadata=_about("按调转原因填写的内容"))
    remark = fields.String(required=True, allow_none=True)
    submitted_at = fields.String(required=True)
    effective_at = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)
    review = fields.Nested(TransferReviewState, required=True)


class PolicyBody(BodySchema):
    """Choose how transfers are reviewed; it counts for those submitted from now on."""

    policy = DictCode(
        "transfer_policy",
        required=True,
        metadata=_about("in_only 调入地审核，out_then_in 调出地审核后调入地审核", "out_then_in"),
    )
    note = Text(max=500, **_optional("说明", "按财政部通知调整"))


class PolicyChange(Schema):
    """One decision about the policy."""

    version = fields.Integer(required=True)
    policy = fields.String(required=True, validate=validate.OneOf(POLICIES))
    policy_name = fields.String(required=True, metadata={"example": "调入地审核"})
    note = fields.String(required=True, allow_none=True)
    changed_at = fields.String(required=True)
    changed_by = fields.String(required=True, allow_none=True)


class Policy(PolicyChange):
    """The policy in force, and how it came to be; the latest decisions first."""

    history = fields.List(fields.Nested(PolicyChange), required=True)
