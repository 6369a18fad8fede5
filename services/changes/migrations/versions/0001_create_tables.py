"""Create the field policies, and fill them with the first ones."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from chassis.migrations import create_messaging_tables, drop_messaging_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Low risk and easily put right: at once. All else is reviewed.
_AUTOMATIC = {
    "basic": ["ethnicity", "political_status", "email", "postal_address"],
    "education": [],
    "employment": ["employer_address", "employer_phone"],
}
_MANUAL = {
    "basic": [
        "name",
        "id_number",
        "photo_id",
        "id_portrait_id",
        "id_reverse_id",
        "household_region",
        "residence_region",
        "residence_permit_id",
    ],
    "education": [
        "mode",
        "school_name",
        "level",
        "degree",
        "major",
        "start_month",
        "end_month",
        "level_certificate_no",
        "degree_certificate_no",
        "attachments",
    ],
    "employment": [
        "start_month",
        "end_month",
        "employer_name",
        "uscc",
        "employer_type",
        "industry",
        "has_accounting_experience",
        "accounting_experiences",
        "professional_title",
        "appointment_month",
        "attachments",
    ],
}


def upgrade() -> None:
    create_messaging_tables(op)
    policies = op.create_table(
        "field_policies",
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("review_mode", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text()),
        sa.PrimaryKeyConstraint("section", "field", name=op.f("pk_field_policies")),
        sa.CheckConstraint(
            "section IN ('basic', 'education', 'employment')",
            name=op.f("ck_field_policies_section"),
        ),
        sa.CheckConstraint(
            "review_mode IN ('automatic', 'manual')",
            name=op.f("ck_field_policies_review_mode"),
        ),
    )
    for review_mode, sections in (("automatic", _AUTOMATIC), ("manual", _MANUAL)):
        op.bulk_insert(policies, _rows(review_mode, sections))


def downgrade() -> None:
    op.drop_table("field_policies")
    drop_messaging_tables(op)


def _rows(review_mode: str, sections: dict[str, list[str]]) -> list[dict[str, object]]:
    now = datetime.now(UTC)
    return [
        {"section": section, "field": field, "review_mode": review_mode, "changed_at": now}
        for section, fields in sections.items()
        for field in fields
    ]
