"""Have a logged-in person prove by the password that it is they who act.

The one place where what is sensitive asks for it; a step-up takes this function's place.
"""

from chassis import passwords
from chassis.db import Db
from contracts.errors import NotFound, ValidationFailed, Violation
from sqlalchemy import select

from identity.domain.login_locks import after_attempt, seconds_locked
from identity.models import Account
from identity.use_cases.attempts import forget_failures, lock_failures, locked, set_failures


def confirm_password(db: Db, person_id: str, password: str) -> None:
    """Compare the password outside any transaction; attempts are counted before, as at log-in.

    Raises ValidationFailed for a wrong one, TooManyRequests after too many.
    """
    name = f"confirm:{person_id}"
    with db.unit_of_work() as uow:
        encoded = uow.session.scalar(
            select(Account.password_hash).where(Account.person_id == person_id)
        )
        if encoded is None:
            raise NotFound("identity.person_not_found")
        before = lock_failures(uow, name)
        seconds = seconds_locked(before, uow.now)
        if not seconds:
            set_failures(uow, name, after_attempt(before, uow.now))
    if seconds:
        raise locked(seconds)
    if not passwords.verify(encoded, password):
        raise ValidationFailed.of([Violation("password", "identity.password_wrong")])
    with db.unit_of_work() as uow:
        forget_failures(uow, [name])
