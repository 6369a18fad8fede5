"""Record a reward or penalty of a person; other staff review it (R4.4.1)."""

from collections.abc import Mapping
from typing import Any

from casework import audit
from casework.cases import use_cases as casework
from casework.domain.actors import Actor
from chassis.db import UnitOfWork

from changes import models, review_kinds
from changes.use_cases.preparation import Prepared, ensure_reserved


def record_reward_penalty(
    uow: UnitOfWork,
    entry_id: str,
    values: Mapping[str, Any],
    recorder: Actor,
    prepared: Prepared | None,
) -> dict[str, Any]:
    """Store an entry and send it to the review of another member of staff.

    Without what was prepared the entry is there already, and nothing is done.
    """
    if prepared is not None:
        ensure_reserved(uow, prepared.reservation)
        _store(uow, entry_id, values, recorder, prepared)
    return {"entry_id": entry_id}


def _store(
    uow: UnitOfWork,
    entry_id: str,
    values: Mapping[str, Any],
    recorder: Actor,
    prepared: Prepared,
) -> None:
    uow.session.add(
        models.RewardPenalty(
            entry_id=entry_id,
            person_id=prepared.person_id,
            recorded_by=recorder.staff_id,
            recorded_by_name=recorder.name,
            recorded_at=uow.now,
            **{name: value for name, value in values.items() if name != "person_id"},
        )
    )
    authority = prepared.reservation.authority
    case = casework.submit_case(
        uow,
        review_kinds.REWARD_PENALTY,
        entry_id,
        prepared.applicant,
        authority,
        recorder,
        employers=prepared.reservation.employers,
    )
    assert isinstance(case, models.RewardPenaltyCase)
    case.recorded_by = recorder.staff_id


def note_search(uow: UnitOfWork, person_id: str) -> None:
    """Write down that staff looks up what was recorded about one person."""
    audit.record(uow, audit.Act("rewards_searched", person_id, review_kinds.REWARD_PENALTY.kind))
