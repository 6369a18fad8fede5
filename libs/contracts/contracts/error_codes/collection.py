"""Codes of collection (信息采集): each text says what to do."""

from contracts.case_kinds import CASE_KINDS, RESERVED_KINDS

_OPEN = {
    f"collection.open_{code}": (
        f"有审核中的{CASE_KINDS[code].name}，"
        f"请等待办结{'或撤回' if CASE_KINDS[code].withdrawable else ''}后再办理"
    )
    for code in RESERVED_KINDS
}

CODES: dict[str, str] = {
    **_OPEN,
    # Whether anything may be done at all
    "collection.real_name_required": "信息采集前须先完成实名认证，请先完成实名认证再继续",
    "collection.not_started": "您还没有开始信息采集，请先选择采集范围",
    "collection.not_editable": "信息已提交审核，审核期间不能修改；审核人员领取前可以先撤回再修改",
    "collection.already_approved": "信息采集已审核通过，如需修改请办理“信息变更”",
    "collection.not_approved": "信息采集尚未审核通过，审核通过后方可查看档案",
    "collection.nothing_to_withdraw": "没有可撤回的提交，请刷新页面查看最新状态",
    "collection.not_submittable": "当前状态不能提交，请刷新页面查看最新状态",
    # Rows
    "collection.education_not_found": "未找到这段教育经历，可能已在别处删除，请刷新页面",
    "collection.employment_not_found": "未找到这段工作经历，可能已在别处删除，请刷新页面",
    "collection.too_many_educations": "教育经历最多填写 20 段，请删除不需要的再新增",
    "collection.too_many_employments": "工作经历最多填写 40 段，请删除不需要的再新增",
    # What contradicts itself
    "collection.degree_without_level": (
        "所选学历不授予学位：请将学位改为“无”，或将学历改为取得该学位时的学历"
    ),
    "collection.education_overlap": "教育经历的时间不能交叉，请核对起止月份",
    "collection.employment_overlap": "工作经历的时间不能交叉，请核对起止月份",
    "collection.experience_overlap": "会计工作经历的时间不能交叉，请核对起止月份",
    "collection.experience_outside_employment": "会计工作经历须在本段工作的起止时间之内，请核对",
    "collection.experiences_not_expected": "已选择没有会计工作经历，请改选“是”或删除会计工作经历",
    "collection.appointment_before_start": "会计专业职务聘任时间不能早于工作开始时间，请核对",
    "collection.appointment_after_end": "会计专业职务聘任时间不能晚于工作结束时间，请核对",
    "collection.appointment_in_future": "会计专业职务聘任时间不能晚于本月，请核对",
    "collection.authority_not_selectable": "请选择到具体受理的会计管理部门（省、市、区县逐级选择）",
    "collection.authority_unknown": "没有这个会计管理部门，请重新选择",
    # Attachments
    "collection.attachment_kind_twice": "同一处每种附件只能上传一个，多页材料请合并为一张图片",
    "collection.attachment_in_use": "该附件已用于另一处，请为此处单独上传",
    # What blocks a submission
    "collection.required": "此项未填写，请填写后再提交",
    "collection.attachment_required": "缺少必需的附件，请上传后再提交",
    "collection.accounting_work_required": "请至少填写一段含会计工作经历的工作经历",
    "collection.returned_item_unchanged": "此项已被退回，请按退回原因修改后再提交",
    "collection.commitment_required": "请阅读并勾选“承诺所提供信息真实有效”后再提交",
    # Soft checks
    "collection.graduated_young": "毕业时未满14周岁，请核对毕业时间",
    "collection.worked_young": "参加工作时未满16周岁，请核对工作开始时间",
    "collection.employer_type_differs": "单位类型与统一社会信用代码所示类别不一致，请核对",
    "collection.scope_says_not_working": (
        "所选采集范围为未从事会计工作，但填写了至今的会计工作经历，请核对采集范围"
    ),
    # The approved record
    "collection.field_not_revealable": "该字段不支持查看完整内容，请从可查看的字段中选择",
    "collection.record_changed": "档案在您填写期间已有更新，请核对所列变化后重新提交",
    # Open cases
    "collection.case_blocked": "当前不能办理此业务，请先处理所列事项",
    "collection.case_closed": "该申请已办结，请重新发起申请",
    "collection.case_unknown": "没有这笔在办业务的登记，请联系平台管理员",
    "collection.case_not_valid": "在办业务的参数不正确，请刷新页面后重新发起申请",
    "collection.object_changed_meanwhile": "档案中的这一项已有更新的版本，请联系平台管理员核对",
    "collection.object_has_open_change": "这一项已有审核中的变更，请等待办结或撤回后再申请",
    "collection.period_overlaps_open_change": "时间与审核中的变更有交叉，请核对起止月份或等待办结",
    "collection.period_overlaps_record": "时间与档案中的其他经历有交叉，请核对起止月份",
    "collection.last_education": "至少须保留一段教育经历，请先新增再删除",
}
