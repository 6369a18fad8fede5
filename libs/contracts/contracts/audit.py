"""The words of the audit log: what is recorded, and what people read of it."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

# Access to data in full. That of persons to their own data is recorded as well as that of staff.
DATA_ACCESS: Mapping[str, str] = {
    "review_opened": "打开申请详情",
    "review_revealed": "查看申请完整内容",
    "attachment_opened": "查看附件",
    "record_revealed": "查看档案完整信息",
    "change_revealed": "查看变更完整内容",
    "rewards_searched": "查询奖惩登记",
    "audit_searched": "查询审计日志",
}
# What staff do with a case: the steps of casework, each under its own name, and refused tries.
CASE_STEP = "case_"
DECISIONS: Mapping[str, str] = {
    "case_submit": "登记",
    "case_claim": "领取申请",
    "case_release": "放回审核队列",
    "case_approve": "审核通过",
    "case_return": "退回申请",
    "case_forward": "转办申请",
    "second_review_confirmed": "复核确认",
    "second_review_objected": "复核提出异议",
    "review_refused": "因回避规定未能办理",
    "real_name_verified": "实名认证由认证机构确认通过",
}
ADMINISTRATION: Mapping[str, str] = {
    "field_policy_changed": "调整字段审核方式",
    "transfer_policy_changed": "调整调转审核流程",
    "case_policy_changed": "调整审核策略",
    "template_updated": "修改消息和短信模板",
    "help_article_created": "新建帮助文章",
    "help_article_updated": "修改帮助文章",
    "help_article_published": "发布帮助文章",
    "help_article_unpublished": "下架帮助文章",
    "authority_created": "新增会计管理部门",
    "authority_updated": "修改会计管理部门的名称或可选性",
    "authority_contact_changed": "修改会计管理部门的联系方式",
    "announcement_created": "新建公告",
    "announcement_updated": "修改公告",
    "announcement_published": "发布公告",
    "announcement_withdrawn": "撤下公告",
    "interests_declared": "申报回避信息",
    "interests_opened": "查看工作人员的回避申报",
    "interests_entered": "录入工作人员的回避申报",
    "staff_invited": "新增工作人员",
    "staff_invited_again": "重新邀请工作人员",
    "staff_updated": "修改工作人员的部门或角色",
    "staff_suspended": "停用工作人员账号",
    "staff_reinstated": "恢复工作人员账号",
    "staff_password_reset": "重置工作人员密码",
    "staff_totp_reset": "重置工作人员动态口令",
    "staff_access_reset": "由运维人员重置密码和动态口令",
    "audit_retired": "清理到期审计日志",
}
# What staff do with their own account.
OWN_ACCOUNT: Mapping[str, str] = {
    "staff_password_set": "通过链接设置密码",
    "staff_password_changed": "修改本人密码",
    "staff_totp_enrolled": "绑定动态口令",
    "staff_recovery_codes_renewed": "重新生成恢复码",
    "staff_recovery_code_used": "使用恢复码登录",
}
# What persons do with their own registration, and what becomes of it when somebody else proves it.
REGISTRATION: Mapping[str, str] = {
    "identity_corrected": "更正注册信息",
    "identity_claim_lost": "证件号码归已通过实名认证的账号",
    "phone_changed": "更换手机号",
    "consent_given": "同意处理个人信息",
    "consent_withdrawn": "撤回对处理个人信息的同意",
    "phone_lost": "手机号归新的使用人",
    "data_export_requested": "申请导出本人信息",
    "data_export_downloaded": "下载本人信息的导出文件",
    "phone_recovery_objected": "对更换手机号提出异议",
}
LOG_INS: Mapping[str, str] = {
    "staff_logged_in": "工作人员登录",
    "staff_log_in_failed": "工作人员登录失败",
    "staff_log_in_locked": "工作人员登录被锁定",
    "staff_code_failed": "工作人员动态口令错误",
    "staff_code_locked": "工作人员动态口令被锁定",
}
# What keeps an account its owner's.
ACCOUNT_SECURITY: Mapping[str, str] = {
    "password_changed": "修改登录密码",
    "other_sessions_ended": "退出其他设备上的登录",
}
ACTIONS: Mapping[str, str] = {
    **DATA_ACCESS,
    **DECISIONS,
    **ADMINISTRATION,
    **REGISTRATION,
    **OWN_ACCOUNT,
    **LOG_INS,
    **ACCOUNT_SECURITY,
}

ROLE_NAMES: Mapping[str, str] = {
    "reviewer": "审核员",
    "authority_admin": "机构管理员",
    "platform_admin": "平台管理员",
    "auditor": "审计员",
}


def entry_shape() -> dict[str, fields.Field[Any]]:
    """Return what `audit_recorded` says: who did what with whose file, from where.

    It names fields, files and items and holds no value of them: an entry is kept for years and
    read by people who have no business with the file itself.
    """
    names = ("actor_id", "authority_id", "authority_path", "person_id", "case_kind", "case_id")
    return {
        "action": fields.String(required=True),
        "actor_kind": fields.String(required=True),
        "roles": fields.List(fields.String(), required=True),
        **{name: fields.String(required=True, allow_none=True) for name in names},
        "client_ip": fields.String(required=True, allow_none=True),
        "request_id": fields.String(required=True),
        "fields_": fields.List(fields.String(), required=True, data_key="fields"),
        "details": fields.Dict(required=True),
    }
