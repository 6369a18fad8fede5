"""What reviewers send and read; the same for every kind of case."""

from marshmallow import Schema, fields, validate

from contracts import case_kinds
from contracts.schemas.base import BodySchema

# The first three in the published order, which never changes; new kinds come last.
_FIRST = (case_kinds.COLLECTION, case_kinds.CHANGE, case_kinds.TRANSFER)
CASE_KINDS = (*_FIRST, *(kind for kind in case_kinds.CASE_KINDS if kind not in _FIRST))
_STATES = ("awaiting_release", "submitted", "under_review", "approved", "returned", "withdrawn")
CASE_STATUSES = ("draft", *_STATES)
SECOND_STATUSES = ("open", "confirmed", "objected")
STATUS_FILTERS = ("open", *_STATES, "all")


def _note(*, required: bool = False, example: str) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        validate=validate.Length(
            min=1 if required else None, max=500, error="请填写说明，不超过500字"
        ),
        metadata={"description": "说明，不超过500字", "example": example},
    )


class ReturnReason(BodySchema):
    """One item to be mended."""

    item = fields.String(
        required=True,
        validate=validate.Length(min=1, max=120),
        metadata={"description": "退回的项目，取自详情中的 items", "example": "basic.photo"},
    )
    code = fields.String(
        required=True,
        validate=validate.Length(min=1, max=60),
        metadata={"description": "退回原因代码，取自字典 return_reasons", "example": "other"},
    )
    note = _note(example="请上传近期白底正面免冠照片")


class ApproveBody(BodySchema):
    """Approve a claimed case."""

    note = _note(example="材料齐全")


class ReturnBody(BodySchema):
    """Return a claimed case with what is to be mended."""

    reasons = fields.List(
        fields.Nested(ReturnReason),
        required=True,
        validate=validate.Length(min=1, max=50, error="请至少选择一项退回原因，最多50项"),
    )
    note = _note(example="请按提示修改后重新提交")


class ForwardBody(BodySchema):
    """Hand a case to the authority in charge; the clock runs on."""

    authority_id = fields.String(
        required=True,
        validate=validate.Length(min=1, max=40),
        metadata={"description": "转至的会计管理部门", "example": "au-110108"},
    )
    note = _note(required=True, example="申请人工作单位位于海淀区")


class AuthorityRef(Schema):
    """An authority as it is shown in a case."""

    authority_id = fields.String(required=True, metadata={"example": "au-110108"})
    name = fields.String(required=True, metadata={"example": "北京市海淀区财政局"})


class StaffRef(Schema):
    """A reviewer as colleagues see them."""

    staff_id = fields.String(required=True)
    name = fields.String(required=True, metadata={"example": "审核员甲"})


class ReasonInWords(Schema):
    """One item to be mended, as the person reads it."""

    item = fields.String(required=True, metadata={"example": "basic.photo"})
    item_label = fields.String(required=True, metadata={"example": "基本信息：标准证件照片"})
    code = fields.String(required=True, metadata={"example": "photo_unclear"})
    text = fields.String(required=True, metadata={"example": "照片不清晰"})
    note = fields.String(required=True, metadata={"example": "请重新拍摄"})


class ReviewConflict(Schema):
    """Why somebody must leave a case to others (回避)."""

    code = fields.String(required=True, metadata={"example": "casework.own_employer"})
    text = fields.String(required=True, metadata={"example": "不能审核本人的申请"})


class ReviewItem(Schema):
    """One case in a queue."""

    kind = fields.String(required=True, validate=validate.OneOf(CASE_KINDS))
    case_id = fields.String(required=True)
    person_id = fields.String(required=True)
    masked_name = fields.String(required=True, metadata={"example": "张*"})
    status = fields.String(required=True, validate=validate.OneOf(CASE_STATUSES))
    authority = fields.Nested(AuthorityRef, required=True)
    round = fields.Integer(required=True, metadata={"description": "第几次提交"})
    submitted_at = fields.String(required=True, allow_none=True)
    due_at = fields.String(required=True, allow_none=True)
    overdue = fields.Boolean(required=True, metadata={"description": "已超过目标时限"})
    beyond_limit = fields.Boolean(required=True, metadata={"description": "已超过最长时限"})
    claimed_by = fields.Nested(StaffRef, required=True, allow_none=True)
    claimed_by_me = fields.Boolean(required=True)
    claim_expires_at = fields.String(required=True, allow_none=True)
    decided_at = fields.String(required=True, allow_none=True)
    decided_by = fields.Nested(StaffRef, required=True, allow_none=True)
    version = fields.Integer(required=True)
    conflict = fields.Nested(
        ReviewConflict,
        required=True,
        allow_none=True,
        metadata={"description": "须回避的原因；为空则无须回避"},
    )
    available_actions = fields.List(fields.String(), required=True)


def unavailable_for_conflicts() -> "fields.List[str]":
    """Return the field of a list that names who could not be asked for conflicts of interest."""
    description = "暂时无法取得内容的服务；含 identity 时 conflict 未作判断，办理时仍会判断"
    return fields.List(
        fields.String(validate=validate.OneOf(("identity",))),
        required=True,
        metadata={"description": description, "example": []},
    )


