"""Tell the codes to the old and the new phone apart, and allow those of a phone recovery."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_BEFORE = "'register', 'password_reset', 'change_phone'"
_ADDED = "'phone_change_old', 'phone_change_new', 'phone_recovery'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _allow("'register', 'password_reset', " + _ADDED + ", 'change_phone'")


def downgrade() -> None:
    op.execute(f"DELETE FROM sms_codes WHERE purpose IN ({_ADDED})")  # noqa: S608 - our words
    _allow(_BEFORE)


def _allow(purposes: str) -> None:
    op.drop_constraint(op.f("ck_sms_codes_purpose"), "sms_codes", type_="check")
    op.create_check_constraint(
        op.f("ck_sms_codes_purpose"), "sms_codes", f"purpose IN ({purposes})"
    )
