"""Staff, and the conflicts of interest that they declare or that is entered for them."""

from marshmallow import Schema, fields, validate

from contracts.certificate_types import ID_TYPES
from contracts.schemas.base import BodySchema
from contracts.schemas.identity.authorities import AuthorityBrief
from contracts.schemas.identity.fields import STAFF_ROLES, about, choice, text

_DECLARED_AT = "2026-11-28T02:00:00+00:00"


class StaffBrief(Schema):
    """A member of staff, and when their interests were declared."""

    staff_id = fields.String(
        required=True, metadata=about("工作人员编号", "1f0e8a52-6a0b-4f5e-9b57-0f6f5d0c7a11")
    )
    username = fields.String(required=True, metadata=about("账号", "haidian_reviewer"))
    name = fields.String(required=True, metadata=about("姓名", "王审核"))
    roles = fields.List(choice("角色", STAFF_ROLES), required=True)
    authority = fields.Nested(AuthorityBrief, required=True)
    interests_declared_at = fields.String(
        required=True,
        allow_none=True,
        metadata=about("最近一次回避申报的时间；为空则尚未申报，不能领取申请", _DECLARED_AT),
    )


class WithdrawnEmployer(Schema):
    """An employer that is no longer declared and still binds."""

    uscc = fields.String(required=True, metadata=about("统一社会信用代码", "12100000400002558M"))
    withdrawn_at = fields.String(required=True, metadata=about("撤销申报的时间", _DECLARED_AT))
    binds_until = fields.String(
        required=True, metadata=about("仍须回避的最后一天（北京时间）", "2026-12-28")
    )


class StaffDeclaration(StaffBrief):
    """What a member of staff must leave to others, as their administrator reads it."""

    identity_declared = fields.Boolean(
        required=True, metadata=about("是否已申报本人证件；注册个人账号后据此回避本人事项")
    )
    employer_usccs = fields.List(
        fields.String(),
        required=True,
        metadata=about("申报的工作单位统一社会信用代码", ["12100000400002558M"]),
    )
    withdrawn_employers = fields.List(
        fields.Nested(WithdrawnEmployer),
        required=True,
        metadata=about("已撤销申报、未满30天仍须回避的单位"),
    )
    version = fields.Integer(required=True, metadata=about("申报的版本，用于 If-Match", 1))


class StaffMe(StaffDeclaration):
    """The staff member that is logged in."""

    person_id = fields.String(
        required=True, allow_none=True, metadata=about("本人的个人账号，未关联时为空")
    )
    totp_enrolled_at = fields.String(
        allow_none=True, metadata=about("绑定动态口令的时间，未绑定时为空", _DECLARED_AT)
    )


class StaffDeclarationList(Schema):
    """One page of an administrator's staff, by username."""

    items = fields.List(fields.Nested(StaffBrief), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class StaffInterests(BodySchema):
    """The conflicts of interest of a member of staff: their own account and their employers."""

    id_type = choice("本人证件类型", ID_TYPES, required=False, load_default=None, allow_none=True)
    id_number = text(
        "本人证件号码，只存不可逆的索引；申报后不能改为另一证件",
        "11010519491231002X",
        30,
        required=False,
        load_default=None,
        allow_none=True,
        load_only=True,
    )
    nationality = text(
        "国籍（地区）三位代码，例如 FRA；仅护照填写",
        None,
        3,
        required=False,
        load_default=None,
        allow_none=True,
    )
    employer_usccs = fields.List(
        text("统一社会信用代码", "12100000400002558M", 30),
        required=True,
        validate=validate.Length(max=20),
        metadata=about(
            "本人工作或有利害关系的单位，替换以前申报的；没有则为空列表", ["12100000400002558M"]
        ),
    )
