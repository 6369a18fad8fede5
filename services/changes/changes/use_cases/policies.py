"""Decide how a change of one field is reviewed (R4.3.2, R6.6)."""

from typing import Any

from casework import audit
from chassis.db import UnitOfWork
from contracts.errors import Conflict, NotFound, PreconditionFailed
from contracts.record_fields import MANUAL, RECORD_FIELDS
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from changes import models
from changes.domain.field_policies import is_fixed


def update_field_policy(
    uow: UnitOfWork,
    section: str,
    field: str,
    review_mode: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> dict[str, int]:
    """Set the review mode of a field for changes from now on, and keep who decided it.

    Raises Conflict for a field that is always reviewed, PreconditionFailed for a stale version.
    """
    policy = _find_locked(uow, section, field)
    if expected_version is not None and expected_version != policy.version:
        raise PreconditionFailed(details={"current_version": policy.version})
    if review_mode != MANUAL and is_fixed(section, field):
        raise Conflict("changes.policy_fixed")
    if review_mode != policy.review_mode:
        _change(uow, policy, review_mode, note)
    return {"version": policy.version}


def _find_locked(uow: UnitOfWork, section: str, field: str) -> models.FieldPolicy:
    """Return the policy of a field, locked; its first decision makes the row if there is none."""
    known = RECORD_FIELDS.get(section, {}).get(field)
    if known is None:
        raise NotFound("changes.policy_not_found")
    table = models.FieldPolicy
    first = {"section": section, "field": field, "review_mode": known.review, "version": 1}
    added = insert(table).values(**first, changed_at=uow.now)
    uow.session.execute(added.on_conflict_do_nothing())
    statement = select(table).where(table.section == section, table.field == field)
    return uow.session.execute(statement.with_for_update()).scalar_one()


def _change(
    uow: UnitOfWork, policy: models.FieldPolicy, review_mode: str, note: str | None
) -> None:
    actor = uow.context.actor_id or ""
    policy.version += 1
    uow.session.add(
        models.FieldPolicyChange(
            policy_change_id=uow.new_id(),
            section=policy.section,
            field=policy.field,
            version=policy.version,
            review_mode_before=policy.review_mode,
            review_mode=review_mode,
            note=note,
            changed_at=uow.now,
            changed_by=actor,
            client_ip=uow.context.client_ip,
            request_id=uow.context.request_id,
        )
    )
    audit.record(uow, audit.Act("field_policy_changed", details=_decided(policy, review_mode)))
    policy.review_mode = review_mode
    policy.changed_at = uow.now
    policy.changed_by = actor


def _decided(policy: models.FieldPolicy, review_mode: str) -> dict[str, Any]:
    return {
        "section": policy.section,
        "field": policy.field,
        "before": policy.review_mode,
        "after": review_mode,
        "version": policy.version,
    }
