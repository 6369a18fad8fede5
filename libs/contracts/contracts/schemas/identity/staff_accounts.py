"""Accounts of staff: invitation, second factor, and their administration."""

from marshmallow import Schema, fields, validate

from contracts.schemas.base import BodySchema
from contracts.schemas.identity.authorities import AuthorityBrief
from contracts.schemas.identity.fields import STAFF_ROLES, about, choice, secret, text
from contracts.schemas.identity.sessions import device_token
from contracts.schemas.identity.staff import StaffBrief

_AT = "2026-12-01T02:00:00+00:00"
_TYPED = "JBSWY3DPEHPK3PXP"
_CODES = ["7K2QM-X9D4T", "3HBNV-08ZRE"]
STAFF_STATUSES = ("invited", "active", "suspended")
SECOND_STEPS = ("totp", "enrol")


def _challenge_token() -> fields.Field[str]:
    return text("登录第一步得到的 challenge_token", "Zk3v…", 100, load_only=True)


class StaffChallenge(Schema):
    """What a right password has earned: the second step."""

    challenge_token = fields.String(
        required=True, metadata=about("第二步须送回的凭据，10 分钟内有效", "Zk3v…")
    )
    expires_in = fields.Integer(required=True, metadata=about("凭据有效秒数", 600))
    next = choice("下一步：totp 输入动态口令，enrol 先绑定动态口令", SECOND_STEPS)


class EnrolmentRequest(BodySchema):
    """Ask for a secret, by the challenge of a log-in."""

    challenge_token = _challenge_token()


class TotpEnrolment(Schema):
    """A secret as an authenticator app takes it."""

    secret = fields.String(required=True, metadata=about("密钥，供手工输入", _TYPED))
    otpauth_uri = fields.String(
        required=True,
        metadata=about("身份验证器应用可以打开的地址", f"otpauth://totp/x?secret={_TYPED}"),
    )
    qr_svg = fields.String(
        required=True,
        metadata=about("上述地址的二维码，SVG 图片的 data 地址", "data:image/svg+xml,…"),
    )
    expires_in = fields.Integer(required=True, metadata=about("须在多少秒内完成绑定", 600))


class TotpReplacement(TotpEnrolment):
    """A new secret for somebody who is logged in."""

    challenge_token = fields.String(required=True, metadata=about("确认时须送回的凭据", "Zk3v…"))


class StaffCode(BodySchema):
    """The second step: a one-time password or a recovery code."""

    challenge_token = _challenge_token()
    code = text("6 位动态口令，或恢复码", "123456", 40, load_only=True)
    device_token = device_token()


class TotpConfirmation(BodySchema):
    """The first code of a new secret."""

    challenge_token = _challenge_token()
    code = text("新绑定的应用显示的 6 位动态口令", "123456", 40, load_only=True)


class PasswordProof(BodySchema):
    """The password once more, before something that matters."""

    password = secret("当前密码", "Accounting2026")


class RecoveryCodes(Schema):
    """Recovery codes, shown this once."""

    recovery_codes = fields.List(
        fields.String(),
        required=True,
        metadata=about("恢复码，每个只能使用一次，只在此时显示", _CODES),
    )


class StaffPasswordChange(BodySchema):
    """Another password of one's own."""

    password = secret("当前密码", "Accounting2026")
    new_password = secret("新密码", "Ledger#2027")
    new_password_confirmation = secret("再次输入新密码", "Ledger#2027")


class StaffActivation(BodySchema):
    """Set the password by a one-time link."""

    token = text("链接中 # 之后的内容", "b3Blbi1zZXNhbWU", 100, load_only=True)
    password = secret("密码", "Ledger#2027")
    password_confirmation = secret("再次输入密码", "Ledger#2027")


class StaffActivated(Schema):
    """Whose password was set."""

    username = fields.String(required=True, metadata=about("账号，登录时使用", "haidian_reviewer"))
    name = fields.String(required=True, metadata=about("姓名", "王审核"))
    authority = fields.Nested(AuthorityBrief, required=True)


class StaffPost(BodySchema):
    """Where a member of staff works, and as what."""

    name = text("姓名", "王审核", 100)
    authority_id = text("所在会计管理部门", "au-110108", 64)
    roles = fields.List(
        choice("角色", STAFF_ROLES, required=False),
        required=True,
        validate=validate.Length(min=1, max=len(STAFF_ROLES)),
        metadata=about("角色，至少一个", ["reviewer"]),
    )
    phone = text(
        "手机号，可以不填", "13800138000", 40, required=False, load_default=None, allow_none=True
    )


class StaffInvitation(StaffPost):
    """Invite a member of staff."""

    username = text(
        "登录账号：字母开头，3 至 40 位字母、数字、点、横线和下划线", "haidian_wang", 60
    )


class StaffLink(Schema):
    """A one-time link; whoever made it passes it on."""

    token = fields.String(
        required=True, metadata=about("链接的凭据，只显示一次", "b3Blbi1zZXNhbWU")
    )
    path = fields.String(
        required=True,
        metadata=about(
            "页面地址中的路径，凭据在 # 之后，不进入日志", "/staff/activate#b3Blbi1zZXNhbWU"
        ),
    )
    expires_at = fields.String(required=True, metadata=about("失效时间（72 小时）", _AT))


class StaffAccount(StaffBrief):
    """An account as its administrator sees it."""

    masked_phone = fields.String(
        required=True, allow_none=True, metadata=about("脱敏手机号", "138****8000")
    )
    status = choice("状态：已邀请、使用中、已停用", STAFF_STATUSES)
    totp_enrolled_at = fields.String(
        required=True, allow_none=True, metadata=about("绑定动态口令的时间", _AT)
    )
    link_expires_at = fields.String(
        required=True, allow_none=True, metadata=about("未使用的链接的失效时间", _AT)
    )
    created_at = fields.String(required=True, metadata=about("建立时间", _AT))
    version = fields.Integer(required=True, metadata=about("版本，用于 If-Match", 1))


class StaffAccountWithLink(StaffAccount):
    """An account and the link that was just made for it."""

    link = fields.Nested(StaffLink, required=True)


class StaffAccountList(Schema):
    """One page of an administrator's staff, by username."""

    items = fields.List(fields.Nested(StaffAccount), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
