"""Log-in and sessions of persons and staff."""

from marshmallow import Schema, fields

from contracts import real_name
from contracts.schemas.base import BodySchema
from contracts.schemas.fields import Text
from contracts.schemas.identity.captchas import CaptchaProof
from contracts.schemas.identity.fields import (
    about,
    choice,
    missing_details,
    secret,
    text,
)
from contracts.schemas.identity.staff import StaffMe


def device_token() -> Text:
    """Return the field by which a device says that it was logged in from before."""
    about_it = {"description": "上次登录得到的 device_token；他人输错密码锁不住用过的设备"}
    return Text(max=200, metadata=about_it, load_default=None, allow_none=True, load_only=True)


class LogIn(CaptchaProof):
    """Log in as a person."""

    login = text("证件号码或手机号", "13800138000", 40)
    password = secret("密码", "Accounting2026")
    device_token = device_token()


class StaffLogIn(CaptchaProof):
    """Log in as staff of an authority."""

    username = text("工作人员账号", "haidian_reviewer", 60)
    password = secret("密码", "Accounting2026")
    device_token = device_token()


class SessionPerson(Schema):
    """The person as the page header shows them."""

    person_id = fields.String(required=True)
    masked_name = fields.String(required=True, metadata=about("脱敏姓名", "李**"))
    real_name_status = choice("实名认证状态", real_name.STATUSES)
    missing_details = missing_details()


class Session(Schema):
    """Tokens of a session; `person` or `staff` says whose it is."""

    session_id = fields.String(required=True)
    access_token = fields.String(required=True, metadata=about("访问令牌（JWT）", "eyJhbGciOi…"))
    refresh_token = fields.String(required=True, metadata=about("刷新令牌，一次有效", "2s8Xb…"))
    csrf_token = fields.String(metadata=about("以 Cookie 登录时写请求须重复的值，整个登录期间不变"))
    device_token = fields.String(metadata=about("本设备的标记，只在登录时给出，下次登录时送回"))
    expires_in = fields.Integer(required=True, metadata=about("访问令牌有效秒数", 600))
    refresh_expires_in = fields.Integer(required=True, metadata=about("刷新令牌有效秒数", 43200))
    person = fields.Nested(SessionPerson)
    staff = fields.Nested(StaffMe)


class RefreshRequest(BodySchema):
    """Renew the tokens; browsers send the token in their cookie instead."""

    refresh_token = text(
        "刷新令牌",
        "2s8Xb…",
        required=False,
        load_default=None,
        allow_none=True,
        load_only=True,
    )


class SessionEnded(Schema):
    """The session that a refresh token belonged to, null if there is none."""

    session_id = fields.String(required=True, allow_none=True)


class SessionEntry(Schema):
    """One session of the person."""

    session_id = fields.String(required=True)
    created_at = fields.String(required=True)
    last_used_at = fields.String(required=True)
    user_agent = fields.String(required=True, allow_none=True)
    client_ip = fields.String(required=True, allow_none=True)
    current = fields.Boolean(required=True, metadata=about("是否为当前登录"))


class SessionList(Schema):
    """All sessions of the person, the latest used first."""

    items = fields.List(fields.Nested(SessionEntry), required=True)
