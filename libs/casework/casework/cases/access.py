"""Who sees a case: the authority that keeps it and those above (ADR 0074).

That is the authority in charge of it until its person moves on, and then the one that the record
went to. The conditions hold for cases and for second reviews alike.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

Condition = ColumnElement[bool]


def is_below(path: Any, below: Any) -> Condition:
    """Return the condition that a path matches the pattern of an authority and those below it."""
    matches: Condition = path.like(below, escape="|")
    return matches


def is_kept_below(table: Any, below: Any) -> Condition:
    """Return the condition that a row is kept by an authority of the pattern or one below it.

    Either half has an index of its own; few rows are of the second.
    """
    stayed = and_(table.custodian_path.is_(None), is_below(table.authority_path, below))
    return or_(stayed, is_below(table.custodian_path, below))


def is_kept_at(table: Any, paths: Sequence[str]) -> Condition:
    """Return the condition that a row is kept by the authority of one of the paths."""
    stayed = and_(table.custodian_path.is_(None), table.authority_path.in_(paths))
    return or_(stayed, table.custodian_path.in_(paths))


def access_path(table: Any) -> Any:
    """Return the path of whoever keeps a row, where it is found by something else."""
    return func.coalesce(table.custodian_path, table.authority_path)
