"""Keyset paging: the cursor holds the last row's sort values, so pages stay true while rows come."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar, TypeVarTuple, overload

from contracts.errors import ValidationFailed, Violation
from sqlalchemy import ColumnElement, Row, Select, and_, or_, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import desc_op
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from chassis.db.types import IdType, is_id, is_storable

MAX_LIMIT = 100
_BIGGEST = 2**63
DEFAULT_LIMIT = 20

SortColumn = ColumnElement[Any] | InstrumentedAttribute[Any]
One = TypeVar("One")
Several = TypeVarTuple("Several")


@overload
def page(
    session: Session,
    stmt: Select[One],
    columns: Sequence[SortColumn],
    cursor: str | None,
    limit: int | None,
    to_item: Callable[[One], dict[str, Any]],
) -> dict[str, Any]: ...


@overload
def page(
    session: Session,
    stmt: Select[*Several],
    columns: Sequence[SortColumn],
    cursor: str | None,
    limit: int | None,
    to_item: Callable[[Row[*Several]], dict[str, Any]],
) -> dict[str, Any]: ...


def page(
    session: Session,
    stmt: Select[*tuple[Any, ...]],
    columns: Sequence[SortColumn],
    cursor: str | None,
    limit: int | None,
    to_item: Callable[[Any], dict[str, Any]],
) -> dict[str, Any]:
    """Return one page as `{"items": […], "next_cursor": text or None}`.

    `columns` are the sort order, `column.desc()` for falling; together they must be unique
    and never null. A statement of one entity hands the entity to `to_item`, any other its row,
    with the values of the sort order after its own.
    Raises ValidationFailed for a cursor that is not ours.
    """
    size = max(1, min(limit or DEFAULT_LIMIT, MAX_LIMIT))
    sorting = [_Sorting.of(column) for column in columns]
    if cursor:
        stmt = stmt.where(_after(sorting, _decode(cursor, sorting)))
    keys = [sort.column.label(f"page_key_{n}") for n, sort in enumerate(sorting)]
    ordered = stmt.order_by(*columns).add_columns(*keys).limit(size + 1)
    rows = session.execute(ordered).all()
    shown = rows[:size]
    width = len(keys)
    return {
        "items": [to_item(row[0] if len(row) - width == 1 else row) for row in shown],
        "next_cursor": _encode(shown[-1][-width:]) if len(rows) > size else None,
    }


def cursor_after(*values: Any) -> str:
    """Return the cursor of what follows a row with these values of the sort order.

    Several lists in one order, of one service or of many, are thus read on from one place.
    """
    return _encode(values)


class _Sorting:
    """A column and its direction."""

    def __init__(self, column: Any, *, falling: bool) -> None:
        self.column = column
        self.falling = falling

    @classmethod
    def of(cls, column: Any) -> "_Sorting":
        if isinstance(column, UnaryExpression):
            return cls(column.element, falling=column.modifier is desc_op)
        return cls(column, falling=False)

    def beyond(self, value: Any) -> ColumnElement[bool]:
        beyond: ColumnElement[bool] = self.column < value if self.falling else self.column > value
        return beyond


def _after(sorting: Sequence[_Sorting], values: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition 'comes after these values'; directions may differ by column.

    Where they do not, rows are compared as wholes: only then does the database begin to read
    its index at the cursor, so that a page deep inside costs what the first one costs.
    """
    if len({sort.falling for sort in sorting}) == 1:
        columns = [sort.column for sort in sorting]
        row, seen = tuple_(*columns), tuple_(*values, types=[column.type for column in columns])
        return row < seen if sorting[0].falling else row > seen
    alternatives = []
    for place, (sort, value) in enumerate(zip(sorting, values, strict=True)):
        same = [s.column == v for s, v in zip(sorting[:place], values[:place], strict=True)]
        alternatives.append(and_(*same, sort.beyond(value)))
    return or_(*alternatives)


def _encode(values: Sequence[Any]) -> str:
    packed = [[_kind(v), v.isoformat() if isinstance(v, datetime) else v] for v in values]
    return base64.urlsafe_b64encode(json.dumps(packed).encode()).decode().rstrip("=")


def _kind(value: Any) -> str:
    return "t" if isinstance(value, datetime) else "v"


def _decode(cursor: str, sorting: Sequence[_Sorting]) -> list[Any]:
    """Return the values of a cursor; whatever anybody put together, they fit their columns."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        packed = json.loads(base64.urlsafe_b64decode(padded.encode()))
        values = [datetime.fromisoformat(v) if kind == "t" else v for kind, v in packed]
        pairs = zip(sorting, values, strict=True)
        if all(_fits(sort.column.type, value) for sort, value in pairs):
            return values
    except (ValueError, TypeError, RecursionError, binascii.Error):
        pass
    raise ValidationFailed.of([Violation("cursor", "common.bad_cursor")])


def _fits(column_type: TypeEngine[Any], value: Any) -> bool:
    """Return whether the database can compare a value with a column of this type."""
    if isinstance(column_type, IdType):
        return isinstance(value, str) and is_id(value)
    if isinstance(column_type, NullType):
        return isinstance(value, str | int | datetime)
    stored = column_type.impl if isinstance(column_type, TypeDecorator) else column_type
    if type(value) is not stored.python_type:
        return False
    if isinstance(value, datetime):
        return value.tzinfo is not None
    if isinstance(value, int):
        return abs(value) < _BIGGEST
    return not isinstance(value, str) or is_storable(value)
