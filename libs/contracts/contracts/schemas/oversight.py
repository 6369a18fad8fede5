"""Policies of review, approvals in bulk, and second reviews by sample (R6.3)."""

from typing import Any

from marshmallow import Schema, fields, validate

from contracts.schemas.base import BodySchema
from contracts.schemas.reviews import (
    CASE_KINDS,
    SECOND_STATUSES,
    AuthorityRef,
    ReturnReason,
    ReviewItem,
    SecondReview,
    StaffRef,
    unavailable_for_conflicts,
)

MAX_BULK = 50
SECOND_STATUS_FILTERS = (*SECOND_STATUSES, "all")
_NOTE_LENGTH = validate.Length(max=500, error="请填写说明，不超过500字")


def _said(description: str, example: Any = None) -> dict[str, Any]:
    metadata = {"description": description} | ({} if example is None else {"example": example})
    return {"required": True, "metadata": metadata}


def _maybe(description: str, example: Any = None) -> dict[str, Any]:
    return {"allow_none": True, **_said(description, example)}


def _note(description: str, example: str) -> fields.String:
    about = {"description": description, "example": example}
    return fields.String(allow_none=True, load_default=None, validate=_NOTE_LENGTH, metadata=about)


class CasePolicyBody(BodySchema):
    """How the cases of a kind are reviewed from now on."""

    bulk_approve = fields.Boolean(**_said("是否允许批量通过", example=True))
    bulk_fields = fields.List(
        fields.String(validate=validate.Length(min=1, max=80)),
        required=True,
        validate=validate.Length(max=100),
        metadata={
            "description": "信息变更：只变更这些低风险字段的申请可以批量通过；其他类型为空",
            "example": ["basic.email"],
        },
    )
    second_review_per_mille = fields.Integer(
        validate=validate.Range(min=0, max=1000), **_said("抽查复核的千分比", 20)
    )
    note = _note("调整原因", "报名高峰期")


class CasePolicyDecision(Schema):
    """A policy as it was decided; one that nobody has changed yet has no `changed_at`."""

    kind = fields.String(validate=validate.OneOf(CASE_KINDS), **_said("申请类型", "change"))
    bulk_approve = fields.Boolean(**_said("是否允许批量通过", example=True))
    bulk_fields = fields.List(fields.String(), **_said("低风险字段", ["basic.email"]))
    second_review_per_mille = fields.Integer(**_said("抽查复核的千分比", 20))
    version = fields.Integer(**_said("版本", 2))
    note = fields.String(**_maybe("调整原因"))
    changed_at = fields.String(**_maybe("调整时间"))
    changed_by = fields.String(**_maybe("调整人编号"))


class BulkChoice(Schema):
    """A field that a policy may open for approval in bulk."""

    field = fields.String(**_said("字段路径", "basic.email"))
    label = fields.String(**_said("字段名称", "基本信息：电子邮箱"))


class CasePolicyAnswer(CasePolicyDecision):
    """The policy of a kind, what may be chosen, and the latest decisions."""

    bulk_choices = fields.List(fields.Nested(BulkChoice), **_said("可选的低风险字段"))
    history = fields.List(fields.Nested(CasePolicyDecision), **_said("调整记录，最近的在前"))


class CasePolicyList(Schema):
    """The policies of all kinds whose service could be reached."""

    items = fields.List(fields.Nested(CasePolicyDecision), required=True)
    unavailable = fields.List(fields.String(), **_said("暂时无法取得策略的服务", []))


class BulkItem(BodySchema):
    """One case to approve, in the version in which the list showed it."""

    kind = fields.String(validate=validate.OneOf(CASE_KINDS), **_said("申请类型", "change"))
    case_id = fields.String(validate=validate.Length(min=1, max=80), **_said("申请编号"))
    version = fields.Integer(
        validate=validate.Range(min=0, max=2**31 - 1), **_said("列表中的版本", 1)
    )


class BulkApproveBody(BodySchema):
    """Cases to approve without opening each."""

    items = fields.List(
        fields.Nested(BulkItem),
        required=True,
        validate=validate.Length(min=1, max=MAX_BULK, error=f"一次可通过1至{MAX_BULK}件申请"),
    )
    note = _note("审核意见", "批量通过")


class BulkOutcome(Schema):
    """What became of one case."""

    kind = fields.String(**_said("申请类型", "change"))
    case_id = fields.String(**_said("申请编号"))
    outcome = fields.String(
        validate=validate.OneOf(("approved", "refused")), **_said("结果", "approved")
    )
    case = fields.Nested(ReviewItem, **_maybe("通过后的申请；未通过为 null"))
    code = fields.String(**_maybe("未通过的代码"))
    message = fields.String(**_maybe("未通过的原因"))


class BulkApproveAnswer(Schema):
    """One outcome a case, in the order of the request."""

    items = fields.List(fields.Nested(BulkOutcome), required=True)
    approved = fields.Integer(**_said("通过的件数", 9))
    refused = fields.Integer(**_said("未通过的件数", 1))


class SecondReviewBody(BodySchema):
    """Confirm an approval, or object to it."""

    outcome = fields.String(
        validate=validate.OneOf(("confirmed", "objected")), **_said("复核结果", "confirmed")
    )
    reasons = fields.List(
        fields.Nested(ReturnReason),
        load_default=list,
        validate=validate.Length(max=50),
        metadata={"description": "有异议时逐项说明原因；无异议时不填"},
    )
    note = _note("复核意见", "材料与填报一致")


class SecondReviewList(Schema):
    """One page of second reviews."""

    items = fields.List(fields.Nested(SecondReview), required=True)
    next_cursor = fields.String(**_maybe("下一页"))
    unavailable = unavailable_for_conflicts()


class SecondReviewCounts(Schema):
    """What became of the approvals of one reviewer that were looked at again."""

    kind = fields.String(**_said("申请类型", "change"))
    authority = fields.Nested(AuthorityRef, required=True)
    approved_by = fields.Nested(StaffRef, required=True)
    open = fields.Integer(**_said("待复核", 1))
    confirmed = fields.Integer(**_said("无异议", 12))
    objected = fields.Integer(**_said("有异议", 0))


class SecondReviewStatistics(Schema):
    """One entry for each reviewer and authority."""

    items = fields.List(fields.Nested(SecondReviewCounts), required=True)
