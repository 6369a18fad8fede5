"""What a file of each kind must be like; the same rules before the upload and after it.

Sources: the operating guide (photo), the notices of provincial finance authorities (proofs),
`KB` is 1024 bytes as people's computers show it.
"""

from dataclasses import dataclass

from contracts.values import ValueProblem

KB = 1024
MB = 1024 * KB
JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
IMAGES = (JPEG, PNG)
_NAMES = {JPEG: "jpg", PNG: "png", PDF: "pdf"}


@dataclass(frozen=True, slots=True)
class AttachmentRule:
    """The rule of one kind; `aspect` is the width:height to expect, only ever a warning."""

    kind: str
    title: str
    media_types: tuple[str, ...] = IMAGES
    min_bytes: int = 20 * KB
    max_bytes: int = 500 * KB
    min_width: int = 0
    min_height: int = 0
    aspect: float | None = None
    hint: str = ""


def _identity(kind: str, title: str, hint: str) -> AttachmentRule:
    return AttachmentRule(kind, title, max_bytes=5 * MB, hint=hint)


def _image_or_pdf(kind: str, title: str, hint: str = "") -> AttachmentRule:
    return AttachmentRule(kind, title, media_types=(JPEG, PNG, PDF), max_bytes=2 * MB, hint=hint)


ATTACHMENT_RULES: dict[str, AttachmentRule] = {
    rule.kind: rule
    for rule in (
        AttachmentRule(
            "photo",
            "标准证件照片",
            media_types=(JPEG,),
            min_bytes=10 * KB,
            min_width=295,
            min_height=413,
            aspect=295 / 413,
            hint="近期正面免冠照片，建议白底；不戴眼镜和帽子，露出双眉双耳，清晰完整",
        ),
        _identity("id_portrait", "证件人像面", "四角完整，字迹清晰"),
        _identity("id_reverse", "证件非人像面", "四角完整，字迹清晰"),
        _identity("id_holding", "手持证件人像面", "面部和证件信息同时清晰可见"),
        AttachmentRule("residence_permit", "居住证"),
        AttachmentRule("level_certificate", "学历证明", hint="多页请合并成一张图片"),
        AttachmentRule("degree_certificate", "学位证明", hint="多页请合并成一张图片"),
        _image_or_pdf("student_status", "学籍证明", "学籍证明、学生证或学信网学籍报告"),
        AttachmentRule("uscc_certificate", "单位统一社会信用代码证明", hint="营业执照或登记证书"),
        AttachmentRule(
            "employment_proof", "工作证明", hint="劳动合同、工作证明或社保缴纳证明，多页请合并"
        ),
        AttachmentRule("appointment_proof", "会计专业职务聘任证明"),
        _image_or_pdf("transfer_proof", "调转证明材料"),
        _image_or_pdf("credit_proof", "继续教育学分证明材料"),
    )
}
_ASPECT_TOLERANCE = 0.08


def problems(
    kind: str, media_type: str, size: int, width: int | None = None, height: int | None = None
) -> list[ValueProblem]:
    """Return everything that keeps a file from being accepted as this kind."""
    rule = ATTACHMENT_RULES.get(kind)
    if rule is None:
        return [ValueProblem("attachment.kind_unknown")]
    found = [
        _type_problem(rule, media_type),
        _size_problem(rule, size),
        _pixels_problem(rule, width, height),
    ]
    return [problem for problem in found if problem]


def type_problem(kind: str, media_type: str) -> ValueProblem | None:
    """Return what keeps a file of this type from being accepted as this kind, known before its size."""
    rule = ATTACHMENT_RULES.get(kind)
    return _type_problem(rule, media_type) if rule else ValueProblem("attachment.kind_unknown")


def warnings(kind: str, width: int | None, height: int | None) -> list[ValueProblem]:
    """Return what a reviewer may object to though the file is accepted."""
    aspect = ATTACHMENT_RULES[kind].aspect
    if aspect is None or not width or not height:
        return []
    if abs(width / height - aspect) <= _ASPECT_TOLERANCE:
        return []
    return [ValueProblem("attachment.aspect_unusual")]


def _type_problem(rule: AttachmentRule, media_type: str) -> ValueProblem | None:
    if media_type in rule.media_types:
        return None
    allowed = "、".join(_NAMES[allowed_type] for allowed_type in rule.media_types)
    return ValueProblem(
        "attachment.type", f"{rule.title}只接受 {allowed} 格式，请转换格式后重新上传"
    )


def _size_problem(rule: AttachmentRule, size: int) -> ValueProblem | None:
    if size < rule.min_bytes:
        return ValueProblem(
            "attachment.too_small",
            f"{rule.title}不能小于 {_size_text(rule.min_bytes)}，请上传更清晰的原图",
        )
    if size > rule.max_bytes:
        return ValueProblem(
            "attachment.too_large",
            f"{rule.title}不能大于 {_size_text(rule.max_bytes)}，请压缩后重新上传",
        )
    return None


def _pixels_problem(
    rule: AttachmentRule, width: int | None, height: int | None
) -> ValueProblem | None:
    if (width or 0) >= rule.min_width and (height or 0) >= rule.min_height:
        return None
    return ValueProblem(
        "attachment.too_few_pixels",
        f"{rule.title}的宽不能小于 {rule.min_width} 像素、高不能小于 {rule.min_height} 像素，"
        f"当前为 {width or 0}×{height or 0}",
    )


def _size_text(size: int) -> str:
    return f"{size // MB} MB" if size >= MB else f"{size // KB} KB"
