"""Authorities and their tree."""

from marshmallow import Schema, fields

from contracts.schemas.base import BodySchema
from contracts.schemas.fields import Address, EmployerPhone, Text
from contracts.schemas.identity.fields import (
    AUTHORITY_LEVELS,
    about,
    choice,
)


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
