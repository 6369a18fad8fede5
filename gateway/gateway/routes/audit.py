"""The audit log: who looked at a file, for the person and for those who audit."""

from contracts.audit import ACTIONS
from contracts.schemas import identity

from gateway.handlers import audit as handlers
from gateway.routing.endpoint import PAGING, Access, Endpoint, Query, ServiceCall

_TAG = "审计"
_DAY = "2026-11-25"

_FILTERS = (
    Query("person_id", "只看有关某位会计人员的"),
    Query("staff_id", "只看某位工作人员的"),
    Query("authority_id", "只看某个会计管理部门及其下级工作人员的", example="au-110000"),
    Query("action", "只看某种操作", choices=tuple(ACTIONS)),
    Query("request_id", "只看某次请求的，取自答复的 X-Request-ID"),
    Query("since", "起始日期（含），北京时间", example=_DAY),
    Query("until", "截止日期（含），北京时间", example=_DAY),
    *PAGING,
)

ENDPOINTS = [
    Endpoint(
        "GET",
        "/me/access-log",
        "list_access_log",
        "谁查看过我的档案、办理过我的事项，最近的在前",
        "个人",
        Access.PERSON,
        ServiceCall("identity.list_access_log"),
        query=(Query("include_own", "也列出本人的查看", kind=bool, default=False), *PAGING),
        answer=identity.AccessLog,
        description="工作人员姓名已脱敏。操作完成后约一至两秒可见。",
    ),
    Endpoint(
        "GET",
        "/staff/audit",
        "list_audit",
        "审计日志，最近的在前",
        _TAG,
        Access.STAFF,
        handlers.list_audit,
        query=_FILTERS,
        answer=identity.AuditList,
        may=frozenset({404}),
        description="审计员和机构管理员可以查询本部门及下级工作人员的操作；查询本身也记入日志。",
        calls={"identity.list_audit": ("filters", "cursor", "limit")},
    ),
    Endpoint(
        "GET",
        "/staff/audit/verification",
        "verify_audit",
        "核验审计日志的一段，指出第一处断裂",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.verify_audit"),
        query=(
            Query("after", "从此序号之后开始；不填为从头", kind=int),
            Query("limit", "核验的条数", kind=int, default=5000, low=1, high=5000),
        ),
        answer=identity.AuditVerification,
        description="仅限审计员。把 next_after 作为下一次的 after，直到它为空；最后一段同时核对库外存证。",
    ),
]
