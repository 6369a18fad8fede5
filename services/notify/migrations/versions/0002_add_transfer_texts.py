"""Add the words about transfers of jurisdiction."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# template, title, body, text of the SMS
TEMPLATES = (
    (
        "transfer_submitted",
        "属地调转申请已提交",
        "您从{from_authority}调往{to_authority}的申请已提交，由{authority_name}审核。"
        "审核期间不能办理信息变更等业务。审核结果将通过站内信和短信通知您。",
        "您调往{to_authority}的属地调转申请已提交，由{authority_name}审核，请留意审核结果。",
    ),
    (
        "transfer_released",
        "属地调转：调出地已同意",
        "{from_authority}已同意您调出，申请现由{authority_name}审核，审核时限不变。",
        "{from_authority}已同意您调出，属地调转申请现由{authority_name}审核。",
    ),
    (
        "transfer_approved",
        "属地调转审核通过",
        "您的属地调转申请已由{authority_name}审核通过，您的会计管理部门已由{from_authority}"
        "变更为{to_authority}，今后的业务由{to_authority}办理。",
        "您的属地调转申请已审核通过，您的会计管理部门现为{to_authority}。",
    ),
    (
        "transfer_returned",
        "属地调转申请未通过",
        "您调往{to_authority}的申请未通过{authority_name}审核，您的会计管理部门仍为"
        "{from_authority}。请按以下意见重新申请：\n{reasons}",
        "您的属地调转申请未通过审核，请登录平台查看原因后重新申请。",
    ),
    (
        "transfer_withdrawn",
        "属地调转申请已撤回",
        "您已撤回调往{to_authority}的申请，您的会计管理部门仍为{from_authority}。",
        None,
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