class ReviewList(Schema):
    """One page of a queue, the most urgent first."""

    items = fields.List(fields.Nested(ReviewItem), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    unavailable = unavailable_for_conflicts()


class ReviewableItem(Schema):
    """Something in a case that can be returned."""

    item = fields.String(required=True, metadata={"example": "basic.photo"})
    label = fields.String(required=True, metadata={"example": "基本信息：标准证件照片"})


class ReviewEvent(Schema):
    """One step in the history of a case."""

    action = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(CASE_STATUSES))
    round = fields.Integer(required=True)
    actor_kind = fields.String(required=True)
    actor_name = fields.String(required=True)
    authority = fields.Nested(AuthorityRef, required=True)
    note = fields.String(required=True, allow_none=True)
    reasons = fields.List(fields.Nested(ReasonInWords), required=True)
    at = fields.String(required=True)


class SecondReview(Schema):
    """A second look at an approval that was drawn."""

    kind = fields.String(
        validate=validate.OneOf(CASE_KINDS),
        required=True,
        metadata={"description": "申请类型", "example": "change"},
    )
    case_id = fields.String(required=True, metadata={"description": "申请编号"})
    round = fields.Integer(required=True, metadata={"description": "第几次提交", "example": 1})
    person_id = fields.String(required=True, metadata={"description": "会计人员编号"})
    masked_name = fields.String(
        required=True, metadata={"description": "脱敏姓名", "example": "张*"}
    )
    status = fields.String(
        validate=validate.OneOf(SECOND_STATUSES),
        required=True,
        metadata={
            "description": "复核状态：open 待复核，confirmed 无异议，objected 有异议",
            "example": "open",
        },
    )
    authority = fields.Nested(AuthorityRef, required=True)
    approved_at = fields.String(required=True, metadata={"description": "审核通过时间"})
    approved_by = fields.Nested(StaffRef, required=True)
    due_at = fields.String(required=True, metadata={"description": "复核时限"})
    overdue = fields.Boolean(
        required=True, metadata={"description": "已超过复核时限", "example": False}
    )
    reviewed_at = fields.String(
        required=True, allow_none=True, metadata={"description": "复核时间"}
    )
    reviewed_by = fields.Nested(
        StaffRef, required=True, allow_none=True, metadata={"description": "复核人"}
    )
    reasons = fields.List(
        fields.Nested(ReasonInWords), required=True, metadata={"description": "异议原因"}
    )
    note = fields.String(required=True, allow_none=True, metadata={"description": "复核意见"})
    version = fields.Integer(required=True, metadata={"description": "版本", "example": 1})
    conflict = fields.Nested(
        ReviewConflict,
        required=True,
        allow_none=True,
        metadata={"description": "须回避的原因；为空则无须回避"},
    )
    available_actions = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "可进行的操作", "example": ["confirm", "object"]},
    )


class ReviewDetail(ReviewItem):
    """One case with everything needed to decide it."""

    items = fields.List(fields.Nested(ReviewableItem), required=True)
    reasons = fields.List(fields.Nested(ReasonInWords), required=True)
    note = fields.String(required=True, allow_none=True)
    history = fields.List(fields.Nested(ReviewEvent), required=True)
    second_review = fields.Nested(
        SecondReview,
        required=True,
        allow_none=True,
        metadata={"description": "抽查复核；未抽中为 null"},
    )
    data = fields.Dict(required=True, metadata={"description": "申请内容，结构随申请类型而定"})


class Decided(Schema):
    """What was decided, whoever keeps the cases since: numbers of no list."""

    approved = fields.Integer(required=True, metadata={"description": "审核通过的件数"})
    returned = fields.Integer(required=True, metadata={"description": "退回的件数"})
    released = fields.Integer(
        required=True, metadata={"description": "同意调出的件数；只有属地调转有此项"}
    )
    moved_away = fields.Integer(
        required=True,
        metadata={"description": "前两项中，档案已调往其他部门、不再列出的件数"},
    )


class ReviewCounts(Schema):
    """Counts of one kind; each equals the length of the list with the same filter."""

    kind = fields.String(required=True, validate=validate.OneOf(CASE_KINDS))
    open = fields.Integer(
        required=True, metadata={"description": "未审结：待调出地审核、待审核与审核中"}
    )
    awaiting_release = fields.Integer(
        required=True, metadata={"description": "待调出地审核；只有属地调转有此状态"}
    )
    submitted = fields.Integer(required=True)
    under_review = fields.Integer(required=True)
    approved = fields.Integer(required=True)
    returned = fields.Integer(required=True)
    withdrawn = fields.Integer(required=True)
    overdue = fields.Integer(required=True, metadata={"description": "未审结且已超期"})
    mine = fields.Integer(required=True, metadata={"description": "我已领取"})
    unassigned = fields.Integer(required=True, metadata={"description": "无人领取"})
    second_reviews = fields.Integer(
        required=True, metadata={"description": "待我复核的抽查；本人审核通过的不计"}
    )
    objections = fields.Integer(required=True, metadata={"description": "复核有异议"})
    decided = fields.Nested(
        Decided,
        required=True,
        metadata={"description": "本部门及下级作出的审核决定，包括档案此后已调出的"},
    )


class ReviewSummary(Schema):
    """Counts for the reviewer's authority and those below it."""

    items = fields.List(fields.Nested(ReviewCounts), required=True)
