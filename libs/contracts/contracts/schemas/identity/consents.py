"""Documents that people agree to, and one's own consents."""

from typing import Any

from marshmallow import Schema, fields

from contracts import consents
from contracts.schemas.base import BodySchema
from contracts.schemas.identity.fields import about, choice, text

VERSION = "2026-11-28"
_MOMENT = "2026-11-28T08:00:00+00:00"
_CONSEQUENCES = "撤回后立即生效：不能提交“线上实名认证”，不能提交信息采集，直至重新同意。"


def _method(**options: Any) -> fields.String:
    about_it = "registration 随注册同意，separate 单独同意"
    return choice(about_it, consents.METHODS, consents.BY_ITSELF, **options)


class Consent(BodySchema):
    """Agreement to one version of one document."""

    kind = choice("文件种类", consents.KINDS, consents.CERTIFICATE_IMAGES)
    version = text("同意的版本，即展示给本人的版本", VERSION, 20)


class ConsentWithdrawal(BodySchema):
    """Withdraw an agreement, knowing what comes of it."""

    confirmed = fields.Boolean(
        load_default=False, metadata=about("已向本人展示 consequences 并经其确认", example=True)
    )


class ConsentSection(Schema):
    """One part of a document, by what the law has it state."""

    key = choice("内容", tuple(consents.ELEMENTS))
    title = fields.String(required=True, metadata=about("小标题", "谁处理您的信息"))
    text = fields.String(required=True, metadata=about("正文，以换行分段"))


class _Document(Schema):
    kind = choice("文件种类", consents.KINDS, consents.CERTIFICATE_IMAGES)
    version = fields.String(required=True, metadata=about("版本，以发布的日期为号", VERSION))
    title = fields.String(required=True, metadata=about("名称", "证件信息和影像处理单独同意"))
    is_separate = fields.Boolean(
        required=True, metadata=about("须单独同意，不能随注册一并同意", example=True)
    )
    needed_for = fields.List(
        choice("事项", consents.ACTIONS, consents.SUBMIT_REAL_NAME),
        required=True,
        metadata=about("哪些事项须先同意本文件的现行版本；已停用的为空"),
    )
    consequences = fields.String(
        required=True,
        allow_none=True,
        metadata=about("撤回的后果，撤回前须展示；不能撤回的为空", _CONSEQUENCES),
    )


class ConsentDocument(_Document):
    """One version of one document."""

    text = fields.String(required=True, metadata=about("全文"))
    sections = fields.List(
        fields.Nested(ConsentSection),
        required=True,
        metadata=about("全文分段；2026-11-28 以前的版本没有分段"),
    )
    effective_on = fields.String(required=True, metadata=about("生效日期", VERSION))
    in_force = fields.Boolean(required=True, metadata=about("是否现行版本", example=True))
    versions = fields.List(
        fields.String(metadata={"example": VERSION}),
        required=True,
        metadata=about("该文件的全部版本，新的在前"),
    )


class ConsentDocumentList(Schema):
    """Documents in force."""

    items = fields.List(fields.Nested(ConsentDocument), required=True)


class OwnConsent(_Document):
    """Where the person stands with one document; version and title are those in force."""

    state = choice(
        "not_given 未同意，given 已同意，outdated 同意的是以前的版本、须重新同意，withdrawn 已撤回",
        consents.STATES,
        consents.GIVEN,
    )
    recorded_version = fields.String(
        required=True, allow_none=True, metadata=about("最近一次同意或撤回的版本", VERSION)
    )
    recorded_at = fields.String(
        required=True, allow_none=True, metadata=about("最近一次同意或撤回的时间", _MOMENT)
    )
    method = _method(allow_none=True)
    available_actions = fields.List(
        fields.String(), required=True, metadata=about("现在可以办理的事项", ["withdraw_consent"])
    )


class PastConsent(Schema):
    """What the person said of a document once."""

    kind = choice("文件种类", consents.KINDS, consents.CERTIFICATE_IMAGES)
    title = fields.String(required=True, metadata=about("名称", "证件信息和影像处理单独同意"))
    version = fields.String(required=True, metadata=about("版本", VERSION))
    action = choice("given 同意，withdrawn 撤回", consents.RECORDED)
    method = _method()
    recorded_at = fields.String(required=True, metadata=about("时间", _MOMENT))


class OwnConsents(Schema):
    """One's own consents."""

    items = fields.List(fields.Nested(OwnConsent), required=True)
    history = fields.List(
        fields.Nested(PastConsent),
        required=True,
        metadata=about("历次同意和撤回，新的在前，最多 100 条"),
    )
