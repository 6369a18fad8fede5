"""Open, refresh and end sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chassis.db import UnitOfWork
from contracts.errors import NotFound, ServiceError, Unauthenticated
from contracts.values.masking import mask_name
from sqlalchemy import exists, select

from identity.domain.sessions import (
    PASSWORD,
    RefreshVerdict,
    SessionFacts,
    access_life,
    expires_at,
    judge_refresh,
)
from identity.models import Account, Authority, RefreshToken, Session, Staff
from identity.queries.views import staff_view, staff_with_interests
from identity.session_end import end
from identity.use_cases.tokens import (
    AccessTokens,
    csrf_token_of,
    new_refresh_token,
    successor_of,
)

CURRENT = "current"
_LONGEST_USER_AGENT = 300


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose session it is: the claims of the access token and the answer."""

    subject_id: str
    kind: str
    claims: dict[str, Any]
    answer: dict[str, Any]


def subject_of_person(account: Account) -> Subject:
    """Return a person as the subject of a session."""
    person = {
        "person_id": account.person_id,
        "masked_name": mask_name(account.name),
        "real_name_status": account.real_name_status,
        "missing_details": account.missing_details,
    }
    return Subject(account.person_id, "person", {"roles": []}, {"person": person})


def subject_of_staff(staff: Staff, authority: Authority, account_id: str | None) -> Subject:
    """Return a member of staff as the subject of a session."""
    claims = {
        "roles": staff.roles,
        "authority_id": authority.authority_id,
        "authority_path": authority.path,
    }
    answer = {"staff": staff_view(staff, authority, account_id)}
    return Subject(staff.staff_id, "staff", claims, answer)


def open_session(
    uow: UnitOfWork,
    subject: Subject,
    tokens: AccessTokens,
    user_agent: str | None,
    methods: Sequence[str] = (PASSWORD,),
) -> dict[str, Any]:
    """Open a session of somebody who has just proved who they are; returns its first tokens."""
    facts = SessionFacts(uow.now, uow.now, None, subject.kind == "staff")
    session = Session(
        session_id=uow.new_id(),
        subject_id=subject.subject_id,
        subject_kind=subject.kind,
        user_agent=_storable(user_agent),
        client_ip=uow.context.client_ip,
        created_at=uow.now,
        last_used_at=uow.now,
        expires_at=expires_at(facts),
        authenticated_at=uow.now,
        auth_methods=list(methods),
    )
    uow.session.add(session)
    uow.session.flush()
    return _answer(uow, session, subject, tokens, new_refresh_token())


def refresh_session(
    uow: UnitOfWork, refresh_token: str, tokens: AccessTokens, user_agent: str | None
) -> dict[str, Any] | ServiceError:
    """Exchange a refresh token for new tokens.

    A token used long before ends the whole session: another client has a copy. One just used gets
    the same successor again, so that no use of it makes a second family. The refusal is returned,
    not raised, so that the end of the session is committed.
    """
    token, session = _lock_token(uow, refresh_token)
    facts = _facts_of(session) if session else None
    verdict = judge_refresh(facts, token.used_at if token else None, uow.now)
    if token is None or session is None or verdict is RefreshVerdict.REFUSE:
        return Unauthenticated("identity.refresh_invalid")
    if verdict is RefreshVerdict.REUSED:
        end(uow, session, "refresh_reused")
        return Unauthenticated("identity.refresh_reused")
    subject = find_subject(uow, session.subject_kind, session.subject_id)
    if subject is None:
        end(uow, session, "subject_gone")
        return Unauthenticated("identity.refresh_invalid")
    _use(uow, session, token, user_agent)
    return _answer(uow, session, subject, tokens, successor_of(refresh_token))


def end_session_by_token(uow: UnitOfWork, refresh_token: str) -> dict[str, Any]:
    """End the session that a refresh token belongs to, used or not; says which it was, if any."""
    _, session = _lock_token(uow, refresh_token)
    if session is None:
        return {"session_id": None}
    if session.ended_at is None:
        end(uow, session, "logged_out")
    return {"session_id": session.session_id}


