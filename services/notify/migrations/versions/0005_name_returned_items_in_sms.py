"""Name in the SMS about a return what is to be mended."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# template, SMS before, SMS after
SMS_TEXTS = (
    (
        "case_returned",
        "您的{case_name}未通过审核，请登录平台查看退回原因，修改后重新提交。",
        "您的{case_name}未通过审核，须修改：{items}。请登录平台查看原因，修改后重新提交。",
    ),
    (
        "transfer_returned",
        "您的属地调转申请未通过审核，请登录平台查看原因后重新申请。",
        "您的属地调转申请未通过审核，问题在于：{items}。请登录平台查看原因后重新申请。",
    ),
)


def upgrade() -> None:
    for template_id, before, after in SMS_TEXTS:
        _reword(template_id, before, after)


def downgrade() -> None:
    for template_id, before, after in SMS_TEXTS:
        _reword(template_id, after, before)


def _reword(template_id: str, present: str, wanted: str) -> None:
    """Change a text that is still as we wrote it; one that staff have changed stays."""
    table = sa.table(
        "templates", sa.column("template_id", sa.Text()), sa.column("sms_text", sa.Text())
    )
    is_ours = (table.c.template_id == template_id) & (table.c.sms_text == present)
    op.execute(table.update().where(is_ours).values(sms_text=wanted))
