"""Administration of the platform."""

from contracts.schemas import changes, notify, transfer

from gateway.routing.endpoint import PAGING, Access, Endpoint, Query, ServiceCall

_TAG = "管理"

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
]