def end_session(uow: UnitOfWork, session_id: str) -> dict[str, Any]:
    """End one session of the caller; `current` is the one that calls. Raises NotFound."""
    wanted = uow.context.session_id if session_id == CURRENT else session_id
    session = uow.session.scalars(
        select(Session)
        .where(
            Session.session_id == wanted,
            Session.subject_id == uow.context.actor_id,
            Session.ended_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()
    if session is None:
        raise NotFound("identity.session_not_found")
    end(uow, session, "logged_out")
    return {}


def find_subject(uow: UnitOfWork, kind: str, subject_id: str) -> Subject | None:
    """Return the subject of a session as they are now, None if they may no longer come in."""
    if kind == "person":
        account = uow.session.get(Account, subject_id)
        return subject_of_person(account) if account else None
    wanted = staff_with_interests().where(Staff.staff_id == subject_id)
    row = uow.session.execute(wanted).one_or_none()
    return subject_of_staff(*row) if row else None


def _lock_token(uow: UnitOfWork, refresh_token: str) -> tuple[RefreshToken | None, Session | None]:
    """Return the token and its session, locked: refreshes of one session wait for each other."""
    is_this = RefreshToken.token_index == refresh_token
    with_token = select(Session).join(RefreshToken).where(is_this).with_for_update(of=Session)
    session = uow.session.scalars(with_token).one_or_none()
    # Read after the lock: whoever had it may have used the token.
    return uow.session.scalars(select(RefreshToken).where(is_this)).one_or_none(), session


def _facts_of(session: Session) -> SessionFacts:
    is_staff = session.subject_kind == "staff"
    return SessionFacts(session.created_at, session.last_used_at, session.ended_at, is_staff)


def _use(uow: UnitOfWork, session: Session, token: RefreshToken, user_agent: str | None) -> None:
    token.used_at = token.used_at or uow.now
    session.last_used_at = uow.now
    session.expires_at = expires_at(_facts_of(session))
    session.client_ip = uow.context.client_ip or session.client_ip
    session.user_agent = _storable(user_agent) or session.user_agent


def _answer(
    uow: UnitOfWork,
    session: Session,
    subject: Subject,
    tokens: AccessTokens,
    refresh_token: str,
) -> dict[str, Any]:
    _remember(uow, session, refresh_token)
    csrf_token = csrf_token_of(session.session_id)
    own = {"kind": subject.kind, "sid": session.session_id, "csrf": csrf_token}
    claims = own | _authentication(session) | subject.claims
    life = access_life(_facts_of(session), uow.now)
    return {
        "session_id": session.session_id,
        "access_token": tokens.sign(subject.subject_id, claims, uow.now, life),
        "refresh_token": refresh_token,
        "csrf_token": csrf_token,
        "expires_in": int(life.total_seconds()),
        "refresh_expires_in": int((session.expires_at - uow.now).total_seconds()),
        **subject.answer,
    }


def _authentication(session: Session) -> dict[str, Any]:
    """Return when and how the subject proved who they are, in the words of OpenID Connect."""
    if session.authenticated_at is None:
        return {}
    at = int(session.authenticated_at.timestamp())
    return {"auth_time": at, "amr": session.auth_methods or []}


def _remember(uow: UnitOfWork, session: Session, refresh_token: str) -> None:
    """Store a token; of a repeated use it is there already. The session's lock is held."""
    known = exists().where(RefreshToken.token_index == refresh_token)
    if not uow.session.scalar(select(known)):
        uow.session.add(
            RefreshToken(
                token_index=refresh_token, session_id=session.session_id, issued_at=uow.now
            )
        )


def _storable(user_agent: str | None) -> str | None:
    if not user_agent:
        return None
    printable = "".join(character for character in user_agent if character.isprintable())
    return printable[:_LONGEST_USER_AGENT] or None
