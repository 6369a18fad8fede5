"""Codes of the message box."""

CODES: dict[str, str] = {
    "notify.message_not_found": "未找到该消息，可能已被删除，请刷新消息列表",
}
