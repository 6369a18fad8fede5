"""Approvals in bulk, second reviews by sample, and the policies of both."""

from contracts.schemas import oversight, reviews

from gateway.handlers import oversight as handlers
from gateway.handlers.reviews import OwnerCall, calls_of
from gateway.routing.endpoint import PAGING, Access, Endpoint, Query

_TAG = "审核"
_ADMINISTRATION = "管理"
_KIND = Query("kind", "申请类型", required=True, choices=reviews.CASE_KINDS, example="change")
_POLICY = "/admin/policies/review/{kind}"

ENDPOINTS = [
    Endpoint(
        "POST",
        "/reviews/bulk-approve",
        "approve_reviews_in_bulk",
        "批量通过审核策略允许的申请，逐件答复",
        _TAG,
        Access.STAFF,
        handlers.bulk_approve,
        body=oversight.BulkApproveBody,
        answer=oversight.BulkApproveAnswer,
        calls=calls_of("approve_reviews_in_bulk", "body"),
    ),
    Endpoint(
        "GET",
        "/reviews/second-reviews",
        "list_second_reviews",
        "抽查复核：待复核的按时限，已复核的最近的在前",
        _TAG,
        Access.STAFF,
        OwnerCall("list_second_reviews"),
        query=(
            _KIND,
            Query("status", "复核状态；默认 open", choices=oversight.SECOND_STATUS_FILTERS),
            Query("authority_id", "只看某个会计管理部门"),
            *PAGING,
        ),
        answer=oversight.SecondReviewList,
    ),
    Endpoint(
        "GET",
        "/reviews/second-reviews/statistics",
        "get_second_review_statistics",
        "抽查复核统计：每位审核人员的待复核、无异议、有异议件数",
        _TAG,
        Access.STAFF,
        OwnerCall("get_second_review_statistics"),
        query=(_KIND,),
        answer=oversight.SecondReviewStatistics,
    ),
    Endpoint(
        "POST",
        "/reviews/{kind}/{case_id}/second-review",
        "settle_second_review",
        "复核：无异议，或有异议并逐项说明原因；审核结果不因此改变",
        _TAG,
        Access.STAFF,
        OwnerCall("decide_second_review", ("body", "expected_version")),
        body=oversight.SecondReviewBody,
        answer=reviews.SecondReview,
        may=frozenset({404, 409}),
    ),
    Endpoint(
        "GET",
        "/admin/policies/review",
        "list_case_policies",
        "各类申请的审核策略：批量通过与抽查复核",
        _ADMINISTRATION,
        Access.STAFF,
        handlers.list_policies,
        answer=oversight.CasePolicyList,
        calls=calls_of("list_case_policies"),
    ),
    Endpoint(
        "GET",
        _POLICY,
        "get_case_policy",
        "一类申请的审核策略与调整记录",
        _ADMINISTRATION,
        Access.STAFF,
        OwnerCall("get_case_policy"),
        answer=oversight.CasePolicyAnswer,
        may=frozenset({404}),
    ),
    Endpoint(
        "PUT",
        _POLICY,
        "update_case_policy",
        "调整一类申请的审核策略，对之后的审核生效",
        _ADMINISTRATION,
        Access.STAFF,
        OwnerCall("update_case_policy", ("body", "expected_version")),
        body=oversight.CasePolicyBody,
        answer=oversight.CasePolicyAnswer,
        may=frozenset({404}),
    ),
]
