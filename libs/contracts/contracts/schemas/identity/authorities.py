"""Authorities and their tree."""

from marshmallow import Schema, fields, validate

from contracts.schemas.base import BodySchema
from contracts.schemas.fields import Address, EmployerPhone, Text
from contracts.schemas.identity.fields import (
    AUTHORITY_LEVELS,
    about,
    choice,
    text,
)

AUTHORITY_KINDS = ("finance", "development_zone", "special")


def _said(description: str, example: str) -> fields.String:
    metadata = about(f"{description}；部门尚未填写的为 null", example)
    return fields.String(required=True, allow_none=True, metadata=metadata)


class AuthorityBrief(Schema):
    """An authority's id and name."""

    authority_id = fields.String(required=True, metadata=about("编号", "au-110108"))
    name = fields.String(required=True, metadata=about("名称", "北京市海淀区财政局"))


class Authority(AuthorityBrief):
    """One authority of the tree."""

    short_name = fields.String(required=True, metadata=about("简称", "海淀区"))
    region_code = fields.String(
        required=True, allow_none=True, metadata=about("区划代码", "110108")
    )
    level = choice("层级", AUTHORITY_LEVELS)
    parent_id = fields.String(required=True, allow_none=True)
    path = fields.String(required=True, metadata=about("自上而下的路径", "/au-110000/au-110108/"))
    kind = fields.String(required=True, metadata=about("类别", "finance"))
    is_leaf_selectable = fields.Boolean(required=True, metadata=about("个人可否选择"))
    active = fields.Boolean(required=True)
    has_children = fields.Boolean(required=True, metadata=about("是否有下级"))
    phone = _said("咨询电话", "010-12345678")
    address = _said("办公地址", "北京市海淀区四季青路6号")
    office_hours = _said("办公时间", "工作日 9:00—12:00，13:30—17:00")


class AuthorityList(Schema):
    """One page of authorities below a parent."""

    items = fields.List(fields.Nested(Authority), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AuthorityContactBody(BodySchema):
    """How an authority is reached; what is left out is empty."""

    phone = EmployerPhone(
        load_default=None, allow_none=True, metadata=about("咨询电话", "010-12345678")
    )
    address = Address(
        min=5,
        max=200,
        load_default=None,
        allow_none=True,
        metadata=about("办公地址", "北京市海淀区四季青路6号"),
    )
    office_hours = Text(
        max=100,
        load_default=None,
        allow_none=True,
        metadata=about("办公时间", "工作日 9:00—12:00，13:30—17:00"),
    )


class AuthorityContact(AuthorityBrief):
    """How an authority is reached, as its administrators see it."""

    phone = _said("咨询电话", "010-12345678")
    address = _said("办公地址", "北京市海淀区四季青路6号")
    office_hours = _said("办公时间", "工作日 9:00—12:00，13:30—17:00")
    version = fields.Integer(required=True, metadata=about("版本，尚未填写的为 0", 1))
    updated_at = fields.String(
        required=True,
        allow_none=True,
        metadata=about("最近修改时间，尚未填写的为 null", "2026-11-23T08:00:00+00:00"),
    )


class AuthorityChange(BodySchema):
    """What an administrator of the platform may change of an authority."""

    name = text("全称", "北京市海淀区财政局", 100)
    short_name = text("简称", "海淀区", 40)
    is_leaf_selectable = fields.Boolean(
        required=True, metadata=about("个人可否选择；不可选择的只用于管理其下级", example=True)
    )


class NewAuthority(AuthorityChange):
    """An authority to be added; id and place cannot be changed later."""

    authority_id = fields.String(
        required=True,
        validate=validate.Regexp(r"au-[a-z0-9-]{2,60}\Z"),
        metadata=about("编号：au- 开头的小写字母、数字和横线", "au-kaifaqu-110115"),
    )
    parent_id = text(
        "上级部门的编号；省级没有上级",
        "au-110000",
        64,
        required=False,
        load_default=None,
        allow_none=True,
    )
    region_code = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Regexp(r"[0-9]{6}\Z"),
        metadata=about("区划代码，没有对应区划的不填", "110115"),
    )
    level = choice("层级", AUTHORITY_LEVELS, "county")
    kind = choice("类别", AUTHORITY_KINDS)


class EditedAuthority(Authority):
    """An authority as the administrator who edits the tree sees it."""

    version = fields.Integer(required=True, metadata=about("版本，用于 If-Match", 1))
