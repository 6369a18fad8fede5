"""Exports of a person's own data."""

from marshmallow import Schema, fields

from contracts.personal_data import EXPORT_STATES
from contracts.schemas.base import BodySchema
from contracts.schemas.identity.fields import about, choice, secret

_ID = "7f3c1a52-9d0e-4a51-8a0c-0d6f0f2f6a11"


class DataExportRequest(BodySchema):
    """Ask for everything that is kept of oneself."""

    password = secret("登录密码", "Accounting2026")


class DataExportProgress(Schema):
    """How far an export is."""

    done = fields.Integer(required=True, metadata=about("已完成的步骤", 12))
    total = fields.Integer(required=True, metadata=about("全部步骤", 27))


class DataExport(Schema):
    """One export of one's own data."""

    export_id = fields.String(required=True, metadata=about("导出编号", _ID))
    status = choice(
        "pending 排队，running 正在准备，ready 可下载，failed 没有成功，expired 已删除",
        EXPORT_STATES,
    )
    message = fields.String(
        required=True, metadata=about("给本人看的说明", "正在准备，完成后以站内信通知您")
    )
    progress = fields.Nested(DataExportProgress, required=True)
    size = fields.Integer(required=True, allow_none=True, metadata=about("压缩包的字节数", 1834221))
    sha256 = fields.String(
        required=True, allow_none=True, metadata=about("压缩包的 SHA-256 摘要", "9f86d081884c7d65…")
    )
    requested_at = fields.String(
        required=True, metadata=about("申请时间", "2026-11-28T08:00:00+00:00")
    )
    finished_at = fields.String(
        required=True,
        allow_none=True,
        metadata=about("完成时间", "2026-11-28T08:00:20+00:00"),
    )
    expires_at = fields.String(
        required=True,
        allow_none=True,
        metadata=about("到期删除的时间", "2026-12-05T08:00:20+00:00"),
    )
    available_actions = fields.List(
        fields.String(), required=True, metadata=about("现在可以进行的操作", ["download"])
    )


class DataExportList(Schema):
    """One page of exports, the latest first."""

    items = fields.List(fields.Nested(DataExport), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
