"""Remember which text of a template was loaded, so that one that staff have edited is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The texts as the migrations before this one have written them.
DIGESTS = {
    "account_registered": "0c6c61b997bb271e54879e23ab9d8fdf",  # pragma: allowlist secret
    "password_changed": "633048a126e0544a501acd61645e573f",  # pragma: allowlist secret
    "identity_verified": "9af2b3072e2aff76a6f9827da37a83d7",  # pragma: allowlist secret
    "case_submitted": "eac84b950df562ea3254f958f589d36d",  # pragma: allowlist secret
    "case_approved": "3252a180b25cef15a54688ff648b4338",  # pragma: allowlist secret
    "case_returned": "e89e9ac62b39d44afecda19af952864f",  # pragma: allowlist secret
    "case_forwarded": "4a04cbd29d8ed57f284c2ed8f807ba25",  # pragma: allowlist secret
    "case_withdrawn": "6cd9419dcd13f3c663cdde2507b2a68c",  # pragma: allowlist secret
    "change_in_effect": "8a7a754634a43934232a91f3e82324ad",  # pragma: allowlist secret
    "credit_approved": "1f302803a45d6c69016276f997fd1faf",  # pragma: allowlist secret
    "entry_recorded": "38c41f717212d6344a94959392107eed",  # pragma: allowlist secret
    "entry_approved": "28ff1fadd11c9a04de1a0e8042edbf58",  # pragma: allowlist secret
    "entry_returned": "9f87e64417c1179aaf973ea2ce71b6cc",  # pragma: allowlist secret
    "transfer_submitted": "7d72695bc59a38c22711d949e34bd95d",  # pragma: allowlist secret
    "transfer_released": "5645c223b946f87d2ca6e8ededa892cf",  # pragma: allowlist secret
    "transfer_approved": "3962fb5720bc9002bc6b1f953d28ccd3",  # pragma: allowlist secret
    "transfer_returned": "2a4c78e1606209f274af8a3a13f2f549",  # pragma: allowlist secret
    "transfer_withdrawn": "85a18149e9a4f1413214c01aa48438eb",  # pragma: allowlist secret
    "code_register": "e4d368e41fd18963bea5b829914ee9fc",  # pragma: allowlist secret
    "code_password_reset": "79245f7c0e5f4f25079fb9b1a83032af",  # pragma: allowlist secret
    "code_password_reset_unregistered": "c8b5ba135bd6e0994b83263df4b9410c",  # pragma: allowlist secret
}


def upgrade() -> None:
    op.add_column("templates", sa.Column("loaded_digest", sa.Text(), nullable=True))
    table = sa.table(
        "templates", sa.column("template_id", sa.Text()), sa.column("loaded_digest", sa.Text())
    )
    for template_id, digest in DIGESTS.items():
        is_this = table.c.template_id == template_id
        op.execute(table.update().where(is_this).values(loaded_digest=digest))


def downgrade() -> None:
    op.drop_column("templates", "loaded_digest")
