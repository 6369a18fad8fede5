"""Add the words about exports of one's own data, and find all SMS of a person for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# template, title, body, text of the SMS, seconds until it is of no use, digest
TEMPLATES = (
    (
        "data_export_ready",
        "个人信息导出已准备好",
        (
            "您申请导出的个人信息已准备好，请在 7 天内到“账户安全”下载，逾期自动删除。文件中有未脱敏"
            "的敏感个人信息，请妥善保管。如非本人操作，请立即修改登录密码。"
        ),
        "您申请导出的个人信息已准备好，请在7天内登录平台下载。如非本人操作，请立即修改登录密码。",
        None,
        "ba01099476dab82a20e2f671d6429e19",  # pragma: allowlist secret
    ),
    (
        "data_export_failed",
        "个人信息导出没有成功",
        "您申请导出的个人信息多次准备都没有成功，请稍后到“账户安全”重新申请。",
        None,
        None,
        "a7b41f48955455ed197c9bb119abfe84",  # pragma: allowlist secret
    ),
)
NAMES = ("template_id", "title", "body", "sms_text", "sms_expires_after", "loaded_digest")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index(
        "ix_deliveries_person_id", "deliveries", ["person_id", "created_at", "delivery_id"]
    )
    rows = [dict(zip(NAMES, row, strict=True)) | {"provider_codes": {}} for row in TEMPLATES]
    op.bulk_insert(_templates(), rows)


def downgrade() -> None:
    table = _templates()
    added = [row[0] for row in TEMPLATES]
    op.execute(table.delete().where(table.c.template_id.in_(added)))
    op.drop_index("ix_deliveries_person_id", "deliveries")


def _templates() -> sa.TableClause:
    texts = [sa.column(name, sa.Text()) for name in NAMES if name != "sms_expires_after"]
    expires_after = sa.column("sms_expires_after", sa.Integer())
    return sa.table("templates", *texts, expires_after, sa.column("provider_codes", JSONB()))
