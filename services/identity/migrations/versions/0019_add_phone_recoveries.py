"""Add lost phones: upload tokens, cases with all that casework keeps, photos."""

import sqlalchemy as sa
from alembic import op
from casework.migrations import (
    add_employers,
    create_case_tables,
    drop_case_tables,
    drop_counts,
    drop_custody,
    index_claimed,
    index_long_lists,
    keep_counts,
    keep_custody,
)

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
MOMENT = sa.DateTime(timezone=True)
_PREFIX = "phone_recovery_"
_CASES = "phone_recovery_cases"
_PHASES = "'cooling_off', 'objected', 'changed', 'void'"
_OBJECTORS = "'old_phone', 'account', 'phone_change'"
_SLOTS = "'portrait_side', 'reverse_side', 'holding'"


def upgrade() -> None:
    _create_uploads()
    create_case_tables(op, _PREFIX)
    keep_counts(op, _PREFIX)
    index_long_lists(op, _PREFIX)
    add_employers(op, _PREFIX)
    index_claimed(op, _PREFIX)
    keep_custody(op, _PREFIX)
    _add_own_columns()
    _create_photos()


def downgrade() -> None:
    op.drop_table("phone_recovery_photos")
    drop_custody(op, _PREFIX)
    drop_counts(op, _PREFIX)
    drop_case_tables(op, _PREFIX)
    op.drop_table("phone_recovery_uploads")


def _create_uploads() -> None:
    op.create_table(
        "phone_recovery_uploads",
        sa.Column("upload_id", ID, nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("uploads", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_by", ID, nullable=True),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_phone_recovery_uploads")),
    )
    op.create_index(
        "ix_phone_recovery_uploads_expires_at", "phone_recovery_uploads", ["expires_at"]
    )


def _add_own_columns() -> None:
    texts = {"id_type": False, "id_number": False, "nationality": True, "name": False}
    texts |= {"new_phone": False, "phase": True, "objected_by": True}
    for name, nullable in texts.items():
        op.add_column(_CASES, sa.Column(name, sa.Text(), nullable=nullable))
    ids = {"account_id": True, "new_phone_holder": True, "portrait_side_id": False}
    for name, nullable in (ids | {"reverse_side_id": True, "holding_id": False}).items():
        op.add_column(_CASES, sa.Column(name, ID, nullable=nullable))
    for name in ("effective_at", "settled_at"):
        op.add_column(_CASES, sa.Column(name, MOMENT, nullable=True))
    for name, values in (("phase", _PHASES), ("objected_by", _OBJECTORS)):
        op.create_check_constraint(op.f(f"ck_{_CASES}_{name}"), _CASES, f"{name} IN ({values})")
    pending = {"postgresql_where": sa.text("phase = 'cooling_off'")}
    op.create_index(f"uq_{_CASES}_pending", _CASES, ["account_id"], unique=True, **pending)
    op.create_index(f"ix_{_CASES}_account_id", _CASES, ["account_id"])
    op.create_index(f"ix_{_CASES}_effective_at", _CASES, ["effective_at"], **pending)


def _create_photos() -> None:
    table = "phone_recovery_photos"
    texts = ("slot", "object_key", "file_name", "media_type", "sha256")
    op.create_table(
        table,
        sa.Column("attachment_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.CheckConstraint(f"slot IN ({_SLOTS})", name=op.f(f"ck_{table}_slot")),
        sa.ForeignKeyConstraint(
            ["case_id"], [f"{_CASES}.case_id"], name=op.f(f"fk_{table}_case_id_{_CASES}")
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_case_id", table, ["case_id"])
