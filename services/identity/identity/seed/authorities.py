"""Bring the table of authorities to the shipped tree."""

from dataclasses import asdict
from typing import Any

from chassis.db import UnitOfWork
from contracts.reference.authorities import Authority as ShippedAuthority
from contracts.reference.authorities import authorities
from contracts.values.spellings import spelled
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from identity.domain.authorities import PLATFORM_ID, PLATFORM_PATH
from identity.models import Authority

_BATCH = 500
_PLATFORM: dict[str, Any] = {
    "authority_id": PLATFORM_ID,
    "name": "财政部",
    "short_name": "财政部",
    "region_code": None,
    "level": "central",
    "kind": "ministry",
    "parent_id": None,
    "path": PLATFORM_PATH,
    "is_leaf_selectable": False,
    "active": True,
    # Nobody chooses it, so nobody looks for it.
    "spellings": "",
}


def load_authorities(uow: UnitOfWork) -> int:
    """Add and renew the authorities, and return how many are in force.

    One that is no longer shipped becomes inactive and stays: records refer to it. What an
    administrator has made or edited stays as it is.
    """
    rows = [_PLATFORM, *(row_of(authority) for authority in authorities())]
    # Parents come before their children, as the foreign key wants it.
    for start in range(0, len(rows), _BATCH):
        new = insert(Authority).values(rows[start : start + _BATCH])
        renewed = {name: new.excluded[name] for name in rows[0] if name != "authority_id"}
        uow.session.execute(
            new.on_conflict_do_update(
                index_elements=["authority_id"], set_=renewed, where=Authority.edited_at.is_(None)
            )
        )
    shipped = [row["authority_id"] for row in rows]
    is_gone = (Authority.authority_id.not_in(shipped), Authority.edited_at.is_(None))
    gone = update(Authority).where(*is_gone).values(active=False)
    uow.session.execute(gone)
    return len(rows)


def row_of(authority: ShippedAuthority) -> dict[str, Any]:
    """Return an authority of the shipped tree as its table has it."""
    row = asdict(authority)
    row["spellings"] = spelled(row.pop("reading").split())
    return row
