"""Create identity's first tables."""

import sqlalchemy as sa
from alembic import op
from casework.migrations import create_case_tables, drop_case_tables
from chassis.migrations import create_messaging_tables, drop_messaging_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)
SEALED = sa.Text()  # SM4-GCM
INDEX = sa.LargeBinary(32)  # HMAC-SM3
TABLES = (
    "real_name_photos",
    "refresh_tokens",
    "sessions",
    "usage_counts",
    "sms_codes",
    "captchas",
    "personas",
    "staff",
    "authorities",
    "login_locks",
    "consent_records",
)


def upgrade() -> None:
    create_messaging_tables(op)
    create_case_tables(op, "real_name_")
    create_accounts()
    create_authorities_and_staff()
    create_codes()
    create_sessions()
    create_real_name()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    drop_case_tables(op, "real_name_")
    op.drop_table("accounts")
    drop_messaging_tables(op)


def create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("id_type", sa.Text(), nullable=False),
        sa.Column("id_number", SEALED, nullable=False),
        sa.Column("identity_index", INDEX, nullable=False),
        sa.Column("number_index", INDEX, nullable=False),
        sa.Column("name", SEALED, nullable=False),
        sa.Column("nationality", SEALED, nullable=True),
        sa.Column("gender", SEALED, nullable=False),
        sa.Column("birth_date", SEALED, nullable=False),
        sa.Column("phone", SEALED, nullable=False),
        sa.Column("phone_index", INDEX, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_changed_at", INSTANT, nullable=False),
        sa.Column("real_name_status", sa.Text(), nullable=False),
        sa.Column("real_name_method", sa.Text(), nullable=True),
        sa.Column("verified_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "id_type IN ('resident_id', 'hk_macao_permit', 'taiwan_permit', 'passport')",
            name=op.f("ck_accounts_id_type"),
        ),
        sa.CheckConstraint(
            "real_name_status IN ('unverified', 'under_review', 'returned', 'verified')",
            name=op.f("ck_accounts_real_name_status"),
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("identity_index", name=op.f("uq_accounts_identity_index")),
        sa.UniqueConstraint("phone_index", name=op.f("uq_accounts_phone_index")),
    )
    op.create_index("ix_accounts_number_index", "accounts", ["number_index"])
    op.create_table(
        "consent_records",
        sa.Column("consent_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("document_version", sa.Text(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("client_ip", SEALED, nullable=True),
        sa.CheckConstraint(
            "kind IN ('account_terms', 'privacy', 'sensitive_info')",
            name=op.f("ck_consent_records_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts.person_id"],
            name=op.f("fk_consent_records_person_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("consent_id", name=op.f("pk_consent_records")),
    )
    op.create_index("ix_consent_records_person_id", "consent_records", ["person_id"])
    op.create_table(
        "login_locks",
        sa.Column("subject", INDEX, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_login_locks")),
    )
    op.create_index("ix_login_locks_last_at", "login_locks", ["last_at"])


def create_authorities_and_staff() -> None:
    op.create_table(
        "authorities",
        sa.Column("authority_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("is_leaf_selectable", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "level IN ('central', 'province', 'city', 'county', 'special')",
            name=op.f("ck_authorities_level"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["authorities.authority_id"],
            name=op.f("fk_authorities_parent_id_authorities"),
        ),
        sa.PrimaryKeyConstraint("authority_id", name=op.f("pk_authorities")),
    )
    op.create_index(
        "ix_authorities_parent_id_authority_id", "authorities", ["parent_id", "authority_id"]
    )
    op.create_index(
        "ix_authorities_path", "authorities", ["path"], postgresql_ops={"path": "text_pattern_ops"}
    )
    op.create_table(
        "staff",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("authority_id", sa.Text(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "cardinality(roles) > 0 AND roles <@ ARRAY['reviewer', 'authority_admin', 'platform_admin', 'auditor']::text[]",
            name=op.f("ck_staff_roles"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["authorities.authority_id"],
            name=op.f("fk_staff_authority_id_authorities"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts.person_id"], name=op.f("fk_staff_person_id_accounts")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff")),
        sa.UniqueConstraint("username", name=op.f("uq_staff_username")),
    )
    op.create_index("ix_staff_authority_id", "staff", ["authority_id"])
    op.create_table(
        "personas",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("password", SEALED, nullable=False),
        sa.Column("name", SEALED, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'staff')", name=op.f("ck_personas_kind")),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_personas")),
    )


def create_codes() -> None:
    op.create_table(
        "captchas",
        sa.Column("captcha_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("answer_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("sandbox_text", SEALED, nullable=True),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('image', 'audio')", name=op.f("ck_captchas_kind")),
        sa.PrimaryKeyConstraint("captcha_id", name=op.f("pk_captchas")),
    )
    op.create_index("ix_captchas_expires_at", "captchas", ["expires_at"])
    op.create_table(
        "sms_codes",
        sa.Column("code_id", ID, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("phone_index", INDEX, nullable=False),
        sa.Column("code_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "purpose IN ('register', 'password_reset')", name=op.f("ck_sms_codes_purpose")
        ),
        sa.CheckConstraint("attempts BETWEEN 0 AND 5", name=op.f("ck_sms_codes_attempts")),
        sa.PrimaryKeyConstraint("code_id", name=op.f("pk_sms_codes")),
    )
    op.create_index("ix_sms_codes_phone_index_sent_at", "sms_codes", ["phone_index", "sent_at"])
    op.create_index("ix_sms_codes_sent_at", "sms_codes", ["sent_at"])
    op.create_table(
        "usage_counts",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("subject", INDEX, nullable=False),
        sa.Column("window_start", INSTANT, nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "subject", "window_start", name=op.f("pk_usage_counts")),
    )
    op.create_index("ix_usage_counts_window_start", "usage_counts", ["window_start"])


def create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("client_ip", SEALED, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "subject_kind IN ('person', 'staff')", name=op.f("ck_sessions_subject_kind")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_index(
        "ix_sessions_live",
        "sessions",
        ["subject_id", "last_used_at"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("token_index", INDEX, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.session_id"],
            name=op.f("fk_refresh_tokens_session_id_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_index", name=op.f("pk_refresh_tokens")),
    )
    op.create_index("ix_refresh_tokens_session_id", "refresh_tokens", ["session_id"])


def create_real_name() -> None:
    op.add_column("real_name_cases", sa.Column("portrait_side_id", ID, nullable=True))
    op.add_column("real_name_cases", sa.Column("reverse_side_id", ID, nullable=True))
    op.add_column("real_name_cases", sa.Column("holding_id", ID, nullable=True))
    op.create_index("uq_real_name_cases_person_id", "real_name_cases", ["person_id"], unique=True)
    op.create_table(
        "real_name_photos",
        sa.Column("attachment_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("object_key", sa.Text(), nullable=False),
        sa.Column("file_name", SEALED, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "slot IN ('portrait_side', 'reverse_side', 'holding')",
            name=op.f("ck_real_name_photos_slot"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["real_name_cases.case_id"],
            name=op.f("fk_real_name_photos_case_id_real_name_cases"),
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_real_name_photos")),
    )
    op.create_index("ix_real_name_photos_case_id", "real_name_photos", ["case_id"])
