"""Transfers of jurisdiction (属地调转)."""

from contracts.schemas import transfer

from gateway.routing.endpoint import PAGING, Access, Endpoint, Query, ServiceCall

_TAG = "属地调转"

ENDPOINTS = [
    Endpoint(
        "GET",
        "/me/transfers/eligibility",
        "get_eligibility",
        "是否可以申请属地调转，列出全部阻碍",
        _TAG,
        Access.PERSON,
        ServiceCall("transfer.get_eligibility"),
        query=(
            Query(
                "to_authority_id", "拟调入的会计管理部门；不能选择的列为阻碍", example="au-110108"
            ),
        ),
        answer=transfer.Eligibility,
    ),
    Endpoint(
        "GET",
        "/me/transfers",
        "list_transfers",
        "我的调转申请",
        _TAG,
        Access.PERSON,
        ServiceCall("transfer.list_transfers"),
        query=PAGING,
        answer=transfer.TransferList,
    ),
    Endpoint(
        "POST",
        "/me/transfers",
        "submit_transfer",
        "申请属地调转；409 列出全部阻碍",
        _TAG,
        Access.PERSON,
        ServiceCall("transfer.submit_transfer", ("body",)),
        201,
        body=transfer.TransferBody,
        answer=transfer.Transfer,
        may=frozenset({404, 409}),
    ),
    Endpoint(
        "GET",
        "/me/transfers/{transfer_id}",
        "get_transfer",
        "调转申请详情",
        _TAG,
        Access.PERSON,
        ServiceCall("transfer.get_transfer"),
        answer=transfer.Transfer,
    ),
    Endpoint(
        "POST",
        "/me/transfers/{transfer_id}/withdraw",
        "withdraw_transfer",
        "撤回未被领取的调转申请",
        _TAG,
        Access.PERSON,
        ServiceCall("transfer.withdraw_transfer", ("expected_version",)),
        answer=transfer.Transfer,
    ),
]
