"""What is sent to changes."""

from typing import Any

from marshmallow import fields, validate

from contracts.schemas.base import BodySchema
from contracts.schemas.fields import Day, DictCode, IdRef, Text

MAX_PROOFS = 5
MAX_QUANTITY = 60
MAX_CREDITS = 900


def _about(description: str, example: Any = None) -> dict[str, Any]:
    return {
        "metadata": {"description": description} | ({} if example is None else {"example": example})
    }


def _optional(description: str, example: Any = None) -> dict[str, Any]:
    return {"load_default": None, "allow_none": True, **_about(description, example)}


class SubmitChangeBody(BodySchema):
    """A change of the approved record; `data` is the whole object as it is to be."""

    section = DictCode("change_section", required=True, **_about("变更页面", "education"))
    action = DictCode(
        "change_action",
        required=True,
        **_about("变更类型：add 新增，modify 变更，delete 变更删除；基本信息只有 modify", "modify"),
    )
    target_id = IdRef(**_optional("变更或删除的经历编号；基本信息和新增不填"))
    data = fields.Dict(
        **_optional(
            "变更后的全部内容，字段与信息采集相同；变更删除不填",
            {"school_name": "中央财经大学", "level": "21"},
        )
    )


class CreditApplicationBody(BodySchema):
    """An application for credits (视同教育)."""

    year = fields.Integer(
        required=True, strict=True, validate=validate.Range(2000, 2999), **_about("年度", 2026)
    )
    kind = DictCode("credit_kind", required=True, **_about("折算类型", "conference"))
    title = Text(max=200, required=True, **_about("事项名称", "全国会计学术年会"))
    achieved_on = Day(required=True, **_about("通过、参加、结项、发表或出版日期", "2026-05-18"))
    role = fields.String(
        validate=validate.OneOf(("lead", "participant")),
        **_optional("身份：lead 独立、主持或第一作者，participant 其他；课题、论文、书籍必填"),
    )
    quantity = fields.Integer(
        strict=True,
        validate=validate.Range(1, MAX_QUANTITY),
        **_optional("通过的科目或课程数、会议天数；考试、会议、学历教育必填", 2),
    )
    remark = Text(max=500, line_breaks=True, **_optional("说明"))
    proof_ids = fields.List(
        IdRef(),
        required=True,
        validate=validate.Length(min=1, max=MAX_PROOFS),
        **_about("证明材料的附件编号（credit_proof），1 至 5 个"),
    )


class RewardPenaltyBody(BodySchema):
    """A reward or an administrative penalty of a person of one's authority."""

    person_id = IdRef(required=True, **_about("会计人员编号"))
    kind = DictCode("reward_penalty_kind", required=True, **_about("奖惩类型", "reward"))
    title = Text(max=200, required=True, **_about("奖励名称或处罚种类", "先进会计工作者"))
    level = Text(max=50, **_optional("奖励级别", "省级"))
    basis = Text(max=500, **_optional("处罚依据；行政处罚必填"))
    document_no = Text(max=100, **_optional("文号", "财会〔2026〕8号"))
    decided_by = Text(max=100, required=True, **_about("授予单位或决定机关", "北京市财政局"))
    decided_on = Day(required=True, **_about("授予或决定日期", "2026-03-12"))
    remark = Text(max=500, line_breaks=True, **_optional("说明"))


class FieldPolicyBody(BodySchema):
    """How changes of a field are reviewed from now on."""

    review_mode = DictCode(
        "review_mode", required=True, **_about("审核方式：automatic 或 manual", "manual")
    )
    note = Text(max=500, **_optional("调整原因", "近期误填较多"))


class CreditApproveBody(BodySchema):
    """Approve an application, as it stands or with other credits."""

    credits = fields.Integer(
        strict=True,
        validate=validate.Range(1, MAX_CREDITS),
        **_optional("核定学分；不填为按表计算的学分，与之不同时须填写说明", 60),
    )
    note = Text(max=500, line_breaks=True, **_optional("说明", "其中一天未签到"))
