"""What staff may make of a template: which texts, which variables, which must be there."""

import re
from collections.abc import Iterator, Mapping

from contracts.errors import Violation

from notify.domain.rendering import placeholders
from notify.domain.templates import VARIABLES, TemplateText

TEXTS = ("title", "body", "sms_text")
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_CODE_IS_THERE = {"sms_text": ("code",)}
_REASONS_ARE_THERE = {"body": ("reasons",)}

# Without these the text would not say what it is sent for.
REQUIRED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("case_returned", "transfer_returned", "entry_returned"), _REASONS_ARE_THERE),
    "phone_recovery_notice_sms": {"sms_text": ("link", "until")},
}
# What each variable is, and a value to try it with.
SAMPLES: Mapping[str, tuple[str, str]] = {
    "method": ("认证方式", "支付宝认证"),
    "case_name": ("业务名称", "信息采集"),
    "authority_name": ("会计管理部门", "北京市海淀区财政局"),
    "reasons": ("退回原因，每项一行", "1. 学历证书：照片不清晰\n审核意见：请重新拍照"),
    "items": ("须修改的项目", "学历证书、工作单位"),
    "remark": ("说明", "说明：请留意办理时限"),
    "year": ("年度", "2026"),
    "credits": ("学分", "90"),
    "from_authority": ("调出部门", "北京市海淀区财政局"),
    "to_authority": ("调入部门", "天津市南开区财政局"),
    "code": ("验证码", "482913"),
    "minutes": ("有效分钟数", "3"),
    "masked_phone": ("新手机号，部分隐藏", "138****5678"),
    "tail": ("新手机号尾号", "5678"),
    "until": ("生效时间", "2026年11月29日10:30"),
    "link": ("提出异议的网址", "https://ausm.example/o/8fK2"),
}


def required_variables(template_id: str) -> Mapping[str, tuple[str, ...]]:
    """Return the variables that each text of a template must have."""
    if "code" in VARIABLES.get(template_id, ()):
        return _CODE_IS_THERE
    return REQUIRED.get(template_id, {})


def violations_of(
    template_id: str, text: TemplateText, shipped: TemplateText
) -> Iterator[Violation]:
    """Yield what is wrong with each text, named by its field."""
    for field in TEXTS:
        given, usual = getattr(text, field), getattr(shipped, field)
        if given is None and usual is not None:
            yield Violation(field, "common.required")
        elif given is not None and usual is None:
            yield Violation(field, "notify.template_text_unused")
        elif given is not None:
            yield from _wrong_in(template_id, field, given)


def _wrong_in(template_id: str, field: str, text: str) -> Iterator[Violation]:
    if set("{}") & set(_PLACEHOLDER.sub("", text)):
        yield Violation(field, "notify.template_braces")
    if field == "sms_text" and set("【】") & set(text):
        yield Violation(field, "notify.template_sign")
    used, known = placeholders(text), VARIABLES[template_id]
    for name in used:
        if name not in known:
            may = "、".join(f"{{{each}}}" for each in sorted(known)) or "无"
            message = f"不能使用变量 {{{name}}}，可用的变量：{may}"
            yield Violation(field, "notify.template_variable_unknown", message)
    for name in required_variables(template_id).get(field, ()):
        if name not in used:
            message = f"缺少变量 {{{name}}}（{SAMPLES[name][0]}）"
            yield Violation(field, "notify.template_variable_missing", message)
