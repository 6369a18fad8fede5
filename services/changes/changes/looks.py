"""Who looks at a person's data in full (R6.4)."""

from chassis.db import UnitOfWork

from changes.models import FileLook


def note_look(
    uow: UnitOfWork, person_id: str, case_id: str, action: str, fields: list[str]
) -> None:
    """Write down one look."""
    context = uow.context
    uow.session.add(
        FileLook(
            look_id=uow.new_id(),
            person_id=person_id,
            case_id=case_id,
            action=action,
            fields=fields,
            actor_kind=context.actor_kind,
            actor_id=context.actor_id,
            authority_id=context.authority_id,
            client_ip=context.client_ip,
            request_id=context.request_id,
            looked_at=uow.now,
        )
    )
