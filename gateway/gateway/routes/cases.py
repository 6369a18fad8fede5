"""A person's own cases of every kind in one place."""

from contracts.schemas import cases as schemas

from gateway.handlers import cases
from gateway.handlers.reviews import OwnerCall, calls_of
from gateway.routing.endpoint import PAGING, Access, Endpoint, Query

_TAG = "个人"

ENDPOINTS = [
    Endpoint(
        "GET",
        "/me/cases",
        "list_cases",
        "我的各类申请：目前的情况和接下来做什么",
        _TAG,
        Access.PERSON,
        cases.list_cases,
        query=(
            Query(
                "open",
                "true 只看还在办的（含退回、撤回后等待本人修改的），false 只看已办结的；不填为全部",
                kind=bool,
                argument="is_open",
                example=True,
            ),
            *PAGING,
        ),
        answer=schemas.PersonCaseList,
        calls=calls_of(cases.LIST, *cases.LIST_ARGUMENTS),
        description="信息采集、实名认证、信息变更、属地调转、学分申请和奖惩信息，最近提交的在前。没有提交过的草稿和自动生效的"
        "变更不在其中。有服务暂时不能答复时其余照常列出，缺少的列在 unavailable 和 unavailable_kinds 中。",
    ),
    Endpoint(
        "GET",
        "/me/cases/{kind}/{case_id}",
        "get_case",
        "我的一项申请：排队位次、预计日期和办理进度",
        _TAG,
        Access.PERSON,
        OwnerCall("get_own_case"),
        answer=schemas.PersonCaseDetail,
        may=frozenset({404}),
        description="history 从提交起逐步列出何时由本人或哪个部门办理了什么，以及退回的逐项原因；不显示审核人员。"
        "内容和材料见该类申请自己的页面。",
    ),
]
