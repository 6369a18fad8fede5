"""Staff: themselves and review queues."""

from contracts.schemas import identity, reviews
from contracts.schemas.gateway import ApproveAnyBody, ReviewSummaryAnswer
from marshmallow import Schema

from gateway.handlers import reviews as review_handlers
from gateway.handlers.reviews import LIST_FILTERS, PHONE_SEARCH, OwnerCall, calls_of
from gateway.routing.endpoint import PAGING, Access, Endpoint, Query, ServiceCall

_TAG = "审核"

_FILTERS = (
    Query("kind", "申请类型", required=True, choices=reviews.CASE_KINDS, example="collection"),
    Query("status", "状态；默认 open（待审核与审核中）", choices=reviews.STATUS_FILTERS),
    Query("q", "按姓名（全名，或脱敏姓名的开头）、证件号码或手机号码查找"),
    Query("authority_id", "只看某个会计管理部门"),
    Query("assignee", "领取人；me 为我领取的，none 为无人领取"),
    Query("overdue", "只看超期", kind=bool),
    *PAGING,
)


def _action(
    name: str,
    summary: str,
    body: type[Schema] | None = None,
    *,
    method: str | None = None,
    versioned: bool = True,
    body_required: bool = True,
) -> Endpoint:
    takes = (("body",) if body else ()) + (("expected_version",) if versioned else ())
    return Endpoint(
        "POST",
        f"/reviews/{{kind}}/{{case_id}}/{name}",
        f"{name}_review",
        summary,
        _TAG,
        Access.STAFF,
        OwnerCall(method or f"{name}_review", takes),
        body=body,
        body_required=body_required,
        answer=reviews.ReviewItem,
        may=frozenset({404, 409}),
    )


ENDPOINTS = [
    Endpoint(
        "GET",
        "/staff/me",
        "get_staff_me",
        "当前工作人员",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.get_staff_me"),
        answer=identity.StaffMe,
    ),
    Endpoint(
        "PUT",
        "/staff/me/interests",
        "declare_interests",
        "回避申报：本人证件和有利害关系的单位",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.declare_interests", ("body", "expected_version")),
        body=identity.StaffInterests,
        answer=identity.StaffMe,
        may=frozenset({409}),
        description=(
            "审核人员须先申报，方可领取申请；没有须回避的单位，也以空列表申报。"
            "本人的事项和申请人现任职于所申报单位的事项须由其他审核人员处理；"
            "撤销申报的单位，自次日起30天内仍须回避。"
        ),
    ),
    Endpoint(
        "GET",
        "/reviews/summary",
        "summarise_reviews",
        "本部门及下级各类申请的数量",
        _TAG,
        Access.STAFF,
        review_handlers.summary,
        answer=ReviewSummaryAnswer,
        calls=calls_of("summarise_reviews"),
    ),
    Endpoint(
        "GET",
        "/reviews",
        "list_reviews",
        "审核队列，最紧急的在前",
        _TAG,
        Access.STAFF,
        review_handlers.list_reviews,
        query=_FILTERS,
        answer=reviews.ReviewList,
        may=frozenset({404}),
        calls={**calls_of("list_reviews", *LIST_FILTERS, "person_id"), PHONE_SEARCH: ("phone",)},
    ),
    Endpoint(
        "GET",
        "/reviews/{kind}/{case_id}",
        "get_review",
        "申请详情：内容、材料、历史",
        _TAG,
        Access.STAFF,
        OwnerCall("get_review"),
        answer=reviews.ReviewDetail,
        may=frozenset({404}),
    ),
    Endpoint(
        "POST",
        "/reviews/{kind}/{case_id}/reveal",
        "reveal_review",
        "查看申请的完整内容（留痕）；审核员以外的人员看到的详情是脱敏的",
        _TAG,
        Access.STAFF,
        OwnerCall("reveal_review"),
        answer=reviews.ReviewDetail,
        may=frozenset({404}),
    ),
    _action("claim", "领取"),
    _action("release", "放回队列", method="unclaim_review", versioned=False),
    _action("approve", "审核通过", ApproveAnyBody, body_required=False),
    _action("return", "退回，逐项说明原因", reviews.ReturnBody),
    _action("forward", "转给正确的会计管理部门，时限照计", reviews.ForwardBody),
]
