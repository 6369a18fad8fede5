"""What reviewers and persons ask of a queue, as the service's own queries answer it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from casework.cases.counts import summarise_cases
from casework.cases.kinds import ReviewKind
from casework.cases.person_queries import expected_at, queue_position
from casework.cases.queries import CaseFilters, find_case, list_cases, matching, order_of
from casework.cases.query_parameters import QueryParameters
from casework.domain.actors import Actor
from changes.review_kinds import CHANGE
from chassis.clock import utc_now
from chassis.db import Db, paging
from collection.review_kinds import REVIEW as COLLECTION
from contracts.context import CallContext
from sqlalchemy import func, select, text


@dataclass(frozen=True, slots=True)
class Owner:
    """A service, one of its kinds, and the table of its cases."""

    service: str
    review: ReviewKind
    table: str


OWNERS = {
    "changes": Owner("changes", CHANGE, "change_cases"),
    "collection": Owner("collection", COLLECTION, "cases"),
}


@dataclass(frozen=True, slots=True)
class Job:
    """One question; `is_page` ones may not take longer the more cases there are."""

    title: str
    is_page: bool
    ask: Callable[[], Any]


def reviewer_of(authority_id: str, path: str) -> Actor:
    """Return a reviewer of an authority, who has claimed some cases and decided others."""
    context = CallContext(
        actor_id="staff-3",
        actor_kind="staff",
        roles=("reviewer",),
        authority_id=authority_id,
        authority_path=path,
    )
    return Actor(context)


HAIDIAN = reviewer_of("au-110108", "/au-110000/au-110108/")
CHAOYANG = reviewer_of("au-110105", "/au-110000/au-110105/")
BEIJING = reviewer_of("au-110000", "/au-110000/")

# Everything that a page can be filtered by, each on its own and with what it is used with.
LISTS = {
    "open": CaseFilters(),
    "submitted": CaseFilters("submitted"),
    "under review": CaseFilters("under_review"),
    "overdue": CaseFilters(overdue=True),
    "not overdue": CaseFilters(overdue=False),
    "nobody's": CaseFilters(assignee="none"),
    "mine": CaseFilters(assignee="me"),
    "mine, approved": CaseFilters("approved", assignee="me"),
    "mine, all": CaseFilters("all", assignee="me"),
    "approved": CaseFilters("approved"),
    "returned": CaseFilters("returned"),
    "withdrawn": CaseFilters("withdrawn"),
    "all": CaseFilters("all"),
    "masked name begins with 张": CaseFilters("all", text="张"),
}
EVERYONES = ("open", "overdue", "mine", "approved", "all")
A_PAGE = 20
MIDDLE = ", page in the middle"
SEARCHES = {
    "a full name that nobody has": CaseFilters("all", text="张三丰"),
    "a certificate number that nobody has": CaseFilters("all", text="11010519491231002X"),
}


def _promise_nothing(job: Job) -> Job:
    """Ask beside the promise: it is about the authority's own cases, not about its neighbour's."""
    return replace(job, is_page=False)


def jobs_for(owner: Owner, db: Db) -> list[Job]:
    """Return the questions to one database, in the same order for each."""
    jobs = [
        *_pages(owner, db, "", HAIDIAN),
        *_pages(owner, db, "superior: ", BEIJING),
        *map(_promise_nothing, _pages(owner, db, "neighbour of 1,000: ", CHAOYANG)),
    ]
    for title, filters in SEARCHES.items():
        jobs.append(Job(f"search, {title}", True, _list(owner, db, HAIDIAN, filters)))
    narrowed = CaseFilters(authority_id="au-110105")
    jobs.append(
        Job("superior: narrowed to the neighbour", True, _list(owner, db, BEIJING, narrowed))
    )
    for name, actor in (("", HAIDIAN), ("superior: ", BEIJING)):
        summary = lambda actor=actor: db.read(summarise_cases, owner.review, actor, utc_now())  # noqa: E731
        # Claims are looked up one by one: this grows with what reviewers hold, not with the cases.
        jobs.append(Job(f"{name}counts", False, summary))
    case = db.read(find_case, owner.review, _last_in_queue(owner, db))
    jobs.append(
        Job("place of the last person", False, lambda: db.read(queue_position, owner.review, case))
    )
    expected = lambda: db.read(expected_at, owner.review, case, utc_now())  # noqa: E731
    jobs.append(Job("expected date", True, expected))
    return jobs


def _pages(owner: Owner, db: Db, name: str, actor: Actor) -> list[Job]:
    found = []
    wanted = EVERYONES if name else tuple(LISTS)
    for title in wanted:
        filters = LISTS[title]
        found.append(Job(f"{name}{title}", True, _list(owner, db, actor, filters)))
        if cursor := _cursor_in_the_middle(owner, db, actor, filters):
            ask = _list(owner, db, actor, filters, cursor)
            found.append(Job(f"{name}{title}{MIDDLE}", True, ask))
    return found


def _list(
    owner: Owner, db: Db, actor: Actor, filters: CaseFilters, cursor: str | None = None
) -> Callable[[], Any]:
    return lambda: db.read(list_cases, owner.review, actor, utc_now(), filters, cursor)


def _cursor_in_the_middle(owner: Owner, db: Db, actor: Actor, filters: CaseFilters) -> str | None:
    """Return a cursor half-way down the list, where it has more than two pages."""
    model = owner.review.case_model
    params = QueryParameters.of(actor, utc_now())
    conditions, order = matching(owner.review, params, filters), order_of(model, filters)
    columns = [getattr(column, "element", column) for column in order]
    with db.engine.connect() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        counted = select(func.count()).select_from(model).where(*conditions)
        cases = connection.execute(counted).scalar_one()
        if cases < 2 * A_PAGE:
            return None
        half_way = select(*columns).where(*conditions).order_by(*order).offset(cases // 2).limit(1)
        return paging._encode(connection.execute(half_way).one())


def _last_in_queue(owner: Owner, db: Db) -> str:
    """Return the case of the authority that waits behind all others."""
    model = owner.review.case_model
    order = [column.desc() for column in order_of(model, CaseFilters())]
    params = QueryParameters.of(HAIDIAN, utc_now())
    own = matching(owner.review, params, CaseFilters("submitted"))
    return db.read(
        lambda session: session.execute(
            select(model.case_id).where(*own).order_by(*order).limit(1)
        ).scalar_one()
    )
