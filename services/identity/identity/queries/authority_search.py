"""Authorities as they are looked for, the nearest first."""

from dataclasses import dataclass
from typing import Any

from chassis.db import page
from contracts.reference import region_chain
from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from identity.domain.authorities import PLATFORM_PATH, may_be_authority_id
from identity.domain.authority_search import (
    SearchWord,
    region_prefix,
    search_words,
)
from identity.models import Authority
from identity.queries.authorities import with_children
from identity.queries.views import authority_view

_NOWHERE = 9
_FAR = 9


@dataclass(frozen=True, slots=True)
class AuthorityFilters:
    """What is looked for: words, a region with all below it, the subtree of an authority.

    `near` is the region from which the distance counts.
    """

    q: str | None = None
    region: str | None = None
    near: str | None = None
    parent_id: str | None = None


def search_authorities(
    session: Session, filters: AuthorityFilters, cursor: str | None, limit: int | None
) -> dict[str, Any]:
    """Return one page of the authorities in service that are found: the nearest, then the best."""
    places = [_place(word) for word in search_words(filters.q or "")]
    statement = with_children.where(
        Authority.active,
        Authority.path != PLATFORM_PATH,
        *(place < _NOWHERE for place in places),
        *_within(filters),
    )
    if filters.q and not places:
        # Nothing but marks: there is no word to find.
        statement = statement.where(literal(value=False))
    order: tuple[Any, ...] = (
        *([_distance(filters.near)] if filters.near else []),
        *([sum(places[1:], places[0])] if places else []),
        func.length(Authority.path),
        Authority.authority_id,
    )
    return page(
        session,
        statement,
        order,
        cursor,
        limit,
        lambda row: authority_view(row[0], has_children=row[1]),
    )


def find_regional_authority(session: Session, region_code: str) -> dict[str, Any]:
    """Return the finance authority of a region, or of the nearest above it; None if there is none."""
    chain = region_chain(region_code)
    statement = (
        select(Authority)
        .where(Authority.region_code.in_(chain), Authority.kind == "finance", Authority.active)
        .order_by(_rank_in(chain), Authority.authority_id)
        .limit(1)
    )
    found = session.scalar(statement)
    shown = {"authority_id": found.authority_id, "name": found.name} if found else None
    return {"authority": shown}


def _within(filters: AuthorityFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.region:
        conditions.append(Authority.region_code.startswith(region_prefix(filters.region)))
    if filters.parent_id:
        known = may_be_authority_id(filters.parent_id)
        below = Authority.path.contains(f"/{filters.parent_id}/", autoescape=True)
        conditions.append(
            and_(below, Authority.authority_id != filters.parent_id)
            if known
            else literal(value=False)
        )
    return conditions


def _place(word: SearchWord) -> ColumnElement[int]:
    """Return where an authority holds a word, what tells most of it first."""
    nowhere = literal(value=False)
    name, short_name = Authority.name, Authority.short_name
    places = (
        short_name.startswith(word.text, autoescape=True),
        short_name.contains(word.text, autoescape=True),
        name.contains(word.text, autoescape=True),
        Authority.spellings.contains(f" {word.letters}") if word.letters else nowhere,
        # 北京海淀 finds 北京市海淀区财政局.
        name.like(f"%{'%'.join(word.text)}%") if len(word.text) > 2 else nowhere,
        or_(
            Authority.region_code.startswith(word.text, autoescape=True),
            Authority.authority_id == word.text,
        )
        if word.text.isascii() and word.text.isdigit()
        else nowhere,
    )
    return case(*((holds, rank) for rank, holds in enumerate(places)), else_=_NOWHERE)


def _distance(near: str) -> ColumnElement[int]:
    return case(
        *(
            (Authority.region_code.startswith(near[:digits]), rank)
            for rank, digits in enumerate((6, 4, 2))
        ),
        else_=_FAR,
    )


def _rank_in(chain: tuple[str, ...]) -> ColumnElement[int]:
    return case(
        *((Authority.region_code == code, rank) for rank, code in enumerate(chain)), else_=_FAR
    )
