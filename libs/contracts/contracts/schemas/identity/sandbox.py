"""What only a sandbox answers."""

from marshmallow import Schema, fields

from contracts.schemas.identity.authorities import AuthorityBrief
from contracts.schemas.identity.fields import (
    about,
    choice,
)


class SandboxCaptcha(Schema):
    """The text of a captcha, in a sandbox only."""

    text = fields.String(required=True, metadata=about("图片上的字符，或工作量证明的数", "K7MP4"))


class Persona(Schema):
    """A demo log-in, in a sandbox only."""

    kind = choice("账号类别", ("person", "staff"))
    login = fields.String(required=True)
    password = fields.String(required=True)
    totp_secret = fields.String(
        required=True,
        allow_none=True,
        metadata=about("工作人员动态口令的密钥，人员没有", "JBSWY3DPEHPK3PXP"),
    )
    name = fields.String(required=True, metadata=about("姓名", "王海淀"))
    description = fields.String(required=True, metadata=about("说明", "北京市海淀区财政局审核员"))
    roles = fields.List(fields.String(), required=True)
    authority = fields.Nested(AuthorityBrief, required=True, allow_none=True)
    state = fields.String(
        required=True, allow_none=True, metadata=about("人员的实名认证状态", "verified")
    )


class PersonaList(Schema):
    """All demo log-ins."""

    items = fields.List(fields.Nested(Persona), required=True)
