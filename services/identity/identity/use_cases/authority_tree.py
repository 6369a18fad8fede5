"""Make and rename authorities, by an administrator of the platform (R6.6)."""

from collections.abc import Mapping
from typing import Any

from casework import audit
from chassis.db import UnitOfWork
from chassis.validation import raise_if
from contracts.errors import NotFound, PreconditionFailed, Violation
from sqlalchemy import func, select

from identity.domain.authorities import PLATFORM_ID, may_be_authority_id
from identity.domain.authority_readings import spellings_of
from identity.models import Authority

EDITABLE = ("name", "short_name", "is_leaf_selectable")
# Two authorities of one id must not be made at once.
_TREE_LOCK = 7_214_093_002


def create_authority(uow: UnitOfWork, values: Mapping[str, Any]) -> dict[str, Any]:
    """Add an authority below another, or at the top; its id and place are for good."""
    uow.session.execute(select(func.pg_advisory_xact_lock(_TREE_LOCK)))
    authority_id, parent_id = values["authority_id"], values["parent_id"]
    parent = uow.session.get(Authority, parent_id) if parent_id else None
    raise_if(_find_misplaced(uow, authority_id, parent_id, parent))
    row = Authority(
        **values,
        path=f"{parent.path if parent else '/'}{authority_id}/",
        active=True,
        spellings=spellings_of(values["name"]),
        edited_at=uow.now,
    )
    uow.session.add(row)
    details = {"authority_id": authority_id, "parent_id": parent_id, "name": row.name}
    audit.record(uow, audit.Act("authority_created", details=details))
    return {"authority_id": authority_id}


def update_authority(
    uow: UnitOfWork, authority_id: str, values: Mapping[str, Any], expected_version: int | None
) -> dict[str, Any]:
    """Rename an authority, or change whether it is chosen; the same again changes nothing.

    Cases and records keep the name that they were decided under.
    """
    authority = _lock(uow, authority_id)
    if expected_version not in (None, authority.version):
        raise PreconditionFailed(details={"current_version": authority.version})
    changed = [name for name in EDITABLE if getattr(authority, name) != values[name]]
    if changed:
        before = {name: getattr(authority, name) for name in changed}
        for name in changed:
            setattr(authority, name, values[name])
        authority.spellings = spellings_of(authority.name)
        authority.version += 1
        authority.edited_at = uow.now
        after = {name: values[name] for name in changed}
        details = {"authority_id": authority_id, "before": before, "after": after}
        audit.record(uow, audit.Act("authority_updated", fields=changed, details=details))
    return {"authority_id": authority_id}


def _find_misplaced(
    uow: UnitOfWork, authority_id: str, parent_id: str | None, parent: Authority | None
) -> list[Violation]:
    violations = []
    if uow.session.get(Authority, authority_id) is not None:
        violations.append(Violation("authority_id", "identity.authority_id_taken"))
    is_wrong = parent is None or not parent.active or parent.authority_id == PLATFORM_ID
    if parent_id and is_wrong:
        violations.append(Violation("parent_id", "identity.authority_not_found"))
    return violations


def _lock(uow: UnitOfWork, authority_id: str) -> Authority:
    known = may_be_authority_id(authority_id) and authority_id != PLATFORM_ID
    found = uow.session.get(Authority, authority_id, with_for_update=True) if known else None
    if found is None:
        raise NotFound("identity.authority_not_found")
    return found
