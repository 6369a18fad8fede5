"""The tree of authorities, as administrators of the platform edit it."""

from contracts.schemas import identity

from gateway.routing.endpoint import Access, Endpoint, ServiceCall

_TAG = "机构与人员"

ENDPOINTS = [
    Endpoint(
        "POST",
        "/admin/authorities",
        "create_authority",
        "新增会计管理部门",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.create_authority", ("body",)),
        201,
        body=identity.NewAuthority,
        answer=identity.EditedAuthority,
        description="仅限平台管理员。编号和上级以后不能修改。",
    ),
    Endpoint(
        "GET",
        "/admin/authorities/{authority_id}",
        "get_edited_authority",
        "会计管理部门及其版本",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.get_edited_authority"),
        answer=identity.EditedAuthority,
        description="仅限平台管理员。各级部门以 /reference/authorities 逐级查询。",
    ),
    Endpoint(
        "PUT",
        "/admin/authorities/{authority_id}",
        "update_authority",
        "修改会计管理部门的名称和可否选择",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.update_authority", ("body", "expected_version")),
        body=identity.AuthorityChange,
        answer=identity.EditedAuthority,
        may=frozenset({404}),
        description="仅限平台管理员。已办结的申请和档案仍为当时的名称；升级不会改回。",
    ),
]
