"""First tables: message box, templates, deliveries, the sandbox's inbox."""

import sqlalchemy as sa
from alembic import op
from chassis.migrations import create_messaging_tables, drop_messaging_tables
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATUSES = "'queued', 'sending', 'sent', 'delivered', 'failed'"

# template, title, body, text of the SMS, seconds of its use
TEMPLATES = (
    (
        "account_registered",
        "注册成功",
        "您已成功注册全国会计人员统一服务管理平台。请先完成实名认证，再进行信息采集。",
        "您已成功注册，请登录平台完成实名认证和信息采集。",
        None,
    ),
    (
        "password_changed",
        "登录密码已修改",
        "您的登录密码已修改，其他设备上的登录已全部退出。如非本人操作，请立即找回密码。",
        "您的登录密码已修改。如非本人操作，请立即登录平台找回密码。",
        None,
    ),
    (
        "identity_verified",
        "实名认证已通过",
        "您已通过{method}，现在可以进行信息采集。",
        "您已通过{method}，请登录平台进行信息采集。",
        None,
    ),
    (
        "case_submitted",
        "{case_name}已提交",
        "您的{case_name}已提交，由{authority_name}审核。审核结果将通过站内信和短信通知您。",
        "您的{case_name}已提交，由{authority_name}审核，请留意审核结果。",
        None,
    ),
    (
        "case_approved",
        "{case_name}审核通过",
        "您的{case_name}已由{authority_name}审核通过。",
        "您的{case_name}已由{authority_name}审核通过。",
        None,
    ),
    (
        "case_returned",
        "{case_name}被退回",
        "您的{case_name}未通过{authority_name}审核，请按以下意见修改后重新提交：\n{reasons}",
        "您的{case_name}未通过审核，请登录平台查看退回原因，修改后重新提交。",
        None,
    ),
    (
        "case_forwarded",
        "{case_name}已转至{authority_name}",
        "您的{case_name}已转由{authority_name}审核，提交时间不变，无需重新提交。{remark}",
        "您的{case_name}已转由{authority_name}审核，无需重新提交。",
        None,
    ),
    (
        "code_register",
        None,
        None,
        "您的注册验证码为{code}，{minutes}分钟内有效，请勿告知他人。",
        180,
    ),
    (
        "code_password_reset",
        None,
        None,
        "您的找回密码验证码为{code}，{minutes}分钟内有效，请勿告知他人。如非本人操作，请忽略。",
        180,
    ),
)


def upgrade() -> None:
    create_messaging_tables(op)
    _create_messages()
    _create_templates()
    _create_deliveries()
    _create_sandbox()


def downgrade() -> None:
    for table in ("sandbox_sms", "deliveries", "templates", "mailboxes", "messages"):
        op.drop_table(table)
    drop_messaging_tables(op)


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(as_uuid=False), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _instant(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _create_messages() -> None:
    op.create_table(
        "messages",
        *(_id("message_id"), _id("event_id"), _id("person_id"), _text("kind")),
        *(_text("title"), _text("body"), _text("link", nullable=True)),
        *(_instant("created_at", nullable=False), _instant("read_at")),
        sa.PrimaryKeyConstraint("message_id", name="pk_messages"),
        sa.UniqueConstraint("event_id", name="uq_messages_event_id"),
    )
    box = ["person_id", "created_at", "message_id"]
    op.create_index("ix_messages_box", "messages", box)
    unread = sa.text("read_at IS NULL")
    op.create_index("ix_messages_unread", "messages", box, postgresql_where=unread)
    op.create_table(
        "mailboxes",
        _id("person_id"),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_mailboxes"),
        sa.CheckConstraint("unread >= 0", name=op.f("ck_mailboxes_unread")),
    )


def _create_templates() -> None:
    table = op.create_table(
        "templates",
        _text("template_id"),
        *(_text(name, nullable=True) for name in ("title", "body", "sms_text")),
        sa.Column("sms_expires_after", sa.Integer(), nullable=True),
        sa.Column("provider_codes", JSONB(), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.PrimaryKeyConstraint("template_id", name="pk_templates"),
    )
    names = ("template_id", "title", "body", "sms_text", "sms_expires_after")
    rows = [dict(zip(names, row, strict=True)) | {"provider_codes": {}} for row in TEMPLATES]
    op.bulk_insert(table, rows)


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        *(_id("delivery_id"), _text("delivery_key"), _text("template_id")),
        _id("person_id", nullable=True),
        *(_text(name, nullable=True) for name in ("phone_sealed", "params_sealed", "masked_phone")),
        _text("status"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _text("provider", nullable=True),
        sa.Column("tries_there", sa.Integer(), nullable=False),
        sa.Column("maybe_sent", sa.Boolean(), nullable=False),
        *(_text(name, nullable=True) for name in ("provider_request_id", "last_error")),
        *(_instant(name) for name in ("next_attempt_at", "next_receipt_at", "expires_at")),
        _instant("created_at", nullable=False),
        *(_instant(name) for name in ("sent_at", "delivered_at", "failed_at")),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_deliveries"),
        sa.UniqueConstraint("delivery_key", name="uq_deliveries_delivery_key"),
        sa.CheckConstraint(f"status IN ({STATUSES})", name=op.f("ck_deliveries_status")),
    )
    _index_deliveries("due", "next_attempt_at", where="status IN ('queued', 'sending')")
    _index_deliveries("receipt", "next_receipt_at", where="status = 'sent'")
    _index_deliveries("list", "status", "created_at", "delivery_id")
    _index_deliveries("created", "created_at", "delivery_id")


def _index_deliveries(name: str, *columns: str, where: str | None = None) -> None:
    options = {"postgresql_where": sa.text(where)} if where else {}
    op.create_index(f"ix_deliveries_{name}", "deliveries", list(columns), **options)


def _create_sandbox() -> None:
    op.create_table(
        "sandbox_sms",
        *(_id("sms_id"), _text("idempotency_key")),
        sa.Column("phone_index", sa.LargeBinary(32), nullable=False),
        *(_text("phone"), _text("text"), _text("template"), _text("status")),
        sa.Column("tries", sa.Integer(), nullable=False),
        _instant("sent_at", nullable=False),
        sa.PrimaryKeyConstraint("sms_id", name="pk_sandbox_sms"),
        sa.UniqueConstraint("idempotency_key", name="uq_sandbox_sms_idempotency_key"),
    )
    op.create_index("ix_sandbox_sms_phone", "sandbox_sms", ["phone_index", "sent_at"])
    op.create_index("ix_sandbox_sms_sent_at", "sandbox_sms", ["sent_at"])
