"""Transfers as they are answered."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casework.cases.views import effective_state, person_view
from casework.domain.states import Action, State
from chassis.clock import to_wire
from contracts.reference.dictionaries import name_of

from transfer.models import Case, Proof, ReviewPolicy, Transfer

# A returned or withdrawn transfer is closed: whoever still wants to move asks anew.
_PERSON_ACTIONS = (str(Action.WITHDRAW),)
_REVIEW = ("authority", "submitted_at", "decided_at", "reasons", "note")


def item_view(
    transfer: Transfer, case: Case, proofs: Sequence[Proof], now: datetime
) -> dict[str, Any]:
    """Return a transfer as a line of the person's list (R5.2.1)."""
    status = effective_state(case, now)
    return {
        "transfer_id": transfer.transfer_id,
        **content_view(transfer, proofs),
        "transferred_at": to_wire(transfer.effective_at or transfer.submitted_at),
        "status": str(status),
        "status_name": name_of("case_state", status),
        "available_actions": _available_actions(case, now),
    }


def _available_actions(case: Case, now: datetime) -> list[str]:
    return [one for one in person_view(case, now)["available_actions"] if one in _PERSON_ACTIONS]


def content_view(transfer: Transfer, proofs: Sequence[Proof]) -> dict[str, Any]:
    """Return what a transfer is about, as persons and reviewers see it."""
    return {
        "reason": transfer.reason,
        "reason_name": name_of("transfer_reason", transfer.reason),
        "scope": transfer.scope,
        "scope_name": name_of("transfer_scope", transfer.scope),
        "from": transfer.origin.to_dict(),
        "to": transfer.target.to_dict(),
        "proofs": [proof_view(proof) for proof in proofs],
    }


def full_view(transfer: Transfer) -> dict[str, Any]:
    """Return what was filled in, and the policy that holds for it."""
    return {
        "policy": transfer.policy,
        "policy_name": name_of("transfer_policy", transfer.policy),
        "details": json.loads(transfer.details),
        "remark": transfer.remark,
        "submitted_at": to_wire(transfer.submitted_at),
        "effective_at": to_wire(transfer.effective_at) if transfer.effective_at else None,
    }


def review_view(person_review: dict[str, Any]) -> dict[str, Any]:
    """Return how far the review is; a refusal stays in view though nothing can be mended."""
    shown = {name: person_review[name] for name in _REVIEW}
    return shown | {
        name: person_review[name] for name in ("queue_position", "expected_at", "history")
    }


def proof_view(proof: Proof) -> dict[str, Any]:
    """Return what a page needs to show a proof."""
    return {
        "attachment_id": proof.attachment_id,
        "kind": proof.kind,
        "kind_name": name_of("attachment_kind", proof.kind),
        "file_name": proof.file_name,
        "media_type": proof.media_type,
        "size": proof.size,
        "width": proof.width,
        "height": proof.height,
    }


def state_view(case: Case) -> dict[str, str]:
    """Return a case as collection asks for it; a claim that expired is open all the same."""
    return {"state": str(State(case.state)), "person_id": case.person_id}


def policy_view(policy: ReviewPolicy) -> dict[str, Any]:
    """Return one decision on the policy."""
    return {
        "version": policy.version,
        "policy": policy.policy,
        "policy_name": name_of("transfer_policy", policy.policy),
        "note": policy.note,
        "changed_at": to_wire(policy.changed_at),
        "changed_by": policy.changed_by,
    }
