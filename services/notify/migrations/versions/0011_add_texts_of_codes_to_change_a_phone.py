"""Add the words of the codes by which a phone is changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# template, title, body, text of the SMS, seconds until it is of no use, digest
TEMPLATES = (
    (
        "code_phone_change_old",
        None,
        None,
        (
            "有人申请将您账号的手机号更换为其他号码，验证码为{code}，{minutes}分钟内有"
            "效，请勿告知他人。如非本人操作，请立即修改密码。"
        ),
        180,
        "75b814bb6e8340c218aa7204d9f3f294",  # pragma: allowlist secret
    ),
    (
        "code_phone_change_new",
        None,
        None,
        ("您的更换手机号验证码为{code}，{minutes}分钟内有效，请勿告知他人。如非本人操作，请忽略。"),
        180,
        "afbf00cc85e8c00c51500800c1a07c63",  # pragma: allowlist secret
    ),
    (
        "code_phone_recovery",
        None,
        None,
        (
            "您正在申请将平台账号的手机号更换为本号码，验证码为{code}，{minutes}分钟内"
            "有效，请勿告知他人。如非本人操作，请忽略。"
        ),
        180,
        "efb36158532dbed5e2c26610edeb1d31",  # pragma: allowlist secret
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
