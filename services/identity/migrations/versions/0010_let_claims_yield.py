"""Let an unverified claim to a number yield to who proves it, and record corrections.

The number is unique among those who are verified. Replicas of the version before still look for
any account with a number before they add one, so they refuse more than they must and nothing else.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
_PURPOSES = "'register', 'password_reset'"


def upgrade() -> None:
    # Rather fail, to be started again, than make everybody wait behind a long transaction.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("accounts", sa.Column("former_phone_index", sa.LargeBinary(32), nullable=True))
    op.create_index("ix_accounts_former_phone_index", "accounts", ["former_phone_index"])
    op.create_index("ix_accounts_identity_index", "accounts", ["identity_index"])
    op.create_index(
        "uq_accounts_verified_identity",
        "accounts",
        ["identity_index"],
        unique=True,
        postgresql_where=sa.text("real_name_status = 'verified'"),
    )
    op.drop_constraint(op.f("uq_accounts_identity_index"), "accounts", type_="unique")
    _create_corrections()
    _allow(f"{_PURPOSES}, 'change_phone'")


def downgrade() -> None:
    op.execute("DELETE FROM sms_codes WHERE purpose = 'change_phone'")
    _allow(_PURPOSES)
    op.drop_table("identity_corrections")
    # Fails while two accounts claim one number: one of them has to be removed first.
    op.create_unique_constraint(
        op.f("uq_accounts_identity_index"), "accounts", ["identity_index"]
    )
    for name in ("uq_accounts_verified_identity", "ix_accounts_identity_index"):
        op.drop_index(name, table_name="accounts")
    op.drop_index("ix_accounts_former_phone_index", table_name="accounts")
    op.drop_column("accounts", "former_phone_index")


def _create_corrections() -> None:
    op.create_table(
        "identity_corrections",
        sa.Column("correction_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_round", sa.Integer(), nullable=True),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason IN ('own', 'asked', 'anew')", name=op.f("ck_identity_corrections_reason")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts.person_id"],
            name=op.f("fk_identity_corrections_person_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("correction_id", name=op.f("pk_identity_corrections")),
    )
    columns = ["person_id", "corrected_at"]
    op.create_index("ix_identity_corrections_person_id", "identity_corrections", columns)


def _allow(purposes: str) -> None:
    op.drop_constraint(op.f("ck_sms_codes_purpose"), "sms_codes", type_="check")
    op.create_check_constraint(
        op.f("ck_sms_codes_purpose"), "sms_codes", f"purpose IN ({purposes})"
    )
