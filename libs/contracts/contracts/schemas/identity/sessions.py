"""Log-in and sessions of persons and staff."""

from marshmallow import Schema, fields, validate

from contracts import real_name
from contracts.certificate_types import ID_TYPES
from contracts.schemas.base import BodySchema
from contracts.schemas.fields import Text
from contracts.schemas.identity.authorities import AuthorityBrief
from contracts.schemas.identity.captchas import CaptchaProof
from contracts.schemas.identity.fields import (
    STAFF_ROLES,
    about,
    choice,
    missing_details,
    secret,
    text,
)


def _device_token() -> Text:
    about_it = {"description": "上次登录得到的 device_token；他人输错密码锁不住用过的设备"}
    return Text(max=200, metadata=about_it, load_default=None, allow_none=True, load_only=True)


class LogIn(CaptchaProof):
    """Log in as a person."""

    login = text("证件号码或手机号", "13800138000", 40)
    password = secret("密码", "Accounting2026")
    device_token = _device_token()


class StaffLogIn(CaptchaProof):
    """Log in as staff of an authority."""

    username = text("工作人员账号", "haidian_reviewer", 60)
    password = secret("密码", "Accounting2026")
    device_token = _device_token()


class SessionPerson(Schema):
    """The person as the page header shows them."""

    person_id = fields.String(required=True)
    masked_name = fields.String(required=True, metadata=about("脱敏姓名", "李**"))
    real_name_status = choice("实名认证状态", real_name.STATUSES)
    missing_details = missing_details()


class StaffMe(Schema):
    """The staff member that is logged in."""

    staff_id = fields.String(required=True)
    username = fields.String(required=True)
    name = fields.String(required=True, metadata=about("姓名", "王审核"))
    roles = fields.List(choice("角色", STAFF_ROLES), required=True)
    authority = fields.Nested(AuthorityBrief, required=True)
    person_id = fields.String(
        required=True, allow_none=True, metadata=about("本人的个人账号，未关联时为空")
    )
    identity_declared = fields.Boolean(
        required=True, metadata=about("是否已申报本人证件；注册个人账号后据此回避本人事项")
    )
    employer_usccs = fields.List(
        fields.String(),
        required=True,
        metadata=about("申报的工作单位统一社会信用代码", ["12100000400002558M"]),
    )


class StaffInterests(BodySchema):
    """The conflicts of interest of a member of staff: their own account and their employers."""

    id_type = choice("本人证件类型", ID_TYPES, required=False, load_default=None, allow_none=True)
    id_number = text(
        "本人证件号码，只存不可逆的索引；申报后不能改为另一证件",
        "11010519491231002X",
        30,
        required=False,
        load_default=None,
        allow_none=True,
        load_only=True,
    )
    nationality = text(
        "国籍（地区）三位代码，仅护照填写",
        "FRA",
        3,
        required=False,
        load_default=None,
        allow_none=True,
    )
    employer_usccs = fields.List(
        text("统一社会信用代码", "12100000400002558M", 30),
        required=True,
        validate=validate.Length(max=20),
        metadata=about("本人工作或有利害关系的单位，替换以前申报的", ["12100000400002558M"]),
    )


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
