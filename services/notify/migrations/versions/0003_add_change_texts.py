"""Add the words about changes, credits, rewards and penalties."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# template, title, body, text of the SMS
TEMPLATES = (
    (
        "case_withdrawn",
        "{case_name}已撤回",
        "您已撤回{case_name}申请，如需办理请重新提交。",
        None,
    ),
    (
        "change_in_effect",
        "{case_name}已生效",
        "您的{case_name}只涉及自动审核的项目，已经生效。如不是您本人操作，请立即修改密码，"
        "并与{authority_name}联系。",
        "您的{case_name}已生效，如不是您本人操作，请立即修改密码。",
    ),
    (
        "credit_approved",
        "继续教育学分申请审核通过",
        "您的继续教育学分申请已由{authority_name}审核通过，{year}年度核定{credits}学分。{remark}",
        "您的继续教育学分申请已审核通过，{year}年度核定{credits}学分。",
    ),
    (
        "entry_recorded",
        "奖惩信息待审核",
        "{authority_name}登记了一条关于您的奖惩信息，正在审核。审核期间不能办理属地调转。"
        "审核结果将通过站内信和短信通知您。",
        None,
    ),
    (
        "entry_approved",
        "奖惩信息已登记",
        "{authority_name}登记的关于您的奖惩信息已审核通过，请在“奖惩信息”中查看；"
        "如有异议，可向该部门提出。",
        "{authority_name}登记的关于您的奖惩信息已审核通过，请登录平台查看。",
    ),
    (
        "entry_returned",
        "奖惩信息未通过审核",
        "{authority_name}登记的关于您的奖惩信息未通过审核，不予记录。",
        "{authority_name}登记的关于您的奖惩信息未通过审核，不予记录。",
    ),
)


def upgrade() -> None:
    names = ("template_id", "title", "body", "sms_text")
    rows = [dict(zip(names, row, strict=True)) | {"provider_codes": {}} for row in TEMPLATES]
    op.bulk_insert(_templates(), rows)


def downgrade() -> None:
    table = _templates()
    added = [row[0] for row in TEMPLATES]
    op.execute(table.delete().where(table.c.template_id.in_(added)))


def _templates() -> sa.TableClause:
    texts = [sa.column(name, sa.Text()) for name in ("template_id", "title", "body", "sms_text")]
    return sa.table("templates", *texts, sa.column("provider_codes", JSONB()))
