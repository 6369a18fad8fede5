"""Codes of changes."""

CODES: dict[str, str] = {
    "changes.platform_staff_only": "只有平台管理员或审计员可以查看审核策略",
}
