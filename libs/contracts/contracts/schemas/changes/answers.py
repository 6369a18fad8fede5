"""What persons and staff read of changes, credits, rewards and penalties."""

from typing import Any

from marshmallow import Schema, fields, validate

from contracts.schemas.cases import history
from contracts.schemas.reviews import CASE_STATUSES, AuthorityRef, ReasonInWords

SECTIONS = ("basic", "education", "employment")


def _said(description: str, example: Any = None) -> dict[str, Any]:
    metadata = {"description": description} | ({} if example is None else {"example": example})
    return {"required": True, "metadata": metadata}


def _maybe(description: str, example: Any = None) -> dict[str, Any]:
    return {"allow_none": True, **_said(description, example)}


class MatterStatus(Schema):
    """The status of an application."""

    status = fields.String(validate=validate.OneOf(CASE_STATUSES), **_said("审核状态", "submitted"))
    status_name = fields.String(**_said("审核状态名称", "待审核"))
    decided_at = fields.String(**_maybe("审核时间"))
    available_actions = fields.List(fields.String(), **_said("可进行的操作", ["withdraw"]))


class ChangeHead(Schema):
    """The columns of the list of changes."""

    change_id = fields.String(**_said("变更编号"))
    section = fields.String(validate=validate.OneOf(SECTIONS), **_said("变更页面", "education"))
    section_name = fields.String(**_said("变更页面名称", "教育经历"))
    action = fields.String(
        validate=validate.OneOf(("add", "modify", "delete")), **_said("变更类型", "modify")
    )
    action_name = fields.String(**_said("变更类型名称", "变更"))
    origin = fields.String(
        validate=validate.OneOf(("person", "authority", "system")), **_said("变更方式", "person")
    )
    origin_name = fields.String(**_said("变更方式名称", "本人申请"))
    review_mode = fields.String(
        validate=validate.OneOf(("automatic", "manual")), **_said("审核方式", "manual")
    )
    review_mode_name = fields.String(**_said("审核方式名称", "人工审核"))
    object_id = fields.String(**_maybe("变更的经历编号；基本信息为 null"))
    base_version = fields.Integer(**_said("变更所依据的档案版本", 12))
    submitted_at = fields.String(**_said("提交时间", "2026-11-23T08:00:00+00:00"))


class ChangeItem(ChangeHead, MatterStatus):
    """One change in the list."""


class ChangeList(Schema):
    """One page of changes, the newest first."""

    items = fields.List(fields.Nested(ChangeItem), required=True)
    next_cursor = fields.String(**_maybe("下一页"))


class EntryChange(Schema):
    """An entry of a list that came or went."""

    change = fields.String(validate=validate.OneOf(("added", "removed")), **_said("增或删"))
    entry = fields.Dict(**_said("内容"))


class FieldRow(Schema):
    """One field before and after."""

    field = fields.String(**_said("字段", "major"))
    label = fields.String(**_said("字段名称", "所学专业"))
    changed = fields.Boolean(**_said("是否变更（标红）", example=True))
    before = fields.Raw(**_maybe("变更前", "会计学"))
    after = fields.Raw(**_maybe("变更后", "审计学"))
    rows = fields.List(fields.Nested(EntryChange), **_said("增加和减少的条目"))


class FieldDifference(Schema):
    """One field that differs."""

    section = fields.String(**_said("页面", "education"))
    row_id = fields.String(**_maybe("经历编号"))
    field = fields.String(**_said("字段", "major"))
    label = fields.String(**_said("字段名称", "所学专业"))
    change = fields.String(
        validate=validate.OneOf(("added", "removed", "modified")), **_said("变化", "modified")
    )
    before = fields.Raw(**_maybe("变更前", "会计学"))
    after = fields.Raw(**_maybe("变更后", "审计学"))


class FileAnswer(Schema):
    """One attachment."""

    attachment_id = fields.String(**_said("附件编号"))
    kind = fields.String(**_said("附件种类", "level_certificate"))
    file_name = fields.String(**_said("文件名", "毕业证书.jpg"))
    media_type = fields.String(**_said("类型", "image/jpeg"))
    size = fields.Integer(**_said("字节数", 204800))
    width = fields.Integer(**_maybe("宽（像素）"))
    height = fields.Integer(**_maybe("高（像素）"))


class ChangeContent(Schema):
    """Before and after, with old and new attachments."""

    before = fields.Dict(**_maybe("变更前全部内容；新增为 null"))
    after = fields.Dict(**_maybe("变更后全部内容；变更删除为 null"))
    fields_ = fields.List(
        fields.Nested(FieldRow), data_key="fields", **_said("全部字段，按页面顺序")
    )
    diff = fields.List(fields.Nested(FieldDifference), **_said("有变更的字段"))
    files_before = fields.List(fields.Nested(FileAnswer), **_said("变更前附件"))
    files_after = fields.List(fields.Nested(FileAnswer), **_said("变更后附件"))


