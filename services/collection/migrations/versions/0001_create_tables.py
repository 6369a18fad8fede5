"""Create records, their rows, attachments, snapshots, looks and cases."""

import sqlalchemy as sa
from alembic import op
from casework.migrations import create_case_tables, drop_case_tables
from chassis.migrations import create_messaging_tables, drop_messaging_tables
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _id(name: str, nullable: bool = False, **options: object) -> sa.Column:
    return sa.Column(name, sa.Uuid(as_uuid=False), nullable=nullable, **options)


def _text(name: str, nullable: bool = True, **options: object) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable, **options)


def _texts(*names: str) -> list[sa.Column]:
    return [_text(name) for name in names]


def _instant(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _record_id(table: str) -> list[sa.Column | sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_record_id_records")
    return [
        _id("record_id"),
        sa.ForeignKeyConstraint(["record_id"], ["records.record_id"], name=name),
    ]


def upgrade() -> None:
    create_messaging_tables(op)
    create_case_tables(op)
    _create_people()
    _create_rows()
    _create_attachments()
    _create_snapshots()
    _create_looks()


def _create_people() -> None:
    op.create_table(
        "persons",
        _id("person_id"),
        _instant("verified_at", nullable=False),
        _text("facts"),
        _instant("facts_at"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_persons")),
    )
    op.create_table(
        "records",
        _id("record_id"),
        _id("person_id"),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        *_texts("scope", "ethnicity", "political_status", "email", "postal_address"),
        *_texts("household_region", "residence_region"),
        *_texts("authority_id", "authority_name", "authority_path"),
        _instant("commitment_at"),
        sa.Column("returned_round", sa.Integer()),
        sa.Column("returned_reasons", JSONB(), nullable=False),
        _text("returned_note"),
        _id("approved_snapshot_id", nullable=True),
        _instant("approved_at"),
        _instant("created_at", nullable=False),
        _instant("updated_at", nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_records")),
        sa.UniqueConstraint("person_id", name=op.f("uq_records_person_id")),
    )


def _create_rows() -> None:
    op.create_table(
        "educations",
        _id("education_id"),
        *_record_id("educations"),
        _instant("created_at", nullable=False),
        *_texts("mode", "school_name", "level", "degree", "major", "start_month", "end_month"),
        *_texts("level_certificate_no", "degree_certificate_no"),
        sa.PrimaryKeyConstraint("education_id", name=op.f("pk_educations")),
    )
    op.create_index("ix_educations_record_id", "educations", ["record_id", "created_at"])
    op.create_table(
        "employments",
        _id("employment_id"),
        *_record_id("employments"),
        _instant("created_at", nullable=False),
        *_texts("start_month", "end_month", "employer_name", "uscc", "employer_type"),
        *_texts("industry", "employer_address", "employer_phone"),
        sa.Column("has_accounting_experience", sa.Boolean()),
        *_texts("professional_title", "appointment_month"),
        sa.PrimaryKeyConstraint("employment_id", name=op.f("pk_employments")),
    )
    op.create_index("ix_employments_record_id", "employments", ["record_id", "created_at"])
    op.create_table(
        "accounting_experiences",
        _id("employment_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_record_id("accounting_experiences"),
        *_texts("start_month", "end_month"),
        sa.Column("posts", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint(
            "employment_id", "position", name=op.f("pk_accounting_experiences")
        ),
        sa.ForeignKeyConstraint(
            ["employment_id"],
            ["employments.employment_id"],
            name=op.f("fk_accounting_experiences_employment_id_employments"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_accounting_experiences_record_id", "accounting_experiences", ["record_id"])


def _create_attachments() -> None:
    op.create_table(
        "attachments",
        _text("attachment_id", nullable=False),
        *_record_id("attachments"),
        _text("section", nullable=False),
        _id("row_id", nullable=True),
        *(_text(name, nullable=False) for name in ("kind", "file_name", "key", "media_type")),
        sa.Column("size", sa.Integer(), nullable=False),
        _text("sha256", nullable=False),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        _instant("claimed_at", nullable=False),
        _instant("detached_at"),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("key", name=op.f("uq_attachments_key")),
        sa.CheckConstraint(
            "section IN ('basic', 'education', 'employment')", name=op.f("ck_attachments_section")
        ),
        sa.CheckConstraint(
            "(section = 'basic') = (row_id IS NULL)", name=op.f("ck_attachments_row_id")
        ),
    )
    op.create_index("ix_attachments_record_id", "attachments", ["record_id"])
    op.create_index(
        "uq_attachments_place",
        "attachments",
        ["record_id", "row_id", "kind"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("detached_at IS NULL"),
    )
    op.create_index(
        "ix_attachments_detached_at",
        "attachments",
        ["detached_at"],
        postgresql_where=sa.text("detached_at IS NOT NULL"),
    )


def _create_snapshots() -> None:
    op.create_table(
        "snapshots",
        _id("snapshot_id"),
        *_record_id("snapshots"),
        sa.Column("round", sa.Integer(), nullable=False),
        _text("content", nullable=False),
        _instant("created_at", nullable=False),
        sa.PrimaryKeyConstraint("snapshot_id", name=op.f("pk_snapshots")),
        sa.UniqueConstraint("record_id", "round", name=op.f("uq_snapshots_record_id_round")),
    )
    op.create_foreign_key(
        op.f("fk_records_approved_snapshot_id_snapshots"),
        "records",
        "snapshots",
        ["approved_snapshot_id"],
        ["snapshot_id"],
    )
    op.create_table(
        "snapshot_attachments",
        _id("snapshot_id"),
        _text("attachment_id", nullable=False),
        sa.PrimaryKeyConstraint(
            "snapshot_id", "attachment_id", name=op.f("pk_snapshot_attachments")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshots.snapshot_id"],
            name=op.f("fk_snapshot_attachments_snapshot_id_snapshots"),
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.attachment_id"],
            name=op.f("fk_snapshot_attachments_attachment_id_attachments"),
        ),
    )
    op.create_index(
        "ix_snapshot_attachments_attachment_id", "snapshot_attachments", ["attachment_id"]
    )


def _create_looks() -> None:
    op.create_table(
        "file_looks",
        _id("look_id"),
        *_record_id("file_looks"),
        _text("action", nullable=False),
        sa.Column("fields", JSONB(), nullable=False),
        _text("actor_kind", nullable=False),
        *_texts("actor_id", "authority_id", "client_ip"),
        _text("request_id", nullable=False),
        _instant("looked_at", nullable=False),
        sa.PrimaryKeyConstraint("look_id", name=op.f("pk_file_looks")),
    )
    op.create_index("ix_file_looks_record_id", "file_looks", ["record_id", "looked_at"])


def downgrade() -> None:
    op.drop_constraint("fk_records_approved_snapshot_id_snapshots", "records")
    for table in (
        "file_looks",
        "snapshot_attachments",
        "snapshots",
        "attachments",
        "accounting_experiences",
        "employments",
        "educations",
        "records",
        "persons",
    ):
        op.drop_table(table)
    drop_case_tables(op)
    drop_messaging_tables(op)
