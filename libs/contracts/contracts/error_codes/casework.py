"""Codes of reviewed cases, whatever their kind."""

CODES: dict[str, str] = {
    "casework.action_not_allowed": "当前审核状态不允许此操作，请刷新页面查看最新状态",
    "casework.claim_required": "请先领取该申请，再进行审核",
    "casework.claimed_by_other": "该申请已由其他审核人员领取，请刷新列表后处理其他申请",
    "casework.claim_expired": "领取已超过30分钟并自动释放，请重新领取后再审核",
    "casework.already_decided": "该申请已由其他审核人员作出决定，请刷新页面查看结果",
    "casework.being_reviewed": "该申请已被审核人员领取，暂时不能撤回，请等待审核结果",
    "casework.own_file": "不能审核本人的申请，请由其他审核人员处理",
    "casework.own_employer": "该申请人现任职单位与您申报的工作单位相同，须回避，请由其他审核人员处理",
    "casework.former_employer": (
        "您撤销对该申请人现任职单位的申报未满30天，仍须回避，请由其他审核人员处理"
    ),
    "casework.interests_undeclared": (
        "您还没有提交回避申报，暂不能领取、办理申请或登记奖惩；请先在“回避申报”中申报，没有须回避的单位也请提交"
    ),
    "casework.own_record": "不能审核本人登记的信息，请由其他审核人员处理",
    "casework.reviewer_only": "只有审核人员可以进行此操作，请使用审核人员账号登录",
    "casework.case_not_found": "未找到该申请，或该申请不属于您所在会计管理部门的管辖范围",
    "casework.other_authority": (
        "该申请由下级会计管理部门审核，您可以查看或转办；超过最长时限后，上级会计管理部门方可办理"
    ),
    "casework.kind_unknown": "没有这种类型的申请，请检查申请类型",
    "casework.unknown_item": "该申请中没有这一项，请从可退回的项目中选择",
    "casework.unknown_reason": "没有这种退回原因，请从列出的原因中选择",
    "casework.note_required": "选择“其他”时，请填写具体说明",
    "casework.reason_repeated": "同一项目的同一原因只需填写一次，请删除重复的一条",
    "casework.same_authority": "该申请已在此会计管理部门，请选择其他会计管理部门",
    "casework.authority_not_available": "该会计管理部门不能受理申请，请选择其他会计管理部门",
    # Policies and approvals in bulk
    "casework.policy_admin_only": "只有平台管理员可以调整审核策略",
    "casework.field_never_in_bulk": "该字段不能批量通过，请从可选的低风险字段中选择",
    "casework.bulk_not_allowed": "该类申请不允许批量通过，请打开申请逐件审核",
    "casework.bulk_not_low_risk": "该变更涉及须逐件核对的内容，请打开申请审核",
    "casework.bulk_has_warnings": "该申请有需要核对的提示，请打开申请审核",
    "casework.bulk_twice": "同一申请只需选择一次",
    "casework.bulk_not_reached": "本次未来得及处理该申请，请再次提交",
    # Second reviews
    "casework.not_drawn": "该申请未被抽中复核，请从复核列表中选择",
    "casework.own_approval": "不能复核本人审核通过的申请，请由其他审核人员处理",
    "casework.second_review_settled": "该申请已由其他审核人员复核，请刷新页面查看结果",
    "casework.reasons_required": "有异议时，请至少说明一项原因",
    "casework.reasons_not_expected": "无异议时不需要填写原因",
    "casework.statistics_for_admins": "只有机构管理员、审计员和平台管理员可以查看复核统计",
}
