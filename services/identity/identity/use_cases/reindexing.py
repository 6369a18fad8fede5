"""Have cases of earlier versions found by the keys of names (ADR 0075); safe to repeat and to break off.

Every account is read once, in batches; of those whose name is not its own key an event tells the
services that own cases.
"""

from chassis.crypto import cipher
from chassis.db import Db, UnitOfWork
from contracts.events import NAME_PURPOSE
from contracts.values.names import name_key
from sqlalchemy import select

from identity.models import Account

BATCH = 500
_FIRST = "00000000-0000-0000-0000-000000000000"


def reindex_names(db: Db) -> None:
    """Publish what all accounts have to tell, one transaction a batch."""
    after: str | None = _FIRST
    while after is not None:
        after = db.run(publish_names, after)


def publish_names(uow: UnitOfWork, after: str) -> str | None:
    """Publish what a batch of accounts has to tell; return where the next begins, None at the end."""
    statement = (
        select(Account.person_id, Account.name)
        .where(Account.person_id > after)
        .order_by(Account.person_id)
        .limit(BATCH)
    )
    rows = uow.session.execute(statement).all()
    for person_id, name in rows:
        if name_key(name) != name:
            sealed = cipher().seal(name, NAME_PURPOSE)
            uow.publish("name_key_changed", {"person_id": person_id, "name_sealed": sealed})
    return rows[-1].person_id if len(rows) == BATCH else None
