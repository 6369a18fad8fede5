"""Columns of a reviewed case and of its history, mixed into the owner's tables.

The owner names the tables `<prefix>cases` and `<prefix>case_events`, the names that
`casework.migrations.create_case_tables` gives them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from chassis.db import IdType, Instant
from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import conv

from casework.domain.states import OPEN_STATES, State

DECIDED_CASES = text("state IN ('approved', 'returned')")
CLAIMED_CASES = text("state = 'under_review'")
WITHDRAWN_CASES = text("state = 'withdrawn'")
SUBMITTED_CASES = text("state <> 'draft'")
MOVED_CASES = text("custodian_path IS NOT NULL")
# Whoever has claimed a case or has decided it; a resubmission forgets who decided.
CLAIMED_OR_DECIDED_BY = "coalesce(claimed_by, decided_by)"
QUEUE_ORDER = ("due_at", "submitted_at", "case_id")
CLAIM_IS_WHOLE = (
    "(state = 'under_review') = (claimed_by IS NOT NULL AND claim_expires_at IS NOT NULL)"
)


def state_in(states: Iterable[State]) -> str:
    """Return the condition that a case is in one of the states."""
    return f"state IN ({', '.join(repr(str(state)) for state in states)})"


class CaseMixin:
    """One case under review; a new round begins with every submission.

    `due_at` makes a case overdue, `limit_at` calls for the superior authority; neither moves
    when a case is forwarded. `version` grows with every change of state.
    """

    __tablename__: str

    # Where the database keeps count of the cases, and of what was decided.
    count_model: ClassVar[type["CaseCountMixin"]]
    decision_count_model: ClassVar[type["DecisionCountMixin"]]

    # Kinds that two authorities review take OPEN_STATES_WITH_ORIGIN_CONSENT.
    open_states: ClassVar[tuple[State, ...]] = OPEN_STATES

    case_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    person_id: Mapped[str] = mapped_column(IdType)
    masked_name: Mapped[str] = mapped_column(Text, default="")
    name_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    person_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    employer_indexes: Mapped[list[str]] = mapped_column(
        ARRAY(Text), default=list, server_default=text("'{}'")
    )
    state: Mapped[str] = mapped_column(Text, default=State.DRAFT.value)
    authority_id: Mapped[str | None] = mapped_column(Text)
    authority_name: Mapped[str | None] = mapped_column(Text)
    authority_path: Mapped[str | None] = mapped_column(Text)
    # Who keeps a closed case since its person moved on, if that is another authority (ADR 0074).
    custodian_path: Mapped[str | None] = mapped_column(Text)
    round: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    limit_at: Mapped[datetime | None] = mapped_column(Instant)
    claimed_by: Mapped[str | None] = mapped_column(Text)
    claimed_by_name: Mapped[str | None] = mapped_column(Text)
    claim_expires_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_by_name: Mapped[str | None] = mapped_column(Text)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    note: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=0)

    @property
    def access_path(self) -> str:
        """Return the authority whose staff, and that of those above it, have access."""
        return self.custodian_path or self.authority_path or ""

    @property
    def recorder(self) -> str | None:
        """Return the staff who recorded the case, in kinds that staff record: they do not review it."""
        return None

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        table = cls.__tablename__
        return (
            CheckConstraint(_known_state(cls.open_states), name=conv(f"ck_{table}_state")),
            CheckConstraint(CLAIM_IS_WHOLE, name=conv(f"ck_{table}_claim")),
            *_queue_indexes(table, text(state_in(cls.open_states))),
            *_list_indexes(table),
            *_search_indexes(table),
        )


def _known_state(open_states: tuple[State, ...]) -> str:
    takes_origin_consent = State.AWAITING_ORIGIN_CONSENT in open_states
    return state_in(
        one for one in State if takes_origin_consent or one != State.AWAITING_ORIGIN_CONSENT
    )


def _queue_indexes(table: str, is_open: Any) -> tuple[Index, ...]:
    """Return the indexes of the queue of one authority, and of everything below a high one."""
    return (
        Index(f"ix_{table}_queue", *("authority_id", *QUEUE_ORDER), postgresql_where=is_open),
        Index(f"ix_{table}_due", *QUEUE_ORDER, postgresql_where=is_open),
        Index(
            f"ix_{table}_scope",
            *("authority_path", "state", *QUEUE_ORDER),
            postgresql_ops={"authority_path": "text_pattern_ops"},
        ),
        Index(
            f"ix_{table}_custodian",
            *("custodian_path", "state", *QUEUE_ORDER),
            postgresql_ops={"custodian_path": "text_pattern_ops"},
            postgresql_where=MOVED_CASES,
        ),
        Index(f"ix_{table}_claims", "claim_expires_at", postgresql_where=CLAIMED_CASES),
        Index(f"ix_{table}_decided", "authority_id", "decided_at", postgresql_where=DECIDED_CASES),
    )


def _list_indexes(table: str) -> tuple[Index, ...]:
    """Return an index in the order of each other list, so that its pages need no sorting."""
    latest = ("state", "decided_at", "case_id")
    handled = text(f"{CLAIMED_OR_DECIDED_BY} IS NOT NULL")
    return (
        Index(f"ix_{table}_all", *QUEUE_ORDER, postgresql_where=SUBMITTED_CASES),
        Index(f"ix_{table}_withdrawn", *QUEUE_ORDER, postgresql_where=WITHDRAWN_CASES),
        Index(f"ix_{table}_latest", *latest, postgresql_where=DECIDED_CASES),
        Index(f"ix_{table}_held", *QUEUE_ORDER, postgresql_where=CLAIMED_CASES),
        Index(f"ix_{table}_claimed_by", "claimed_by", *QUEUE_ORDER, postgresql_where=CLAIMED_CASES),
        Index(f"ix_{table}_decided_by", "decided_by", *latest, postgresql_where=DECIDED_CASES),
        Index(
            f"ix_{table}_handled_by",
            text(CLAIMED_OR_DECIDED_BY),
            *QUEUE_ORDER,
            postgresql_where=handled,
        ),
    )


def _search_indexes(table: str) -> tuple[Index, ...]:
    beginning = {"masked_name": "text_pattern_ops"}
    return (
        Index(f"ix_{table}_person", "person_id"),
        Index(f"ix_{table}_masked_name", "masked_name", postgresql_ops=beginning),
        Index(f"ix_{table}_name_index", "name_index"),
        Index(f"ix_{table}_person_index", "person_index"),
    )


class CaseEventMixin:
    """One step in the life of a case; rows are only ever added."""

    __tablename__: str

    event_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    case_id: Mapped[str] = mapped_column(IdType)
    # The case's version after the step: a total order within the case.
    version: Mapped[int]
    round: Mapped[int]
    action: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    actor_kind: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[str | None] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text)
    authority_id: Mapped[str] = mapped_column(Text)
    authority_name: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    at: Mapped[datetime] = mapped_column(Instant)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        table = cls.__tablename__
        cases = table.removesuffix("_events") + "s"
        return (
            ForeignKeyConstraint(
                ["case_id"], [f"{cases}.case_id"], name=conv(f"fk_{table}_case_id_{cases}")
            ),
            Index(f"uq_{table}_case_id_version", "case_id", "version", unique=True),
        )


class CaseCountMixin:
    """Differences in the number of cases; what a key's rows add up to is its number.

    The database adds a row with every change of a case, in the same transaction, so that the
    counts are true whatever changes a case. `due_at` is kept of open cases only, `authority_path`
    is the one by which the case is listed.
    """

    __tablename__: str

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    authority_id: Mapped[str] = mapped_column(Text)
    authority_path: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    cases: Mapped[int] = mapped_column(BigInteger)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        table = cls.__tablename__
        beginning = {"authority_path": "text_pattern_ops"}
        return (
            Index(f"ix_{table}_scope", "authority_path", postgresql_ops=beginning),
            Index(f"ix_{table}_authority", "authority_id"),
        )


class DecisionCountMixin:
    """Differences in how many cases an authority decided, whoever keeps them since (ADR 0074).

    `decision` is `approved`, `returned` or, of a first authority that consented, `released`;
    `moved` tells those that other authorities keep by now.
    """

    __tablename__: str

    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    authority_id: Mapped[str] = mapped_column(Text)
    authority_path: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(Text)
    moved: Mapped[bool]
    cases: Mapped[int] = mapped_column(BigInteger)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805
        beginning = {"authority_path": "text_pattern_ops"}
        name = f"ix_{cls.__tablename__}_scope"
        return (Index(name, "authority_path", postgresql_ops=beginning),)


class RecordCustodianMixin:
    """Which authority keeps a person's record, by the latest transfer that was followed.

    `record_version` orders transfers: an earlier one that arrives later changes nothing.
    """

    __tablename__ = "record_custodians"

    person_id: Mapped[str] = mapped_column(IdType, primary_key=True)
    authority_path: Mapped[str] = mapped_column(Text)
    record_version: Mapped[int]
