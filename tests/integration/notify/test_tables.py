"""The migration makes what the models say, and its templates fit the code that uses them."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from contracts.schemas.identity.fields import SMS_PURPOSES
from contracts.schemas.notify import MESSAGE_KINDS
from notify.models import Base, Template
from sqlalchemy import select


def test_R8_1_migration_makes_what_the_models_say(office):
    with office.db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_R7_1_there_are_words_for_every_notice_and_every_code(office):
    statement = select(Template.template_id)
    templates = office.db.read(lambda session: session.scalars(statement).all())
    codes = {f"code_{purpose}" for purpose in SMS_PURPOSES}
    sent_only = {
        *("code_password_reset_unregistered", "identity_claim_lost_sms", "phone_changed_sms"),
        "code_change_phone",
        *(f"phone_recovery_{one}_sms" for one in ("notice", "approved", "returned")),
        *(f"phone_recovery_{one}_sms" for one in ("objected", "done", "void")),
    }
    assert set(templates) == {*MESSAGE_KINDS, *codes, *sent_only}


def test_R7_1_codes_expire_and_make_no_message(office):
    codes = office.db.read(
        lambda session: session.execute(
            select(Template.title, Template.sms_expires_after).where(
                Template.template_id.startswith("code_")
            )
        ).all()
    )
    assert set(codes) == {(None, 180)}
