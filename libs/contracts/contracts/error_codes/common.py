"""Codes that every service may answer with."""

CODES: dict[str, str] = {
    "common.validation_failed": "提交的内容有误，请按提示修改后重新提交",
    "common.unauthenticated": "请先登录",
    "common.forbidden": "您没有权限进行此操作",
    "common.persons_only": "只有会计人员本人可以办理，请使用个人账号登录",
    "common.internal_only": "该接口仅供平台内部使用",
    "common.not_found": "未找到所请求的内容",
    "common.conflict": "当前状态不允许此操作，请刷新后重试",
    "common.version_conflict": "内容已在别处更新，请核对最新内容后再保存",
    "common.too_many_requests": "操作过于频繁，请{wait}再试",
    "common.unavailable": "服务暂时不可用，请稍后重试",
    "common.timeout": "处理超时，请稍后重试",
    "common.internal_error": "系统出现错误，我们已记录，请稍后重试",
    "common.idempotency_key_reused": "该幂等键已用于另一份内容不同的请求",
    "common.bad_cursor": "分页标记无效，请从第一页重新开始",
    # Single fields
    "common.required": "此项必填",
    "common.unknown_field": "不支持的字段",
    "common.invalid": "格式不正确",
    "common.invalid_choice": "请从列出的选项中选择",
    "common.too_long": "内容过长",
    "common.too_short": "内容过短",
    "common.invalid_length": "数量或长度不符合要求",
    "common.out_of_range": "数值超出允许的范围",
}
