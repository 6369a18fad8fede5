"""Tables of policies and second reviews; frozen, later changes get `_v2`."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from casework.migrations.columns import id_column, instant_column, integer_column, text_column


def create_oversight_tables(op: Any) -> None:
    """Create the policies of an owner's kinds and the second reviews (version 1)."""
    share = "second_review_per_mille BETWEEN 0 AND 1000"
    op.create_table(
        "case_policies",
        *(text_column("kind"), integer_column("version")),
        sa.Column("bulk_approve", sa.Boolean(), nullable=False),
        sa.Column("bulk_fields", JSONB(), nullable=False),
        integer_column("second_review_per_mille"),
        text_column("note", nullable=True),
        instant_column("changed_at", nullable=False),
        *(text_column("changed_by", nullable=True), text_column("request_id")),
        sa.PrimaryKeyConstraint("kind", "version", name=op.f("pk_case_policies")),
        sa.CheckConstraint(share, name=op.f("ck_case_policies_share")),
    )
    _create_second_reviews(op, "second_reviews")


def drop_oversight_tables(op: Any) -> None:
    """Drop what `create_oversight_tables` made."""
    op.drop_table("second_reviews")
    op.drop_table("case_policies")


def _create_second_reviews(op: Any, table: str) -> None:
    by_another = "reviewed_by IS NULL OR reviewed_by <> approved_by"
    op.create_table(
        table,
        *(
            id_column("case_id"),
            integer_column("round"),
            text_column("kind"),
            id_column("person_id"),
        ),
        text_column("masked_name"),
        *(text_column(f"authority_{part}") for part in ("id", "name", "path")),
        instant_column("approved_at", nullable=False),
        *(
            text_column("approved_by"),
            text_column("approved_by_name"),
            integer_column("policy_version"),
        ),
        *(
            instant_column("due_at", nullable=False),
            text_column("state"),
            instant_column("reviewed_at"),
        ),
        *(
            text_column("reviewed_by", nullable=True),
            text_column("reviewed_by_name", nullable=True),
        ),
        sa.Column("reasons", JSONB(), nullable=False),
        *(text_column("note", nullable=True), integer_column("version")),
        sa.PrimaryKeyConstraint("case_id", "round", name=op.f(f"pk_{table}")),
        sa.CheckConstraint(
            "state IN ('open', 'confirmed', 'objected')", name=op.f(f"ck_{table}_state")
        ),
        sa.CheckConstraint(by_another, name=op.f(f"ck_{table}_by_another")),
    )
    op.create_index(
        f"ix_{table}_scope",
        table,
        ["kind", "authority_path", "state", "due_at", "case_id", "round"],
        postgresql_ops={"authority_path": "text_pattern_ops"},
    )
