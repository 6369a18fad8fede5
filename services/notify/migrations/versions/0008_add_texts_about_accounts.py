"""Add the words about numbers and phones that somebody else has proved."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# template, title, body, text of the SMS, seconds until it is of no use, digest
TEMPLATES = (
    (
        "identity_claim_lost",
        "证件号码已收回，请重新填写",
        (
            "您注册时填写的证件号码已由另一账号通过实名认证，不再属于本账号，本账号的手机号也已收"
            "回，其他登录已全部退出。如系填写有误，请登录后重新填写本人的证件号码和手机号；如证件"
            "确属本人，请携带证件向当地会计管理部门反映。"
        ),
        None,
        None,
        "6c577ea22297172dfb0226b6c4b0309f",  # pragma: allowlist secret
    ),
    (
        "identity_claim_lost_sms",
        None,
        None,
        (
            "您注册时填写的证件号码已由另一账号通过实名认证，请用原手机号和密码登录平台，重新填写"
            "本人的证件号码和手机号。"
        ),
        259200,
        "283ef0218e3a28bf44fc3072747fbbe6",  # pragma: allowlist secret
    ),
    (
        "phone_lost",
        "手机号已收回，请设置新手机号",
        (
            "您账号的手机号已由新的使用人通过短信验证码证实并用于其账号，不再属于本账号。账号的其"
            "他信息不变，请用证件号码登录后设置新的手机号。如该手机号仍由您使用，请立即检查手机卡"
            "并联系运营商。"
        ),
        None,
        None,
        "4099335f17c651017d25d6d1e7c906ec",  # pragma: allowlist secret
    ),
    (
        "phone_changed",
        "手机号已更换",
        "您的手机号已更换。如非本人操作，请立即找回密码，并与当地会计管理部门联系。",
        None,
        None,
        "94034cc7b0a248b779516aa3360616e6",  # pragma: allowlist secret
    ),
    (
        "phone_changed_sms",
        None,
        None,
        "您在平台的手机号已更换，本号码不再接收平台短信。如非本人操作，请立即登录平台处理。",
        259200,
        "6f598cd576c73af433d4003eb535cc9a",  # pragma: allowlist secret
    ),
    (
        "code_change_phone",
        None,
        None,
        (
            "您的更换手机号验证码为{code}，{minutes}分钟内有效，请勿告知他人。如非"
            "本人操作，请忽略。"
        ),
        180,
        "afbf00cc85e8c00c51500800c1a07c63",  # pragma: allowlist secret
    ),
)
NAMES = ("template_id", "title", "body", "sms_text", "sms_expires_after", "loaded_digest")


def upgrade() -> None:
    rows = [dict(zip(NAMES, row, strict=True)) | {"provider_codes": {}} for row in TEMPLATES]
    op.bulk_insert(_templates(), rows)


def downgrade() -> None:
    table = _templates()
    added = [row[0] for row in TEMPLATES]
    op.execute(table.delete().where(table.c.template_id.in_(added)))


def _templates() -> sa.TableClause:
    texts = [sa.column(name, sa.Text()) for name in NAMES if name != "sms_expires_after"]
    expires_after = sa.column("sms_expires_after", sa.Integer())
    return sa.table("templates", *texts, expires_after, sa.column("provider_codes", JSONB()))
