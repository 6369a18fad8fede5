"""Codes of transfers: the six blockers of the operating guide, and what a form breaks."""

from contracts.case_kinds import CASE_KINDS, TRANSFER

_PENDING = {
    f"transfer.{code}_pending": (
        f"您有审核中的{CASE_KINDS[code].name}，"
        f"请等待审核完成{'，或先撤回该申请' if CASE_KINDS[code].withdrawable else '后再申请调转'}"
    )
    for code in CASE_KINDS[TRANSFER].excludes
}

CODES: dict[str, str] = {
    **_PENDING,
    "transfer.collection_not_approved": (
        "信息采集尚未完成或尚未审核通过，请先完成信息采集并等待审核通过"
    ),
    "transfer.same_authority": "调入管理机构与当前所属管理机构相同，请选择其他管理机构",
    "transfer.not_eligible": "目前不能申请属地调转，请先处理所列事项",
    "transfer.not_found": "未找到该调转申请",
    "transfer.hold_expired": "提交超时，申请未能受理，请重新提交",
    "transfer.authority_not_selectable": "该会计管理部门不能作为调入管理机构，请重新选择省、市、区县",
    "transfer.proof_count": "请上传 1 至 5 份证明材料",
    "transfer.proof_twice": "同一份证明材料只需上传一次",
    "transfer.day_too_early": "日期过早（不早于 60 年前），请核对年份",
    "transfer.start_date_in_future": "到岗时间不能晚于今天",
    "transfer.moved_on_in_future": "变动时间不能晚于今天",
    "transfer.school_start_too_late": "入学时间最晚为半年以后，请按录取通知书填写",
    "transfer.school_ended": "预计毕业时间不能早于本月，已毕业的请按工作单位或居住地变动申请",
    "transfer.school_period_order": "预计毕业时间须晚于入学时间",
    "transfer.platform_admin_only": "只有平台管理员可以调整调转审核流程",
}
