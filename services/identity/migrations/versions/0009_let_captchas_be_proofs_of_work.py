"""Let a captcha be a proof of work.

`audio` stays allowed while replicas of the version before may still store it.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _allow("'image', 'audio', 'proof_of_work'")


def downgrade() -> None:
    op.execute("DELETE FROM captchas WHERE kind = 'proof_of_work'")
    _allow("'image', 'audio'")


def _allow(kinds: str) -> None:
    op.drop_constraint(op.f("ck_captchas_kind"), "captchas", type_="check")
    op.create_check_constraint(op.f("ck_captchas_kind"), "captchas", f"kind IN ({kinds})")
