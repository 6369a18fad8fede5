"""What only a sandbox answers."""

from typing import Any

from contracts.errors import NotFound
from sqlalchemy import select
from sqlalchemy.orm import Session

from identity.models import Account, Authority, Captcha, Persona, Staff


def get_captcha_text(session: Session, captcha_id: str) -> dict[str, Any]:
    """Return the text of a captcha that was made in a sandbox."""
    text = session.scalar(select(Captcha.sandbox_text).where(Captcha.captcha_id == captcha_id))
    if text is None:
        raise NotFound()
    return {"text": text}


def list_personas(session: Session) -> dict[str, Any]:
    """Return the demo log-ins as they are now, in the order they were seeded."""
    rows = session.execute(
        select(Persona, Staff.roles, Authority, Account.real_name_status)
        .outerjoin(Staff, Staff.staff_id == Persona.subject_id)
        .outerjoin(Authority, Authority.authority_id == Staff.authority_id)
        .outerjoin(Account, Account.person_id == Persona.subject_id)
        .order_by(Persona.position)
    )
    return {"items": [_persona_view(*row) for row in rows]}


def _persona_view(
    persona: Persona, roles: list[str] | None, authority: Authority | None, state: str | None
) -> dict[str, Any]:
    brief = authority and {"authority_id": authority.authority_id, "name": authority.name}
    return {
        "kind": persona.kind,
        "login": persona.login,
        "password": persona.password,
        "totp_secret": persona.totp_secret,
        "name": persona.name,
        "description": persona.description,
        "roles": roles or [],
        "authority": brief,
        "state": state,
    }
