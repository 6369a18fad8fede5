"""Codes of transfers: the six blockers of the operating guide."""

CODES: dict[str, str] = {
    "transfer.collection_not_approved": (
        "信息采集尚未完成或尚未审核通过，请先完成信息采集并等待审核通过"
    ),
    "transfer.change_pending": "您有审核中的信息变更申请，请等待审核完成，或先撤回该申请",
    "transfer.transfer_pending": "您已有审核中的调转申请，请等待审核完成，或先撤回该申请",
    "transfer.reward_penalty_pending": "您有审核中的奖惩申请，请等待审核完成后再申请调转",
    "transfer.credit_pending": "您有审核中的视同教育（继续教育学分）申请，请等待审核完成后再申请调转",
    "transfer.same_authority": "调入管理机构与当前所属管理机构相同，请选择其他管理机构",
}
