"""Say why a reward or penalty did not pass, item by item."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = "{authority_name}登记的关于您的奖惩信息未通过审核，不予记录。"

# template, text before, text after
BODIES = (
    (
        "entry_returned",
        BEFORE,
        "{authority_name}登记的关于您的奖惩信息未通过审核，不予记录，原因如下：\n{reasons}",
    ),
)
SMS_TEXTS = (
    (
        "entry_returned",
        BEFORE,
        "{authority_name}登记的关于您的奖惩信息未通过审核，不予记录，问题在于：{items}。"
        "请登录平台查看原因。",
    ),
)


def upgrade() -> None:
    for column, texts in (("body", BODIES), ("sms_text", SMS_TEXTS)):
        for template_id, before, after in texts:
            _reword(column, template_id, before, after)


def downgrade() -> None:
    for column, texts in (("body", BODIES), ("sms_text", SMS_TEXTS)):
        for template_id, before, after in texts:
            _reword(column, template_id, after, before)


def _reword(column: str, template_id: str, present: str, wanted: str) -> None:
    """Change a text that is still as we wrote it; one that staff have changed stays."""
    text = sa.column(column, sa.Text())
    table = sa.table("templates", sa.column("template_id", sa.Text()), text)
    is_ours = (table.c.template_id == template_id) & (text == present)
    op.execute(table.update().where(is_ours).values({column: wanted}))
