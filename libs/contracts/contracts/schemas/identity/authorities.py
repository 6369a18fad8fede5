"""Authorities and their tree."""

from marshmallow import Schema, fields

from contracts.schemas.identity.fields import (
    AUTHORITY_LEVELS,
    about,
    choice,
)


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


class AuthorityList(Schema):
    """One page of authorities below a parent."""

    items = fields.List(fields.Nested(Authority), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
