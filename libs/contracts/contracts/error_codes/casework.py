"""Codes of reviewed cases, whatever their kind."""

CODES: dict[str, str] = {
    "casework.action_not_allowed": "当前审核状态不允许此操作，请刷新页面查看最新状态",
    "casework.claim_required": "请先领取该申请，再进行审核",
    "casework.claimed_by_other": "该申请已由其他审核人员领取，请刷新列表后处理其他申请",
    "casework.claim_expired": "领取已超过30分钟并自动释放，请重新领取后再审核",
    "casework.already_decided": "该申请已由其他审核人员作出决定，请刷新页面查看结果",
    "casework.being_reviewed": "该申请已被审核人员领取，暂时不能撤回，请等待审核结果",
    "casework.own_file": "不能审核本人的申请，请由其他审核人员处理",
    "casework.own_record": "不能审核本人登记的信息，请由其他审核人员处理",
    "casework.reviewer_only": "只有审核人员可以进行此操作，请使用审核人员账号登录",
    "casework.case_not_found": "未找到该申请，或该申请不属于您所在会计管理部门的管辖范围",
    "casework.kind_unknown": "没有这种类型的申请，请检查申请类型",
    "casework.unknown_item": "该申请中没有这一项，请从可退回的项目中选择",
    "casework.unknown_reason": "没有这种退回原因，请从列出的原因中选择",
    "casework.note_required": "选择“其他”时，请填写具体说明",
    "casework.reason_repeated": "同一项目的同一原因只需填写一次，请删除重复的一条",
    "casework.same_authority": "该申请已在此会计管理部门，请选择其他会计管理部门",
    "casework.authority_not_available": "该会计管理部门不能受理申请，请选择其他会计管理部门",
}
