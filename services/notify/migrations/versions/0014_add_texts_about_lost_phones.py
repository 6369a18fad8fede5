"""Add the words about lost phones."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# template, title, body, text of the SMS, seconds until it is of no use, digest
TEMPLATES = (
    (
        "phone_recovery_approved",
        "有人申请更换您账号的手机号",
        (
            "有人以您的证件照片申请将您账号的手机号更换为{masked_phone}，已由会计管理部"
            "门审核通过，{until}生效。如系本人申请，无需处理；如非本人申请，请在此前到“账户安"
            "全”提出异议，更换即停止，并请修改密码。"
        ),
        None,
        None,
        "8f62c8ed915e5304233447c246b0e808",  # pragma: allowlist secret
    ),
    (
        "phone_recovery_objected",
        "更换手机号已停止",
        (
            "对更换您账号手机号的申请已提出异议，更换已停止，手机号不变。如确需更换，请携带证件到当地"
            "会计管理部门办理。"
        ),
        None,
        None,
        "d33ef7262bb8719510e83f31bdc6067d",  # pragma: allowlist secret
    ),
    (
        "phone_recovery_notice_sms",
        None,
        None,
        (
            "您平台账号的手机号将于{until}更换为尾号{tail}的号码。如非本人申请，请在此前"
            "打开{link}提出异议；本号码系新办、您没有平台账号的，请忽略。"
        ),
        86400,
        "76537ef803ab3b2f807b879c6d18e9d6",  # pragma: allowlist secret
    ),
    (
        "phone_recovery_approved_sms",
        None,
        None,
        (
            "您更换手机号的申请已审核通过，原号码无异议的，本号码于{until}生效，届时可登录和找"
            "回密码。"
        ),
        86400,
        "6c60afa71376ae950cecd5866525375c",  # pragma: allowlist secret
    ),
    (
        "phone_recovery_returned_sms",
        None,
        None,
        ("您更换手机号的申请未通过审核，须改正：{items}。请打开申请进度查看原因后重新申请。"),
        259200,
        "3fc4c73904c2bf95c3f1fc879912f786",  # pragma: allowlist secret
    ),
    (
        "phone_recovery_objected_sms",
        None,
        None,
        (
            "原手机号的使用人或账号本人提出异议，您更换手机号的申请已停止，请携带证件到当地会计管理部"
            "门办理。"
        ),
        259200,
        "07179603ecf2376488d031a4f6990ab6",  # pragma: allowlist secret
    ),
    (
        "phone_recovery_done_sms",
        None,
        None,
        ("您平台账号的手机号已更换为本号码，请用本号码登录；忘记密码的，可用本号码找回密码。"),
        259200,
        "f55fbf35f72e6a5bab6d22b02d9050c9",  # pragma: allowlist secret
    ),
    (
        "phone_recovery_void_sms",
        None,
        None,
        "账号在等待期内已有变化，您更换手机号的申请未生效；如仍需要，请重新申请。",
        259200,
        "feec7814c2ceaf38613cb2e17c001181",  # pragma: allowlist secret
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
