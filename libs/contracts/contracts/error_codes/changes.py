"""Codes of changes: each text says what to do."""

CODES: dict[str, str] = {
    "changes.platform_staff_only": "只有平台管理员或审计员可以查看审核策略",
    "changes.recorders_only": "只有会计管理部门的审核员或机构管理员可以登记奖惩信息",
    "changes.policy_admin_only": "只有平台管理员可以调整审核策略",
    # Changes of the record
    "changes.basic_is_modified_only": "基本信息只能变更，不能新增或删除",
    "changes.target_required": "请选择要变更或删除的经历",
    "changes.target_not_expected": "新增经历和变更基本信息时不需要选择经历",
    "changes.data_required": "请填写变更后的内容",
    "changes.data_not_expected": "变更删除不需要填写内容",
    "changes.nothing_changed": "内容与档案相同，没有需要变更的项目",
    "changes.change_not_found": "未找到该变更申请，请刷新变更记录",
    "changes.already_in_effect": "该变更为自动审核，已经生效，不能撤回；如需改回请重新提交变更",
    "changes.hold_expired": "提交超时，请重新提交",
    # Credits
    "changes.credit_not_found": "未找到该学分申请，请刷新列表",
    "changes.credit_year_not_open": "只能申请 2019 年及以后、不晚于本年度的学分",
    "changes.credit_day_in_future": "日期不能晚于今天，请核对",
    "changes.credit_day_outside_year": "学分当年有效、不结转，日期须在所选年度内",
    "changes.credit_role_required": "请选择身份（独立、主持、第一作者或其他）",
    "changes.credit_role_not_expected": "该折算类型不需要选择身份",
    "changes.credit_quantity_required": "请填写科目数、课程数或天数",
    "changes.credit_quantity_not_expected": "该折算类型不需要填写数量",
    "changes.proof_twice": "同一证明材料只需上传一次",
    "changes.adjustment_note_required": "核定学分与按表计算的学分不同，请填写说明",
    # Rewards and penalties
    "changes.entry_not_found": "未找到该奖惩记录，请刷新列表",
    "changes.person_not_found": "未找到该会计人员，或其不属于您所在会计管理部门的管辖范围",
    "changes.own_entry": "不能登记本人的奖惩信息，请由其他工作人员登记",
    "changes.penalty_basis_required": "登记行政处罚须填写处罚依据",
    "changes.decision_in_future": "授予或决定日期不能晚于今天，请核对",
    # Policies
    "changes.policy_not_found": "没有这个字段的审核策略，请刷新页面",
    "changes.policy_fixed": "身份信息和证明材料须人工审核，不能改为自动审核",
}
