"""Administration of the platform."""

from contracts.schemas import changes, identity, notify, transfer

from gateway.routing.endpoint import PAGING, Access, Endpoint, Query, ServiceCall

_TAG = "管理"
_DECLARATION = "/admin/staff/{staff_id}/interests"

ENDPOINTS = [
    Endpoint(
        "GET",
        "/admin/policies",
        "list_field_policies",
        "字段的审核方式",
        _TAG,
        Access.STAFF,
        ServiceCall("changes.list_field_policies"),
        answer=changes.FieldPolicyList,
    ),
    Endpoint(
        "GET",
        "/admin/policies/changes",
        "list_policy_changes",
        "审核方式的调整记录",
        _TAG,
        Access.STAFF,
        ServiceCall("changes.list_policy_changes"),
        query=PAGING,
        answer=changes.FieldPolicyChangeList,
    ),
    Endpoint(
        "GET",
        "/admin/policies/transfer",
        "get_review_policy",
        "调转的审核流程",
        _TAG,
        Access.STAFF,
        ServiceCall("transfer.get_review_policy"),
        answer=transfer.Policy,
    ),
    Endpoint(
        "PUT",
        "/admin/policies/transfer",
        "update_review_policy",
        "调整调转的审核流程，对之后提交的申请生效",
        _TAG,
        Access.STAFF,
        ServiceCall("transfer.update_review_policy", ("body", "expected_version")),
        body=transfer.PolicyBody,
        answer=transfer.Policy,
    ),
    Endpoint(
        "PUT",
        "/admin/policies/{section}/{field}",
        "update_field_policy",
        "调整一个字段的审核方式，对之后提交的变更生效",
        _TAG,
        Access.STAFF,
        ServiceCall("changes.update_field_policy", ("body", "expected_version")),
        body=changes.FieldPolicyBody,
        answer=changes.FieldPolicy,
    ),
    Endpoint(
        "GET",
        "/admin/deliveries",
        "list_deliveries",
        "短信发送情况",
        _TAG,
        Access.STAFF,
        ServiceCall("notify.list_deliveries"),
        query=(Query("status", "发送状态"), *PAGING),
        answer=notify.DeliveryList,
    ),
    Endpoint(
        "GET",
        "/admin/staff/interests",
        "list_staff_interests",
        "本部门及下级的工作人员和各自申报回避的时间",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.list_staff_interests"),
        query=(
            Query("declared", "false 只看尚未申报的，true 只看已申报的", kind=bool),
            Query("authority_id", "只看某个会计管理部门的工作人员", example="au-110108"),
            *PAGING,
        ),
        answer=identity.StaffDeclarationList,
        description="机构管理员看到本部门及下级的工作人员，平台管理员看到全部；按账号排列。",
    ),
    Endpoint(
        "GET",
        _DECLARATION,
        "get_staff_interests",
        "一位工作人员的回避申报，查看留痕",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.get_staff_interests"),
        answer=identity.StaffDeclaration,
        may=frozenset({404}),
        description="机构管理员查看本部门及下级工作人员的，平台管理员查看全部的。",
    ),
    Endpoint(
        "PUT",
        _DECLARATION,
        "enter_staff_interests",
        "录入一位工作人员的回避申报，替换以前申报的，留痕",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.enter_staff_interests", ("body", "expected_version")),
        body=identity.StaffInterests,
        answer=identity.StaffDeclaration,
        may=frozenset({404, 409}),
        description=(
            "机构管理员录入本部门及下级工作人员的，录入后即视为已申报；"
            "已申报的本人证件只有平台管理员可以更正。"
        ),
    ),
]
