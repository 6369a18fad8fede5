"""Administration of staff, within the caller's authority."""

from contracts.schemas import identity
from contracts.schemas.identity.fields import STAFF_ROLES
from contracts.schemas.identity.staff_accounts import STAFF_STATUSES
from marshmallow import Schema

from gateway.routing.endpoint import PAGING, Access, Endpoint, Query, ServiceCall

_TAG = "机构与人员"
_ONE = "/admin/staff/{staff_id}"


def _action(
    path: str, name: str, summary: str, answer: type[Schema] = identity.StaffAccount
) -> Endpoint:
    return Endpoint(
        "POST",
        f"{_ONE}/{path}",
        name,
        summary,
        _TAG,
        Access.STAFF,
        ServiceCall(f"identity.{name}", ("expected_version",)),
        answer=answer,
        may=frozenset({404, 409}),
    )


ENDPOINTS = [
    Endpoint(
        "GET",
        "/admin/staff",
        "list_staff",
        "本部门及下级的工作人员",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.list_staff"),
        query=(
            Query("authority_id", "只看某个会计管理部门的", example="au-110108"),
            Query("role", "只看某种角色", choices=STAFF_ROLES),
            Query("status", "只看某种状态", choices=STAFF_STATUSES),
            Query("q", "账号或姓名的开头"),
            *PAGING,
        ),
        answer=identity.StaffAccountList,
    ),
    Endpoint(
        "POST",
        "/admin/staff",
        "invite_staff",
        "新增工作人员，得到一次性链接",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.invite_staff", ("body",)),
        201,
        body=identity.StaffInvitation,
        answer=identity.StaffAccountWithLink,
    ),
    Endpoint(
        "GET",
        _ONE,
        "get_staff_account",
        "一位工作人员的账号",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.get_staff_account"),
        answer=identity.StaffAccount,
    ),
    Endpoint(
        "PUT",
        _ONE,
        "update_staff",
        "修改姓名、手机号、部门和角色",
        _TAG,
        Access.STAFF,
        ServiceCall("identity.update_staff", ("body", "expected_version")),
        body=identity.StaffPost,
        answer=identity.StaffAccount,
        may=frozenset({404, 409}),
    ),
    _action(
        "link",
        "reissue_staff_link",
        "重新邀请，得到新的一次性链接",
        identity.StaffAccountWithLink,
    ),
    _action(
        "reset-password",
        "reset_staff_password",
        "重置密码，得到一次性链接",
        identity.StaffAccountWithLink,
    ),
    _action("reset-totp", "reset_staff_totp", "重置动态口令，下次登录时重新绑定"),
    _action("suspend", "suspend_staff", "停用账号，立即退出所有登录"),
    _action("reinstate", "reinstate_staff", "恢复账号"),
]