class MatterReview(Schema):
    """The review of an application as its person sees it."""

    authority = fields.Nested(AuthorityRef, **_maybe("会计管理部门"))
    reasons = fields.List(fields.Nested(ReasonInWords), **_said("退回原因"))
    note = fields.String(**_maybe("审核意见"))
    queue_position = fields.Integer(**_maybe("排队位置"))
    expected_at = fields.String(**_maybe("预计审结日期"))
    history = history()


class ChangeAnswer(ChangeItem, ChangeContent):
    """One change; its values are masked unless they were asked for in full."""

    review = fields.Nested(MatterReview, **_maybe("人工审核情况；自动审核为 null"))
    revealed_at = fields.String(metadata={"description": "查看完整内容的记录时间"})
    record_version = fields.Integer(
        allow_none=True,
        metadata={
            "description": "仅在申请时：自动审核的变更已经生效的档案版本；人工审核或稍后生效为 null",
            "example": 13,
        },
    )


class CreditContent(Schema):
    """An application for credits."""

    application_id = fields.String(**_said("申请编号"))
    year = fields.Integer(**_said("年度", 2026))
    kind = fields.String(**_said("折算类型", "conference"))
    kind_name = fields.String(**_said("折算类型名称", "会计类专业会议"))
    title = fields.String(**_said("事项名称"))
    achieved_on = fields.String(**_said("日期", "2026-05-18"))
    role = fields.String(**_maybe("身份"))
    quantity = fields.Integer(**_maybe("数量", 2))
    unit = fields.String(**_maybe("数量的单位", "天"))
    remark = fields.String(**_maybe("说明"))
    computed_credits = fields.Integer(**_said("按表计算的学分", 20))
    granted_credits = fields.Integer(**_maybe("核定学分"))
    submitted_at = fields.String(**_said("提交时间"))


class CreditItem(CreditContent, MatterStatus):
    """One application in the list."""


class YearTotal(Schema):
    """The credits granted for one year."""

    year = fields.Integer(**_said("年度", 2026))
    credits = fields.Integer(**_said("已核定学分", 90))
    complete = fields.Boolean(**_said("是否已满 90 学分", example=True))


class CreditApplicationList(Schema):
    """One page of applications, the newest first."""

    items = fields.List(fields.Nested(CreditItem), required=True)
    next_cursor = fields.String(**_maybe("下一页"))
    totals = fields.List(fields.Nested(YearTotal), **_said("各年度已核定学分"))


class CreditApplicationAnswer(CreditItem):
    """One application with its proofs and its review."""

    proofs = fields.List(fields.Nested(FileAnswer), **_said("证明材料"))
    review = fields.Nested(MatterReview, **_said("审核情况"))


class EntryContent(Schema):
    """A reward or an administrative penalty."""

    entry_id = fields.String(**_said("登记编号"))
    kind = fields.String(validate=validate.OneOf(("reward", "penalty")), **_said("类型", "reward"))
    kind_name = fields.String(**_said("类型名称", "表彰奖励"))
    title = fields.String(**_said("奖励名称或处罚种类", "先进会计工作者"))
    level = fields.String(**_maybe("奖励级别", "省级"))
    basis = fields.String(**_maybe("处罚依据"))
    document_no = fields.String(**_maybe("文号"))
    decided_by = fields.String(**_said("授予单位或决定机关", "北京市财政局"))
    decided_on = fields.String(**_said("授予或决定日期", "2026-03-12"))
    remark = fields.String(**_maybe("说明"))
    recorded_at = fields.String(**_said("登记时间"))


class RewardPenaltyItem(EntryContent, MatterStatus):
    """One entry as its person sees it."""


class RewardPenaltyAnswer(RewardPenaltyItem):
    """One entry with its review: one that did not pass says why, item by item."""

    review = fields.Nested(MatterReview, **_said("审核情况"))


class RewardPenaltyList(Schema):
    """One page of entries, the newest first."""

    items = fields.List(fields.Nested(RewardPenaltyItem), required=True)
    next_cursor = fields.String(**_maybe("下一页"))


class RecordedEntry(RewardPenaltyItem):
    """One entry as staff see it."""

    person_id = fields.String(**_said("会计人员编号"))
    masked_name = fields.String(**_said("脱敏姓名", "张*"))
    recorded_by_name = fields.String(**_said("登记人", "审核员甲"))
    reasons = fields.List(fields.Nested(ReasonInWords), **_said("退回原因"))
    note = fields.String(**_maybe("审核意见"))


class RecordedEntryList(Schema):
    """One page of what was recorded in one's authority and below it, the newest first."""

    items = fields.List(fields.Nested(RecordedEntry), required=True)
    next_cursor = fields.String(**_maybe("下一页"))
