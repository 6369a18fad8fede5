"""Create the audit log: arrivals, the chain, and where it begins."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.Uuid(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)
REFUSE = """
    CREATE FUNCTION audit_entries_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'entries of the audit log are final' USING ERRCODE = '2F002';
    END $$
"""


def upgrade() -> None:
    _create_arrivals()
    _create_entries()
    _create_retirements()
    _forbid_changes()


def _column(name: str, kind: sa.types.TypeEngine, nullable: bool = False) -> sa.Column:
    return sa.Column(name, kind, nullable=nullable)


def _create_arrivals() -> None:
    op.create_table(
        "audit_arrivals",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        _column("entry_id", ID),
        _column("body", JSONB()),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_arrivals")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_arrivals_entry_id")),
    )


def _create_entries() -> None:
    text = sa.Text()
    op.create_table(
        "audit_entries",
        _column("sequence", sa.BigInteger()),
        _column("entry_id", ID),
        *(_column("occurred_at", INSTANT), _column("recorded_at", INSTANT)),
        *(_column(name, text) for name in ("service", "action", "actor_kind")),
        *(_column(name, text, nullable=True) for name in ("actor_id", "actor_name")),
        _column("roles", sa.ARRAY(text)),
        *(_column(f"authority_{part}", text, nullable=True) for part in ("id", "name", "path")),
        _column("person_id", ID, nullable=True),
        *(_column(name, text, nullable=True) for name in ("case_kind", "case_id", "client_ip")),
        _column("request_id", text),
        *(_column("fields", JSONB()), _column("details", JSONB())),
        _column("key_id", text),
        _column("code", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_entries")),
    )
    _create_indexes()


def _create_indexes() -> None:
    latest = ["occurred_at", "sequence"]

    def index(name: str, *columns: object, where: str | None = None) -> None:
        options = {"postgresql_where": sa.text(where)} if where else {}
        op.create_index(f"ix_audit_entries_{name}", "audit_entries", list(columns), **options)

    index("time", *latest)
    index("person", "person_id", *latest, where="person_id IS NOT NULL")
    index("actor", "actor_id", *latest)
    index("action", "action", *latest)
    index("request", "request_id")
    for level in (1, 2, 3):
        part = sa.text(f"split_part(authority_path, '/', {level + 1})")
        index(f"level_{level}", part, *latest, where="authority_path IS NOT NULL")


def _create_retirements() -> None:
    op.create_table(
        "audit_retirements",
        _column("through_sequence", sa.BigInteger()),
        _column("code", sa.LargeBinary()),
        _column("key_id", sa.Text()),
        _column("seal", sa.LargeBinary()),
        _column("retired_at", INSTANT),
        sa.PrimaryKeyConstraint("through_sequence", name=op.f("pk_audit_retirements")),
    )


def _forbid_changes() -> None:
    op.execute(REFUSE)
    op.execute(
        "CREATE TRIGGER audit_entries_final BEFORE UPDATE OR DELETE ON audit_entries"
        " FOR EACH ROW EXECUTE FUNCTION audit_entries_are_final()"
    )
    op.execute(
        "CREATE TRIGGER audit_entries_whole BEFORE TRUNCATE ON audit_entries"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_are_final()"
    )


def downgrade() -> None:
    for table in ("audit_retirements", "audit_entries", "audit_arrivals"):
        op.drop_table(table)
    op.execute("DROP FUNCTION audit_entries_are_final")
