"""One's own password, and the other devices that one is logged in on."""

from marshmallow import Schema, fields

from contracts.schemas.base import BodySchema
from contracts.schemas.identity.fields import about, secret


class PasswordChange(BodySchema):
    """Use another password; the present one proves who asks."""

    old_password = secret("原密码", "Accounting2026")
    new_password = secret("新密码，不能与原密码相同", "Accounting2027")
    new_password_confirmation = secret("确认新密码", "Accounting2027")


class OtherSessionsEnded(Schema):
    """How many other devices are logged out now."""

    ended_sessions = fields.Integer(
        required=True, metadata=about("已退出登录的其他设备数，没有则为 0", 2)
    )
