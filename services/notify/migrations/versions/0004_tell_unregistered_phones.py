"""Add the SMS for a phone that asks for a new password and has no account."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEMPLATE = "code_password_reset_unregistered"
TEXT = (
    "您正在找回密码，但该手机号未在平台注册。请使用注册时的手机号办理；如非本人操作，请忽略。"
)
# As long as the code that a registered phone gets: afterwards nobody waits for either.
LIFE_SECONDS = 180


def upgrade() -> None:
    row = {"template_id": TEMPLATE, "sms_text": TEXT, "sms_expires_after": LIFE_SECONDS}
    op.bulk_insert(_templates(), [{**row, "provider_codes": {}}])


def downgrade() -> None:
    templates = _templates()
    op.execute(templates.delete().where(templates.c.template_id == TEMPLATE))


def _templates() -> sa.Table:
    return sa.table(
        "templates",
        sa.column("template_id", sa.Text()),
        sa.column("sms_text", sa.Text()),
        sa.column("sms_expires_after", sa.Integer()),
        sa.column("provider_codes", JSONB()),
    )
