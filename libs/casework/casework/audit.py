"""Write down who did what with whose file, in the transaction of the act itself (R6.4).

The entry leaves by the outbox, so it is there if and only if the act is; identity chains the
entries of all services into one log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.db import UnitOfWork, canonical_id
from contracts.audit import ACTIONS
from contracts.context import CallContext

EVENT = "audit_recorded"


@dataclass(frozen=True, slots=True)
class Act:
    """One act. Fields, files and items are named; no value of them belongs in it."""

    action: str
    person_id: str | None = None
    case_kind: str | None = None
    case_id: str | None = None
    fields: Sequence[str] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


def record(uow: UnitOfWork, act: Act, actor: CallContext | None = None) -> None:
    """Add an act to the transaction; the actor is the caller unless another is given.

    Raises ValueError for an action that has no words, NotFound for what is no person's id.
    """
    if act.action not in ACTIONS:
        raise ValueError(f"the audit log has no words for {act.action}")
    who = actor or uow.context
    uow.publish(
        EVENT,
        {
            "action": act.action,
            "actor_kind": who.actor_kind,
            "actor_id": who.actor_id,
            "roles": list(who.roles),
            "authority_id": who.authority_id,
            "authority_path": who.authority_path,
            "person_id": canonical_id(act.person_id),
            "case_kind": act.case_kind,
            "case_id": act.case_id,
            "client_ip": who.client_ip,
            "request_id": who.request_id,
            "fields": list(act.fields),
            "details": dict(act.details),
        },
    )
