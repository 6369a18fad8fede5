"""The tree of authorities."""

from typing import Any

from chassis.db import page
from contracts.context import CallContext
from contracts.errors import Forbidden, NotFound
from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

from identity.domain.authorities import PLATFORM_PATH, may_be_authority_id
from identity.models import Authority
from identity.queries.views import authority_view, contact_view

_child = aliased(Authority)
_has_children = exists().where(_child.parent_id == Authority.authority_id, _child.active)
with_children = select(Authority, _has_children.label("has_children"))


def list_authorities(
    session: Session, parent_id: str | None, cursor: str | None, limit: int | None
) -> dict[str, Any]:
    """Return one page of the active authorities right below a parent, or of the topmost."""
    if parent_id and not may_be_authority_id(parent_id):
        return {"items": [], "next_cursor": None}
    topmost = and_(Authority.parent_id.is_(None), Authority.path != PLATFORM_PATH)
    here = Authority.parent_id == parent_id if parent_id else topmost
    return page(
        session,
        with_children.where(here, Authority.active),
        [Authority.authority_id],
        cursor,
        limit,
        lambda row: authority_view(row[0], has_children=row[1]),
    )


def get_authority(session: Session, authority_id: str) -> dict[str, Any]:
    """Return one authority, active or not; raises NotFound."""
    if not may_be_authority_id(authority_id):
        raise NotFound("identity.authority_not_found")
    found = session.execute(
        with_children.where(Authority.authority_id == authority_id)
    ).one_or_none()
    if found is None:
        raise NotFound("identity.authority_not_found")
    return authority_view(found[0], has_children=found[1])


def get_edited_authority(session: Session, authority_id: str) -> dict[str, Any]:
    """Return one authority with the version to write against."""
    found = get_authority(session, authority_id)
    version = select(Authority.version).where(Authority.authority_id == authority_id)
    return found | {"version": session.scalar(version)}


def get_contact(session: Session, context: CallContext, authority_id: str) -> dict[str, Any]:
    """Return how an authority is reached; raises NotFound, or Forbidden beyond the caller's own."""
    known = may_be_authority_id(authority_id)
    authority = session.get(Authority, authority_id) if known else None
    if authority is None:
        raise NotFound("identity.authority_not_found")
    if not context.covers(authority.path):
        raise Forbidden("identity.authority_out_of_scope")
    return contact_view(authority)
